"""Broadcasts as they are kept, and who does not want them."""

import json
from collections.abc import Mapping
from datetime import datetime

from pydantic import BaseModel
from sqlalchemy import ColumnElement, case, delete, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.broadcast_records import Broadcast, BroadcastState, Category
from storage.tables import broadcast_mutes, broadcasts, events
from storage.upserts import insert_into


async def add_broadcast(connection: AsyncConnection, values: Mapping[str, object]) -> Broadcast:
    """Store a new broadcast; `values` are columns of the table, records among them are stored as JSON."""
    rows = await connection.execute(broadcasts.insert().values(_stored(values)).returning(broadcasts))
    return Broadcast.of(rows.mappings().one())


async def find_broadcast(connection: AsyncConnection, broadcast_id: int) -> Broadcast | None:
    """Give a broadcast as it stands."""
    rows = await connection.execute(select(broadcasts).where(broadcasts.c.id == broadcast_id))
    row = rows.mappings().first()
    return None if row is None else Broadcast.of(row)


async def get_broadcast(connection: AsyncConnection, broadcast_id: int) -> Broadcast:
    """Give a broadcast that is known to exist."""
    rows = await connection.execute(select(broadcasts).where(broadcasts.c.id == broadcast_id))
    return Broadcast.of(rows.mappings().one())


async def lock_broadcast(connection: AsyncConnection, broadcast_id: int) -> Broadcast | None:
    """Give a broadcast and keep everyone else from moving it on until this transaction ends."""
    rows = await connection.execute(
        select(broadcasts).where(broadcasts.c.id == broadcast_id).with_for_update()
    )
    row = rows.mappings().first()
    return None if row is None else Broadcast.of(row)


async def update_broadcast(
    connection: AsyncConnection, broadcast_id: int, values: Mapping[str, object]
) -> Broadcast:
    """Change a broadcast's columns and give it as it is then."""
    rows = await connection.execute(
        update(broadcasts)
        .where(broadcasts.c.id == broadcast_id)
        .values(_stored(values))
        .returning(broadcasts)
    )
    return Broadcast.of(rows.mappings().one())


async def claim_broadcast_state(
    connection: AsyncConnection,
    broadcast_id: int,
    was: tuple[BroadcastState, ...],
    values: Mapping[str, object],
) -> bool:
    """Move a broadcast on from one of the states in `was`; True where this call did it."""
    done = await connection.execute(
        update(broadcasts)
        .where(broadcasts.c.id == broadcast_id, broadcasts.c.state.in_(was))
        .values(_stored(values))
    )
    return done.rowcount == 1


async def delete_draft(connection: AsyncConnection, broadcast_id: int) -> bool:
    """Delete a broadcast of which nobody has heard; True where this call did it."""
    done = await connection.execute(
        delete(broadcasts).where(broadcasts.c.id == broadcast_id, broadcasts.c.state == "draft")
    )
    return done.rowcount == 1


async def list_broadcasts(
    connection: AsyncConnection, chapter_ids: list[int], *, skip: int = 0, limit: int
) -> list[Broadcast]:
    """Give the latest broadcasts of some chapters, first those that are scheduled or under way."""
    rows = await connection.execute(
        select(broadcasts)
        .where(broadcasts.c.chapter_id.in_(chapter_ids))
        .order_by(
            case((broadcasts.c.state.in_(("scheduled", "sending", "paused")), 0), else_=1),
            broadcasts.c.id.desc(),
        )
        .offset(skip)
        .limit(limit)
    )
    return [Broadcast.of(row) for row in rows.mappings()]


async def list_active_ids(connection: AsyncConnection) -> list[int]:
    """Give the ids of the broadcasts of which anything is still to be done, the oldest first."""
    rows = await connection.execute(
        select(broadcasts.c.id)
        .where(or_(broadcasts.c.state.in_(("scheduled", "sending")), broadcasts.c.busy))
        .order_by(broadcasts.c.id)
    )
    return list(rows.scalars())


async def list_active(connection: AsyncConnection) -> list[Broadcast]:
    """Give the broadcasts that are scheduled, sent or coming in, for whoever asks what is due when."""
    coming_in = (broadcasts.c.state == "draft") & broadcasts.c.busy
    rows = await connection.execute(
        select(broadcasts).where(or_(broadcasts.c.state.in_(("scheduled", "sending")), coming_in))
    )
    return [Broadcast.of(row) for row in rows.mappings()]


async def list_open_to_late_joiners(connection: AsyncConnection, now: datetime) -> list[Broadcast]:
    """Give the broadcasts that whoever joins their evening gets as well, until it begins."""
    rows = await connection.execute(
        select(broadcasts)
        .join(events, events.c.id == broadcasts.c.event_id)
        .where(
            broadcasts.c.for_later,
            broadcasts.c.state.in_(("sending", "done")),
            broadcasts.c.expanded_at.is_not(None),
            events.c.state == "announced",
            events.c.starts_at > now,
        )
        .order_by(broadcasts.c.id)
    )
    return [Broadcast.of(row) for row in rows.mappings()]


async def list_with_effects_due(
    connection: AsyncConnection, begun_by: datetime, begun_after: datetime
) -> list[Broadcast]:
    """Give the broadcasts begun within a time of which their authors were not shown what came of them."""
    rows = await connection.execute(
        select(broadcasts)
        .where(
            broadcasts.c.state.in_(("done", "cancelled")),
            broadcasts.c.effects_shown_at.is_(None),
            broadcasts.c.begun_at <= begun_by,
            broadcasts.c.begun_at > begun_after,
        )
        .order_by(broadcasts.c.id)
    )
    return [Broadcast.of(row) for row in rows.mappings()]


async def find_next_effects_at(connection: AsyncConnection, begun_after: datetime) -> datetime | None:
    """Give when the oldest of those was begun that are not due yet."""
    found: datetime | None = await connection.scalar(
        select(func.min(broadcasts.c.begun_at)).where(
            broadcasts.c.state.in_(("done", "cancelled")),
            broadcasts.c.effects_shown_at.is_(None),
            broadcasts.c.begun_at > begun_after,
        )
    )
    return found


async def find_by_album(connection: AsyncConnection, author_id: int, album: str) -> Broadcast | None:
    """Give the draft whose album's first part came before, while further parts come in."""
    rows = await connection.execute(
        select(broadcasts)
        .where(
            broadcasts.c.author_id == author_id,
            broadcasts.c.contents.contains(f'"album": {json.dumps(album)}', autoescape=True),
        )
        .order_by(broadcasts.c.id.desc())
        .limit(1)
    )
    row = rows.mappings().first()
    return None if row is None else Broadcast.of(row)


async def add_mute(
    connection: AsyncConnection, member_id: int, chapter_id: int, category: Category, now: datetime
) -> None:
    """Remember that a member wants no more of a chapter's broadcasts of one kind."""
    row = {"member_id": member_id, "chapter_id": chapter_id, "category": category, "muted_at": now}
    await connection.execute(insert_into(connection, broadcast_mutes).values(row).on_conflict_do_nothing())


async def delete_mute(
    connection: AsyncConnection, member_id: int, chapter_id: int, category: Category
) -> None:
    """Remember that a member wants them again."""
    await connection.execute(delete(broadcast_mutes).where(*_mute(member_id, chapter_id, category)))


async def list_mutes(connection: AsyncConnection, member_id: int) -> list[tuple[int, Category]]:
    """Give what a member muted: chapters' ids, each with a kind of broadcast."""
    mutes = broadcast_mutes.c
    rows = await connection.execute(
        select(mutes.chapter_id, mutes.category)
        .where(mutes.member_id == member_id)
        .order_by(mutes.chapter_id, mutes.category)
    )
    return [(chapter_id, category) for chapter_id, category in rows]


async def is_muted(connection: AsyncConnection, member_id: int, chapter_id: int, category: Category) -> bool:
    """Tell whether a member wants no more of them."""
    found = await connection.execute(select(exists().where(*_mute(member_id, chapter_id, category))))
    return bool(found.scalar())


def _mute(member_id: int, chapter_id: int, category: Category) -> tuple[ColumnElement[bool], ...]:
    mutes = broadcast_mutes.c
    return (
        mutes.member_id == member_id,
        mutes.chapter_id == chapter_id,
        mutes.category == category,
    )


def _stored(values: Mapping[str, object]) -> dict[str, object]:
    return {name: _as_json(value) for name, value in values.items()}


def _as_json(value: object) -> object:
    if isinstance(value, BaseModel):
        return json.dumps(value.model_dump(mode="json"))
    if isinstance(value, dict):
        return json.dumps({key: one.model_dump(mode="json") for key, one in value.items()})
    return value
