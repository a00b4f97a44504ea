"""The reminders' ledger, who was reminded of what, for which start; and whom reminders may reach."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.audiences import UNASKED
from storage.records import Event, Member
from storage.tables import deliveries, event_mutes, follows, members, reminders, roles, rsvps
from storage.upserts import insert_into


@dataclass(frozen=True)
class Search:
    """For whom is looked, at an instant: one page of members, after the last of the page before."""

    event: Event
    kind: str
    now: datetime
    #: Whoever was reminded for a start between these was reminded of this one.
    starts: tuple[datetime, datetime]
    #: Nobody who was reminded of anything between these; it has an end, as a clock put back leaves entries
    #: ahead.
    apart: tuple[datetime, datetime]
    after_id: int
    limit: int


async def list_answered(
    connection: AsyncConnection, search: Search, states: Collection[str], choices: Collection[str]
) -> list[tuple[Member, datetime]]:
    """Give whom a reminder may reach who answered so and chose such reminders, with when they answered.

    Whoever chose their own lead time is among them once that is reached.
    """
    left = search.event.starts_at - search.now
    statement = (
        _reachable(search)
        .add_columns(rsvps.c.state_since)
        .join(rsvps, rsvps.c.member_id == members.c.id)
        .where(
            rsvps.c.event_id == search.event.id,
            rsvps.c.state.in_(states),
            members.c.reminders.in_(choices),
        )
    )
    if search.kind == "own":
        statement = statement.where(members.c.remind_minutes * 60 >= left.total_seconds())
    rows = (await connection.execute(statement)).mappings()
    return [(Member.of(row), row["state_since"]) for row in rows]


async def list_unanswered(
    connection: AsyncConnection, search: Search, unasked: tuple[datetime, datetime], most: int
) -> list[Member]:
    """Give the followers whom a reminder may reach who gave no answer at all.

    Neither those who hold the evening, nor whoever was sent `most` messages unasked between two instants.
    """
    event = search.event
    lately = (
        select(func.count())
        .select_from(deliveries)
        .where(
            deliveries.c.chat_id == members.c.id,
            deliveries.c.lane == 2,  # a literal, so that the partial index serves
            deliveries.c.notice.in_(UNASKED),
            or_(
                deliveries.c.state.in_(("queued", "sending")),
                and_(
                    deliveries.c.state.in_(("sent", "uncertain")),
                    deliveries.c.settled_at > unasked[0],
                    deliveries.c.settled_at < unasked[1],
                ),
            ),
        )
        .scalar_subquery()
    )
    answered = exists().where(rsvps.c.event_id == event.id, rsvps.c.member_id == members.c.id)
    holds = exists().where(
        roles.c.member_id == members.c.id,
        or_(roles.c.chapter_id.is_(None), roles.c.chapter_id == event.chapter_id),
        or_(roles.c.event_id.is_(None), roles.c.event_id == event.id),
    )
    statement = (
        _reachable(search)
        .join(follows, follows.c.member_id == members.c.id)
        .where(
            follows.c.chapter_id == event.chapter_id,
            or_(follows.c.until.is_(None), follows.c.until > search.now),
            members.c.id != event.created_by,
            ~answered,
            ~holds,
            lately < most,
        )
    )
    return [Member.of(row) for row in (await connection.execute(statement)).mappings()]


async def add_reminders(
    connection: AsyncConnection, event: Event, kind: str, member_ids: list[int], now: datetime
) -> None:
    """Enter reminders in the ledger; the primary key refuses a second one."""
    rows = [
        {
            "event_id": event.id,
            "member_id": member_id,
            "kind": kind,
            "starts_at": event.starts_at,
            "reminded_at": now,
        }
        for member_id in member_ids
    ]
    await connection.execute(insert_into(connection, reminders), rows)


async def count_reminded(
    connection: AsyncConnection, event_id: int, starts: tuple[datetime, datetime]
) -> dict[str, int]:
    """Count by kind who was reminded for a start between two instants."""
    rows = await connection.execute(
        select(reminders.c.kind, func.count())
        .where(reminders.c.event_id == event_id, reminders.c.starts_at.between(*starts))
        .group_by(reminders.c.kind)
    )
    return {kind: int(count) for kind, count in rows}


def _reachable(search: Search) -> Select[tuple[object, ...]]:
    """Select whoever may be written to, is not away, did not mute the evening, and was not yet reminded."""
    return (
        select(*members.c)
        .where(
            members.c.reach == "reachable",
            members.c.stopped_at.is_(None),
            or_(members.c.paused_until.is_(None), members.c.paused_until <= search.now),
            ~exists().where(
                event_mutes.c.event_id == search.event.id, event_mutes.c.member_id == members.c.id
            ),
            ~_reminded(search),
            ~exists().where(
                reminders.c.member_id == members.c.id,
                reminders.c.reminded_at > search.apart[0],
                reminders.c.reminded_at < search.apart[1],
            ),
            members.c.id > search.after_id,
        )
        .order_by(members.c.id)
        .limit(search.limit)
    )


def _reminded(search: Search) -> ColumnElement[bool]:
    return exists().where(
        reminders.c.event_id == search.event.id,
        reminders.c.member_id == members.c.id,
        reminders.c.kind == search.kind,
        reminders.c.starts_at.between(*search.starts),
    )
