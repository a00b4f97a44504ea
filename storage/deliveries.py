"""The outbox: deliveries not yet made, and what became of the others."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import (
    ColumnElement,
    Executable,
    bindparam,
    case,
    delete,
    exists,
    func,
    literal_column,
    select,
    text,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.records import Delivery, Reliability
from storage.tables import deliveries
from storage.upserts import insert_for

#: Why nobody knows of a delivery that was leaving when the program stopped.
INTERRUPTED = "stopped while sending"
#: How long what became of a delivery can be looked up.
KEPT_FOR = timedelta(days=30)
#: How long words are kept that were composed when somebody asked: they may repeat what others wrote.
WORDS_KEPT_FOR = timedelta(days=2)


async def add_deliveries(connection: AsyncConnection, rows: Sequence[Mapping[str, object]]) -> None:
    """Queue deliveries, in order.

    One whose `coalesce_key` is queued already only makes that one more urgent where it is so itself: what
    is queued will be composed from the state of its moment and serves for both.
    """
    await connection.execute(_add(connection.dialect.name), list(rows))


@cache
def _add(dialect: str) -> Executable:
    statement = insert_for(dialect, deliveries)
    fresh = statement.excluded.lane
    sooner = case((fresh < deliveries.c.lane, fresh), else_=deliveries.c.lane)
    return statement.on_conflict_do_update(
        index_elements=["coalesce_key"], index_where=text("state = 'queued'"), set_={"lane": sooner}
    )


def _first_in_line() -> ColumnElement[bool]:
    """Of each chat and lane, only what was queued first may leave: nothing overtakes."""
    earlier = deliveries.alias("earlier")
    return ~exists().where(
        earlier.c.chat_id == deliveries.c.chat_id,
        earlier.c.lane == deliveries.c.lane,
        earlier.c.id < deliveries.c.id,
        earlier.c.state == "queued",
    )


# What every message needs is built once: building a statement costs more than running it.
_DELIVERABLE = (
    select(deliveries)
    .where(
        deliveries.c.state == "queued",
        deliveries.c.lane.in_(bindparam("lanes", expanding=True)),
        deliveries.c.reliability.in_(bindparam("reliabilities", expanding=True)),
        deliveries.c.chat_id.not_in(bindparam("except_chats", expanding=True)),
        func.coalesce(deliveries.c.coalesce_key, "").not_in(bindparam("except_keys", expanding=True)),
        _first_in_line(),
    )
    .order_by(deliveries.c.lane, deliveries.c.id)
    .limit(bindparam("most"))
)
_CLAIM = (
    update(deliveries)
    .where(deliveries.c.id.in_(bindparam("ids", expanding=True)), deliveries.c.state == "queued")
    .values(state="sending")
    .returning(deliveries.c.id)
)
_SETTLE = (
    update(deliveries)
    .where(deliveries.c.id == bindparam("delivery_id"))
    .values(
        state=bindparam("state"),
        message_id=bindparam("message_id"),
        reason=bindparam("reason"),
        settled_at=bindparam("settled_at"),
    )
)


async def list_deliverable(
    connection: AsyncConnection,
    *,
    limit: int,
    lanes: Collection[int],
    reliabilities: Collection[Reliability],
    except_chats: Collection[int],
    except_keys: Collection[str] = (),
) -> list[Delivery]:
    """Give queued deliveries that may go now, urgent lanes first: of each chat and lane the first in line."""
    rows = await connection.execute(
        _DELIVERABLE,
        {
            "most": limit,
            "lanes": list(lanes),
            "reliabilities": list(reliabilities),
            "except_chats": list(except_chats),
            "except_keys": list(except_keys),
        },
    )
    return [Delivery.of(row) for row in rows.mappings()]


async def claim_deliveries(connection: AsyncConnection, delivery_ids: Sequence[int]) -> set[int]:
    """Record that deliveries are about to leave, and give the ids of those that were queued still.

    Once this is committed a crash leaves their outcome unknown.
    """
    return set((await connection.execute(_CLAIM, {"ids": list(delivery_ids)})).scalars())


async def settle_deliveries(connection: AsyncConnection, outcomes: Sequence[Mapping[str, object]]) -> None:
    """Record what became of deliveries.

    Mappings of `delivery_id`, `state`, `message_id`, `reason` and `settled_at`.
    """
    await connection.execute(_SETTLE, list(outcomes))


async def requeue_delivery(
    connection: AsyncConnection,
    delivery: Delivery,
    now: datetime,
    *,
    tries: int,
    reason: str,
) -> None:
    """Put a delivery back in line; where a newer one says the same, that one serves for both."""
    newer = deliveries.alias("newer")
    superseded = exists().where(
        newer.c.coalesce_key == deliveries.c.coalesce_key, newer.c.state == "queued", newer.c.id > delivery.id
    )
    done = await connection.execute(
        update(deliveries)
        .where(deliveries.c.id == delivery.id, ~superseded)
        .values(state="queued", tries=tries, reason=reason)
    )
    if done.rowcount == 0:
        dropped = {"state": "skipped", "reason": "superseded", "settled_at": now}
        await connection.execute(update(deliveries).where(deliveries.c.id == delivery.id).values(dropped))


async def list_interrupted(connection: AsyncConnection) -> list[Delivery]:
    """Give the deliveries that stand as leaving."""
    rows = await connection.execute(
        select(deliveries).where(deliveries.c.state == "sending").order_by(deliveries.c.id)
    )
    return [Delivery.of(row) for row in rows.mappings()]


async def redirect_queued(connection: AsyncConnection, coalesce_key: str, chat_id: int) -> None:
    """Have what is queued under a key go to another chat: owed there anew, it would be taken for the same."""
    where = (deliveries.c.coalesce_key == coalesce_key) & (deliveries.c.state == "queued")
    await connection.execute(update(deliveries).where(where).values(chat_id=chat_id))


async def find_delivery(connection: AsyncConnection, delivery_id: int) -> Delivery | None:
    """Give a delivery by its id."""
    rows = await connection.execute(select(deliveries).where(deliveries.c.id == delivery_id))
    row = rows.mappings().first()
    return None if row is None else Delivery.of(row)


async def update_payload(connection: AsyncConnection, delivery_id: int, payload: str) -> None:
    """Keep another content of a delivery, once it is settled and no longer needed."""
    this = deliveries.c.id == delivery_id
    await connection.execute(update(deliveries).where(this).values(payload=payload))


async def claim_resend(connection: AsyncConnection, delivery_id: int) -> bool:
    """Put an uncertain or failed delivery back in line once; True where this call did it."""
    done = await connection.execute(
        update(deliveries)
        .where(deliveries.c.id == delivery_id, deliveries.c.state.in_(["uncertain", "failed"]))
        .values(state="queued", tries=0, settled_at=None)
    )
    return done.rowcount == 1


async def skip_queued(
    connection: AsyncConnection,
    now: datetime,
    *,
    chat_id: int,
    reason: str,
    except_notices: Sequence[str] = (),
) -> None:
    """Drop everything queued for a chat that cannot be written to any more, but for some notices."""
    await connection.execute(
        update(deliveries)
        .where(
            deliveries.c.chat_id == chat_id,
            deliveries.c.state == "queued",
            deliveries.c.notice.not_in(except_notices),
        )
        .values(state="skipped", reason=reason, settled_at=now)
    )


async def list_outcomes_of(connection: AsyncConnection, notice: str, payload: str) -> set[str]:
    """Give what became of a notice wherever it was owed, as far as that is kept."""
    of_notice = (deliveries.c.notice == notice) & (deliveries.c.payload == payload)
    rows = await connection.execute(select(deliveries.c.state).where(of_notice).distinct())
    return set(rows.scalars())


async def list_sent(
    connection: AsyncConnection, chat_id: int, coalesce_key: str, since: datetime
) -> list[Delivery]:
    """Give what arrived in a chat under a key since an instant, as far as that is kept."""
    rows = await connection.execute(
        select(deliveries).where(
            deliveries.c.settled_at >= since,
            deliveries.c.chat_id == chat_id,
            deliveries.c.coalesce_key == coalesce_key,
            deliveries.c.state == "sent",
        )
    )
    return [Delivery.of(row) for row in rows.mappings()]


async def was_owed(connection: AsyncConnection, coalesce_key: str, since: datetime) -> bool:
    """Tell whether something of a key waits, leaves just now, or left since an instant."""
    lately = deliveries.c.state.in_(["queued", "sending"]) | (deliveries.c.settled_at >= since)
    found = select(exists().where(deliveries.c.coalesce_key == coalesce_key, lately))
    return bool(await connection.scalar(found))


async def list_unread_events(
    connection: AsyncConnection, chat_id: int, notices: Sequence[str], since: datetime
) -> set[int]:
    """Give the events of which a chat was not sent some notices, as it could not be written to any more."""
    rows = await connection.execute(
        select(deliveries.c.event_id).where(
            deliveries.c.chat_id == chat_id,
            deliveries.c.notice.in_(notices),
            deliveries.c.state == literal_column("'skipped'"),  # a literal, so that the partial index serves
            deliveries.c.settled_at >= since,
            deliveries.c.event_id.is_not(None),
        )
    )
    return set(rows.scalars())


async def list_troubled(connection: AsyncConnection, event_id: int, notices: Sequence[str]) -> list[Delivery]:
    """Give an event's deliveries of some notices of which it is not known that they arrived."""
    rows = await connection.execute(
        select(deliveries)
        .where(
            deliveries.c.event_id == event_id,
            deliveries.c.state.in_(["uncertain", "failed"]),
            deliveries.c.notice.in_(notices),
        )
        .order_by(deliveries.c.id)
    )
    return [Delivery.of(row) for row in rows.mappings()]


async def count_queued(connection: AsyncConnection, notice: str, lane: int) -> int:
    """Count the queued deliveries of one notice, which is always in that lane."""
    counted = await connection.execute(
        select(func.count()).where(
            deliveries.c.state == "queued", deliveries.c.lane == lane, deliveries.c.notice == notice
        )
    )
    return counted.scalar_one()


async def count_outcomes(
    connection: AsyncConnection, event_id: int, notices: Sequence[str]
) -> list[tuple[str, str, str, int]]:
    """Count an event's deliveries of some notices by notice, payload and state."""
    by = (deliveries.c.notice, deliveries.c.payload, deliveries.c.state)
    rows = await connection.execute(
        select(*by, func.count())
        .where(deliveries.c.event_id == event_id, deliveries.c.notice.in_(notices))
        .group_by(*by)
    )
    return [(notice, payload, state, int(count)) for notice, payload, state, count in rows]


async def count_by_state(connection: AsyncConnection) -> dict[str, int]:
    """Count the deliveries in each state."""
    rows = await connection.execute(select(deliveries.c.state, func.count()).group_by(deliveries.c.state))
    return {state: int(count) for state, count in rows}


async def delete_old_deliveries(connection: AsyncConnection, now: datetime) -> None:
    """Forget deliveries that were settled long ago; sooner what was said word by word, and has arrived."""
    was_said = (deliveries.c.notice == "Call") & (deliveries.c.state == "sent")
    is_old = (deliveries.c.settled_at < now - KEPT_FOR) | (
        was_said & (deliveries.c.settled_at < now - WORDS_KEPT_FOR)
    )
    await connection.execute(delete(deliveries).where(is_old))


async def list_of_notices(connection: AsyncConnection, notices: Sequence[str]) -> list[Delivery]:
    """Give all deliveries of some notices, whatever became of them."""
    where = deliveries.c.notice.in_(notices)
    rows = await connection.execute(select(deliveries).where(where).order_by(deliveries.c.id))
    return [Delivery.of(row) for row in rows.mappings()]


async def delete_deliveries(connection: AsyncConnection, delivery_ids: Sequence[int]) -> None:
    """Forget deliveries, be they queued."""
    await connection.execute(delete(deliveries).where(deliveries.c.id.in_(delivery_ids)))


async def delete_settled_calls(connection: AsyncConnection, chat_id: int) -> None:
    """Forget what was answered in a chat word by word, as its handlers composed it."""
    where = (deliveries.c.chat_id == chat_id) & (deliveries.c.notice == "Call")
    is_settled = deliveries.c.state.not_in(("queued", "sending"))
    await connection.execute(delete(deliveries).where(where, is_settled))
