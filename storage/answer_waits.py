"""Questions whose authors wait: which have no clock yet, and for which somebody is to be nudged."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import staff_notes
from storage.question_records import Question
from storage.tables import events, members, questions

#: Who cannot be given an answer.
_OUT_OF_REACH = ("blocked", "deactivated")


async def list_unwatched(connection: AsyncConnection, limit: int) -> list[Question]:
    """Give the questions that wait for an answer with nobody counting the time yet."""
    rows = await connection.execute(
        select(questions).where(*_waits(), questions.c.due_at.is_(None)).order_by(questions.c.id).limit(limit)
    )
    return [Question.of(row) for row in rows.mappings()]


async def list_not_due_by_day(
    connection: AsyncConnection, event_id: int, begins_at: datetime, limit: int
) -> list[Question]:
    """Give the questions about an event that were due before its day begins, or are not urgent yet."""
    rows = await connection.execute(
        select(questions)
        .where(*_waits(), questions.c.event_id == event_id)
        .where((questions.c.due_at < begins_at) | (questions.c.due_at.is_not(None) & ~questions.c.is_urgent))
        .order_by(questions.c.id)
        .limit(limit)
    )
    return [Question.of(row) for row in rows.mappings()]


async def find_next_start_asked_about(connection: AsyncConnection, after: datetime) -> datetime | None:
    """Give when the next event begins, after an instant, about which a question waits."""
    found: datetime | None = await connection.scalar(
        select(func.min(events.c.starts_at))
        .join(questions, questions.c.event_id == events.c.id)
        .where(events.c.state == "announced", events.c.starts_at > after, questions.c.state == "open")
    )
    return found


async def list_nudges_due(connection: AsyncConnection, now: datetime, limit: int) -> list[Question]:
    """Give the questions for which somebody is to be nudged, the longest due first."""
    rows = await connection.execute(
        select(questions)
        .where(questions.c.nudge_at <= now, *_waits())
        .order_by(questions.c.nudge_at, questions.c.id)
        .limit(limit)
    )
    return [Question.of(row) for row in rows.mappings()]


async def find_next_nudge_at(connection: AsyncConnection, now: datetime) -> datetime | None:
    """Give the next instant at which somebody is to be nudged."""
    found: datetime | None = await connection.scalar(
        select(func.min(questions.c.nudge_at)).where(questions.c.nudge_at > now)
    )
    return found


async def begin_wait(connection: AsyncConnection, question: Question, values: Mapping[str, object]) -> bool:
    """Begin to count the time of a question; True where it still waits and nobody did meanwhile."""
    done = await connection.execute(
        update(questions)
        .where(
            questions.c.id == question.id,
            questions.c.state == "open",
            questions.c.due_at.is_not_distinct_from(question.due_at),
        )
        .values(values)
    )
    return done.rowcount == 1


async def claim_nudge(connection: AsyncConnection, question: Question, values: Mapping[str, object]) -> bool:
    """Record a nudge; True where the question still waits and this call did it."""
    done = await connection.execute(
        update(questions)
        .where(
            questions.c.id == question.id,
            questions.c.state == "open",
            questions.c.nudge_at == question.nudge_at,
        )
        .values(values)
    )
    return done.rowcount == 1


async def list_first_answers(
    connection: AsyncConnection, since: datetime, limit: int
) -> list[tuple[datetime, datetime]]:
    """Give when questions were asked and first answered, the latest answers first."""
    rows = await connection.execute(
        select(questions.c.asked_at, questions.c.first_answered_at)
        .where(questions.c.first_answered_at >= since)
        .order_by(questions.c.first_answered_at.desc())
        .limit(limit)
    )
    return [(asked_at, answered_at) for asked_at, answered_at in rows]


async def count_all_anew(connection: AsyncConnection) -> None:
    """Have the time of every waiting question counted anew, from when it began: the hours are other ones."""
    await connection.execute(
        update(questions).where(questions.c.due_at.is_not(None)).values(due_at=None, nudge_at=None)
    )


async def count_anew_about(connection: AsyncConnection, event_id: int) -> None:
    """Have the time of the waiting questions about an event counted anew: it is moved or cancelled."""
    about = (questions.c.event_id == event_id) & questions.c.due_at.is_not(None)
    await connection.execute(update(questions).where(about).values(due_at=None, nudge_at=None))


def _waits() -> tuple[ColumnElement[bool], ...]:
    """Say of which questions the time counts: not resting, nor of somebody blocked or out of reach."""
    return (
        questions.c.state == "open",
        questions.c.snoozed_until.is_(None),
        ~staff_notes.is_known_blocked(),
        exists().where(members.c.id == questions.c.member_id, members.c.reach.not_in(_OUT_OF_REACH)),
    )
