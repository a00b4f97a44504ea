"""Evenings to test the rules on: a chapter, members and an announced event, without any chat."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.sweep import EVENING_STEPS
from hopdrinks.evenings import event_edits, events
from hopdrinks.evenings.event_edits import EventEdit
from hopdrinks.evenings.events import EventPlan, VenuePlan
from hopdrinks.notices.base import Notice
from hopdrinks.notices.registry import read_notice
from hopdrinks.people.roles import Actor
from hopdrinks.seats import rsvps, waitlist
from hopdrinks.seats.rsvps import Answer
from storage import chapters, members
from storage import events as stored_events
from storage import rsvps as stored_rsvps
from storage.database import Database
from storage.records import Chapter, Event, Rsvp
from storage.tables import deliveries
from storage.tables import members as member_table

#: A Monday morning, ten days before the usual evening, which is Thursday 3 December, 19:00 in Paris.
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
START = datetime(2026, 12, 3, 18, 0, tzinfo=UTC)
ORGANISER = Actor(member_id=900)
CELLAR = VenuePlan(name="Le Cellier", address="3 rue du Commerce")


async def add_chapter(
    connection: AsyncConnection, *, max_guests: int = 1, slug: str = "tours", time_zone: str = "Europe/Paris"
) -> Chapter:
    """Create a chapter; the limit of guests holds for events made with the record given back."""
    chapter = await chapters.add_chapter(
        connection, name=slug.title(), slug=slug, time_zone=time_zone, locale="fr", now=NOW
    )
    return chapter.model_copy(update={"max_guests": max_guests})


async def add_members(connection: AsyncConnection, member_ids: Iterable[int], now: datetime = NOW) -> None:
    """Know members who can be written to."""
    rows = [
        {"id": member_id, "name": f"Member {member_id}", "reach": "reachable", "reach_since": now,
         "created_at": now}
        for member_id in member_ids
    ]  # fmt: skip
    await connection.execute(member_table.insert(), rows)


async def plan_event(
    connection: AsyncConnection,
    chapter: Chapter,
    *,
    capacity: int | None = 20,
    local_date: date = date(2026, 12, 3),
    local_time: time = time(19),
    now: datetime = NOW,
) -> Event:
    """Keep an evening as a draft."""
    plan = EventPlan(local_date=local_date, local_time=local_time, venue=CELLAR, capacity=capacity)
    return await events.add_draft(connection, ORGANISER, chapter, plan, now)


async def announce_event(
    connection: AsyncConnection,
    chapter: Chapter,
    *,
    capacity: int | None = 20,
    local_date: date = date(2026, 12, 3),
    local_time: time = time(19),
    now: datetime = NOW,
) -> Event:
    """Announce an evening and give it as it is then."""
    draft = await plan_event(
        connection, chapter, capacity=capacity, local_date=local_date, local_time=local_time, now=now
    )
    assert await events.announce(connection, ORGANISER, draft.id, now)
    return await get_event(connection, draft.id)


async def an_evening(
    database: Database, member_ids: Iterable[int], *, capacity: int | None = 20, max_guests: int = 1
) -> Event:
    """Announce the usual evening in a new chapter that has these members."""
    async with database.writing() as connection:
        await add_members(connection, member_ids)
        chapter = await add_chapter(connection, max_guests=max_guests)
        return await announce_event(connection, chapter, capacity=capacity)


async def get_event(connection: AsyncConnection, event_id: int) -> Event:
    """Give an event that is known to exist."""
    event = await stored_events.find_event(connection, event_id)
    assert event is not None
    return event


async def come(database: Database, event: Event, *member_ids: int, now: datetime = NOW) -> list[Answer]:
    """Have members say that they come, one after the other."""
    return [await say(database, event, member_id, "going", now) for member_id in member_ids]


async def say(database: Database, event: Event, member_id: int, wish: str, now: datetime = NOW) -> Answer:
    """Have a member tap ✅, 🤔, 🚫, ➕ or ➖, in a transaction of its own."""
    async with database.writing() as connection:
        return await tap(connection, event.id, member_id, wish, now)


async def tap(connection: AsyncConnection, event_id: int, member_id: int, wish: str, now: datetime) -> Answer:
    """Have a member tap ✅, 🤔, 🚫, ➕ or ➖."""
    match wish:
        case "going" | "maybe" | "declined":
            return await rsvps.answer(connection, event_id, member_id, wish, now)
        case "more":
            return await rsvps.add_guest(connection, event_id, member_id, now)
        case "less":
            return await rsvps.remove_guest(connection, event_id, member_id, now)
    raise ValueError(wish)


async def standing(database: Database, event: Event, member_id: int) -> str:
    """Say where a member stands: "nowhere", "going", "going +1", "waitlisted 2", "waitlisted 2 +1" …

    Of somebody who comes and whose guest waits: "going, guest waits 1".
    """
    async with database.reading() as connection:
        rsvp = await stored_rsvps.find_rsvp(connection, event.id, member_id)
        if rsvp is None:
            return "nowhere"
        words: list[str] = [rsvp.state]
        if rsvp.state == "waitlisted":
            words.append(str(await stored_rsvps.get_position(connection, rsvp)))
        if rsvp.guests:
            words.append(f"+{rsvp.guests}")
        if rsvp.guests_waiting:
            position = await stored_rsvps.get_position(connection, rsvp)
            return " ".join(words) + f", guest waits {position}"
        return " ".join(words)


async def standings(database: Database, event: Event, member_ids: Sequence[int]) -> dict[int, str]:
    """Say where each of some members stands."""
    return {member_id: await standing(database, event, member_id) for member_id in member_ids}


async def rsvps_of(connection: AsyncConnection, event_id: int, member_ids: Sequence[int]) -> list[Rsvp]:
    """Give the answers of some members."""
    return await stored_rsvps.list_rsvps(connection, event_id, member_ids)


async def told(database: Database, notice: str, event: Event | None = None) -> Counter[int]:
    """Count by chat how often a notice is owed."""
    async with database.reading() as connection:
        return await told_in(connection, notice, None if event is None else event.id)


async def told_in(connection: AsyncConnection, notice: str, event_id: int | None) -> Counter[int]:
    """Count by chat how often a notice is owed, in the caller's transaction."""
    statement = select(deliveries.c.chat_id, func.count()).where(deliveries.c.notice == notice)
    if event_id is not None:
        statement = statement.where(deliveries.c.event_id == event_id)
    rows = await connection.execute(statement.group_by(deliveries.c.chat_id))
    return Counter({chat_id: int(count) for chat_id, count in rows})


async def owed(database: Database, chat_id: int) -> list[Notice]:
    """Give what is owed to a chat, the first first."""
    async with database.reading() as connection:
        rows = await connection.execute(
            select(deliveries.c.notice, deliveries.c.payload)
            .where(deliveries.c.chat_id == chat_id)
            .order_by(deliveries.c.id)
        )
        return [read_notice(name, payload) for name, payload in rows]


async def take_evenings(connection: AsyncConnection, now: datetime) -> None:
    """Take what the sweep takes one evening after the other, in the caller's transaction."""
    for step in EVENING_STEPS:
        for event_id in await step.list_due(connection, now):
            await step.take(connection, event_id, now)


async def pass_time(database: Database, now: datetime) -> None:
    """Have the sweep take what is due at an instant."""
    async with database.reading() as connection:
        due = await waitlist.list_due(connection, now)
    for event_id in due:
        async with database.writing() as connection:
            await waitlist.settle_due(connection, event_id, now)


async def change_seats(database: Database, event: Event, capacity: int | None, now: datetime = NOW) -> None:
    """Have an organiser change the number of seats."""
    async with database.writing() as connection:
        await event_edits.edit(connection, ORGANISER, event.id, EventEdit(capacity=capacity), now)


async def choose(database: Database, member_id: int, **values: object) -> None:
    """Set columns of a member, whatever screen they are chosen on."""
    async with database.writing() as connection:
        await connection.execute(member_table.update().where(member_table.c.id == member_id).values(values))


async def block(database: Database, member_id: int) -> None:
    """Have a member block the bot."""
    async with database.writing() as connection:
        await members.update_member_reach(connection, member_id, "blocked", NOW + timedelta(minutes=1))
