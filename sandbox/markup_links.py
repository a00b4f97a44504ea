"""What Telegram finds in a text by itself: links, mentions, commands and hashtags.

Source: tdlib, find_entities; links without a protocol are found for the usual top-level domains only.
"""

import re
from collections.abc import Iterator
from typing import Any

Entity = dict[str, Any]

_FOUND = re.compile(
    r"""
    (?P<url>
        (?:https?|tg|ton|tonsite)://[^\s<>"«»]+
        | (?<![\w@./-]) (?:[a-z0-9-]+\.)+ (?:com|org|net|fr|eu|io|me|de|uk|info|dev|app) (?![\w.@-])
          (?:[/?\#][^\s<>"«»]*)?
    )
    | (?P<mention> (?<!\w) @[A-Za-z0-9_]{2,32} (?!\w) )
    | (?P<bot_command> (?<![\w/<>]) / [A-Za-z0-9_]{1,64} (?:@[A-Za-z0-9_]{3,32})? (?![\w/<>]) )
    | (?P<hashtag> (?<![\w\#]) \# (?=\w*[^\W\d_]) \w{1,256} (?![\w\#]) )
    """,
    re.IGNORECASE | re.VERBOSE,
)
# Only words with one of these can be anything of the above; most words are passed over quickly.
_SUSPECT = re.compile(r"[^\s@/#.:]*[@/#.:]\S*")
_AFTER_A_LINK = ".,:;!?'\")]}…"


def utf16_length(text: str) -> int:
    """Measure a text as Telegram does: in UTF-16 units, so that most emoji count two."""
    if text.isascii():
        return len(text)
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def found_entities(text: str) -> Iterator[Entity]:
    """Yield what Telegram marks in a text unasked: url, mention, bot_command, hashtag; in order."""
    for match in _candidates(text):
        kind = str(match.lastgroup)
        found = match.group().rstrip(_AFTER_A_LINK) if kind == "url" else match.group()
        yield {"type": kind, "offset": utf16_length(text[: match.start()]), "length": utf16_length(found)}


def _candidates(text: str) -> Iterator[re.Match[str]]:
    for word in _SUSPECT.finditer(text):
        yield from _FOUND.finditer(text, word.start(), word.end())
