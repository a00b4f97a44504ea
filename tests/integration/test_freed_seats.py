"""Every path on which a seat comes free: whoever waits gets it, and is told, and the cards are redrawn."""

from collections.abc import Awaitable, Callable
from datetime import time, timedelta

import pytest
from evenings import (
    NOW,
    ORGANISER,
    START,
    add_chapter,
    an_evening,
    announce_event,
    block,
    change_seats,
    choose,
    come,
    pass_time,
    say,
    standing,
    told,
)  # fmt: skip
from sqlalchemy import delete

from hopdrinks.evenings import event_edits
from hopdrinks.evenings.event_edits import EventEdit
from hopdrinks.people import chapters
from hopdrinks.seats import one_evening, seating
from storage import chapters as stored_chapters
from storage import named_guests, postings
from storage.database import Database
from storage.records import Event
from storage.tables import deliveries

SEATED, WAITS, BEHIND = 1, 2, 3
ON_THE_LAST_DAY = START - timedelta(hours=8)

Path = Callable[[Database, Event], Awaitable[object]]


def tapping(wish: str) -> Path:
    return lambda database, event: say(database, event, SEATED, wish)


async def organiser_removes(database: Database, event: Event) -> None:
    async with database.writing() as connection:
        await seating.move(connection, ORGANISER, event.id, SEATED, "remove", NOW)


async def organiser_puts_in_line(database: Database, event: Event) -> None:
    async with database.writing() as connection:
        await seating.move(connection, ORGANISER, event.id, SEATED, "put_in_line", NOW)


async def one_seat_more(database: Database, event: Event) -> None:
    await change_seats(database, event, 2)


async def no_limit_any_more(database: Database, event: Event) -> None:
    await change_seats(database, event, None)


@pytest.mark.parametrize(
    "free",
    [
        pytest.param(tapping("maybe"), id="a going member turns to maybe"),
        pytest.param(tapping("declined"), id="a going member declines"),
        pytest.param(organiser_removes, id="an organiser removes them"),
        pytest.param(organiser_puts_in_line, id="an organiser puts them in line"),
        pytest.param(one_seat_more, id="one seat more"),
        pytest.param(no_limit_any_more, id="no limit any more"),
    ],
)
async def test_a_seat_that_comes_free_is_given_and_told(database: Database, free: Path) -> None:
    event = await an_evening(database, [SEATED, WAITS], capacity=1)
    await come(database, event, SEATED, WAITS)
    await with_a_fresh_card(database, event)
    await free(database, event)
    await the_next_has_it(database, event, "Promotion", "going")


async def test_a_guest_who_stays_at_home_frees_a_seat(database: Database) -> None:
    event = await an_evening(database, [SEATED, WAITS], capacity=2)
    await come(database, event, SEATED)
    await say(database, event, SEATED, "more")
    await come(database, event, WAITS)
    await with_a_fresh_card(database, event)
    await say(database, event, SEATED, "less")
    await the_next_has_it(database, event, "Promotion", "going")


async def test_somebody_added_by_name_who_is_taken_off_frees_a_seat(database: Database) -> None:
    event = await an_evening(database, [WAITS], capacity=1)
    async with database.writing() as connection:
        await seating.add_named(connection, ORGANISER, event.id, "Inès", NOW)
    await come(database, event, WAITS)
    assert await standing(database, event, WAITS) == "waitlisted 1"
    await with_a_fresh_card(database, event)
    async with database.writing() as connection:
        (guest,) = await named_guests.list_named_guests(connection, event.id)
        await seating.remove_named(connection, ORGANISER, event.id, guest.id, NOW)
    await the_next_has_it(database, event, "Promotion", "going")


@pytest.mark.parametrize("end", ["declined", "maybe", "removed", "lapsed", "blocked"])
async def test_an_offer_that_ends_goes_to_the_next(database: Database, end: str) -> None:
    event = await an_evening(database, [SEATED, BEHIND, WAITS], capacity=1)
    await come(database, event, SEATED, BEHIND, WAITS)
    await say(database, event, SEATED, "declined", ON_THE_LAST_DAY)
    assert await standing(database, event, BEHIND) == "offered"
    await with_a_fresh_card(database, event)
    if end == "lapsed":
        await pass_time(database, ON_THE_LAST_DAY + timedelta(hours=2))
    elif end == "blocked":
        await block(database, BEHIND)
        await pass_time(database, ON_THE_LAST_DAY + timedelta(minutes=1))
        assert await told(database, "OfferLapsed") == {}, "nobody is there to read it"
    elif end == "removed":
        async with database.writing() as connection:
            await seating.move(connection, ORGANISER, event.id, BEHIND, "remove", ON_THE_LAST_DAY)
    else:
        await say(database, event, BEHIND, end, ON_THE_LAST_DAY)
    await the_next_has_it(database, event, "SeatOffer", "offered")


async def test_a_seat_kept_for_a_sleeper_who_leaves_the_line_goes_to_the_next(database: Database) -> None:
    evening = START - timedelta(hours=20)
    event = await an_evening(database, [SEATED, BEHIND, WAITS], capacity=1)
    await come(database, event, SEATED, BEHIND, WAITS)
    await choose(database, WAITS, quiet_from=time(0), quiet_until=time(0))
    await say(database, event, SEATED, "declined", evening)
    assert await standing(database, event, BEHIND) == "waitlisted 1", "asleep: the seat waits for them"
    await with_a_fresh_card(database, event)
    await say(database, event, BEHIND, "declined", evening)
    await the_next_has_it(database, event, "SeatOffer", "offered")


async def test_a_party_that_shrinks_or_leaves_lets_the_next_have_what_it_was_too_big_for(
    database: Database,
) -> None:
    event = await an_evening(database, [SEATED, BEHIND, WAITS], capacity=1)
    await come(database, event, SEATED, BEHIND)
    await say(database, event, BEHIND, "more")
    await come(database, event, WAITS)
    await with_a_fresh_card(database, event)
    await say(database, event, SEATED, "declined")
    await the_next_has_it(database, event, "Promotion", "going")
    assert await standing(database, event, BEHIND) == "waitlisted 1 +1"


async def test_whoever_leaves_for_another_city_frees_their_seat(database: Database) -> None:
    event = await an_evening(database, [SEATED, WAITS], capacity=1)
    async with database.writing() as connection:
        paris = await announce_event(connection, await add_chapter(connection, slug="paris"))
    await come(database, event, SEATED, WAITS)
    await with_a_fresh_card(database, event)
    async with database.writing() as connection:
        moved = await one_evening.come(connection, paris.id, SEATED, NOW, leave=True)
    assert moved.verdict == "changed"
    await the_next_has_it(database, event, "Promotion", "going")


async def test_an_evening_put_off_gives_what_was_only_called_out(database: Database) -> None:
    shortly_before = START - timedelta(hours=1)
    event = await an_evening(database, [SEATED, WAITS], capacity=1)
    await come(database, event, SEATED, WAITS)
    await say(database, event, SEATED, "declined", shortly_before)
    assert await standing(database, event, WAITS) == "waitlisted 1", "called, and the first tap gets it"
    await with_a_fresh_card(database, event)
    async with database.writing() as connection:
        later = EventEdit(local_date=event.local_date + timedelta(days=7))
        await event_edits.edit(connection, ORGANISER, event.id, later, shortly_before)
    await the_next_has_it(database, event, "Promotion", "going")


async def test_the_cards_of_a_city_are_redrawn_when_it_names_nobody_any_more(database: Database) -> None:
    event = await an_evening(database, [SEATED])
    await with_a_fresh_card(database, event)
    async with database.writing() as connection:
        chapter = await stored_chapters.get_chapter(connection, event.chapter_id)
        await chapters.change_city(connection, ORGANISER, chapter, {"names_shown": "counts"}, NOW)
    assert (await told(database, "PostingRefresh", event))[-1] == 1


async def test_blocking_the_bot_frees_nothing(database: Database) -> None:
    event = await an_evening(database, [SEATED, WAITS], capacity=1)
    await come(database, event, SEATED, WAITS)
    await block(database, SEATED)
    await pass_time(database, NOW + timedelta(hours=1))
    assert await standing(database, event, SEATED) == "going"
    assert await standing(database, event, WAITS) == "waitlisted 1"


async def with_a_fresh_card(database: Database, event: Event) -> None:
    """Have a card in a group, with nothing to be redrawn."""
    async with database.writing() as connection:
        await postings.add_posting(
            connection, event_id=event.id, chat_id=-1, message_id=1, digest="", now=NOW
        )
        await connection.execute(delete(deliveries).where(deliveries.c.notice == "PostingRefresh"))


async def the_next_has_it(database: Database, event: Event, notice: str, state: str) -> None:
    assert await standing(database, event, WAITS) == state
    assert (await told(database, notice, event))[WAITS] == 1
    assert (await told(database, "PostingRefresh", event))[-1] > 0, "the card shows it"
