"""Questions, and the threads they live in."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, func, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import staff_notes
from storage.question_records import Question, Thread
from storage.tables import questions, relays, threads

#: Nobody waits for an answer: what becomes of the columns that count the time.
NO_WAIT: dict[str, object] = {
    "waits_since": None,
    "due_at": None,
    "nudge_at": None,
    "nudges": 0,
    "is_urgent": False,
}


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


async def add_thread(
    connection: AsyncConnection, member_id: int, chat_id: int, now: datetime, alias: str | None = None
) -> Thread:
    """Open a thread for a member who has none; what the staff named the last one by hand stays its name."""
    named = (
        (threads.c.member_id == member_id)
        & threads.c.alias.is_not_distinct_from(alias)
        & threads.c.given_name.is_not(None)
    )
    given_name = await connection.scalar(
        select(threads.c.given_name).where(named).order_by(threads.c.id.desc()).limit(1)
    )
    row = {
        "member_id": member_id,
        "alias": alias,
        "chat_id": chat_id,
        "opened_at": now,
        "given_name": given_name,
    }
    rows = await connection.execute(threads.insert().values(row).returning(threads))
    return Thread.of(rows.mappings().one())


async def update_thread(connection: AsyncConnection, thread_id: int, values: Mapping[str, object]) -> None:
    """Record a thread's topic, how that looks, or that it is gone."""
    await connection.execute(update(threads).where(threads.c.id == thread_id).values(values))


async def count_threads_gone(connection: AsyncConnection, thread: Thread, since: datetime) -> int:
    """Count how often a member's thread in this chat has gone since an instant."""
    where = (
        (threads.c.member_id == thread.member_id)
        & threads.c.alias.is_not_distinct_from(thread.alias)
        & (threads.c.chat_id == thread.chat_id)
        & (threads.c.gone_at > since)
    )
    return int((await connection.execute(select(func.count()).where(where))).scalar_one())


async def list_of_thread(connection: AsyncConnection, thread: Thread, limit: int) -> list[Question]:
    """Give the questions of a thread, the newest first."""
    where = (questions.c.member_id == thread.member_id) & questions.c.alias.is_not_distinct_from(thread.alias)
    rows = await connection.execute(
        select(questions).where(where).order_by(questions.c.id.desc()).limit(limit)
    )
    return [Question.of(row) for row in rows.mappings()]


async def add_question(connection: AsyncConnection, values: Mapping[str, object]) -> Question:
    """Record that a member asks something."""
    rows = await connection.execute(questions.insert().values(values).returning(questions))
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


async def list_by_ids(connection: AsyncConnection, question_ids: Collection[int]) -> list[Question]:
    """Give questions by their ids, in order."""
    rows = await connection.execute(
        select(questions).where(questions.c.id.in_(question_ids)).order_by(questions.c.id)
    )
    return [Question.of(row) for row in rows.mappings()]


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

    Unanswered ones whose card is elsewhere or nowhere count among them; those of blocked members do not.
    """
    waits = exists().where(relays.c.question_id == questions.c.id, relays.c.state == "kept")
    has_card_here = and_(questions.c.card_message_id.is_not(None), questions.c.card_chat_id == chat_id)
    has_none = questions.c.card_message_id.is_(None)
    unreached = and_(questions.c.state == "open", or_(waits, has_none, ~has_card_here))
    where = and_(or_(questions.c.state == "kept", unreached), ~staff_notes.keeps_back())
    rows = await connection.execute(select(questions).where(where).order_by(questions.c.id))
    return [Question.of(row) for row in rows.mappings()]


async def list_open_questions(connection: AsyncConnection, thread: Thread) -> list[Question]:
    """Give the questions of a thread that are on their way to an answer, the oldest first."""
    where = (
        (questions.c.member_id == thread.member_id)
        & questions.c.alias.is_not_distinct_from(thread.alias)
        & (questions.c.state == "open")
    )
    rows = await connection.execute(select(questions).where(where).order_by(questions.c.id))
    return [Question.of(row) for row in rows.mappings()]


async def list_going_on_about(connection: AsyncConnection, event_id: int) -> list[Question]:
    """Give the questions about an event that have a card and are not closed."""
    where = (
        (questions.c.event_id == event_id)
        & questions.c.state.in_(("open", "answered"))
        & questions.c.card_message_id.is_not(None)
    )
    rows = await connection.execute(select(questions).where(where).order_by(questions.c.id))
    return [Question.of(row) for row in rows.mappings()]


async def update_question(
    connection: AsyncConnection, question_id: int, values: Mapping[str, object]
) -> None:
    """Record what became of a question."""
    await connection.execute(update(questions).where(questions.c.id == question_id).values(values))


async def forget_cards(connection: AsyncConnection, thread: Thread) -> None:
    """Forget the cards of a thread: they went with its topic."""
    nothing = {"card_chat_id": None, "card_message_id": None}
    of_thread = (
        (questions.c.member_id == thread.member_id)
        & questions.c.alias.is_not_distinct_from(thread.alias)
        & (questions.c.card_chat_id == thread.chat_id)
    )
    await connection.execute(update(questions).where(of_thread).values(nothing))


async def claim_question(
    connection: AsyncConnection, question_id: int, member_id: int, now: datetime, *, idle_since: datetime
) -> bool:
    """Take a question that nobody holds, or whose holder has been idle; True where it is held by then."""
    free = questions.c.assignee_id.is_(None) | (questions.c.assignee_active_at < idle_since)
    done = await connection.execute(
        update(questions)
        .where(questions.c.id == question_id, free | (questions.c.assignee_id == member_id))
        .values(assignee_id=member_id, assignee_active_at=now)
    )
    return done.rowcount == 1


async def release_question(connection: AsyncConnection, question_id: int, member_id: int) -> bool:
    """Give a question back; True where this member held it."""
    done = await connection.execute(
        update(questions)
        .where(questions.c.id == question_id, questions.c.assignee_id == member_id)
        .values(assignee_id=None, assignee_active_at=None)
    )
    return done.rowcount == 1


async def assign_question(
    connection: AsyncConnection, question_id: int, member_id: int, active_at: datetime, *, held_by: int | None
) -> bool:
    """Give a question from who holds it (None: nobody) to somebody else; True where they held it still."""
    done = await connection.execute(
        update(questions)
        .where(
            questions.c.id == question_id,
            questions.c.state != "closed",
            questions.c.assignee_id.is_not_distinct_from(held_by),
        )
        .values(assignee_id=member_id, assignee_active_at=active_at)
    )
    return done.rowcount == 1


async def list_held(connection: AsyncConnection, member_id: int) -> list[Question]:
    """Give the questions somebody of the staff holds that are not closed."""
    where = (questions.c.assignee_id == member_id) & (questions.c.state != "closed")
    rows = await connection.execute(select(questions).where(where).order_by(questions.c.id))
    return [Question.of(row) for row in rows.mappings()]


async def close_question(
    connection: AsyncConnection, question_id: int, by: int | None, reason: str, now: datetime
) -> bool:
    """Close a question; True where this call did it."""
    done = await connection.execute(
        update(questions)
        .where(questions.c.id == question_id, questions.c.state != "closed")
        .values(
            state="closed", closed_at=now, closed_by=by, close_reason=reason, snoozed_until=None, **NO_WAIT
        )
    )
    return done.rowcount == 1


async def list_of_member(
    connection: AsyncConnection, member_id: int, limit: int, *, alias: str | None = None
) -> list[Question]:
    """Give what a member asked under their own name, or as a guest, the newest first."""
    where = (questions.c.member_id == member_id) & questions.c.alias.is_not_distinct_from(alias)
    rows = await connection.execute(
        select(questions).where(where).order_by(questions.c.id.desc()).limit(limit)
    )
    return [Question.of(row) for row in rows.mappings()]


async def list_asked_alike(
    connection: AsyncConnection, member_id: int, limit: int, *, anonymous: bool, group_chat_id: int | None
) -> list[Question]:
    """Give what a member asked in one way: with a name or without, in private or in a group."""
    where = (
        (questions.c.member_id == member_id)
        & (questions.c.alias.is_not(None) if anonymous else questions.c.alias.is_(None))
        & (
            questions.c.group_chat_id.is_(None)
            if group_chat_id is None
            else questions.c.group_chat_id == group_chat_id
        )
    )
    rows = await connection.execute(
        select(questions).where(where).order_by(questions.c.id.desc()).limit(limit)
    )
    return [Question.of(row) for row in rows.mappings()]


async def list_waiting_for_staff(connection: AsyncConnection, limit: int, tag: str = "") -> list[Question]:
    """Give the questions that wait for an answer, the urgent and then the oldest first; of one tag alone.

    Those of blocked members wait for nothing.
    """
    rows = await connection.execute(
        select(questions)
        .where(*_wait_for_staff(tag))
        .order_by(questions.c.is_urgent.desc(), questions.c.last_member_at, questions.c.id)
        .limit(limit)
    )
    return [Question.of(row) for row in rows.mappings()]


async def count_waiting_for_staff(connection: AsyncConnection, tag: str = "") -> int:
    """Count the questions that wait for an answer; of one tag alone."""
    counted = await connection.execute(select(func.count(questions.c.id)).where(*_wait_for_staff(tag)))
    return int(counted.scalar_one())


async def find_latest_in_thread(connection: AsyncConnection, thread: Thread) -> Question | None:
    """Give the question of a thread that was asked last, an unanswered one before others."""
    rows = await connection.execute(
        select(questions)
        .where(
            questions.c.member_id == thread.member_id,
            questions.c.alias.is_not_distinct_from(thread.alias),
        )
        .order_by((questions.c.state == "closed"), questions.c.id.desc())
        .limit(1)
    )
    row = rows.mappings().first()
    return None if row is None else Question.of(row)


async def list_woken(connection: AsyncConnection, now: datetime, limit: int) -> list[Question]:
    """Give the questions whose rest is over."""
    rows = await connection.execute(
        select(questions).where(questions.c.snoozed_until <= now).order_by(questions.c.id).limit(limit)
    )
    return [Question.of(row) for row in rows.mappings()]


async def find_next_waking_at(connection: AsyncConnection) -> datetime | None:
    """Give when the next question's rest is over."""
    found: datetime | None = await connection.scalar(select(func.min(questions.c.snoozed_until)))
    return found


async def list_with_kept(connection: AsyncConnection, member_id: int) -> list[Question]:
    """Give a member's questions of which something waits for a way to the staff."""
    waits = exists().where(relays.c.question_id == questions.c.id, relays.c.state == "kept")
    rows = await connection.execute(
        select(questions).where(questions.c.member_id == member_id, waits).order_by(questions.c.id)
    )
    return [Question.of(row) for row in rows.mappings()]


async def count_earlier(connection: AsyncConnection, question: Question) -> int:
    """Count what the author of a question asked before it under the same name."""
    where = (
        (questions.c.member_id == question.member_id)
        & questions.c.alias.is_not_distinct_from(question.alias)
        & (questions.c.id < question.id)
    )
    return int((await connection.execute(select(func.count()).where(where))).scalar_one())


def _wait_for_staff(tag: str) -> list[ColumnElement[bool]]:
    """Say which questions wait for an answer, those of blocked members left out; "" is every tag."""
    kept = and_(questions.c.state == "kept", ~staff_notes.keeps_back())
    is_open = and_(questions.c.state == "open", ~staff_notes.is_known_blocked())
    waits: list[ColumnElement[bool]] = [or_(kept, is_open)]
    if tag:
        padded = literal(" ").concat(questions.c.tags).concat(" ")
        waits.append(padded.contains(f" {tag} ", autoescape=True))
    return waits


async def list_open_of_group(connection: AsyncConnection, chat_id: int) -> list[Question]:
    """Give the questions asked in a group that wait for an answer."""
    where = questions.c.state.in_(["kept", "open"]) & (questions.c.group_chat_id == chat_id)
    rows = await connection.execute(select(questions).where(where).order_by(questions.c.id))
    return [Question.of(row) for row in rows.mappings()]
