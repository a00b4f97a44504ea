"""Answers to events, and what they add up to."""

from collections.abc import Collection
from datetime import datetime
from functools import cache

from sqlalchemy import Executable, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.records import Counts, Rsvp, RsvpState, Source
from storage.tables import rsvps
from storage.upserts import insert_for

# What every tap needs is built once: building a statement costs more than running it.
_FIND = select(rsvps).where(
    rsvps.c.event_id == bindparam("event_id"), rsvps.c.member_id == bindparam("member_id")
)
_COUNT = (
    select(rsvps.c.state, func.count(), func.sum(rsvps.c.guests))
    .where(rsvps.c.event_id == bindparam("event_id"))
    .group_by(rsvps.c.state)
)


async def find_rsvp(connection: AsyncConnection, event_id: int, member_id: int) -> Rsvp | None:
    """Give a member's answer to an event."""
    keys = {"event_id": event_id, "member_id": member_id}
    row = (await connection.execute(_FIND, keys)).mappings().first()
    return None if row is None else Rsvp.of(row)


async def list_rsvps(connection: AsyncConnection, event_id: int, member_ids: Collection[int]) -> list[Rsvp]:
    """Give the answers of some members to an event."""
    where = (rsvps.c.event_id == event_id) & rsvps.c.member_id.in_(member_ids)
    return [Rsvp.of(row) for row in (await connection.execute(select(rsvps).where(where))).mappings()]


async def put_rsvp(
    connection: AsyncConnection,
    *,
    event_id: int,
    member_id: int,
    state: RsvpState,
    guests: int,
    place: int | None,
    state_since: datetime,
    guests_waiting: int = 0,
    offer_until: datetime | None = None,
    confirmed_at: datetime | None = None,
    source: Source = "private",
) -> Rsvp:
    """Store a member's answer in place of any earlier one, and give it as it is now."""
    row = {
        "event_id": event_id,
        "member_id": member_id,
        "state": state,
        "guests": guests,
        "place": place,
        "state_since": state_since,
        "guests_waiting": guests_waiting,
        "offer_until": offer_until,
        "confirmed_at": confirmed_at,
        "source": source,
    }
    stored = await connection.execute(_put(connection.dialect.name), row)
    return Rsvp.of(stored.mappings().one())


@cache
def _put(dialect: str) -> Executable:
    statement = insert_for(dialect, rsvps)
    fresh = {name: statement.excluded[name] for name in _CHANGES}
    return statement.on_conflict_do_update(index_elements=_KEY, set_=fresh).returning(rsvps)


_KEY = ("event_id", "member_id")
_CHANGES = (
    "state",
    "guests",
    "guests_waiting",
    "place",
    "state_since",
    "offer_until",
    "confirmed_at",
    "source",
)


async def get_counts(connection: AsyncConnection, event_id: int) -> Counts:
    """Count an event's answers."""
    rows = await connection.execute(_COUNT, {"event_id": event_id})
    by_state = {state: (int(parties), int(guests)) for state, parties, guests in rows}
    nobody = (0, 0)
    going, guests = by_state.get("going", nobody)
    return Counts(
        going=going,
        guests=guests,
        maybe=by_state.get("maybe", nobody)[0],
        waiting=by_state.get("waitlisted", nobody)[0],
        held=sum(by_state.get("offered", nobody)),
    )


async def list_waitlist(connection: AsyncConnection, event_id: int) -> list[Rsvp]:
    """Give the parties that wait, the first in line first."""
    rows = await connection.execute(
        select(rsvps)
        .where(rsvps.c.event_id == event_id, rsvps.c.state == "waitlisted")
        .order_by(rsvps.c.place)
    )
    return [Rsvp.of(row) for row in rows.mappings()]


async def get_position(connection: AsyncConnection, rsvp: Rsvp) -> int:
    """Count a waiting party's position, 1 for the first in line."""
    rows = await connection.execute(
        select(func.count())
        .select_from(rsvps)
        .where(rsvps.c.event_id == rsvp.event_id, rsvps.c.state == "waitlisted", rsvps.c.place <= rsvp.place)
    )
    return rows.scalar_one()


async def get_last_place(connection: AsyncConnection, event_id: int) -> int:
    """Give the waitlist's highest place so far, 0 for none."""
    rows = await connection.execute(
        select(func.coalesce(func.max(rsvps.c.place), 0)).where(rsvps.c.event_id == event_id)
    )
    return int(rows.scalar_one())
