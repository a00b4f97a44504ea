"""Names as they may stand in a message: readable, short, and unable to disturb the text around them."""

import unicodedata

from storage.records import NameShown

#: Longer names are cut; Telegram allows twice this.
LONGEST_NAME = 64

_ZERO_WIDTH_JOINER = "\N{ZERO WIDTH JOINER}"
#: Letters and symbols by their category, yet nothing is seen of them: people use them for empty names.
_UNSEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0")


def clean_name(*parts: str | None) -> str:
    """Join a name's parts in NFC, without control, bidirectional or invisible characters.

    The joiner that composes emoji stays. A name of which nothing is left becomes "…".
    """
    name = clean_line(" ".join(part for part in parts if part))[:LONGEST_NAME]
    return name.rstrip(f" {_ZERO_WIDTH_JOINER}") or "…"


def shown_name(name: str, shown: NameShown) -> str:
    """Give a name as its owner lets others read it; "" for not at all."""
    if shown == "visible":
        return name
    return " ".join(f"{word[0]}." for word in name.split()) if shown == "initials" else ""


def clean_line(text: str) -> str:
    """Give a text as one line in NFC, cleaned like a name but of any length; perhaps nothing is left."""
    # Cleaned before it is composed: what is taken out may have stood between a letter and its accent.
    kept = unicodedata.normalize("NFC", "".join(map(_clean, text)))
    words = (word.strip(_ZERO_WIDTH_JOINER) for word in kept.split())
    return " ".join(word for word in words if word)


def _clean(character: str) -> str:
    category = unicodedata.category(character)
    if category in ("Cc", "Zl", "Zp", "Zs"):
        return " "
    if character in _UNSEEN or (category in ("Cf", "Cs", "Co", "Cn") and character != _ZERO_WIDTH_JOINER):
        return ""
    return character
