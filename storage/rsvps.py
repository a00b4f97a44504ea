"""Answers to events, and what they add up to."""

from collections.abc import Collection
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Executable, Select, bindparam, case, func, literal, or_, select, union_all, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.records import Counts, Member, NameShown, Rsvp
from storage.tables import events, members, named_guests, rsvps
from storage.types import UtcDateTime
from storage.upserts import insert_for

# What every tap needs is built once: building a statement costs more than running it.
_OF_EVENT = rsvps.c.event_id == bindparam("event_id")
_WAITS = rsvps.c.place.is_not(None)
_FIND = select(rsvps).where(_OF_EVENT, rsvps.c.member_id == bindparam("member_id"))
_COUNT = union_all(
    select(
        rsvps.c.state,
        func.count(),
        func.sum(rsvps.c.guests),
        func.sum(case((rsvps.c.guests_waiting > 0, 1), else_=0)),
    )
    .where(_OF_EVENT)
    .group_by(rsvps.c.state),
    select(literal("named"), func.count(), literal(0), literal(0))
    .select_from(named_guests)
    .where(named_guests.c.event_id == bindparam("event_id")),
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


_THERE = events.alias("there")
_CLASHING = (
    select(_THERE.c.id)
    .join(rsvps, rsvps.c.event_id == _THERE.c.id)
    .join(events, events.c.local_date == _THERE.c.local_date)
    .where(
        rsvps.c.member_id == bindparam("member_id"),
        rsvps.c.state.in_(("going", "offered", "waitlisted")),
        events.c.id == bindparam("event_id"),
        _THERE.c.chapter_id != events.c.chapter_id,
        _THERE.c.state == "announced",
        _THERE.c.ends_at > bindparam("now", type_=UtcDateTime()),
    )
    .order_by(_THERE.c.id)
)


async def list_clashing(
    connection: AsyncConnection, event_id: int, member_id: int, now: datetime
) -> list[int]:
    """Give the evenings of other chapters on the same date for which a member has a seat or waits."""
    keys = {"event_id": event_id, "member_id": member_id, "now": now}
    return list((await connection.execute(_CLASHING, keys)).scalars())


async def put_rsvp(connection: AsyncConnection, rsvp: Rsvp) -> Rsvp:
    """Store a member's answer in place of any earlier one, and give it as it is now."""
    stored = await connection.execute(_put(connection.dialect.name), rsvp.model_dump(include=_COLUMNS))
    return Rsvp.of(stored.mappings().one())


_KEY = ("event_id", "member_id")
_COLUMNS = set(Rsvp.model_fields)


@cache
def _put(dialect: str) -> Executable:
    statement = insert_for(dialect, rsvps)
    fresh = {name: statement.excluded[name] for name in sorted(_COLUMNS - set(_KEY))}
    return statement.on_conflict_do_update(index_elements=_KEY, set_=fresh).returning(rsvps)


async def get_counts(connection: AsyncConnection, event_id: int) -> Counts:
    """Count an event's answers."""
    rows = await connection.execute(_COUNT, {"event_id": event_id})
    by_state = {state: (int(parties), int(guests), int(waiting)) for state, parties, guests, waiting in rows}
    nobody = (0, 0, 0)
    going, guests, with_guests_waiting = by_state.get("going", nobody)
    offered, their_guests, _ = by_state.get("offered", nobody)
    return Counts(
        going=going,
        guests=guests,
        maybe=by_state.get("maybe", nobody)[0],
        waiting=by_state.get("waitlisted", nobody)[0] + with_guests_waiting,
        held=offered + their_guests,
        named=by_state.get("named", nobody)[0],
    )


async def list_line(connection: AsyncConnection, event_id: int) -> list[tuple[Rsvp, Member]]:
    """Give the parties that wait with the members they are of, the first in line first."""
    prefixed = [column.label(f"who_{column.name}") for column in members.c]
    rows = await connection.execute(
        select(rsvps, *prefixed)
        .join(members, members.c.id == rsvps.c.member_id)
        .where(rsvps.c.event_id == event_id, _WAITS)
        .order_by(rsvps.c.place)
    )
    return [
        (Rsvp.of(row), Member.of({column.name: row[f"who_{column.name}"] for column in members.c}))
        for row in rows.mappings()
    ]


async def get_position(connection: AsyncConnection, rsvp: Rsvp) -> int:
    """Count a waiting party's position, 1 for the first in line."""
    rows = await connection.execute(
        select(func.count())
        .select_from(rsvps)
        .where(rsvps.c.event_id == rsvp.event_id, rsvps.c.place <= rsvp.place)
    )
    return rows.scalar_one()


async def get_last_place(connection: AsyncConnection, event_id: int) -> int:
    """Give the waitlist's highest place so far, 0 for none."""
    rows = await connection.execute(
        select(func.coalesce(func.max(rsvps.c.place), 0)).where(rsvps.c.event_id == event_id)
    )
    return int(rows.scalar_one())


async def get_first_place(connection: AsyncConnection, event_id: int) -> int:
    """Give the place of the first in line, 0 for none."""
    rows = await connection.execute(
        select(func.coalesce(func.min(rsvps.c.place), 0)).where(rsvps.c.event_id == event_id)
    )
    return int(rows.scalar_one())


async def clear_confirmations(connection: AsyncConnection, event_id: int) -> None:
    """Let nobody have confirmed that they come."""
    mine = rsvps.c.event_id == event_id
    await connection.execute(update(rsvps).where(mine).values(confirmed_at=None))


async def shorten_offers(connection: AsyncConnection, event_id: int, latest: datetime) -> None:
    """Let an event's offers end at an instant, those that would end later."""
    held = (rsvps.c.event_id == event_id) & (rsvps.c.offer_until > latest)
    await connection.execute(update(rsvps).where(held).values(offer_until=latest))


async def list_lapsed(
    connection: AsyncConnection, event_id: int, now: datetime, latest: datetime
) -> list[Rsvp]:
    """Give an evening's offers that are over: their time is up, or nobody can say yes to them any more."""
    rows = await connection.execute(
        _offers_over(now, latest).where(_OF_EVENT).order_by(rsvps.c.offer_until, rsvps.c.member_id),
        {"event_id": event_id},
    )
    return [Rsvp.of(row) for row in rows.mappings()]


async def list_lapsed_events(connection: AsyncConnection, now: datetime, latest: datetime) -> list[int]:
    """Give the ids of the evenings that have offers which are over."""
    over = _offers_over(now, latest).subquery()
    rows = await connection.execute(select(over.c.event_id).distinct().order_by(over.c.event_id))
    return list(rows.scalars())


def _offers_over(now: datetime, latest: datetime) -> Select[Any]:
    """Choose offers that have ended, or end later than any may (the clock was put back), or reach nobody."""
    ended = or_(rsvps.c.offer_until <= now, rsvps.c.offer_until > latest, members.c.reach != "reachable")
    offered = select(rsvps).join(members, members.c.id == rsvps.c.member_id)
    return offered.where(rsvps.c.state == "offered", ended)


async def find_next_offer_end(connection: AsyncConnection) -> datetime | None:
    """Give the instant the next offer ends."""
    ends = select(func.min(rsvps.c.offer_until)).where(rsvps.c.offer_until.is_not(None))
    found: datetime | None = (await connection.execute(ends)).scalar()
    return found


async def list_waited_for(connection: AsyncConnection, now: datetime) -> list[int]:
    """Give the ids of the coming evenings for which somebody waits."""
    rows = await connection.execute(
        select(rsvps.c.event_id)
        .join(events, events.c.id == rsvps.c.event_id)
        .where(_WAITS, events.c.state == "announced", events.c.starts_at > now)
        .distinct()
        .order_by(rsvps.c.event_id)
    )
    return list(rows.scalars())


_NAMES = (
    select(members.c.name, members.c.name_shown)
    .join(rsvps, rsvps.c.member_id == members.c.id)
    .where(_OF_EVENT, rsvps.c.state == "going", members.c.name_shown != "hidden")
    .order_by(rsvps.c.state_since, members.c.id)
    .limit(bindparam("most"))
)


async def list_names(connection: AsyncConnection, event_id: int, most: int) -> list[tuple[str, NameShown]]:
    """Give the names of those who come and may be named, the first who said so first."""
    rows = await connection.execute(_NAMES, {"event_id": event_id, "most": most})
    return [(name, shown) for name, shown in rows]
