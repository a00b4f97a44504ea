"""What an evening's messages say about dates and changes."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from handlers.evenings.views.event_card import EventFacts, Own, card_text, group_card, member_card
from handlers.evenings.views.reminders import reminder, venue_call
from handlers.language import Languages
from handlers.planning.views.event_changes import Change, confirmation
from handlers.seats.views.seats import last_call_over
from hopdrinks.evenings.events import LONGEST_TEXT, EventPlan, VenuePlan
from storage.records import Chapter, Counts, Event, Rsvp, Venue

FRENCH, ENGLISH = Languages("fr").get("fr"), Languages("fr").get("en")
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
VENUE = Venue(id=1, chapter_id=1, name="Le Cellier", address="", latitude=None, longitude=None)


def facts(*, capacity: int | None = 2, waiting: int = 0, day: date = date(2026, 12, 3)) -> EventFacts:
    chapter = Chapter(
        id=1, name="Tours", slug="tours", time_zone="Europe/Paris", locale="fr", default_capacity=20,
        max_guests=1,
    )  # fmt: skip
    starts_at = datetime(day.year, day.month, day.day, 18, tzinfo=UTC)
    event = Event(
        id=1, chapter_id=1, venue_id=1, state="announced", local_date=day, local_time=time(19),
        time_zone="Europe/Paris", starts_at=starts_at, ends_at=starts_at + timedelta(hours=3),
        capacity=capacity, max_guests=1, text="", announce_at=None, announced_at=NOW, cancelled_at=None,
        created_by=1, version=1, changed_at=NOW,
    )  # fmt: skip
    return EventFacts(event, chapter, VENUE, Counts(going=2, waiting=waiting), NOW)


def on_the_day(before: EventFacts) -> EventFacts:
    return replace(before, now=before.event.starts_at - timedelta(hours=3))


def asked(before: EventFacts, **becomes: object) -> str:
    event = before.event
    plan = EventPlan(
        local_date=event.local_date,
        local_time=event.local_time,
        venue=VenuePlan(name=VENUE.name, address=VENUE.address),
        capacity=event.capacity,
        text=event.text,
    )
    change = Change(before=before, after=plan.model_copy(update=becomes), told=4)
    return str(confirmation(ENGLISH, change).text)


def test_a_card_names_the_year_only_where_it_is_another() -> None:
    assert "vendredi 12 novembre 2027 à" in card_text(FRENCH, facts(day=date(2027, 11, 12)))
    assert "2026" not in card_text(FRENCH, facts())


@pytest.mark.parametrize(
    ("hours", "said"), [(-2, None), (-0.5, "closes"), (1, "a commencé"), (3, "est terminé")]
)
def test_a_card_says_what_the_clock_made_of_the_evening(hours: float, said: str | None) -> None:
    evening = facts()
    event = evening.event.model_copy(update={"answers_close_after": -60})
    text = card_text(FRENCH, replace(evening, event=event, now=event.starts_at + timedelta(hours=hours)))
    words = ("closes", "a commencé", "est terminé")
    assert [word for word in words if word in text] == ([] if said is None else [said])


def test_a_card_that_many_read_names_fifteen_at_most_and_stays_well_within_a_message() -> None:
    evening = facts(capacity=None)
    names = tuple(f"{'Anne-Sophie ' * 4}{number:02}" for number in range(15))
    crowd = replace(
        evening,
        event=evening.event.model_copy(update={"text": "x" * LONGEST_TEXT}),
        counts=Counts(going=52, guests=20, maybe=30, waiting=40),
        venue=VENUE.model_copy(update={"name": "v" * 100, "address": "a" * 200}),
        names=names,
    )
    card = group_card(FRENCH, crowd, "hopdrinks_bot")
    named = sum(name in card.text for name in names)
    assert 0 < named <= 15
    assert f"{52 - named} autres" in card.text
    assert len(card.text) < 3500


def test_a_change_into_another_year_names_it() -> None:
    assert "Thursday 7 January 2027 at" in asked(facts(), local_date=date(2027, 1, 7))


@pytest.mark.parametrize("seats", [6, None])
def test_more_seats_do_not_say_that_nobody_is_told_while_somebody_waits(seats: int | None) -> None:
    said = asked(facts(waiting=3), capacity=seats)
    assert "Whoever waits" in said
    assert "Nobody is told" not in said


def test_fewer_seats_promise_nothing_to_those_who_wait() -> None:
    said = asked(facts(capacity=6, waiting=1), capacity=4)
    assert "Whoever waits" not in said
    assert "can be told" in said


def test_large_numbers_are_grouped_as_the_reader_groups_them() -> None:
    assert FRENCH.number(10_000) == "10\N{NARROW NO-BREAK SPACE}000"
    assert ENGLISH.number(10_000) == "10,000"
    assert FRENCH.plural("{n} seat", "{n} seats", 1_500).startswith("1\N{NARROW NO-BREAK SPACE}500")


def test_a_lunch_is_not_called_an_evening() -> None:
    evening = on_the_day(facts())
    lunch = replace(evening, event=evening.event.model_copy(update={"local_time": time(12, 30)}))
    assert reminder(FRENCH, evening, Own(), "three_hours").text.startswith("<b>Ce soir à")
    assert reminder(FRENCH, lunch, Own(), "three_hours").text.startswith("<b>Aujourd’hui à")
    assert venue_call(ENGLISH, evening, Own())["title"].startswith("This evening at")
    assert venue_call(ENGLISH, lunch, Own())["title"].startswith("Today at")


def test_a_card_keeps_its_buttons_for_who_comes_after_answers_closed_and_offers_no_guest_more() -> None:
    evening = facts()
    event = evening.event.model_copy(update={"answers_close_after": -24 * 60})
    closed = replace(evening, event=event, now=event.starts_at - timedelta(hours=3))
    coming = Rsvp(event_id=1, member_id=1, state="going", guests=0, place=None, state_since=NOW)

    def actions(own: Own) -> set[str]:
        rows = member_card(FRENCH, closed, own).rows
        return {button.data.split(":")[0] for row in rows for button in row if button.data}

    assert {"go", "maybe", "no"} <= actions(Own(coming))
    assert "more" not in actions(Own(coming))
    assert not {"go", "maybe", "no"} & actions(Own())


def test_a_call_that_is_over_promises_nothing_to_who_left_or_where_the_evening_is_cancelled() -> None:
    evening = facts()
    left = Rsvp(event_id=1, member_id=1, state="declined", guests=0, place=None, state_since=NOW)
    waits = left.model_copy(update={"state": "waitlisted", "place": 1})
    cancelled = replace(evening, event=evening.event.model_copy(update={"state": "cancelled"}))
    assert "another comes free" in last_call_over(ENGLISH, evening, Own(waits, 1)).text
    assert "another comes free" not in last_call_over(ENGLISH, evening, Own(left)).text
    assert "another comes free" not in last_call_over(ENGLISH, cancelled, Own(waits, 1)).text
