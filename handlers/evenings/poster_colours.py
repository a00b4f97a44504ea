"""Colours of posters: cream and ink for all, and one accent for each chapter."""

import hashlib
from dataclasses import dataclass

Colour = tuple[int, int, int]

CREAM: Colour = (248, 241, 228)
INK: Colour = (38, 26, 23)


@dataclass(frozen=True)
class Accent:
    """One hue, twice: the ground cream letters stand on, and the wine in the glass."""

    deep: Colour
    bright: Colour


#: What stands on a wine bar's shelves.
ACCENTS = (
    Accent((94, 36, 18), (190, 84, 42)),  # terracotta
    Accent((14, 58, 46), (30, 124, 92)),  # bottle
    Accent((20, 38, 76), (52, 96, 176)),  # ink
    Accent((56, 22, 78), (126, 62, 164)),  # aubergine
    Accent((84, 14, 38), (184, 38, 76)),  # burgundy
    Accent((12, 58, 68), (26, 122, 138)),  # slate
    Accent((54, 58, 16), (112, 118, 30)),  # olive
    Accent((82, 18, 60), (170, 50, 124)),  # cassis
)


def accent_of(slug: str) -> Accent:
    """Give a chapter's accent, the same for ever."""
    return ACCENTS[hashlib.blake2s(slug.encode()).digest()[0] % len(ACCENTS)]


def mixed(one: Colour, other: Colour, share: float) -> Colour:
    """Mix two colours; `share` is how much of the other, from 0 to 1."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def contrast(one: Colour, other: Colour) -> float:
    """Measure how well two colours are told apart, from 1 to 21 (WCAG 2.2)."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: Colour) -> float:
    red, green, blue = (_linear(part / 255) for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
