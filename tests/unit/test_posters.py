"""A poster: everything stands inside, apart and readable, whatever a place is called; and always the same."""

from datetime import date, time
from io import BytesIO
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from handlers.evenings.poster_art import SIDE, draw, lay_out
from handlers.evenings.poster_colours import ACCENTS, CREAM, INK, Accent, accent_of, contrast, mixed
from handlers.evenings.poster_type import settable
from handlers.language import Languages
from hopdrinks.evenings.pictures import Photo, Poster

#: WCAG 2.2: for type of any size, and for large type.
SMALL, LARGE = 4.5, 3.0

TOURS = Poster(
    slug="tours",
    city="Tours",
    tagline="Un verre entre freelances, des cartes à échanger",
    weekday="jeudi",
    day="3",
    month="décembre",
    hour="19\N{NO-BREAK SPACE}h",
    place="Le Cellier",
    address="3 rue du Commerce",
    welcome="Ouvert à tous : aucun compte à créer, venez comme vous êtes.",
)
LONG = "Caveau Saint-Éloi-des-Vignes-et-Coteaux-de-la-Loire-Atlantique "
NAMES = [
    "",
    "L",
    "W" * 64,
    "i" * 64,
    "🍷🍷🍷",
    "Ünïcödé " * 8,
    "Ξενοδοχείο Αθηνά",
    "東京のバー",
    (LONG * 2)[:64],
    "A\nB\tC",
    "La Cave\N{NO-BREAK SPACE}!",
]


def with_place(place: str, address: str, city: str = "Tours") -> Poster:
    return TOURS.model_copy(update={"place": place, "address": address, "city": city})


def check(poster: Poster) -> None:
    placed = lay_out(poster)
    boxes = []
    for one in placed:
        left, top, right, bottom = one.box
        assert left >= 0, one
        assert top >= 0, one
        assert right <= SIDE - 60, one
        assert bottom <= SIDE, one
        enough = LARGE if one.block.font.size >= 40 else SMALL
        assert contrast(one.colour, one.ground) >= enough, one
        if any(one.block.lines):
            # What letters really cover: metrics leave room above and below.
            first, last = one.block.baselines[0], one.block.baselines[-1]
            size = one.block.font.size
            boxes.append((left, top + first - size * 0.72, right, top + last + size * 0.1, one))
    for a, b in combinations(boxes, 2):
        apart = a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]
        assert apart, (a[4].block.lines, b[4].block.lines)


@pytest.mark.parametrize("place", NAMES)
def test_everything_stands_inside_and_apart(place: str) -> None:
    for address in ("", "3 rue du Commerce", (LONG * 4)[:200]):
        check(with_place(place, address))


@given(place=st.text(max_size=64), address=st.text(max_size=200), city=st.text(min_size=1, max_size=64))
@settings(max_examples=20, deadline=None)
def test_no_name_runs_over(place: str, address: str, city: str) -> None:
    check(with_place(place, address, city))


def test_every_day_and_hour_of_both_languages_fits() -> None:

    languages = Languages("fr")
    for locale in ("fr", "en"):
        language = languages.get(locale)
        for month in range(1, 13):
            for day in (1, 24):
                check(
                    TOURS.model_copy(
                        update={
                            "weekday": language.day(date(2026, month, day)).split()[0],
                            "month": language.day(date(2026, month, day)).split()[-1],
                            "day": "1er" if day == 1 else str(day),
                            "hour": language.hour(time(18, 30)),
                            "welcome": language.text("Open to all: no account needed, come as you are."),
                            "tagline": language.text("A drink among freelancers, cards to swap"),
                        }
                    )
                )


def test_long_names_are_whole_and_only_what_cannot_be_set_is_cut() -> None:
    name = "The Basement of the Old Wine Merchants of Tours"
    placed = {" ".join(one.block.lines) for one in lay_out(with_place(name, "12 place Plumereau"))}
    assert name in placed
    assert "12 place Plumereau" in placed
    cut = [one.block.lines[-1] for one in lay_out(with_place("La Cave", (LONG * 4)[:200]))]
    assert any(line.endswith("…") for line in cut)


def test_the_date_is_larger_than_anything_else() -> None:
    sizes = {" ".join(one.block.lines): one.block.font.size for one in lay_out(TOURS)}
    day = sizes.pop("3")
    assert day > 3 * max(sizes.values())


def test_what_no_font_has_is_left_out() -> None:
    assert settable("🍷 La Cave 東京") == "La Cave"
    assert settable("Café «\N{NARROW NO-BREAK SPACE}Œuvre\N{NARROW NO-BREAK SPACE}» – 5€")
    assert "Œuvre" in settable("Café « Œuvre »")


@pytest.mark.parametrize("accent", ACCENTS)
def test_every_accent_is_readable(accent: Accent) -> None:
    assert contrast(CREAM, accent.deep) >= 7
    assert contrast(mixed(CREAM, accent.deep, 0.22), mixed(accent.deep, accent.bright, 0.3)) >= SMALL
    assert contrast(CREAM, accent.bright) >= LARGE
    assert contrast(accent.deep, CREAM) >= SMALL
    assert contrast(INK, CREAM) >= 7


def test_a_chapter_keeps_its_colour() -> None:
    assert accent_of("tours") is accent_of("tours")
    assert len({accent_of(slug) for slug in ("tours", "paris", "lyon", "nantes", "lille", "rennes")}) > 3


def test_equal_posters_are_equal_bytes_and_different_ones_are_not() -> None:
    drawn = draw(TOURS)
    assert draw(TOURS.model_copy()) == drawn
    assert draw(with_place("La Cave", "")) != drawn
    with Image.open(BytesIO(drawn)) as image:
        assert image.size == (SIDE, SIDE)
    assert len(drawn) < 200_000


def test_a_cancelled_poster_is_another() -> None:
    off = TOURS.model_copy(update={"cancelled": "Annulé"})
    assert off.digest != TOURS.digest
    assert draw(off) != draw(TOURS)


def test_digests_tell_pictures_apart() -> None:
    assert TOURS.digest == TOURS.model_copy().digest
    assert TOURS.digest != with_place("La Cave", "").digest
    assert Photo(file_id="a").digest != Photo(file_id="b").digest
