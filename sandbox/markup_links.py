"""What Telegram finds in a text by itself (links, mentions, commands, hashtags), and which links it takes."""

import re
from collections.abc import Iterator
from typing import Any

Entity = dict[str, Any]

_FOUND = re.compile(
    r"(?P<url>(?:https?|tg|ton|tonsite)://[^\s<>\"«»]+"
    r"|(?<![\w@./-])(?:[a-z0-9-]+\.)+(?:com|org|net|fr|eu|io|me|de|uk|info|dev|app)(?![\w.@-])(?:[/?#][^\s<>\"«»]*)?)"
    r"|(?<![\w/.])@(?P<mention>[A-Za-z][A-Za-z0-9_]{2,31})(?![\w@])"
    r"|(?<![\w/<>.])/(?P<bot_command>[A-Za-z0-9_]{1,64}(?:@[A-Za-z][A-Za-z0-9_]{2,31})?)(?![\w/>@])"
    r"|(?<![\w#])#(?P<hashtag>\w*[^\W\d]\w*)(?![\w#])",
    re.IGNORECASE,
)
_AFTER_A_LINK = ".,:;!?'\")]}…"
_LINK = re.compile(r"(?:([A-Za-z][A-Za-z0-9+.-]*)://)?([^/?#\s]*)([/?#]\S*)?")
_PROTOCOLS = frozenset({"http", "https", "tg", "ton", "tonsite"})


def utf16_length(text: str) -> int:
    """Measure a text as Telegram does: in UTF-16 units, so that most emoji count two."""
    if text.isascii():
        return len(text)
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def found_entities(text: str) -> Iterator[Entity]:
    """Yield what Telegram marks in a text unasked: url, mention, bot_command, hashtag; in order."""
    for match in _FOUND.finditer(text):
        kind = str(match.lastgroup)
        found = match.group().rstrip(_AFTER_A_LINK) if kind == "url" else match.group()
        yield {"type": kind, "offset": utf16_length(text[: match.start()]), "length": utf16_length(found)}


def link_problem(url: str) -> str | None:
    """Say, in Telegram's words, why it would not take a link; None where it would.

    A link without protocol is taken for http; others than http, https, tg, ton and tonsite are not links.
    """
    match = _LINK.fullmatch(url)
    protocol = ((match.group(1) if match else None) or "http").lower()
    host = match.group(2) if match else ""
    if protocol not in _PROTOCOLS:
        return "Unsupported URL protocol"
    if not match:
        return "Wrong HTTP URL"
    if not host:
        return "URL host is empty"
    if protocol in ("http", "https") and "." not in host and host.partition(":")[0] != "localhost":
        return "Wrong HTTP URL"
    return None


def checked_link(url: str) -> str | None:
    """Return a link as Telegram stores it (protocol and path filled in), or None where it takes it for none."""
    match = _LINK.fullmatch(url)
    if not match or link_problem(url):
        return None
    protocol, host, rest = match.groups()
    if not rest and (not protocol or protocol.lower() in ("http", "https")):
        rest = "/"
    return f"{(protocol or 'http').lower()}://{host}{rest or ''}"
