"""Names as they may stand in a message: readable, short, and unable to disturb the text around them."""

import unicodedata

#: Longer names are cut; Telegram allows twice this.
LONGEST_NAME = 64

_ZERO_WIDTH_JOINER = "\N{ZERO WIDTH JOINER}"


def clean_name(*parts: str | None) -> str:
    """Join a name's parts in NFC, without control, bidirectional or invisible characters.

    The joiner that composes emoji stays. A name of which nothing is left becomes "…".
    """
    name = clean_line(" ".join(part for part in parts if part))[:LONGEST_NAME]
    return name.strip().strip(_ZERO_WIDTH_JOINER) or "…"


def clean_line(text: str) -> str:
    """Give a text as one line in NFC, cleaned like a name but of any length; perhaps nothing is left."""
    kept = (_clean(character) for character in unicodedata.normalize("NFC", text))
    return " ".join("".join(kept).split())


def _clean(character: str) -> str:
    category = unicodedata.category(character)
    if category in ("Cc", "Zl", "Zp", "Zs"):
        return " "
    if category in ("Cf", "Cs", "Co", "Cn") and character != _ZERO_WIDTH_JOINER:
        return ""
    return character
