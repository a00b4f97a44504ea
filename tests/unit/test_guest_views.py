"""An organiser's list of an evening: what fits on a page, and what stands on it."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from handlers.evenings.views.event_card import EventFacts
from handlers.language import Language, Languages
from handlers.seats.views.guests import ON_A_PAGE, GuestList, guest_list
from hopdrinks.people.names import LONGEST_NAME
from storage.guests import Party
from storage.records import Chapter, Counts, Event, Member, NamedGuest, Rsvp, RsvpState, Venue

FRENCH, ENGLISH = Languages("fr").get("fr"), Languages("fr").get("en")
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
START = datetime(2026, 12, 3, 18, tzinfo=UTC)
LONGEST_MESSAGE = 4096
LONGEST_USERNAME = 32


def facts(counts: Counts | None = None, capacity: int | None = 20) -> EventFacts:
    event = Event(
        id=1, chapter_id=1, venue_id=1, state="announced", local_date=date(2026, 12, 3), local_time=time(19),
        time_zone="Europe/Paris", starts_at=START, ends_at=START + timedelta(hours=3), capacity=capacity,
        max_guests=1, text="", announce_at=None, announced_at=NOW, cancelled_at=None, created_by=1,
        version=1, changed_at=NOW,
    )  # fmt: skip
    chapter = Chapter(
        id=1, name="Tours", slug="tours", time_zone="Europe/Paris", locale="fr", default_capacity=20,
        max_guests=1,
    )  # fmt: skip
    venue = Venue(id=1, chapter_id=1, name="Le Cellier", address="", latitude=None, longitude=None)
    return EventFacts(event, chapter, venue, counts or Counts(), NOW)


def party(number: int, state: RsvpState = "going", *, name: str = "", **values: object) -> Party:
    member = Member(
        id=number, name=name or f"Member {number}", username=None, language_code=None, locale=None,
        reach="reachable", reach_since=NOW, reminders="both", stopped_at=None,
    )  # fmt: skip
    rsvp = {"event_id": 1, "member_id": number, "state": state, "guests": 0, "place": None}
    return Party(
        member=member.model_copy(update={"username": values.pop("username", None)}),
        rsvp=Rsvp.model_validate(rsvp | {"state_since": NOW} | values),
        is_first_time=bool(values.pop("first", False)),
    )


@pytest.mark.parametrize("language", [FRENCH, ENGLISH])
def test_the_longest_names_fit_on_a_page(language: Language) -> None:
    long, tag = "W" * LONGEST_NAME, "u" * LONGEST_USERNAME
    states: list[RsvpState] = ["going", "maybe", "declined"]
    listed = tuple(
        party(number, states[number % 3], name=long, username=tag, guests=9) for number in range(ON_A_PAGE)
    )
    named = tuple(NamedGuest(id=number, event_id=1, name=long, added_by=1) for number in range(ON_A_PAGE))
    for page in (1, 2):
        shown = guest_list(language, facts(), GuestList(listed, named), page, alone=False)
        assert len(shown.text.striptags()) < LONGEST_MESSAGE


def test_nobody_is_on_two_pages_or_on_none() -> None:
    listed = tuple(party(number) for number in range(100, 100 + 2 * ON_A_PAGE + 1))
    text = [str(guest_list(ENGLISH, facts(), GuestList(listed), page, alone=True).text) for page in (1, 2, 3)]
    for number in range(100, 100 + 2 * ON_A_PAGE + 1):
        assert sum(f"Member {number}" in page for page in text) == 1


def test_a_guest_who_waits_stands_with_their_member_and_counts_in_the_line() -> None:
    listed = GuestList(
        (
            party(1, "going", guests_waiting=1, place=2),
            party(2, "waitlisted", place=1),
            party(3, "waitlisted", place=5),
        )
    )
    text = str(guest_list(ENGLISH, facts(), listed, 1, alone=True).text)
    assert "Member 1 · 1 guest waits (2nd)" in text
    assert "1. Member 2" in text
    assert "3. Member 3" in text


def test_too_many_for_the_seats_are_named_as_such() -> None:
    crowded = facts(Counts(going=7, guests=1), capacity=6)
    assert "8 of 6 seats taken: 2 too many" in guest_list(ENGLISH, crowded, GuestList(()), 1, alone=True).text


def test_an_empty_list_says_so() -> None:
    assert "Nobody has answered yet." in guest_list(ENGLISH, facts(), GuestList(()), 1, alone=True).text
