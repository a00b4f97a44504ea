"""Notices owed to many: expanded in the database, a chunk at a time, never in memory."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from sqlalchemy import BigInteger, Select, delete, func, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.records import Fanout
from storage.tables import deliveries, fanouts, follows, members, rsvps
from storage.types import UtcDateTime

#: How many members one transaction expands: long enough to be quick, short enough to let taps through.
CHUNK = 500

#: Who is concerned by a change or a cancellation: everyone who has a stake in the evening.
CONCERNED = ("going", "maybe", "waitlisted", "offered")
#: Who hears of it even after /stop: those who have a seat, or a place in line that may become one.
LISTED = ("going", "offered", "waitlisted")


async def add_fanout(connection: AsyncConnection, values: Mapping[str, object]) -> None:
    """Owe a notice to an audience; `values` are columns of the table."""
    await connection.execute(fanouts.insert().values(values))


async def list_fanouts(connection: AsyncConnection) -> list[Fanout]:
    """Give what is not yet expanded to its end, the oldest first."""
    rows = await connection.execute(select(fanouts).order_by(fanouts.c.id))
    return [Fanout.of(row) for row in rows.mappings()]


async def expand_chunk(connection: AsyncConnection, fanout: Fanout, now: datetime) -> int:
    """Queue deliveries for the next chunk of the audience and give their number.

    A chunk smaller than `CHUNK` is the last one, and the fan-out is gone with it.
    """
    audience = _audience(fanout).subquery()
    columns = ["chat_id", "lane", "reliability", "notice", "payload", "event_id", "queued_at"]
    done = await connection.execute(
        deliveries.insert()
        .from_select(
            columns,
            select(
                audience.c.id,
                literal(fanout.lane),
                literal(fanout.reliability),
                literal(fanout.notice),
                literal(fanout.payload),
                literal(fanout.event_id, BigInteger()),
                literal(now, UtcDateTime()),
            ).order_by(audience.c.id),
        )
        .returning(deliveries.c.chat_id)
    )
    # What was queued says how far this came: the audience may be another one by the next statement.
    queued = list(done.scalars())
    if len(queued) < CHUNK:
        await connection.execute(delete(fanouts).where(fanouts.c.id == fanout.id))
    else:
        this = fanouts.c.id == fanout.id
        await connection.execute(update(fanouts).where(this).values(after_id=max(queued)))
    return len(queued)


async def count_audience(
    connection: AsyncConnection,
    audience: Literal["followers", "concerned"],
    *,
    chapter_id: int,
    event_id: int | None = None,
    except_id: int | None = None,
) -> int:
    """Count whom a notice to an audience would reach now."""
    everyone = _everyone(audience, chapter_id, event_id, except_id).subquery()
    return (await connection.execute(select(func.count()).select_from(everyone))).scalar_one()


def _audience(fanout: Fanout) -> Select[tuple[int]]:
    everyone = _everyone(fanout.audience, fanout.chapter_id, fanout.event_id, fanout.except_id)
    return everyone.where(members.c.id > fanout.after_id).order_by(members.c.id).limit(CHUNK)


def _everyone(
    audience: Literal["followers", "concerned"],
    chapter_id: int | None,
    event_id: int | None,
    except_id: int | None,
) -> Select[tuple[int]]:
    who: Select[tuple[int]] = select(members.c.id).where(
        members.c.reach == "reachable", members.c.stopped_all.is_(False)
    )
    if except_id is not None:
        who = who.where(members.c.id != except_id)
    if audience == "followers":
        return who.join(follows, follows.c.member_id == members.c.id).where(
            follows.c.chapter_id == chapter_id, members.c.stopped_at.is_(None)
        )
    return who.join(rsvps, rsvps.c.member_id == members.c.id).where(
        rsvps.c.event_id == event_id,
        rsvps.c.state.in_(CONCERNED),
        or_(members.c.stopped_at.is_(None), rsvps.c.state.in_(LISTED)),
    )
