"""Who a broadcast is for, one row each, and what became of it: written, handed on and read back in chunks."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import BigInteger, Select, bindparam, case, delete, exists, func, literal, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.audiences import audience_of, joined_later, member_of, words_for
from storage.broadcast_records import Broadcast, Recipient
from storage.tables import broadcasts, deliveries, members, recipients, rsvps
from storage.types import UtcDateTime
from storage.upserts import insert_into

#: How many one transaction writes down: quick, and short enough to let taps through.
EXPAND_CHUNK = 2_000
_SETTLED = ("sent", "uncertain", "failed", "skipped")
#: Why what was put off came to nothing while its broadcast was paused: those recipients wait on.
HELD = "held"


async def add_recipient(connection: AsyncConnection, broadcast_id: int, chat_id: int) -> None:
    """Write down one more recipient."""
    row = {"broadcast_id": broadcast_id, "chat_id": chat_id, "state": "queued"}
    await connection.execute(insert_into(connection, recipients).values(row).on_conflict_do_nothing())


async def add_late_joiners(connection: AsyncConnection, broadcast: Broadcast, now: datetime) -> int:
    """Have those wait who joined its evening after a broadcast was sent, once each; give their number.

    Whoever was left out before they answered, as by the cap, gets it now.
    """
    late = joined_later(broadcast, now).subquery()
    known = recipients.alias()
    news = (
        select(literal(broadcast.id, BigInteger()), late.c.member_id, literal("queued"))
        .outerjoin(known, (known.c.broadcast_id == broadcast.id) & (known.c.chat_id == late.c.member_id))
        .where(known.c.chat_id.is_(None))
    )
    added = await connection.execute(
        insert_into(connection, recipients)
        .from_select(["broadcast_id", "chat_id", "state"], news)
        .on_conflict_do_nothing()
    )
    answered_since = exists().where(
        rsvps.c.event_id == broadcast.event_id,
        rsvps.c.member_id == recipients.c.chat_id,
        rsvps.c.state_since > recipients.c.settled_at,
    )
    again = await connection.execute(
        update(recipients)
        .where(
            recipients.c.broadcast_id == broadcast.id,
            recipients.c.state == "skipped",
            recipients.c.chat_id.in_(select(late.c.member_id)),
            answered_since,
        )
        .values(state="queued", reason="", settled_at=None)
    )
    return added.rowcount + again.rowcount


async def expand_chunk(connection: AsyncConnection, broadcast: Broadcast, now: datetime) -> bool:
    """Write down the next chunk of an audience, those left out with the reason; True while there is more."""
    who = member_of(broadcast)
    chunk = (
        audience_of(broadcast, now)
        .where(who > broadcast.after_id)
        .order_by(who)
        .limit(EXPAND_CHUNK)
        .subquery()
    )
    done = await connection.execute(
        insert_into(connection, recipients)
        .from_select(
            ["broadcast_id", "chat_id", "state", "reason", "settled_at"],
            select(
                literal(broadcast.id, BigInteger()),
                chunk.c.member_id,
                case((chunk.c.reason == "", "queued"), else_="skipped"),
                chunk.c.reason,
                case((chunk.c.reason == "", None), else_=literal(now, UtcDateTime())),
            ),
        )
        .returning(recipients.c.chat_id)
    )
    written = list(done.scalars())
    more = len(written) == EXPAND_CHUNK
    values: dict[str, object] = {"after_id": max(written)} if more else {"expanded_at": now}
    await connection.execute(update(broadcasts).where(broadcasts.c.id == broadcast.id).values(values))
    return more


async def hand_on(
    connection: AsyncConnection,
    broadcast: Broadcast,
    row: dict[str, object],
    *,
    limit: int,
    author_only: bool = False,
) -> int:
    """Queue deliveries for the next recipients, the author first, and give their number.

    `row` holds the columns of the outbox that are the same for all.
    """
    waiting = [recipients.c.broadcast_id == broadcast.id, recipients.c.state == "queued"]
    if author_only:
        waiting.append(recipients.c.chat_id == broadcast.author_id)
    next_ones = select(recipients.c.chat_id).where(*waiting).order_by(recipients.c.chat_id).limit(limit)
    queued = await _queue(connection, row, next_ones)
    if queued:
        await connection.execute(
            update(recipients)
            .where(recipients.c.broadcast_id == broadcast.id, recipients.c.chat_id == bindparam("chat"))
            .values(state="sending", reason="", version=broadcast.version, delivery_id=bindparam("delivery")),
            queued,
        )
    return len(queued)


async def hand_on_news(
    connection: AsyncConnection, broadcast: Broadcast, row: dict[str, object], limit: int
) -> int:
    """Queue deliveries that bring what was sent to the broadcast's newest version, and give their number."""
    next_ones = (
        select(recipients.c.chat_id)
        .where(
            recipients.c.broadcast_id == broadcast.id,
            recipients.c.state == "sent",
            recipients.c.version < broadcast.version,
        )
        .order_by(recipients.c.chat_id)
        .limit(limit)
    )
    queued = await _queue(connection, row, next_ones)
    if queued:
        chats = [one["chat"] for one in queued]
        await connection.execute(
            update(recipients)
            .where(recipients.c.broadcast_id == broadcast.id, recipients.c.chat_id.in_(chats))
            .values(version=broadcast.version)
        )
    return len(queued)


async def count_coming(connection: AsyncConnection, broadcast: Broadcast, locales: Sequence[str]) -> int:
    """Count those who have a broadcast in one of these languages and come to its evening."""
    who = _coming(broadcast, locales).subquery()
    return (await connection.execute(select(func.count()).select_from(who))).scalar_one()


async def queue_for_coming(
    connection: AsyncConnection, broadcast: Broadcast, locales: Sequence[str], row: dict[str, object]
) -> int:
    """Queue a delivery for each of those; `row` holds the columns of the outbox that are the same for all."""
    same = {name: row[name] for name in ("lane", "reliability", "notice", "payload", "queued_at")}
    return len(await _queue(connection, same, _coming(broadcast, locales)))


def _coming(broadcast: Broadcast, locales: Sequence[str]) -> Select[tuple[int]]:
    return (
        select(recipients.c.chat_id)
        .join(rsvps, rsvps.c.member_id == recipients.c.chat_id)
        .join(members, members.c.id == recipients.c.chat_id)
        .where(
            recipients.c.broadcast_id == broadcast.id,
            recipients.c.state == "sent",
            recipients.c.chat_id != broadcast.author_id,
            rsvps.c.event_id == broadcast.event_id,
            rsvps.c.state == "going",
            words_for(broadcast).in_(locales),
        )
    )


async def _queue(
    connection: AsyncConnection, row: dict[str, object], chats: Select[tuple[int]]
) -> list[dict[str, int]]:
    who = chats.subquery()
    constants = [literal(value, deliveries.c[name].type) for name, value in row.items()]
    rows = await connection.execute(
        deliveries.insert()
        .from_select(["chat_id", *row], select(who.c.chat_id, *constants).order_by(who.c.chat_id))
        .returning(deliveries.c.id, deliveries.c.chat_id)
    )
    return [{"chat": chat_id, "delivery": delivery_id} for delivery_id, chat_id in rows]


async def take_outcomes(connection: AsyncConnection, broadcast_id: int) -> int:
    """Write down what became of the deliveries that came to an end; give their number."""
    held = (
        recipients.c.broadcast_id == broadcast_id,
        recipients.c.state == "sending",
        recipients.c.delivery_id == deliveries.c.id,
        deliveries.c.state == "skipped",
        deliveries.c.reason == HELD,
    )
    await connection.execute(update(recipients).where(*held).values(state="queued", delivery_id=None))
    done = await connection.execute(
        update(recipients)
        .where(
            recipients.c.broadcast_id == broadcast_id,
            recipients.c.state == "sending",
            recipients.c.delivery_id == deliveries.c.id,
            deliveries.c.state.in_(_SETTLED),
        )
        .values(
            state=deliveries.c.state,
            reason=func.coalesce(deliveries.c.reason, ""),
            message_id=deliveries.c.message_id,
            settled_at=deliveries.c.settled_at,
        )
    )
    return done.rowcount


async def call_back(connection: AsyncConnection, broadcast_id: int) -> None:
    """Take out of the outbox what has not left yet; those recipients wait again."""
    handed_on = select(recipients.c.delivery_id).where(
        recipients.c.broadcast_id == broadcast_id, recipients.c.state == "sending"
    )
    called = await connection.execute(
        delete(deliveries)
        .where(deliveries.c.id.in_(handed_on), deliveries.c.state == "queued")
        .returning(deliveries.c.id)
    )
    ids = list(called.scalars())
    for first in range(0, len(ids), 500):
        await connection.execute(
            update(recipients)
            .where(
                recipients.c.broadcast_id == broadcast_id,
                recipients.c.state == "sending",
                recipients.c.delivery_id.in_(ids[first : first + 500]),
            )
            .values(state="queued", delivery_id=None)
        )


async def skip_waiting(connection: AsyncConnection, broadcast_id: int, reason: str, now: datetime) -> None:
    """Leave out everybody who still waits."""
    await connection.execute(
        update(recipients)
        .where(recipients.c.broadcast_id == broadcast_id, recipients.c.state == "queued")
        .values(state="skipped", reason=reason, settled_at=now)
    )


async def queue_uncertain(connection: AsyncConnection, broadcast_id: int) -> int:
    """Let those wait again of whom nobody knows whether it arrived; give their number."""
    done = await connection.execute(
        update(recipients)
        .where(recipients.c.broadcast_id == broadcast_id, recipients.c.state == "uncertain")
        .values(state="queued", settled_at=None)
    )
    return done.rowcount


async def queue_refused(connection: AsyncConnection, broadcast: Broadcast) -> None:
    """Let those wait again to whom Telegram refused what has been changed since."""
    await connection.execute(
        update(recipients)
        .where(
            recipients.c.broadcast_id == broadcast.id,
            recipients.c.state == "failed",
            recipients.c.version < broadcast.version,
        )
        .values(state="queued", reason="", settled_at=None)
    )


async def count_recipients(connection: AsyncConnection, broadcast_id: int) -> dict[str, int]:
    """Count the recipients in each state."""
    rows = await connection.execute(
        select(recipients.c.state, func.count())
        .where(recipients.c.broadcast_id == broadcast_id)
        .group_by(recipients.c.state)
    )
    return {state: int(count) for state, count in rows}


async def count_state(connection: AsyncConnection, broadcast_id: int, state: str) -> int:
    """Count the recipients in one state."""
    counted = await connection.execute(
        select(func.count()).where(recipients.c.broadcast_id == broadcast_id, recipients.c.state == state)
    )
    return counted.scalar_one()


async def is_waiting(connection: AsyncConnection, broadcast_id: int) -> bool:
    """Tell whether anybody is still to get it."""
    found = await connection.execute(
        select(recipients.c.chat_id)
        .where(recipients.c.broadcast_id == broadcast_id, recipients.c.state.in_(("queued", "sending")))
        .limit(1)
    )
    return found.first() is not None


async def forget_recipients(connection: AsyncConnection, broadcast_id: int) -> None:
    """Forget for whom a broadcast was, of which nothing has left."""
    await connection.execute(delete(recipients).where(recipients.c.broadcast_id == broadcast_id))


async def count_reasons(connection: AsyncConnection, broadcast_id: int, state: str) -> dict[str, int]:
    """Count the recipients of a state by reason."""
    rows = await connection.execute(
        select(recipients.c.reason, func.count())
        .where(recipients.c.broadcast_id == broadcast_id, recipients.c.state == state)
        .group_by(recipients.c.reason)
    )
    return {reason: int(count) for reason, count in rows}


async def count_sent_since(connection: AsyncConnection, broadcast_id: int, since: datetime) -> int:
    """Count what was sent since an instant."""
    counted = await connection.execute(
        select(func.count()).where(
            recipients.c.broadcast_id == broadcast_id,
            recipients.c.settled_at > since,
            recipients.c.state == "sent",
        )
    )
    return counted.scalar_one()


async def has_outdated(connection: AsyncConnection, broadcast: Broadcast) -> bool:
    """Tell whether anybody has an earlier version."""
    found = await connection.execute(
        select(recipients.c.chat_id)
        .where(
            recipients.c.broadcast_id == broadcast.id,
            recipients.c.state == "sent",
            recipients.c.version < broadcast.version,
        )
        .limit(1)
    )
    return found.first() is not None


async def list_latest(
    connection: AsyncConnection, broadcast_id: int, since: datetime, limit: int
) -> list[Recipient]:
    """Give the recipients whose delivery left and ended last, since an instant."""
    rows = await connection.execute(
        select(recipients)
        .where(
            recipients.c.broadcast_id == broadcast_id,
            recipients.c.settled_at >= since,
            recipients.c.state.in_(("sent", "uncertain", "failed")),
        )
        .order_by(recipients.c.settled_at.desc(), recipients.c.chat_id.desc())
        .limit(limit)
    )
    return [Recipient.of(row) for row in rows.mappings()]


async def find_recipient(connection: AsyncConnection, broadcast_id: int, chat_id: int) -> Recipient | None:
    """Give what became of a broadcast for somebody."""
    rows = await connection.execute(
        select(recipients).where(recipients.c.broadcast_id == broadcast_id, recipients.c.chat_id == chat_id)
    )
    row = rows.mappings().first()
    return None if row is None else Recipient.of(row)


async def update_message_ids(
    connection: AsyncConnection, broadcast_id: int, chat_id: int, message_ids: str
) -> None:
    """Remember the messages of an album that arrived."""
    await connection.execute(
        update(recipients)
        .where(recipients.c.broadcast_id == broadcast_id, recipients.c.chat_id == chat_id)
        .values(message_ids=message_ids)
    )


async def list_recipients(
    connection: AsyncConnection, broadcast_id: int, *, after_id: int, limit: int
) -> list[tuple[str, Recipient]]:
    """Give a page of the recipients with their names, by id."""
    rows = await connection.execute(
        select(recipients, members.c.name)
        .outerjoin(members, members.c.id == recipients.c.chat_id)
        .where(recipients.c.broadcast_id == broadcast_id, recipients.c.chat_id > after_id)
        .order_by(recipients.c.chat_id)
        .limit(limit)
    )
    return [(str(row["name"] or ""), Recipient.of(row)) for row in rows.mappings()]
