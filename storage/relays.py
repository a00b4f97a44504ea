"""The messages carried to and fro for questions."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import String, and_, cast, exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.question_records import Relay, RelayState
from storage.tables import questions, relays
from storage.upserts import insert_into


async def add_relay(connection: AsyncConnection, values: Mapping[str, object]) -> Relay | None:
    """Record a message to carry; None where it was recorded before (the same update twice)."""
    statement = insert_into(connection, relays).values(values).on_conflict_do_nothing().returning(relays)
    row = (await connection.execute(statement)).mappings().first()
    return None if row is None else Relay.of(row)


async def find_relay(connection: AsyncConnection, relay_id: int) -> Relay | None:
    """Give a carried message by its id."""
    row = (await connection.execute(select(relays).where(relays.c.id == relay_id))).mappings().first()
    return None if row is None else Relay.of(row)


async def find_relay_from(connection: AsyncConnection, chat_id: int, message_id: int) -> Relay | None:
    """Give the carried message whose original is a message."""
    where = (relays.c.from_chat_id == chat_id) & (relays.c.from_message_id == message_id)
    row = (await connection.execute(select(relays).where(where))).mappings().first()
    return None if row is None else Relay.of(row)


async def find_relay_to_staff(connection: AsyncConnection, chat_id: int, message_id: int) -> Relay | None:
    """Give the member's message whose copy is a message of the staff chat."""
    where = (
        (relays.c.to_chat_id == chat_id)
        & (relays.c.to_message_id == message_id)
        & (relays.c.direction == "to_staff")
    )
    row = (await connection.execute(select(relays).where(where))).mappings().first()
    return None if row is None else Relay.of(row)


async def has_relays(connection: AsyncConnection, question_id: int, *states: RelayState) -> bool:
    """Tell whether a message of the member for a question is in one of some states."""
    where = (
        (relays.c.question_id == question_id)
        & (relays.c.direction == "to_staff")
        & relays.c.state.in_(states)
    )
    return (await connection.execute(select(relays.c.id).where(where).limit(1))).first() is not None


async def keep_relays(connection: AsyncConnection, question_id: int, *states: RelayState) -> int:
    """Keep the member's messages of a question that are in some states; return how many.

    Where a message has arrived before stays known: it arrives there no second time with a receipt.
    """
    where = (
        (relays.c.question_id == question_id)
        & (relays.c.direction == "to_staff")
        & relays.c.state.in_(states)
    )
    return (await connection.execute(update(relays).where(where).values(state="kept"))).rowcount


async def keep_all_queued(connection: AsyncConnection) -> None:
    """Keep every question and message that is on its way to the staff."""
    queued = (relays.c.direction == "to_staff") & (relays.c.state == "queued")
    await connection.execute(update(relays).where(queued).values(state="kept"))
    waits = exists().where(relays.c.question_id == questions.c.id, relays.c.state == "kept")
    under_way = and_(questions.c.state == "open", waits)
    await connection.execute(update(questions).where(under_way).values(state="kept"))


async def list_relays(connection: AsyncConnection, question_id: int) -> list[Relay]:
    """Give the messages of a question in order."""
    rows = await connection.execute(
        select(relays).where(relays.c.question_id == question_id).order_by(relays.c.id)
    )
    return [Relay.of(row) for row in rows.mappings()]


async def update_relay(connection: AsyncConnection, relay_id: int, values: Mapping[str, object]) -> None:
    """Record where a carried message arrived, or that it did not."""
    await connection.execute(update(relays).where(relays.c.id == relay_id).values(values))


async def list_kept(connection: AsyncConnection, question_id: int) -> list[Relay]:
    """Give the member's messages of a question that are to go to the staff next, in order.

    None where they are held back.
    """
    held = exists().where(questions.c.id == question_id, questions.c.screening.in_(("held", "shown")))
    where = (
        (relays.c.question_id == question_id)
        & (relays.c.state == "kept")
        & (relays.c.direction == "to_staff")
        & ~held
    )
    rows = await connection.execute(select(relays).where(where).order_by(relays.c.id))
    return [Relay.of(row) for row in rows.mappings()]


async def list_kept_back(connection: AsyncConnection, question_id: int) -> list[Relay]:
    """Give the member's messages of a question that have not left: held back, or collected."""
    where = (
        (relays.c.question_id == question_id)
        & relays.c.state.in_(("kept", "collecting"))
        & (relays.c.direction == "to_staff")
    )
    rows = await connection.execute(select(relays).where(where).order_by(relays.c.id))
    return [Relay.of(row) for row in rows.mappings()]


async def list_by_ids(connection: AsyncConnection, relay_ids: Sequence[int]) -> list[Relay]:
    """Give carried messages by their ids, in order."""
    rows = await connection.execute(select(relays).where(relays.c.id.in_(relay_ids)).order_by(relays.c.id))
    return [Relay.of(row) for row in rows.mappings()]


async def update_relays(
    connection: AsyncConnection, relay_ids: Sequence[int], values: Mapping[str, object]
) -> None:
    """Record the same of several carried messages."""
    await connection.execute(update(relays).where(relays.c.id.in_(relay_ids)).values(values))


async def claim_relay(
    connection: AsyncConnection, relay_id: int, was: RelayState, values: Mapping[str, object]
) -> bool:
    """Move a message on from a state; True where this call did it."""
    done = await connection.execute(
        update(relays).where(relays.c.id == relay_id, relays.c.state == was).values(values)
    )
    return done.rowcount == 1


async def find_first_asked(connection: AsyncConnection, question_id: int) -> Relay | None:
    """Give the message a question began with."""
    where = (relays.c.question_id == question_id) & (relays.c.direction == "to_staff")
    rows = await connection.execute(select(relays).where(where).order_by(relays.c.id).limit(1))
    row = rows.mappings().first()
    return None if row is None else Relay.of(row)


async def find_last_answer(connection: AsyncConnection, question_id: int) -> Relay | None:
    """Give the answer to a question that arrived last."""
    where = (
        (relays.c.question_id == question_id)
        & (relays.c.direction == "to_member")
        & (relays.c.state == "delivered")
    )
    rows = await connection.execute(select(relays).where(where).order_by(relays.c.id.desc()).limit(1))
    row = rows.mappings().first()
    return None if row is None else Relay.of(row)


async def has_arrived_before(connection: AsyncConnection, question_id: int) -> bool:
    """Tell whether a message of the member for a question has ever reached the staff."""
    where = (
        (relays.c.question_id == question_id)
        & (relays.c.direction == "to_staff")
        & relays.c.delivered_at.is_not(None)
    )
    return (await connection.execute(select(relays.c.id).where(where).limit(1))).first() is not None


async def list_album(connection: AsyncConnection, chat_id: int, media_group_id: str) -> list[Relay]:
    """Give the parts of an album that are known, in order."""
    where = (relays.c.from_chat_id == chat_id) & (relays.c.media_group_id == media_group_id)
    rows = await connection.execute(select(relays).where(where).order_by(relays.c.id))
    return [Relay.of(row) for row in rows.mappings()]


async def list_collected(connection: AsyncConnection, now: datetime, limit: int) -> list[Relay]:
    """Give the messages that have been collected for long enough, in order."""
    where = (relays.c.state == "collecting") & (relays.c.flush_at <= now)
    rows = await connection.execute(select(relays).where(where).order_by(relays.c.id).limit(limit))
    return [Relay.of(row) for row in rows.mappings()]


async def put_off_collected(
    connection: AsyncConnection, question_id: int, now: datetime, until: datetime
) -> None:
    """Collect longer what a member wrote for a question and is due, however much that is."""
    where = (
        (relays.c.question_id == question_id)
        & (relays.c.direction == "to_staff")
        & (relays.c.state == "collecting")
        & (relays.c.flush_at <= now)
    )
    await connection.execute(update(relays).where(where).values(flush_at=until))


async def find_next_flush_at(connection: AsyncConnection) -> datetime | None:
    """Give when the next messages have been collected for long enough."""
    where = relays.c.state == "collecting"
    found: datetime | None = await connection.scalar(select(func.min(relays.c.flush_at)).where(where))
    return found


async def count_since(connection: AsyncConnection, question_id: int, since: datetime, most: int) -> int:
    """Count what a member wrote for a question since an instant, up to so many; an album counts once."""
    said = func.coalesce(relays.c.media_group_id, cast(relays.c.id, String)).label("said")
    latest = (
        select(said, relays.c.relayed_at)
        .where(relays.c.question_id == question_id, relays.c.direction == "to_staff")
        .order_by(relays.c.id.desc())  # the index alone gives these: a flood is not counted to its end
        .limit(most)
        .subquery()
    )
    counted = select(func.count(latest.c.said.distinct())).where(latest.c.relayed_at > since)
    return int((await connection.execute(counted)).scalar_one())


async def find_last_asked(connection: AsyncConnection, question_id: int) -> Relay | None:
    """Give what a member wrote last for a question."""
    where = (relays.c.question_id == question_id) & (relays.c.direction == "to_staff")
    rows = await connection.execute(select(relays).where(where).order_by(relays.c.id.desc()).limit(1))
    row = rows.mappings().first()
    return None if row is None else Relay.of(row)


async def list_standing(connection: AsyncConnection, question_id: int, limit: int) -> list[Relay]:
    """Give what a member wrote last for a question and did not take back, the newest first."""
    where = (
        (relays.c.question_id == question_id)
        & (relays.c.direction == "to_staff")
        & (relays.c.state != "withdrawn")
    )
    rows = await connection.execute(select(relays).where(where).order_by(relays.c.id.desc()).limit(limit))
    return [Relay.of(row) for row in rows.mappings()]


async def update_album_flush(
    connection: AsyncConnection, chat_id: int, media_group_id: str, flush_at: datetime
) -> None:
    """Collect all parts of an album until the same instant."""
    where = (
        (relays.c.from_chat_id == chat_id)
        & (relays.c.media_group_id == media_group_id)
        & (relays.c.state == "collecting")
    )
    await connection.execute(update(relays).where(where).values(flush_at=flush_at))


async def keep_last_delivered(connection: AsyncConnection, question_id: int, most: int) -> None:
    """Keep the last messages of a question that have arrived, to be carried to another place."""
    where = (
        (relays.c.question_id == question_id)
        & (relays.c.direction == "to_staff")
        & (relays.c.state == "delivered")
    )
    last = select(relays.c.id).where(where).order_by(relays.c.id.desc()).limit(most)
    await connection.execute(
        update(relays).where(relays.c.id.in_(last.scalar_subquery())).values(state="kept")
    )


async def find_relay_to(connection: AsyncConnection, chat_id: int, message_id: int) -> Relay | None:
    """Give the carried message whose copy is a message."""
    where = (relays.c.to_chat_id == chat_id) & (relays.c.to_message_id == message_id)
    row = (await connection.execute(select(relays).where(where))).mappings().first()
    return None if row is None else Relay.of(row)


async def list_answers_waiting(connection: AsyncConnection, member_id: int) -> list[Relay]:
    """Give the answers a member could not be given."""
    where = (relays.c.to_chat_id == member_id) & (relays.c.state == "waiting")
    rows = await connection.execute(select(relays).where(where).order_by(relays.c.id))
    return [Relay.of(row) for row in rows.mappings()]


async def list_said(connection: AsyncConnection, question_id: int, limit: int) -> list[Relay]:
    """Give the last messages of a question in both directions, the newest first."""
    rows = await connection.execute(
        select(relays).where(relays.c.question_id == question_id).order_by(relays.c.id.desc()).limit(limit)
    )
    return [Relay.of(row) for row in rows.mappings()]


async def list_held_from(connection: AsyncConnection, chat_id: int, now: datetime) -> list[Relay]:
    """Give the answers written in a chat whose authors are still to decide whether they go out."""
    where = (relays.c.from_chat_id == chat_id) & (relays.c.state == "held") & (relays.c.held_until > now)
    rows = await connection.execute(select(relays).where(where).order_by(relays.c.id))
    return [Relay.of(row) for row in rows.mappings()]


async def list_answers_to(connection: AsyncConnection, chat_id: int, state: RelayState) -> list[Relay]:
    """Give the answers for a group that are in a state, in order."""
    where = (relays.c.to_chat_id == chat_id) & (relays.c.direction == "to_member") & (relays.c.state == state)
    rows = await connection.execute(select(relays).where(where).order_by(relays.c.id))
    return [Relay.of(row) for row in rows.mappings()]


async def list_group_answers_waiting(connection: AsyncConnection, member_id: int) -> list[Relay]:
    """Give the answers to a member that a group could not be given, in order."""
    rows = await connection.execute(
        select(relays)
        .join(questions, questions.c.id == relays.c.question_id)
        .where(
            questions.c.member_id == member_id,
            questions.c.group_chat_id.is_not(None),
            relays.c.to_chat_id == questions.c.group_chat_id,
            relays.c.state == "waiting",
        )
        .order_by(relays.c.id)
    )
    return [Relay.of(row) for row in rows.mappings()]


async def withdraw_undelivered(connection: AsyncConnection, question_id: int) -> None:
    """Have nothing of a question leave any more; what is under way is taken back where it arrives.

    Nothing of the member's is with the staff any more: there is nothing that could be taken back later.
    """
    on_its_way = ("collecting", "kept", "queued", "held", "waiting", "uncertain", "failed")
    is_gone = relays.c.state.in_(on_its_way) | (relays.c.direction == "to_staff")
    where = (relays.c.question_id == question_id) & is_gone
    withdrawn = {"state": "withdrawn", "flush_at": None, "held_until": None}
    await connection.execute(update(relays).where(where).values(withdrawn))


async def forget_copies(connection: AsyncConnection, question_id: int) -> None:
    """Forget where the copies of a question's messages are, but for the answers its author keeps."""
    is_theirs = (relays.c.direction == "to_member") & (relays.c.to_chat_id > 0)
    where = (relays.c.question_id == question_id) & ~is_theirs
    await connection.execute(update(relays).where(where).values(to_message_id=None))


async def list_ids_of(connection: AsyncConnection, question_ids: Sequence[int]) -> set[int]:
    """Give the ids of what was carried for some questions."""
    rows = await connection.execute(select(relays.c.id).where(relays.c.question_id.in_(question_ids)))
    return set(rows.scalars())
