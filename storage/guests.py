"""The lists around an evening: who answered and how, for its organiser; and one member's own answers."""

from datetime import datetime

from sqlalchemy import LABEL_STYLE_TABLENAME_PLUS_COL, RowMapping, Select, case, exists, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.records import Event, EventState, Member, Record, Rsvp
from storage.tables import events, members, rsvps

#: In this order an organiser reads them.
_ORDER = case({"going": 0, "offered": 1, "waitlisted": 2, "maybe": 3, "declined": 4}, value=rsvps.c.state)
_IN_LINE = case((rsvps.c.state == "waitlisted", rsvps.c.place), else_=0)


class Party(Record):
    """A member with their answer to an evening, guests included."""

    member: Member
    rsvp: Rsvp
    #: They were going to no earlier evening of the chapter.
    is_first_time: bool


async def list_parties(connection: AsyncConnection, event: Event) -> list[Party]:
    """Give everybody who answered an event by state: the line in its order, others by when they said so."""
    earlier, before = rsvps.alias("earlier"), events.alias("before")
    came_before = exists().where(
        earlier.c.event_id == before.c.id,
        earlier.c.member_id == rsvps.c.member_id,
        earlier.c.state == "going",
        before.c.chapter_id == event.chapter_id,
        before.c.state == "announced",
        before.c.starts_at < event.starts_at,
    )
    rows = await connection.execute(
        select(rsvps, members, came_before.label("came_before"))
        .join(members, members.c.id == rsvps.c.member_id)
        .where(rsvps.c.event_id == event.id)
        .order_by(_ORDER, _IN_LINE, rsvps.c.state_since, rsvps.c.member_id)
        .set_label_style(LABEL_STYLE_TABLENAME_PLUS_COL)
    )
    return [_party(row) for row in rows.mappings()]


async def list_evenings(
    connection: AsyncConnection, chapter_ids: list[int], now: datetime, *, past: int
) -> list[Event]:
    """Give chapters' announced evenings that have not ended, the soonest first, then the last few past."""
    where = events.c.chapter_id.in_(chapter_ids) & (events.c.state == "announced")
    coming = select(events).where(where, events.c.ends_at > now).order_by(events.c.starts_at, events.c.id)
    over = (
        select(events)
        .where(where, events.c.ends_at <= now)
        .order_by(events.c.starts_at.desc(), events.c.id.desc())
        .limit(past)
    )
    return [*await _events(connection, coming), *await _events(connection, over)]


async def list_answered(
    connection: AsyncConnection, member_id: int, now: datetime, *, past: int
) -> list[tuple[Event, Rsvp]]:
    """Give a member's answers: to evenings that have not ended, the soonest first, then to the last few."""
    known: tuple[EventState, ...] = ("announced", "cancelled")
    answered = (
        select(rsvps, events)
        .join(events, events.c.id == rsvps.c.event_id)
        .where(rsvps.c.member_id == member_id, events.c.state.in_(known))
        .set_label_style(LABEL_STYLE_TABLENAME_PLUS_COL)
    )
    coming = answered.where(events.c.ends_at > now).order_by(events.c.starts_at, events.c.id)
    over = (
        answered.where(events.c.ends_at <= now)
        .order_by(events.c.starts_at.desc(), events.c.id.desc())
        .limit(past)
    )
    rows = [row for part in (coming, over) for row in (await connection.execute(part)).mappings()]
    return [(Event.of(_columns(row, "events")), Rsvp.of(_columns(row, "rsvps"))) for row in rows]


def _party(row: RowMapping) -> Party:
    return Party(
        member=Member.of(_columns(row, "members")),
        rsvp=Rsvp.of(_columns(row, "rsvps")),
        is_first_time=not row["came_before"],
    )


def _columns(row: RowMapping, table: str) -> dict[str, object]:
    """Give the columns of one of the tables a row was read from."""
    prefix = f"{table}_"
    return {name.removeprefix(prefix): value for name, value in row.items() if name.startswith(prefix)}


async def _events(connection: AsyncConnection, statement: Select[tuple[object, ...]]) -> list[Event]:
    return [Event.of(row) for row in (await connection.execute(statement)).mappings()]
