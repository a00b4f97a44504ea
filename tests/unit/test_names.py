import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hopdrinks.people.names import LONGEST_NAME, clean_name

JOINER = "\u200d"
FAMILY = "👩\u200d👩\u200d👧"
TECHNOLOGIST = "👩🏽\u200d💻"


@pytest.mark.parametrize(
    ("typed", "clean"),
    [
        ("Alice", "Alice"),
        ("  Alice   Martin ", "Alice Martin"),
        ("Zoe\u0308", "Zoë"),
        ("Алиса", "Алиса"),
        ("آليس", "آليس"),
        ("李小龍", "李小龍"),
        ("O'Neil-Dupont", "O'Neil-Dupont"),
        # Bidirectional marks, embeddings, overrides and isolates.
        ("Al\u202eecila", "Alecila"),
        ("\u2066Alice\u2069\u200f\u200e\u061c", "Alice"),
        ("\u202aA\u202bl\u202di\u202ece\u202c", "Alice"),
        # Zero width.
        ("Al\u200bi\ufeffce\u2060", "Alice"),
        ("Ali\u00adce", "Alice"),
        ("\u200cAlice", "Alice"),
        # White space and controls, also those that would break a line.
        ("Alice\nMartin", "Alice Martin"),
        ("Alice\r\n\t\x00Martin", "Alice Martin"),
        ("Alice\u2028Martin\u2029\x85B", "Alice Martin B"),
        ("Alice\u00a0Martin\u3000B", "Alice Martin B"),
        ("Al\x1b[31mice", "Al [31mice"),
        # Emoji stay whole.
        (f"Alice {FAMILY}", f"Alice {FAMILY}"),
        (TECHNOLOGIST, TECHNOLOGIST),
        ("❤\ufe0f Alice", "❤\ufe0f Alice"),
        # Markup is text like any other: escaping is the message's business.
        ("<b>Alice</b> & [Bob](tg://user?id=1) *_`", "<b>Alice</b> & [Bob](tg://user?id=1) *_`"),
        # Lone surrogates, private use, not assigned.
        ("Al\ud83dice", "Alice"),
        ("Al\ue000i\U000e0041ce\uffff", "Alice"),
    ],
)
def test_a_name_is_cleaned(typed: str, clean: str) -> None:
    assert clean_name(typed) == clean


@pytest.mark.parametrize(
    "nothing",
    [
        "",
        " ",
        "\u200b",
        JOINER * 3,
        "\u202e\u202d",
        "\x00",
        "\u3164",
        "\u2800\u2800",
        "\uffa0 \u115f\u1160",
        "\ud800",
    ],
)
def test_a_name_of_which_nothing_is_seen_becomes_an_ellipsis(nothing: str) -> None:
    assert clean_name(nothing) == "…"
    assert clean_name(nothing, None) == "…"


def test_first_and_last_name_are_joined_by_one_space() -> None:
    assert clean_name("Alice", "Martin") == "Alice Martin"
    assert clean_name("Alice", None) == clean_name("Alice", "") == clean_name("Alice", "\u200b") == "Alice"


def test_a_name_of_two_hundred_characters_is_cut() -> None:
    assert clean_name("x" * 200) == "x" * LONGEST_NAME
    assert clean_name("x" * (LONGEST_NAME - 1), "yyy") == "x" * (LONGEST_NAME - 1)


def test_a_cut_leaves_no_joiner_behind() -> None:
    assert clean_name("x" * (LONGEST_NAME - 2) + FAMILY) == "x" * (LONGEST_NAME - 2) + "👩"


def test_a_joiner_that_joins_nothing_leaves_no_space_behind() -> None:
    assert clean_name(f"Alice {JOINER}") == "Alice"
    assert clean_name(f"Alice {JOINER} Martin") == "Alice Martin"


def test_a_letter_and_its_accent_are_composed_also_when_something_invisible_stood_between() -> None:
    assert clean_name("Zoe\u200b\u0308") == "Zoë"


anything = st.text(st.characters(exclude_categories=())) | st.text(
    "aé👩\u200d\u0301 \u200b\u3164\n<", max_size=90
)


@given(anything)
@example("e\u200b\u0301" * 80)
def test_whatever_a_name_was_it_is_short_visible_composed_and_on_one_line(typed: str) -> None:
    name = clean_name(typed)
    assert 1 <= len(name) <= LONGEST_NAME
    assert name == name.strip() == " ".join(name.split())
    assert unicodedata.is_normalized("NFC", name)
    categories = {unicodedata.category(character) for character in name.replace(JOINER, "")}
    assert not categories & {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    assert categories, "nothing but joiners"
    name.encode()


@given(anything)
def test_cleaning_a_clean_name_changes_nothing(typed: str) -> None:
    assert clean_name(clean_name(typed)) == clean_name(typed)


@given(st.text(st.characters(categories=["L", "N"], max_codepoint=0x24F), min_size=1, max_size=LONGEST_NAME))
def test_a_plain_name_stays_as_it_is(typed: str) -> None:
    assert clean_name(typed) == unicodedata.normalize("NFC", typed)
