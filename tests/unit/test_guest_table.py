"""The table of an evening's list: opened rightly by a spreadsheet, and harmless to it."""

import csv
from datetime import UTC, date, datetime, time, timedelta
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.evenings.views.event_card import EventFacts
from handlers.language import Language, Languages
from handlers.seats.views.guest_table import guest_table, table_name
from handlers.seats.views.guests import GuestList
from storage.guests import Party
from storage.records import Chapter, Counts, Event, Member, NamedGuest, Rsvp, Venue

FRENCH, ENGLISH = Languages("fr").get("fr"), Languages("fr").get("en")
SEPARATORS = [(FRENCH, ";"), (ENGLISH, ",")]
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
START = datetime(2026, 12, 3, 18, tzinfo=UTC)
FACTS = EventFacts(
    Event(
        id=1, chapter_id=1, venue_id=1, state="announced", local_date=date(2026, 12, 3), local_time=time(19),
        time_zone="Europe/Paris", starts_at=START, ends_at=START + timedelta(hours=3), capacity=20,
        max_guests=1, text="", announce_at=None, announced_at=NOW, cancelled_at=None, created_by=1,
        version=1, changed_at=NOW,
    ),
    Chapter(
        id=1, name="Tours", slug="tours", time_zone="Europe/Paris", locale="fr", default_capacity=20,
        max_guests=1,
    ),
    Venue(id=1, chapter_id=1, name="Le Cellier", address="", latitude=None, longitude=None),
    Counts(),
    NOW,
)  # fmt: skip


def party(name: str = "Alice", username: str | None = None, **values: object) -> Party:
    member = Member(
        id=1, name=name, username=username, language_code=None, locale=None, reach="reachable",
        reach_since=NOW, reminders="both", stopped_at=None,
    )  # fmt: skip
    rsvp = {"event_id": 1, "member_id": 1, "state": "going", "guests": 0, "place": None, "state_since": NOW}
    return Party(member=member, rsvp=Rsvp.model_validate(rsvp | values), is_first_time=False)


def read(language: Language, listed: GuestList, delimiter: str) -> list[list[str]]:
    text = guest_table(language, FACTS, listed).decode("utf-8-sig")
    return list(csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True))


@pytest.mark.parametrize(("language", "delimiter"), SEPARATORS)
def test_a_table_begins_with_the_mark_of_utf_8_and_its_headings_and_no_other_line(
    language: Language, delimiter: str
) -> None:
    written = guest_table(language, FACTS, GuestList((party("Zoé"),)))
    assert written.startswith(b"\xef\xbb\xbf")
    assert written.count(b"\r\n") == 2
    assert f'{language.text("Name")}"{delimiter}"'.encode() in written.split(b"\r\n")[0]
    assert "Zoé" in written.decode()


def test_a_line_holds_the_party_and_the_wall_clock_of_the_evening_with_its_zone() -> None:
    waiting = party("Bob", "bob_t", state="waitlisted", guests=1, place=9, source="group")
    _, line = read(ENGLISH, GuestList((waiting,)), ",")
    assert line == [
        "Bob", "bob_t", "On the waitlist", "1", "0", "1", "2026-11-23T10:00:00", "Europe/Paris", "group",
        "no", "yes",
    ]  # fmt: skip


@pytest.mark.parametrize("language_and_separator", SEPARATORS)
@given(name=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=64))
def test_no_name_becomes_a_formula_or_a_cell_of_its_own(
    language_and_separator: tuple[Language, str], name: str
) -> None:
    language, delimiter = language_and_separator
    guest = NamedGuest(id=1, event_id=1, name=name, added_by=1)
    headings, *lines = read(language, GuestList((party(name),), (guest,)), delimiter)
    assert [len(line) for line in lines] == [len(headings)] * 2
    for line in lines:
        assert line[0].removeprefix("'") == name.removeprefix("'")
        assert not line[0].startswith(tuple("=+-@\t\r"))


@pytest.mark.parametrize("name", ["=1+1", "+33", "-2", "@SUM(A1)", "\t=1", "\r=1"])
def test_what_a_spreadsheet_would_run_is_text(name: str) -> None:
    _, line = read(FRENCH, GuestList((party(name),)), ";")
    assert line[0] == "'" + name


def test_the_file_is_named_after_city_and_date() -> None:
    assert table_name(FACTS) == "hopdrink-tours-2026-12-03.csv"
