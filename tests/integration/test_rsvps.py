"""Answers, guests and the waitlist on both databases; properties/test_seats tries every order of them."""

from datetime import timedelta

import pytest
from evenings import (
    NOW,
    ORGANISER,
    START,
    add_chapter,
    add_members,
    an_evening,
    come,
    owed,
    plan_event,
    say,
    standing,
    standings,
    told,
)

from hopdrinks.evenings import event_edits, events
from hopdrinks.evenings.event_edits import EventEdit
from hopdrinks.notices.evenings import PostingRefresh
from storage import postings
from storage.database import Database
from storage.records import Event, Rsvp

ALICE, BOB, CAROL, DAVE = 1, 2, 3, 4
ALL = [ALICE, BOB, CAROL, DAVE]
JUST_BEFORE = timedelta(seconds=1)
HOUR = timedelta(hours=1)


async def test_going_takes_a_seat_and_a_second_tap_changes_nothing(database: Database) -> None:
    event = await an_evening(database, ALL)
    assert (await say(database, event, ALICE, "going")).verdict == "changed"
    again = await say(database, event, ALICE, "going")
    assert (again.verdict, again.rsvp and again.rsvp.state) == ("unchanged", "going")


async def test_on_a_full_evening_going_waits_at_the_end_of_the_line(database: Database) -> None:
    event = await an_evening(database, ALL, capacity=1)
    await come(database, event, ALICE, BOB, CAROL)
    assert await standings(database, event, ALL) == {
        ALICE: "going", BOB: "waitlisted 1", CAROL: "waitlisted 2", DAVE: "nowhere",
    }  # fmt: skip
    answer = await say(database, event, CAROL, "going")
    assert (answer.verdict, answer.position) == ("unchanged", 2)


@pytest.mark.parametrize("wish", ["maybe", "declined"])
async def test_maybe_and_declined_work_on_a_full_evening_and_free_the_seat(
    database: Database, wish: str
) -> None:
    event = await an_evening(database, ALL, capacity=1)
    await come(database, event, ALICE, BOB)
    assert (await say(database, event, CAROL, wish)).verdict == "changed"
    assert (await say(database, event, ALICE, wish)).verdict == "changed"
    assert await standings(database, event, [ALICE, BOB, CAROL]) == {ALICE: wish, BOB: "going", CAROL: wish}
    assert await told(database, "Promotion") == {BOB: 1}


async def test_who_leaves_the_line_and_comes_back_waits_at_its_end(database: Database) -> None:
    event = await an_evening(database, ALL, capacity=1)
    await come(database, event, ALICE, BOB, CAROL)
    await say(database, event, BOB, "declined")
    assert (await say(database, event, BOB, "going")).position == 2
    assert await standing(database, event, CAROL) == "waitlisted 1"


async def test_a_party_too_big_for_the_free_seat_is_passed_over_and_keeps_its_place(
    database: Database,
) -> None:
    event = await an_evening(database, ALL, capacity=2)
    await come(database, event, ALICE, BOB, CAROL, DAVE)
    await say(database, event, CAROL, "more")
    await say(database, event, ALICE, "declined")
    assert await standings(database, event, [CAROL, DAVE]) == {CAROL: "waitlisted 1 +1", DAVE: "going"}
    await say(database, event, BOB, "declined")
    assert await standing(database, event, CAROL) == "waitlisted 1 +1"
    await say(database, event, DAVE, "declined")
    assert await standing(database, event, CAROL) == "going +1"
    assert await told(database, "Promotion") == {CAROL: 1, DAVE: 1}


async def test_a_waiting_party_that_shrinks_to_fit_sits_down_and_is_not_told_twice(
    database: Database,
) -> None:
    event = await an_evening(database, ALL, capacity=2)
    await come(database, event, ALICE, BOB, CAROL)
    await say(database, event, CAROL, "more")
    await say(database, event, BOB, "declined")
    answer = await say(database, event, CAROL, "less")
    assert (answer.verdict, answer.rsvp and answer.rsvp.state) == ("changed", "going")
    assert await told(database, "Promotion") == {}


async def test_guests_need_seats_and_end_at_the_evenings_limit(database: Database) -> None:
    event = await an_evening(database, ALL, capacity=3, max_guests=1)
    await come(database, event, ALICE, BOB)
    assert (await say(database, event, ALICE, "more")).verdict == "changed"
    assert (await say(database, event, ALICE, "more")).verdict == "no_more_guests"
    assert (await say(database, event, BOB, "more")).verdict == "guest_waits"
    assert (await say(database, event, BOB, "more")).verdict == "no_more_guests"
    assert await standings(database, event, [ALICE, BOB]) == {ALICE: "going +1", BOB: "going, guest waits 1"}


async def test_guests_come_with_somebody_who_comes_or_waits(database: Database) -> None:
    event = await an_evening(database, ALL, capacity=1)
    await come(database, event, ALICE, BOB)
    await say(database, event, CAROL, "maybe")
    assert (await say(database, event, CAROL, "more")).verdict == "not_coming"
    assert (await say(database, event, DAVE, "more")).verdict == "not_coming"
    assert (await say(database, event, BOB, "more")).verdict == "changed"
    assert (await say(database, event, DAVE, "less")).verdict == "no_guest"
    assert (await say(database, event, CAROL, "less")).verdict == "no_guest"


async def test_an_evening_that_takes_no_guests_says_so(database: Database) -> None:
    event = await an_evening(database, ALL, max_guests=0)
    await come(database, event, ALICE)
    assert (await say(database, event, ALICE, "more")).verdict == "no_more_guests"


async def test_guests_leave_with_their_host_and_do_not_come_back_with_them(database: Database) -> None:
    event = await an_evening(database, ALL, capacity=2)
    await come(database, event, ALICE)
    await say(database, event, ALICE, "more")
    await say(database, event, ALICE, "maybe")
    await say(database, event, ALICE, "going")
    assert await standing(database, event, ALICE) == "going"


async def test_a_tap_on_one_guest_less_without_a_guest_says_where_one_stands_in_line(
    database: Database,
) -> None:
    event = await an_evening(database, ALL, capacity=1)
    await come(database, event, ALICE, BOB)
    answer = await say(database, event, BOB, "less")
    assert (answer.verdict, answer.position) == ("no_guest", 1)


async def test_answers_close_an_hour_after_the_start(database: Database) -> None:
    event = await an_evening(database, ALL)
    assert (await say(database, event, ALICE, "going", START + HOUR - JUST_BEFORE)).verdict == "changed"
    for wish in ("going", "maybe", "declined", "more", "less"):
        assert (await say(database, event, ALICE, wish, START + HOUR)).verdict == "closed"
        assert (await say(database, event, ALICE, wish, START + 3 * HOUR)).verdict == "over"
    assert await standing(database, event, ALICE) == "going"


async def test_a_full_evening_that_has_begun_has_no_line_any_more(database: Database) -> None:
    event = await an_evening(database, ALL, capacity=1)
    await come(database, event, ALICE)
    assert (await say(database, event, BOB, "going", START - JUST_BEFORE)).position == 1
    assert (await say(database, event, CAROL, "going", START)).verdict == "full"
    assert await standings(database, event, [BOB, CAROL]) == {BOB: "waitlisted 1", CAROL: "nowhere"}


async def test_a_maybe_who_taps_going_on_a_full_evening_that_has_begun_stays_a_maybe(
    database: Database,
) -> None:
    event = await an_evening(database, ALL, capacity=1)
    await come(database, event, ALICE)
    await say(database, event, BOB, "maybe")
    assert (await say(database, event, BOB, "going", START)).verdict == "full"
    assert await standing(database, event, BOB) == "maybe"


async def test_nobody_is_moved_up_after_the_start(database: Database) -> None:
    event = await an_evening(database, ALL, capacity=1)
    await come(database, event, ALICE, BOB)
    await say(database, event, ALICE, "declined", START)
    assert await standing(database, event, BOB) == "waitlisted 1"
    assert await told(database, "Promotion") == {}


async def test_a_waiting_party_that_taps_after_the_start_takes_a_free_seat_like_anybody(
    database: Database,
) -> None:
    event = await an_evening(database, ALL, capacity=2)
    await come(database, event, ALICE, CAROL, BOB)
    await say(database, event, BOB, "more")
    await say(database, event, ALICE, "declined", START)
    # One seat is not enough for two; the other comes free as well.
    assert (await say(database, event, BOB, "going", START)).verdict == "unchanged"
    await say(database, event, CAROL, "declined", START)
    assert (await say(database, event, BOB, "going", START)).verdict == "changed"
    assert await standing(database, event, BOB) == "going +1"


async def test_an_event_nobody_made_or_announced_or_that_was_cancelled_takes_no_answer(
    database: Database,
) -> None:
    event = await an_evening(database, ALL)
    async with database.writing() as connection:
        chapter = await add_chapter(connection, slug="paris")
        draft = await plan_event(connection, chapter)
        await events.cancel(connection, ORGANISER, event.id, NOW)
    assert (await say(database, draft, ALICE, "going")).verdict == "not_open"
    assert (await say(database, event, ALICE, "declined")).verdict == "cancelled"
    nowhere = event.model_copy(update={"id": 2**62})
    answer = await say(database, nowhere, ALICE, "going")
    assert (answer.verdict, answer.event) == ("unknown_event", None)


async def test_zero_seats_make_an_evening_of_waiting_and_no_number_one_of_room_for_all(
    database: Database,
) -> None:
    event = await an_evening(database, ALL, capacity=0)
    await come(database, event, ALICE)
    assert await standing(database, event, ALICE) == "waitlisted 1"
    async with database.writing() as connection:
        await event_edits.edit(connection, ORGANISER, event.id, EventEdit(capacity=None), NOW)
    await come(database, event, BOB, CAROL, DAVE)
    assert set((await standings(database, event, ALL)).values()) == {"going"}
    assert await told(database, "Promotion") == {ALICE: 1}


async def test_one_member_answers_each_evening_for_itself(database: Database) -> None:
    event = await an_evening(database, ALL)
    async with database.writing() as connection:
        await add_members(connection, [5])
        chapter = await add_chapter(connection, slug="paris")
        other = await plan_event(connection, chapter)
        await events.announce(connection, ORGANISER, other.id, NOW)
    await come(database, event, ALICE)
    await say(database, other, ALICE, "declined")
    assert await standing(database, event, ALICE) == "going"


async def test_cards_are_brought_up_to_date_once_however_many_tap(database: Database) -> None:
    event = await an_evening(database, ALL)
    async with database.writing() as connection:
        for chat_id in (-1, -2):
            await postings.add_posting(
                connection, event_id=event.id, chat_id=chat_id, message_id=7, digest="", now=NOW
            )
    await come(database, event, *ALL)
    assert await told(database, "PostingRefresh", event) == {-1: 1, -2: 1}
    assert [type(notice) for notice in await owed(database, -1)] == [PostingRefresh]


async def test_joining_a_full_evening_does_not_read_the_whole_waitlist(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    event = await an_evening(database, ALL, capacity=1)
    await come(database, event, ALICE, BOB)

    async def unread(*_: object) -> list[Rsvp]:
        raise AssertionError("nobody can move up, and yet everybody who waits was read")

    monkeypatch.setattr("storage.rsvps.list_line", unread)
    assert (await say(database, event, CAROL, "going")).position == 2


async def closes_early(database: Database) -> Event:
    """Give an evening whose one seat is Alice's and which takes no answers on its last day; Bob waits."""
    event = await an_evening(database, ALL, capacity=1)
    await come(database, event, ALICE, BOB)
    async with database.writing() as connection:
        closing = EventEdit(answers_close_after=-24 * 60)
        await event_edits.edit(connection, ORGANISER, event.id, closing, NOW)
    return event


async def test_where_answers_close_before_the_start_nobody_new_comes_but_who_comes_can_still_leave(
    database: Database,
) -> None:
    event = await closes_early(database)
    late = START - 8 * HOUR
    for wish in ("going", "maybe", "declined"):
        assert (await say(database, event, CAROL, wish, late)).verdict == "closed"
    assert (await say(database, event, ALICE, "more", late)).verdict == "closed"
    assert (await say(database, event, ALICE, "declined", late)).verdict == "changed"
    assert (await say(database, event, ALICE, "going", late)).verdict == "closed"


async def test_a_seat_held_for_somebody_can_be_taken_though_answers_are_closed(database: Database) -> None:
    event = await closes_early(database)
    late = START - 8 * HOUR
    await say(database, event, ALICE, "declined", late)
    assert await standing(database, event, BOB) == "offered"
    assert (await say(database, event, BOB, "going", late + HOUR)).verdict == "changed"
    assert await standing(database, event, BOB) == "going"


async def test_the_first_tap_of_those_who_wait_counts_though_answers_are_closed(database: Database) -> None:
    event = await closes_early(database)
    await say(database, event, ALICE, "declined", START - HOUR)
    assert await told(database, "LastCall") == {BOB: 1}
    assert (await say(database, event, BOB, "going", START - HOUR)).verdict == "changed"
