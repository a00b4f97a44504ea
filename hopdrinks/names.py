"""Names as they may stand in a message: readable, short, and unable to disturb the text around them."""

import unicodedata

#: Longer names are cut; Telegram allows twice this.
LONGEST_NAME = 64

_ZERO_WIDTH_JOINER = "\N{ZERO WIDTH JOINER}"


def clean_name(*parts: str | None) -> str:
    """Join a name's parts in NFC, without control, bidirectional or invisible characters.

    The joiner that composes emoji stays. A name of which nothing is left becomes "…".
    """
    joined = " ".join(part for part in parts if part)
    kept = (_clean(character) for character in unicodedata.normalize("NFC", joined))
    words = "".join(kept).split()
    name = " ".join(words)[:LONGEST_NAME].strip().strip(_ZERO_WIDTH_JOINER)
    return name or "…"


def _clean(character: str) -> str:
    category = unicodedata.category(character)
    if category in ("Cc", "Zl", "Zp", "Zs"):
        return " "
    if category in ("Cf", "Cs", "Co", "Cn") and character != _ZERO_WIDTH_JOINER:
        return ""
    return character
