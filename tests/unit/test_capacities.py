"""Seats as organisers type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hopdrinks.evenings.events import MOST_SEATS
from hopdrinks.typed.capacities import Seats, SeatsProblem, read_seats


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("20", 20),
        (" 1 ", 1),
        ("+12", 12),
        ("12 places", 12),
        ("30 people", 30),
        ("1 000", 1000),
        ("1\N{NARROW NO-BREAK SPACE}000 places", 1000),
        ("1,000", 1000),
        (str(MOST_SEATS), MOST_SEATS),
        ("illimité", None),
        ("ILLIMITÉE", None),
        ("sans limite", None),
        ("Unlimited", None),
        ("no limit", None),
    ],
)
def test_seats_are_read_in_french_and_english(typed: str, number: int | None) -> None:
    assert read_seats(typed) == Seats(number=number)


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("0", "too_few"),
        ("000", "too_few"),
        ("-3", "too_few"),
        ("−3", "too_few"),
        ("– 3", "too_few"),
        (str(MOST_SEATS + 1), "too_many"),
        ("1000000000", "too_many"),
        ("9" * 99, "too_many"),
        ("10⁹", "not_understood"),
        ("1e9", "not_understood"),
        ("12.5", "not_understood"),
        ("1 2", "not_understood"),
        ("½", "not_understood"),
        ("beaucoup", "not_understood"),
        ("", "not_understood"),
        ("?!", "not_understood"),
        ("9" * 5000, "too_many"),
    ],
)
def test_what_is_no_number_of_seats_is_named(typed: str, kind: str) -> None:
    assert read_seats(typed) == SeatsProblem(kind=kind)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("vingt", 20),
        ("Vingt-et-un", 21),
        ("vingt et un", 21),
        ("trente", 30),
        ("twelve", 12),
        ("Twenty-five", 25),
    ],
)
def test_a_number_in_words_is_asked_back(typed: str, number: int) -> None:
    assert read_seats(typed) == SeatsProblem(kind="in_words", reading=number)


@given(st.text())
def test_no_text_raises_and_every_number_is_in_bounds(typed: str) -> None:
    read = read_seats(typed)
    if isinstance(read, Seats):
        assert read.number is None or 1 <= read.number <= MOST_SEATS


@given(st.integers(1, MOST_SEATS))
def test_every_number_of_seats_is_read_as_itself(number: int) -> None:
    assert read_seats(str(number)) == Seats(number=number)
