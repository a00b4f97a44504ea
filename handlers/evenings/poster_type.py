"""Type on a poster: fonts, what of a text they can set, and how it is made to fit."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from font_roboto import font_files
from PIL import ImageFont

Weight = Literal["", "Light", "Medium", "Bold", "Black"]
Font = ImageFont.FreeTypeFont

#: Two lines stand so far apart, measured in the height of the type.
_LEADING = 1.16
_ELLIPSIS = "…"
#: No font has this one; what is set in its place shows what is missing.
_NOWHERE = "\uffff"


@dataclass(frozen=True)
class Block:
    """Lines of one size that fit their box; positions are their baselines, counted from the box's top."""

    lines: tuple[str, ...]
    font: Font
    baselines: tuple[int, ...]
    width: int
    height: int


@lru_cache(maxsize=256)
def font(weight: Weight, size: int) -> Font:
    """Give a font; the plain layout engine is the same on every machine."""
    return ImageFont.truetype(font_files[f"Roboto{weight}"], size, layout_engine=ImageFont.Layout.BASIC)


def settable(text: str) -> str:
    """Leave out what the fonts have no letter for: emoji, most scripts beyond Latin, Greek and Cyrillic."""
    return _even("".join(letter if _has(letter) else " " for letter in text))


@lru_cache(maxsize=2048)
def _has(letter: str) -> bool:
    if letter.isspace():
        return True
    face = font("", 32)
    return bytes(face.getmask(letter)) != bytes(face.getmask(_NOWHERE))


def width(text: str, face: Font) -> int:
    """Measure a line."""
    return int(face.getlength(text) + 0.999)


def fit(
    text: str, weight: Weight, *, largest: int, smallest: int, box: tuple[int, int], lines: int = 1
) -> Block:
    """Set a text as large as it fits into a box of so many lines; cut with an ellipsis where none fits."""
    words = _even(text)
    for size in range(largest, smallest - 1, -2):
        face = font(weight, size)
        wrapped = _break_between(words, face, box[0])
        broad = max((width(line, face) for line in wrapped), default=0)
        if len(wrapped) <= lines and broad <= box[0] and _height(len(wrapped), face) <= box[1]:
            return _block(_even_out(words, wrapped, face, box[0]), face)
    face = font(weight, smallest)
    while lines > 1 and _height(lines, face) > box[1]:
        lines -= 1
    return _block(_cut(_break(words, face, box[0]), face, box[0], lines), face)


def _even(text: str) -> str:
    """Leave one space where there are several; a no-break space is none of them."""
    return " ".join(word for word in re.split(r"[ \t\r\n]", text) if word)


def _even_out(text: str, fewest: list[str], face: Font, room: int) -> list[str]:
    """Break into the same number of lines, of even length: no word stands alone where it need not."""
    if len(fewest) < 2:
        return fewest
    low, high = 0, room
    while high - low > 8:
        middle = (low + high) // 2
        lines = _break_between(text, face, middle)
        if len(lines) <= len(fewest) and all(width(line, face) <= middle for line in lines):
            high = middle
        else:
            low = middle
    return _break_between(text, face, high)


def _break_between(text: str, face: Font, room: int) -> list[str]:
    lines: list[str] = []
    # A no-break space holds what it joins together.
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width(longer, face) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _break(text: str, face: Font, room: int) -> list[str]:
    """Break between words, and within those that are wider than a line."""
    pieces: list[str] = []
    for word in text.split(" "):
        while width(word, face) > room:
            fitting = next(end for end in range(len(word) - 1, 0, -1) if width(word[:end], face) <= room)
            pieces.append(word[:fitting])
            word = word[fitting:]
        pieces.append(word)
    return _break_between(" ".join(pieces), face, room)


def _cut(lines: list[str], face: Font, room: int, most: int) -> list[str]:
    if len(lines) <= most:
        return lines
    kept, last = lines[: most - 1], lines[most - 1]
    while last and width(last + _ELLIPSIS, face) > room:
        last = last[:-1]
    return [*kept, last.rstrip(" ,;.-–") + _ELLIPSIS]


def _height(lines: int, face: Font) -> int:
    ascent, descent = face.getmetrics()
    return ascent + descent + round((lines - 1) * face.size * _LEADING)


def _block(lines: list[str], face: Font) -> Block:
    ascent, _ = face.getmetrics()
    baselines = tuple(ascent + round(place * face.size * _LEADING) for place in range(len(lines)))
    widest = max((width(line, face) for line in lines), default=0)
    return Block(tuple(lines), face, baselines, widest, _height(len(lines), face))
