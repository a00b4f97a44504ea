"""Events as they are kept."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, bindparam, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.records import Event, EventState, Rsvp, RsvpState
from storage.tables import events, rsvps


async def add_event(connection: AsyncConnection, values: Mapping[str, object]) -> Event:
    """Store a new event; `values` are columns of the table."""
    rows = await connection.execute(events.insert().values(values).returning(events))
    return Event.of(rows.mappings().one())


# What every tap needs is built once: building a statement costs more than running it.
_FIND = select(events).where(events.c.id == bindparam("event_id"))
_LOCK = _FIND.with_for_update()


async def find_event(connection: AsyncConnection, event_id: int) -> Event | None:
    """Give an event as it stands."""
    rows = await connection.execute(_FIND, {"event_id": event_id})
    row = rows.mappings().first()
    return None if row is None else Event.of(row)


async def lock_event(connection: AsyncConnection, event_id: int) -> Event | None:
    """Give an event and keep everyone else from moving its seats until this transaction ends.

    SQLite's IMMEDIATE transaction has that lock already; PostgreSQL locks the row.
    """
    rows = await connection.execute(_LOCK, {"event_id": event_id})
    row = rows.mappings().first()
    return None if row is None else Event.of(row)


async def update_event(
    connection: AsyncConnection, event_id: int, values: Mapping[str, object], now: datetime
) -> Event:
    """Change an event's columns and count its version up."""
    rows = await connection.execute(
        update(events)
        .where(events.c.id == event_id)
        .values(dict(values) | {"version": events.c.version + 1, "changed_at": now})
        .returning(events)
    )
    return Event.of(rows.mappings().one())


async def claim_event_state(
    connection: AsyncConnection,
    event_id: int,
    was: tuple[EventState, ...],
    values: Mapping[str, object],
    now: datetime,
) -> bool:
    """Move an event on from one of the states in `was`; True where this call did it."""
    done = await connection.execute(
        update(events)
        .where(events.c.id == event_id, events.c.state.in_(was))
        .values(dict(values) | {"version": events.c.version + 1, "changed_at": now})
    )
    return done.rowcount == 1


async def delete_event(connection: AsyncConnection, event_id: int, was: tuple[EventState, ...]) -> bool:
    """Delete an event in one of the states in `was`; True where this call did it."""
    done = await connection.execute(delete(events).where(events.c.id == event_id, events.c.state.in_(was)))
    return done.rowcount == 1


async def list_events_about(connection: AsyncConnection, since: datetime, until: datetime) -> list[Event]:
    """Give the announced events of which anything may happen between two instants, or a day around."""
    rows = await connection.execute(
        select(events)
        .where(
            events.c.state == "announced",
            events.c.ends_at > since,
            events.c.starts_at <= until + timedelta(days=1),
        )
        .order_by(events.c.id)
    )
    return [Event.of(row) for row in rows.mappings()]


async def list_upcoming_events(
    connection: AsyncConnection, chapter_ids: list[int], now: datetime, states: tuple[EventState, ...]
) -> list[Event]:
    """Give the events that have not ended, the soonest first."""
    rows = await connection.execute(
        select(events)
        .where(events.c.chapter_id.in_(chapter_ids), events.c.state.in_(states), events.c.ends_at > now)
        .order_by(events.c.starts_at, events.c.id)
    )
    return [Event.of(row) for row in rows.mappings()]


async def list_events_starting(connection: AsyncConnection, after: datetime, until: datetime) -> list[Event]:
    """Give the announced events that start after one instant and no later than another."""
    rows = await connection.execute(
        select(events)
        .where(events.c.state == "announced", events.c.starts_at > after, events.c.starts_at <= until)
        .order_by(events.c.starts_at, events.c.id)
    )
    return [Event.of(row) for row in rows.mappings()]


async def list_events_to_announce(connection: AsyncConnection, now: datetime) -> list[Event]:
    """Give the scheduled events whose announcement is due."""
    rows = await connection.execute(
        select(events)
        .where(events.c.state == "scheduled", events.c.announce_at <= now)
        .order_by(events.c.announce_at, events.c.id)
    )
    return [Event.of(row) for row in rows.mappings()]


async def find_next_announcement_at(connection: AsyncConnection) -> datetime | None:
    """Give the instant the next scheduled event is to be announced."""
    rows = await connection.execute(
        select(events.c.announce_at)
        .where(events.c.state == "scheduled")
        .order_by(events.c.announce_at)
        .limit(1)
    )
    found: datetime | None = rows.scalar()
    return found


def _in_calendars(now: datetime, cancelled_since: datetime) -> ColumnElement[bool]:
    """Choose what calendars show: announced and not over, or cancelled lately after it was announced."""
    coming = (events.c.state == "announced") & (events.c.ends_at > now)
    cancelled = (events.c.state == "cancelled") & (events.c.cancelled_at > cancelled_since)
    return coming | cancelled


async def list_calendar_of(
    connection: AsyncConnection,
    member_id: int,
    states: tuple[RsvpState, ...],
    now: datetime,
    cancelled_since: datetime,
) -> list[tuple[Event, Rsvp]]:
    """Give the evenings a member answered in one of some ways, with the answers, the soonest first."""
    prefixed = [column.label(f"answer_{column.name}") for column in rsvps.c]
    rows = await connection.execute(
        select(events, *prefixed)
        .join(rsvps, rsvps.c.event_id == events.c.id)
        .where(rsvps.c.member_id == member_id, rsvps.c.state.in_(states), _in_calendars(now, cancelled_since))
        .order_by(events.c.starts_at, events.c.id)
    )
    return [
        (Event.of(row), Rsvp.of({column.name: row[f"answer_{column.name}"] for column in rsvps.c}))
        for row in rows.mappings()
    ]


async def list_public_calendar(
    connection: AsyncConnection, chapter_id: int, now: datetime, cancelled_since: datetime
) -> list[Event]:
    """Give a chapter's evenings that everybody may see, the soonest first."""
    rows = await connection.execute(
        select(events)
        .where(events.c.chapter_id == chapter_id, _in_calendars(now, cancelled_since))
        .order_by(events.c.starts_at, events.c.id)
    )
    return [Event.of(row) for row in rows.mappings()]
