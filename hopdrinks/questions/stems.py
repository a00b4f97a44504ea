"""The words a text is found by: what carries its meaning, without accents, endings and small words."""

import re
import unicodedata

import snowballstemmer

_STEMMERS = {"fr": snowballstemmer.stemmer("french"), "en": snowballstemmer.stemmer("english")}
#: Words that stand in any question and say nothing of what it is about, without accents.
_SMALL_FRENCH = """
    a ai as au aux avec avez avons bonjour bonsoir c ca car ce cela ces cet cette ceux ci comme comment d dans
    de des donc du elle elles en es est et etes etre eu fait faire faut il ils j je l la le les leur lui m ma
    mais me merci mes moi mon n ne nos notre nous on ont ou par pas peut peux plus pour pouvez puis qu que
    quel quelle quels quelles qui quoi s sa salut sans se sera ses si son sont sur svp t ta te tes toi ton
    tout tous tres tu un une va vais vos votre vous y hopdrink hopdrinks soiree
"""
_SMALL_ENGLISH = """
    a am an and any are as at be been but by can could d did do does for from get go had has have hello hi how
    i if in is it its ll m may me my no not of on one or our please re s shall should so t thank thanks that
    the their them there they this to up us ve was we what when where which who will with would you your
    hopdrink hopdrinks evening
"""
_SMALL = {"fr": frozenset(_SMALL_FRENCH.split()), "en": frozenset(_SMALL_ENGLISH.split())}
_WORD = re.compile(r"[^\W_]+")
#: Nobody asks with more words than these.
_MOST = 40


def stems_of(text: str, locale: str) -> frozenset[str]:
    """Give the stems of a text in a language ("fr" or "en"); none where it says nothing in particular."""
    plain = "".join(
        sign for sign in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(sign)
    )
    words = [word for word in _WORD.findall(plain) if word not in _SMALL[locale]][:_MOST]
    return frozenset(_STEMMERS[locale].stemWords(words))


def are_alike(asked: frozenset[str], known: frozenset[str]) -> bool:
    """Tell whether a question may be the same as another: half of its words are there, and more than one.

    One word is enough where there is only one.
    """
    shared = len(asked & known)
    return shared >= min(2, len(asked)) and 2 * shared >= len(asked) > 0
