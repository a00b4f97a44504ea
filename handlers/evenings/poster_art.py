"""Drawing a poster: date above, place below, a glass of wine with the hour in it, one accent colour.

The same poster is the same bytes. Drawing takes a fraction of a second: not on the event loop.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Literal

from PIL import Image, ImageDraw

from handlers.evenings.poster_colours import CREAM, INK, Accent, Colour, accent_of, mixed
from handlers.evenings.poster_type import Block, fit, settable
from hopdrinks.evenings.pictures import Poster

#: Square: beneath it the card and its buttons still have room on a telephone.
SIDE = 1080
_MARGIN = 76
#: Where the cream of the lower part begins.
_PANEL = 716
#: Left of the glass.
_COLUMN = 560
_GLASS = (674, 208, 1022, 666)
#: Shapes are drawn larger and shrunk, which smooths their edges.
_FINER = 3

Point = tuple[float, float]
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Placed:
    """A block of type on the poster: its box's corner, its colour, and what it stands on."""

    block: Block
    x: int
    y: int
    colour: Colour
    ground: Colour
    anchor: Literal["ls", "ms"] = "ls"

    @property
    def box(self) -> tuple[int, int, int, int]:
        """Left, top, right and bottom of what is taken."""
        left = self.x if self.anchor == "ls" else self.x - self.block.width // 2
        return left, self.y, left + self.block.width, self.y + self.block.height


def draw(poster: Poster) -> bytes:
    """Draw a poster as PNG."""
    accent = accent_of(poster.slug)
    image = _ground(accent)
    _glass(image, accent)
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, _PANEL, SIDE, SIDE), fill=CREAM)
    placed = lay_out(poster)
    for one in placed:
        _set(pen, one)
    if poster.cancelled:
        _strike(image, poster.cancelled, accent)
    buffer = BytesIO()
    # A poster has few colours: a palette makes it a third as heavy, and no eye sees it.
    image.quantize(256, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(
        buffer, "PNG", optimize=True
    )
    return buffer.getvalue()


def lay_out(poster: Poster) -> Sequence[Placed]:
    """Decide where what stands on a poster, and how large."""
    accent = accent_of(poster.slug)
    return (*_head(poster, accent), *_date(poster, accent), *_hour(poster, accent), *_place(poster, accent))


def _head(poster: Poster, accent: Accent) -> Iterable[Placed]:
    room = SIDE - 2 * _MARGIN
    name = fit("Hopdrink", "Black", largest=58, smallest=58, box=(room, 80))
    yield Placed(name, _MARGIN, 56, CREAM, accent.deep)
    x = _MARGIN + name.width + 18
    city = fit(settable(poster.city), "Light", largest=58, smallest=26, box=(SIDE - _MARGIN - x, 80))
    yield _on_baseline(city, x, 56 + name.baselines[0], CREAM, accent.deep)
    tagline = fit(settable(poster.tagline), "", largest=38, smallest=24, box=(room, 50))
    yield Placed(tagline, _MARGIN, 128, mixed(CREAM, accent.deep, 0.22), accent.deep)


def _date(poster: Poster, accent: Accent) -> Iterable[Placed]:
    weekday = fit(settable(poster.weekday), "Medium", largest=72, smallest=40, box=(_COLUMN, 96))
    yield _on_baseline(weekday, _MARGIN, 292, CREAM, accent.deep)
    day = fit(settable(poster.day), "Black", largest=340, smallest=200, box=(_COLUMN, 420))
    # Large figures have air on their left: without it they stand in line with the letters.
    air = int(day.font.getbbox(day.lines[0], anchor="ls")[0])
    yield _on_baseline(day, _MARGIN - air, 560, CREAM, accent.deep)
    month = fit(settable(poster.month), "Bold", largest=92, smallest=40, box=(_COLUMN, 112))
    yield _on_baseline(month, _MARGIN, 664, CREAM, accent.deep)


def _hour(poster: Poster, accent: Accent) -> Iterable[Placed]:
    left, top, right, bottom = _GLASS
    hour = fit(settable(poster.hour), "Black", largest=92, smallest=40, box=(right - left - 90, 112))
    yield _on_baseline(
        hour, (left + right) // 2, top + (bottom - top) * 44 // 100, CREAM, accent.bright, anchor="ms"
    )


def _place(poster: Poster, accent: Accent) -> Iterable[Placed]:
    room = SIDE - 2 * _MARGIN
    address = fit(settable(poster.address), "", largest=42, smallest=26, box=(room, 96), lines=2)
    name_room = 150 if address.height > 60 else 170
    name = fit(settable(poster.place), "Bold", largest=84, smallest=30, box=(room, name_room), lines=2)
    height = name.height + address.height
    y = _PANEL + 24 + max(0, (232 - height) // 2)
    yield Placed(name, _MARGIN, y, INK, CREAM)
    yield Placed(address, _MARGIN, y + name.height, mixed(INK, CREAM, 0.25), CREAM)
    welcome = fit(settable(poster.welcome), "Medium", largest=38, smallest=24, box=(room, 52))
    yield _on_baseline(welcome, _MARGIN, SIDE - 52, accent.deep, CREAM)


def _on_baseline(
    block: Block, x: int, baseline: int, colour: Colour, ground: Colour, anchor: Literal["ls", "ms"] = "ls"
) -> Placed:
    return Placed(block, x, baseline - block.baselines[0], colour, ground, anchor)


def _set(pen: ImageDraw.ImageDraw, one: Placed) -> None:
    for line, baseline in zip(one.block.lines, one.block.baselines, strict=True):
        pen.text((one.x, one.y + baseline), line, font=one.block.font, fill=one.colour, anchor=one.anchor)


def _ground(accent: Accent) -> Image.Image:
    """The accent, a little lighter where the lamp hangs."""
    light = Image.radial_gradient("L").resize((SIDE * 2, SIDE * 2), Image.Resampling.BICUBIC)
    light = light.crop((SIDE - 850, SIDE - 350, SIDE * 2 - 850, SIDE * 2 - 350))
    near = Image.new("RGB", (SIDE, SIDE), mixed(accent.deep, accent.bright, 0.3))
    return Image.composite(Image.new("RGB", (SIDE, SIDE), accent.deep), near, light)


def _glass(image: Image.Image, accent: Accent) -> None:
    left, top, right, bottom = _GLASS
    wide, high = right - left, bottom - top
    middle = (left + right) / 2

    def outline(first: float, last: float, inset: float = 0.0) -> list[Point]:
        steps = [first + (last - first) * step / 60 for step in range(61)]
        edge = [(_half_width(y) * wide - inset, top + y * high) for y in steps]
        return [(middle + x, y) for x, y in edge] + [(middle - x, y) for x, y in reversed(edge)]

    glass = mixed(accent.deep, CREAM, 0.20)
    _polygon(image, outline(0.0, 0.94), glass)
    rim = _half_width(0) * wide
    _ellipse(image, (middle - rim, top - 11, middle + rim, top + 11), mixed(accent.deep, CREAM, 0.34))
    base = (middle - wide * 0.30, top + high * 0.925, middle + wide * 0.30, bottom)
    _ellipse(image, base, glass)
    _polygon(image, outline(0.20, _BOWL, inset=13), accent.bright)
    surface = (_half_width(0.20) * wide - 13, top + high * 0.20)
    _ellipse(
        image,
        (middle - surface[0], surface[1] - 15, middle + surface[0], surface[1] + 15),
        mixed(accent.bright, CREAM, 0.28),
    )


#: Where the bowl ends and the stem begins, of the height of the glass.
_BOWL = 0.62


def _half_width(y: float) -> float:
    """The glass's outline: half its width at a height from 0, the rim, to 1; in widths of the glass."""
    if y < _BOWL:
        part = y / _BOWL
        belly = math.sqrt(max(0.0, 1 - ((part - 0.42) / 0.58) ** 2)) if part > 0.42 else 1.0
        rim = 1 - 0.16 * (1 - part / 0.42) ** 2 if part < 0.42 else 1.0
        return max(0.5 * belly * rim, 0.030)
    return 0.030


def _polygon(image: Image.Image, points: Sequence[Point], colour: Colour) -> None:
    box = (min(x for x, _ in points), min(y for _, y in points), max(x for x, _ in points),
           max(y for _, y in points))  # fmt: skip
    _paint(image, colour, box, lambda pen, place: pen.polygon([place(point) for point in points], fill=255))


def _ellipse(image: Image.Image, box: Box, colour: Colour) -> None:
    corners = (box[:2], box[2:])
    _paint(image, colour, box, lambda pen, place: pen.ellipse([place(one) for one in corners], fill=255))


def _paint(
    image: Image.Image,
    colour: Colour,
    box: Box,
    shape: Callable[[ImageDraw.ImageDraw, Callable[[Point], Point]], None],
) -> None:
    """Paint a shape with smooth edges; it is given the way from a point of the poster to one it draws at."""
    left, top = int(box[0]) - 1, int(box[1]) - 1
    wide, high = int(box[2]) + 2 - left, int(box[3]) + 2 - top
    mask = Image.new("L", (wide * _FINER, high * _FINER))
    shape(ImageDraw.Draw(mask), lambda point: ((point[0] - left) * _FINER, (point[1] - top) * _FINER))
    image.paste(colour, (left, top), mask.resize((wide, high), Image.Resampling.BOX))


def _strike(image: Image.Image, word: str, accent: Accent) -> None:
    """Lay a band with a word across the date."""
    band = Image.new("RGBA", (SIDE * 2, 150), (*CREAM, 255))
    text = fit(settable(word).upper(), "Black", largest=110, smallest=60, box=(SIDE - 160, 150))
    pen = ImageDraw.Draw(band)
    pen.text((SIDE, 75), text.lines[0], font=text.font, fill=accent.bright, anchor="mm")
    turned = band.rotate(9, Image.Resampling.BICUBIC, expand=True)
    image.paste(turned, ((SIDE - turned.width) // 2, 420 - turned.height // 2), turned)
