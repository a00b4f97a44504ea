"""The waitlist on both databases: seats given, offered, or free for the first tap."""

from datetime import time, timedelta

import pytest
from evenings import (
    NOW,
    ORGANISER,
    START,
    an_evening,
    block,
    change_seats,
    choose,
    come,
    owed,
    pass_time,
    say,
    standing,
    standings,
    told,
)
from sqlalchemy import select

from hopdrinks.evenings import event_edits
from hopdrinks.evenings.event_edits import EventEdit
from hopdrinks.notices.seats import LastCallOver, SeatOffer
from hopdrinks.seats import rsvps as rules
from storage.database import Database
from storage.last_calls import list_last_calls, update_last_call_message
from storage.records import Event
from storage.tables import rsvps

ALICE, BOB, CAROL, DAVE = 1, 2, 3, 4
ALL = [ALICE, BOB, CAROL, DAVE]
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
#: The day itself at 11:00: twelve hours and more of quiet are over, and offers are made.
MORNING = START - 8 * HOUR


async def a_full_evening(database: Database, *, capacity: int = 1, max_guests: int = 2) -> Event:
    event = await an_evening(database, ALL, capacity=capacity, max_guests=max_guests)
    await come(database, event, *ALL)
    return event


async def test_more_than_a_day_before_a_seat_is_simply_given(database: Database) -> None:
    event = await a_full_evening(database)
    await say(database, event, ALICE, "declined", START - 24 * HOUR - MINUTE)
    assert await standing(database, event, BOB) == "going"
    assert await told(database, "Promotion") == {BOB: 1}
    assert await told(database, "SeatOffer") == {}


async def test_on_the_last_day_a_seat_is_offered_held_and_taken(database: Database) -> None:
    event = await a_full_evening(database)
    await say(database, event, ALICE, "declined", MORNING)
    assert await standings(database, event, [BOB, CAROL]) == {BOB: "offered", CAROL: "waitlisted 1"}
    (offer,) = [notice for notice in await owed(database, BOB) if isinstance(notice, SeatOffer)]
    assert offer.until == MORNING + 2 * HOUR
    # Nobody else gets in meanwhile.
    assert (await say(database, event, ALICE, "going", MORNING + MINUTE)).position == 3
    assert (await say(database, event, BOB, "going", MORNING + HOUR)).verdict == "changed"
    assert await standing(database, event, BOB) == "going"


async def test_an_offer_never_lasts_into_the_last_three_hours(database: Database) -> None:
    event = await a_full_evening(database)
    await say(database, event, ALICE, "declined", START - 4 * HOUR)
    (offer,) = [notice for notice in await owed(database, BOB) if isinstance(notice, SeatOffer)]
    assert offer.until == START - 3 * HOUR


@pytest.mark.parametrize("wish", ["declined", "maybe"])
async def test_an_offer_refused_goes_to_the_next_and_its_reader_leaves_the_line(
    database: Database, wish: str
) -> None:
    event = await a_full_evening(database)
    await say(database, event, ALICE, "declined", MORNING)
    await say(database, event, BOB, wish, MORNING + MINUTE)
    assert await standings(database, event, [BOB, CAROL]) == {BOB: wish, CAROL: "offered"}


async def test_an_offer_that_lapses_goes_to_the_next_and_its_reader_to_the_end(database: Database) -> None:
    event = await a_full_evening(database)
    await say(database, event, ALICE, "declined", MORNING)
    await pass_time(database, MORNING + 2 * HOUR - MINUTE)
    assert await standing(database, event, BOB) == "offered"
    await pass_time(database, MORNING + 2 * HOUR)
    assert await standings(database, event, [BOB, CAROL, DAVE]) == {
        BOB: "waitlisted 2",
        CAROL: "offered",
        DAVE: "waitlisted 1",
    }
    assert await told(database, "OfferLapsed") == {BOB: 1}


async def test_whoever_let_an_offer_lapse_is_not_offered_a_seat_again_but_may_take_it(
    database: Database,
) -> None:
    event = await an_evening(database, ALL, capacity=1)
    await come(database, event, ALICE, BOB)
    await say(database, event, ALICE, "declined", MORNING)
    await pass_time(database, MORNING + 2 * HOUR)
    await pass_time(database, MORNING + 3 * HOUR)
    assert await told(database, "SeatOffer") == {BOB: 1}
    # Somebody new is not kept out by them, and they themselves need but tap.
    assert await standing(database, event, BOB) == "waitlisted 1"
    assert (await say(database, event, BOB, "going", MORNING + 3 * HOUR)).verdict == "changed"
    assert await standing(database, event, BOB) == "going"


async def test_somebody_new_gets_the_seat_that_nobody_in_line_wanted(database: Database) -> None:
    event = await an_evening(database, ALL, capacity=1)
    await come(database, event, ALICE, BOB)
    await say(database, event, ALICE, "declined", MORNING)
    await pass_time(database, MORNING + 2 * HOUR)
    await say(database, event, CAROL, "going", MORNING + 2 * HOUR)
    assert await standings(database, event, [BOB, CAROL]) == {BOB: "waitlisted 1", CAROL: "going"}


async def test_a_clock_put_back_holds_no_seat_for_longer_than_two_hours(database: Database) -> None:
    event = await a_full_evening(database)
    await say(database, event, ALICE, "declined", MORNING)
    await pass_time(database, MORNING - 5 * HOUR)
    assert await standing(database, event, BOB) == "waitlisted 3"


async def test_in_the_last_hours_all_who_wait_are_called_and_the_first_tap_gets_the_seat(
    database: Database,
) -> None:
    event = await a_full_evening(database)
    soon = START - 2 * HOUR
    await say(database, event, ALICE, "declined", soon)
    assert await told(database, "LastCall") == {BOB: 1, CAROL: 1, DAVE: 1}
    assert await standing(database, event, BOB) == "waitlisted 1"
    assert (await say(database, event, DAVE, "going", soon + MINUTE)).verdict == "changed"
    lost = await say(database, event, BOB, "going", soon + 2 * MINUTE)
    assert (lost.verdict, lost.position) == ("taken", 1)
    assert await standings(database, event, [BOB, DAVE]) == {BOB: "waitlisted 1", DAVE: "going"}


async def test_the_first_tap_of_somebody_who_comes_takes_the_seat_for_their_guest(database: Database) -> None:
    event = await an_evening(database, ALL, capacity=2, max_guests=2)
    await come(database, event, ALICE, BOB)
    assert (await say(database, event, ALICE, "more")).verdict == "guest_waits"
    soon = START - 2 * HOUR
    assert (await say(database, event, ALICE, "going", soon)).verdict == "unchanged", "nothing is free"
    await say(database, event, BOB, "declined", soon)
    assert await told(database, "LastCall") == {ALICE: 1}
    taken = await say(database, event, ALICE, "going", soon + MINUTE)
    assert taken.rsvp is not None
    assert (taken.verdict, taken.rsvp.guests, taken.rsvp.guests_waiting) == ("changed", 1, 0)
    assert await told(database, "GuestSeated") == {}, "they saw it happen"


async def test_the_calls_say_that_the_seat_is_gone_once_it_is(database: Database) -> None:
    event = await a_full_evening(database)
    soon = START - 2 * HOUR
    await say(database, event, ALICE, "declined", soon)
    async with database.writing() as connection:
        await update_last_call_message(connection, event.id, BOB, 70)
        await update_last_call_message(connection, event.id, DAVE, 71)
    await say(database, event, DAVE, "going", soon + MINUTE)
    over = LastCallOver(event_id=event.id, message_id=70)
    assert [notice for notice in await owed(database, BOB) if isinstance(notice, LastCallOver)] == [over]
    assert await told(database, "LastCallOver") == {BOB: 1, DAVE: 1}
    async with database.reading() as connection:
        assert all(call.over_at is not None for call in await list_last_calls(connection, event.id))


async def test_nobody_is_called_twice_for_a_seat_nor_within_twenty_minutes(database: Database) -> None:
    event = await a_full_evening(database)
    soon = START - 2 * HOUR
    await say(database, event, ALICE, "declined", soon)
    await pass_time(database, soon + 5 * MINUTE)
    await pass_time(database, soon + 30 * MINUTE)
    assert await told(database, "LastCall") == {BOB: 1, CAROL: 1, DAVE: 1}
    later = soon + 31 * MINUTE
    await say(database, event, DAVE, "going", later)
    await say(database, event, DAVE, "declined", later + MINUTE)
    assert await told(database, "LastCall") == {BOB: 2, CAROL: 2, DAVE: 1}
    await say(database, event, BOB, "going", later + 2 * MINUTE)
    await say(database, event, BOB, "declined", later + 3 * MINUTE)
    assert (await told(database, "LastCall"))[CAROL] == 2
    await pass_time(database, later + 22 * MINUTE)
    assert (await told(database, "LastCall"))[CAROL] == 3


async def test_less_than_half_an_hour_of_an_offer_is_none(database: Database) -> None:
    event = await a_full_evening(database)
    await say(database, event, ALICE, "declined", START - 3 * HOUR - 29 * MINUTE)
    assert await told(database, "SeatOffer") == {}
    assert await told(database, "LastCall") == {BOB: 1, CAROL: 1, DAVE: 1}


async def test_after_the_start_nobody_is_written_to(database: Database) -> None:
    event = await a_full_evening(database)
    await say(database, event, ALICE, "declined", START)
    await pass_time(database, START + MINUTE)
    for notice in ("Promotion", "SeatOffer", "LastCall"):
        assert await told(database, notice) == {}
    assert (await say(database, event, CAROL, "going", START + MINUTE)).verdict == "changed"


async def test_offers_end_with_the_start_without_a_word(database: Database) -> None:
    event = await a_full_evening(database)
    await say(database, event, ALICE, "declined", MORNING)
    await pass_time(database, START + MINUTE)
    assert await told(database, "OfferLapsed") == {}
    assert await standing(database, event, BOB) == "waitlisted 3"


async def test_whoever_sleeps_is_waited_for_until_their_morning(database: Database) -> None:
    event = await an_evening(database, ALL, capacity=1)
    await come(database, event, ALICE, BOB, CAROL)
    night = START - 16 * HOUR  # three in the morning of the day itself
    await say(database, event, ALICE, "declined", night)
    assert await standings(database, event, [BOB, CAROL]) == {BOB: "waitlisted 1", CAROL: "waitlisted 2"}
    assert (await say(database, event, CAROL, "going", night)).verdict == "unchanged"
    await pass_time(database, START - 12 * HOUR + MINUTE)
    assert await standing(database, event, BOB) == "offered"
    (offer,) = [notice for notice in await owed(database, BOB) if isinstance(notice, SeatOffer)]
    assert offer.until == START - 10 * HOUR + MINUTE


async def test_whoever_sleeps_and_taps_takes_their_seat_all_the_same(database: Database) -> None:
    event = await an_evening(database, ALL, capacity=1)
    await come(database, event, ALICE, BOB)
    night = START - 16 * HOUR
    await say(database, event, ALICE, "declined", night)
    assert (await say(database, event, BOB, "going", night)).verdict == "changed"


async def test_quiet_hours_are_the_members_own(database: Database) -> None:
    event = await an_evening(database, ALL, capacity=1)
    await come(database, event, ALICE, BOB)
    await choose(database, BOB, quiet_from=time(0), quiet_until=time(0))
    await say(database, event, ALICE, "declined", START - 16 * HOUR)
    assert await standing(database, event, BOB) == "offered"


@pytest.mark.parametrize("before", [48 * HOUR, 8 * HOUR, 2 * HOUR])
async def test_whoever_cannot_be_told_is_passed_over_and_keeps_their_place(
    database: Database, before: timedelta
) -> None:
    event = await a_full_evening(database)
    await block(database, BOB)
    await say(database, event, ALICE, "declined", START - before)
    assert await standing(database, event, BOB) == "waitlisted 1"
    assert BOB not in await told(database, "LastCall")
    assert await standing(database, event, CAROL) != "waitlisted 1"


async def test_a_seat_only_somebody_unreachable_waits_for_is_theirs_by_a_tap(database: Database) -> None:
    event = await an_evening(database, ALL, capacity=1)
    await come(database, event, ALICE, BOB)
    await block(database, BOB)
    await say(database, event, ALICE, "declined")
    assert await standing(database, event, BOB) == "waitlisted 1"
    await say(database, event, BOB, "going")
    assert await standing(database, event, BOB) == "going"


async def test_a_guest_without_a_seat_waits_and_is_seated_before_who_came_later(database: Database) -> None:
    event = await an_evening(database, ALL, capacity=2)
    await come(database, event, ALICE, BOB)
    waits = await say(database, event, ALICE, "more")
    assert (waits.verdict, waits.position) == ("guest_waits", 1)
    await say(database, event, CAROL, "going")
    await say(database, event, BOB, "declined")
    assert await standings(database, event, [ALICE, CAROL]) == {ALICE: "going +1", CAROL: "waitlisted 1"}
    assert await told(database, "GuestSeated") == {ALICE: 1}
    assert await told(database, "Promotion") == {}


async def test_a_guest_who_waits_is_the_first_to_be_taken_back(database: Database) -> None:
    event = await an_evening(database, ALL, capacity=2, max_guests=2)
    await come(database, event, ALICE)
    await say(database, event, ALICE, "more")
    await say(database, event, ALICE, "more")
    assert await standing(database, event, ALICE) == "going +1, guest waits 1"
    await say(database, event, ALICE, "less")
    assert await standing(database, event, ALICE) == "going +1"


async def test_whoever_leaves_takes_their_waiting_guest_along(database: Database) -> None:
    event = await an_evening(database, ALL, capacity=1)
    await come(database, event, ALICE)
    await say(database, event, ALICE, "more")
    await say(database, event, ALICE, "maybe")
    await come(database, event, BOB)
    assert await standings(database, event, [ALICE, BOB]) == {ALICE: "maybe", BOB: "going"}


async def test_a_guest_is_seated_rather_than_offered_a_seat_on_the_last_day(database: Database) -> None:
    event = await an_evening(database, ALL, capacity=2)
    await come(database, event, ALICE, BOB)
    await say(database, event, ALICE, "more")
    await say(database, event, BOB, "declined", MORNING)
    assert await standing(database, event, ALICE) == "going +1"


async def test_an_offer_to_a_party_holds_its_seats(database: Database) -> None:
    event = await an_evening(database, ALL, capacity=2, max_guests=1)
    await come(database, event, ALICE, BOB, CAROL)
    await say(database, event, CAROL, "more")
    await say(database, event, ALICE, "declined", MORNING)
    assert await standing(database, event, CAROL) == "waitlisted 1 +1"
    await say(database, event, BOB, "declined", MORNING)
    assert await standing(database, event, CAROL) == "offered +1"
    assert (await say(database, event, DAVE, "going", MORNING)).position == 1
    await say(database, event, CAROL, "going", MORNING + MINUTE)
    assert await standing(database, event, CAROL) == "going +1"


async def test_more_seats_on_the_last_day_are_offered_too(database: Database) -> None:
    event = await a_full_evening(database)
    await change_seats(database, event, 3, MORNING)
    assert await standings(database, event, [BOB, CAROL, DAVE]) == {
        BOB: "offered",
        CAROL: "offered",
        DAVE: "waitlisted 1",
    }


async def test_a_late_refusal_and_leaving_the_line_are_asked_about_once_more(database: Database) -> None:
    event = await a_full_evening(database)
    async with database.writing() as connection:
        late = await rules.answer(connection, event.id, ALICE, "declined", START - 2 * HOUR, sure=False)
        leaving = await rules.answer(connection, event.id, BOB, "maybe", NOW, sure=False)
        early = await rules.answer(connection, event.id, ALICE, "declined", NOW, sure=False)
    assert (late.verdict, late.waiting) == ("late", 3)
    assert (leaving.verdict, leaving.position) == ("leaving_line", 1)
    assert early.verdict == "changed"


async def test_saying_yes_again_confirms(database: Database) -> None:
    event = await an_evening(database, ALL)
    await come(database, event, ALICE)
    await say(database, event, ALICE, "going", NOW + HOUR)
    async with database.reading() as connection:
        confirmed = (await connection.execute(select(rsvps.c.confirmed_at))).scalar_one()
    assert confirmed == NOW + HOUR


async def test_an_evening_put_off_takes_its_calls_back_and_calls_anew_on_its_new_day(
    database: Database,
) -> None:
    event = await an_evening(database, ALL, capacity=2)
    await come(database, event, ALICE, DAVE, BOB)
    await say(database, event, BOB, "more")  # a party of two, who fit once both others are gone
    shortly_before, week = START - 2 * HOUR, timedelta(days=7)
    await say(database, event, ALICE, "declined", shortly_before)
    await say(database, event, DAVE, "declined", shortly_before)
    assert await told(database, "LastCall") == {BOB: 1}
    async with database.writing() as connection:
        await update_last_call_message(connection, event.id, BOB, 70)
        later = EventEdit(local_date=event.local_date + week, capacity=1)
        await event_edits.edit(connection, ORGANISER, event.id, later, shortly_before)
    assert await standing(database, event, BOB) == "waitlisted 1 +1"
    assert await told(database, "LastCallOver") == {BOB: 1}
    await change_seats(database, event, 2, shortly_before + week)
    assert await told(database, "LastCall") == {BOB: 2}
