"""Questions, the threads they live in, and the messages carried to and fro."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import and_, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.question_records import Question, QuestionState, Relay, RelayState, Thread
from storage.tables import questions, relays, threads
from storage.upserts import insert_into


async def find_thread_of(
    connection: AsyncConnection, member_id: int, alias: str | None = None
) -> Thread | None:
    """Give the thread a member's questions live in; the own one of a question asked without a name."""
    where = (
        (threads.c.member_id == member_id)
        & threads.c.alias.is_not_distinct_from(alias)
        & threads.c.gone_at.is_(None)
    )
    row = (await connection.execute(select(threads).where(where))).mappings().first()
    return None if row is None else Thread.of(row)


async def find_thread(connection: AsyncConnection, thread_id: int) -> Thread | None:
    """Give a thread by its id, one that is gone included."""
    row = (await connection.execute(select(threads).where(threads.c.id == thread_id))).mappings().first()
    return None if row is None else Thread.of(row)


async def find_thread_by_topic(connection: AsyncConnection, chat_id: int, topic_id: int) -> Thread | None:
    """Give the thread that a topic of the staff chat is."""
    where = (threads.c.chat_id == chat_id) & (threads.c.topic_id == topic_id)
    row = (await connection.execute(select(threads).where(where))).mappings().first()
    return None if row is None else Thread.of(row)


async def add_thread(connection: AsyncConnection, member_id: int, chat_id: int, now: datetime) -> Thread:
    """Open a thread for a member who has none."""
    row = {"member_id": member_id, "chat_id": chat_id, "opened_at": now}
    rows = await connection.execute(threads.insert().values(row).returning(threads))
    return Thread.of(rows.mappings().one())


async def update_thread(connection: AsyncConnection, thread_id: int, values: Mapping[str, object]) -> None:
    """Record a thread's topic or card, or that it is gone."""
    await connection.execute(update(threads).where(threads.c.id == thread_id).values(values))


async def add_question(
    connection: AsyncConnection, member_id: int, event_id: int | None, state: QuestionState, now: datetime
) -> Question:
    """Record that a member asks something."""
    row = {"member_id": member_id, "event_id": event_id, "state": state, "asked_at": now}
    rows = await connection.execute(questions.insert().values(row).returning(questions))
    return Question.of(rows.mappings().one())


async def find_question(connection: AsyncConnection, question_id: int) -> Question | None:
    """Give a question by its id."""
    rows = await connection.execute(select(questions).where(questions.c.id == question_id))
    row = rows.mappings().first()
    return None if row is None else Question.of(row)


async def find_question_by_card(
    connection: AsyncConnection, chat_id: int, message_id: int
) -> Question | None:
    """Give the question whose card is a message of the staff chat."""
    where = (questions.c.card_chat_id == chat_id) & (questions.c.card_message_id == message_id)
    row = (await connection.execute(select(questions).where(where))).mappings().first()
    return None if row is None else Question.of(row)


async def find_latest_question(connection: AsyncConnection, member_id: int) -> Question | None:
    """Give the question a member asked last."""
    rows = await connection.execute(
        select(questions).where(questions.c.member_id == member_id).order_by(questions.c.id.desc()).limit(1)
    )
    row = rows.mappings().first()
    return None if row is None else Question.of(row)


async def get_question(connection: AsyncConnection, question_id: int) -> Question:
    """Give a question that is known to exist.

    Raises:
        LookupError: it does not.
    """
    question = await find_question(connection, question_id)
    if question is None:
        raise LookupError(f"question {question_id} is gone")
    return question


async def list_undelivered_questions(connection: AsyncConnection, chat_id: int | None) -> list[Question]:
    """Give the questions that have not, or not wholly, reached a staff chat, the oldest first.

    Unanswered ones whose card is elsewhere or nowhere count among them.
    """
    waits = exists().where(relays.c.question_id == questions.c.id, relays.c.state == "kept")
    has_card_here = and_(questions.c.card_message_id.is_not(None), questions.c.card_chat_id == chat_id)
    has_none = questions.c.card_message_id.is_(None)
    unreached = and_(questions.c.state == "open", or_(waits, has_none, ~has_card_here))
    where = or_(questions.c.state == "kept", unreached)
    rows = await connection.execute(select(questions).where(where).order_by(questions.c.id))
    return [Question.of(row) for row in rows.mappings()]


async def list_open_questions(connection: AsyncConnection, member_id: int) -> list[Question]:
    """Give a member's questions that are on their way to an answer, the oldest first."""
    where = (questions.c.member_id == member_id) & (questions.c.state == "open")
    rows = await connection.execute(select(questions).where(where).order_by(questions.c.id))
    return [Question.of(row) for row in rows.mappings()]


async def update_question(
    connection: AsyncConnection, question_id: int, values: Mapping[str, object]
) -> None:
    """Record what became of a question."""
    await connection.execute(update(questions).where(questions.c.id == question_id).values(values))


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


async def forget_cards(connection: AsyncConnection, member_id: int) -> None:
    """Forget a member's cards: they went with their topic."""
    nothing = {"card_chat_id": None, "card_message_id": None}
    await connection.execute(update(questions).where(questions.c.member_id == member_id).values(nothing))


async def list_relays(connection: AsyncConnection, question_id: int) -> list[Relay]:
    """Give the messages of a question in order."""
    rows = await connection.execute(
        select(relays).where(relays.c.question_id == question_id).order_by(relays.c.id)
    )
    return [Relay.of(row) for row in rows.mappings()]


async def update_relay(connection: AsyncConnection, relay_id: int, values: Mapping[str, object]) -> None:
    """Record where a carried message arrived, or that it did not."""
    await connection.execute(update(relays).where(relays.c.id == relay_id).values(values))
