"""Updates received and not yet handled."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import Executable, bindparam, delete, func, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.records import InboxRow
from storage.tables import inbox
from storage.upserts import insert_for

#: How long a handled update is remembered so that a repeated one is known; Telegram keeps them 24 h.
REMEMBERED_FOR = timedelta(hours=48)
#: How long an update that could not be handled is kept for whoever looks into it.
DEAD_FOR = timedelta(days=14)
#: So many updates of one sender may wait before the rest of them wait for everybody else's. Nobody taps so
#: fast; who does is served, in their own order, whenever nobody else is waiting.
BUDGET = 50


async def add_updates(
    connection: AsyncConnection, updates: Sequence[tuple[int, str, int | None]], now: datetime
) -> None:
    """Store raw updates, (`update_id`, JSON, who sent it), in order of arrival; a known one is ignored.

    What somebody sends beyond their budget is late: it waits until nobody else's does. It stays in its own
    order, as all they send is late until the last of that was handled.
    """
    waiting, late = await _count_waiting(
        connection, {sender for _, _, sender in updates if sender is not None}
    )
    rows: list[dict[str, object]] = []
    for update_id, raw, sender in updates:
        if sender is not None:
            waiting[sender] += 1
            if waiting[sender] > BUDGET:
                late.add(sender)
        row = {"update_id": update_id, "raw": raw, "received_at": now, "sender_id": sender}
        rows.append(row | {"is_late": sender in late})
    await connection.execute(_add(connection.dialect.name), rows)


async def _count_waiting(connection: AsyncConnection, senders: set[int]) -> tuple[Counter[int], set[int]]:
    """Count what waits of some senders, and give those of whom anything is late."""
    waiting: Counter[int] = Counter()
    late: set[int] = set()
    for sender, is_late, count in await connection.execute(_OF_SENDERS, {"senders": list(senders)}):
        waiting[sender] += count
        if is_late:
            late.add(sender)
    return waiting, late


@cache
def _add(dialect: str) -> Executable:
    return insert_for(dialect, inbox).on_conflict_do_nothing()


# What every update needs is built once: building a statement costs more than running it.
_WAITING = (
    select(inbox)
    .where(inbox.c.state == text("'waiting'"))  # a literal, so that the partial index serves
    .order_by(inbox.c.is_late, inbox.c.id)
    .limit(bindparam("most"))
)
_OF_SENDERS = (
    select(inbox.c.sender_id, inbox.c.is_late, func.count())
    .where(inbox.c.state == text("'waiting'"), inbox.c.sender_id.in_(bindparam("senders", expanding=True)))
    .group_by(inbox.c.sender_id, inbox.c.is_late)
)
_CLOSE = update(inbox).where(inbox.c.id.in_(bindparam("ids", expanding=True))).values(state="done", raw="")


async def list_waiting(connection: AsyncConnection, limit: int) -> list[InboxRow]:
    """Give the updates to handle next, the first to arrive first; what is late comes last."""
    rows = await connection.execute(_WAITING, {"most": limit})
    return [InboxRow.of(row) for row in rows.mappings()]


async def close_updates(connection: AsyncConnection, row_ids: Sequence[int]) -> None:
    """Mark updates as handled; their text is not needed any more and goes."""
    await connection.execute(_CLOSE, {"ids": list(row_ids)})


async def set_aside_update(connection: AsyncConnection, row_id: int, tries: int, error: str) -> None:
    """Give up an update after so many tries; `error` names the last failure without quoting anybody."""
    values = {"tries": tries, "error": error, "state": "dead"}
    await connection.execute(update(inbox).where(inbox.c.id == row_id).values(values))


async def forget_dead(connection: AsyncConnection, sender_id: int) -> None:
    """Keep nothing of what a sender's updates said that could not be handled; that there were some, stays."""
    dead = (inbox.c.sender_id == sender_id) & (inbox.c.state == "dead")
    await connection.execute(update(inbox).where(dead).values(raw=""))


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
