"""Updates received and not yet handled."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import Executable, bindparam, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.records import InboxRow
from storage.tables import inbox
from storage.upserts import insert_for

#: How long a handled update is remembered so that a repeated one is known; Telegram keeps them 24 h.
REMEMBERED_FOR = timedelta(hours=48)
#: How long an update that could not be handled is kept for whoever looks into it.
DEAD_FOR = timedelta(days=14)


async def add_updates(connection: AsyncConnection, updates: Sequence[tuple[int, str]], now: datetime) -> None:
    """Store raw updates, (`update_id`, JSON), in order of arrival; one that is there already is ignored."""
    rows = [{"update_id": update_id, "raw": raw, "received_at": now} for update_id, raw in updates]
    await connection.execute(_add(connection.dialect.name), rows)


@cache
def _add(dialect: str) -> Executable:
    return insert_for(dialect, inbox).on_conflict_do_nothing()


# What every update needs is built once: building a statement costs more than running it.
_WAITING = select(inbox).where(inbox.c.state == "waiting").order_by(inbox.c.id).limit(bindparam("most"))
_CLOSE = update(inbox).where(inbox.c.id.in_(bindparam("ids", expanding=True))).values(state="done", raw="")


async def list_waiting(connection: AsyncConnection, limit: int) -> list[InboxRow]:
    """Give the updates to handle next, the first to arrive first."""
    rows = await connection.execute(_WAITING, {"most": limit})
    return [InboxRow.of(row) for row in rows.mappings()]


async def close_updates(connection: AsyncConnection, row_ids: Sequence[int]) -> None:
    """Mark updates as handled; their text is not needed any more and goes."""
    await connection.execute(_CLOSE, {"ids": list(row_ids)})


async def set_aside_update(connection: AsyncConnection, row_id: int, tries: int, error: str) -> None:
    """Give up an update after so many tries; `error` names the last failure without quoting anybody."""
    values = {"tries": tries, "error": error, "state": "dead"}
    await connection.execute(update(inbox).where(inbox.c.id == row_id).values(values))


async def find_last_received_at(connection: AsyncConnection) -> datetime | None:
    """Give the instant the last update came in."""
    rows = await connection.execute(select(inbox.c.received_at).order_by(inbox.c.id.desc()).limit(1))
    found: datetime | None = rows.scalar()
    return found


async def count_dead(connection: AsyncConnection) -> int:
    """Count the updates that could not be handled."""
    rows = await connection.execute(select(func.count()).select_from(inbox).where(inbox.c.state == "dead"))
    return int(rows.scalar_one())


async def delete_old_updates(connection: AsyncConnection, now: datetime) -> None:
    """Forget what is too old to be repeated or looked into."""
    await connection.execute(
        delete(inbox).where(inbox.c.state == "done", inbox.c.received_at < now - REMEMBERED_FOR)
    )
    await connection.execute(
        delete(inbox).where(inbox.c.state == "dead", inbox.c.received_at < now - DEAD_FOR)
    )
