"""Questions that were answered: whether that was all, and what their authors thought of it."""

from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.question_records import Question
from storage.tables import events, questions

#: Since when the staff have said nothing more.
_silent_since = func.coalesce(questions.c.reopened_at, questions.c.answered_at)


async def list_unasked(
    connection: AsyncConnection, *, after: datetime, until: datetime, limit: int
) -> list[Question]:
    """Give the questions answered, or taken up again, within a time whose authors were not asked about it."""
    rows = await connection.execute(
        select(questions)
        .where(
            questions.c.state == "answered",
            _silent_since > after,
            _silent_since <= until,
            questions.c.remains_asked_at.is_(None),
            questions.c.snoozed_until.is_(None),
        )
        .order_by(_silent_since, questions.c.id)
        .limit(limit)
    )
    return [Question.of(row) for row in rows.mappings()]


async def list_of_evenings_begun(
    connection: AsyncConnection, *, after: datetime, until: datetime, limit: int
) -> list[Question]:
    """Give the unanswered questions about evenings that began within a time, whose authors were not asked."""
    rows = await connection.execute(
        select(questions)
        .join(events, events.c.id == questions.c.event_id)
        .where(
            questions.c.state == "open",
            questions.c.remains_asked_at.is_(None),
            questions.c.is_urgent,
            events.c.state == "announced",
            events.c.starts_at > after,
            events.c.starts_at <= until,
        )
        .order_by(questions.c.id)
        .limit(limit)
    )
    return [Question.of(row) for row in rows.mappings()]


async def list_asked(connection: AsyncConnection, until: datetime, limit: int) -> list[Question]:
    """Give the questions whose authors were asked so until an instant, and said nothing."""
    rows = await connection.execute(
        select(questions)
        .where(questions.c.state == "answered", questions.c.remains_asked_at <= until)
        .order_by(questions.c.remains_asked_at, questions.c.id)
        .limit(limit)
    )
    return [Question.of(row) for row in rows.mappings()]


async def find_next_at(
    connection: AsyncConnection, now: datetime, asked_after: timedelta, closed_after: timedelta
) -> datetime | None:
    """Give when the next author is asked, or the next question closed."""
    is_answered = questions.c.state == "answered"
    answered_at = await connection.scalar(
        select(func.min(_silent_since)).where(
            is_answered, questions.c.remains_asked_at.is_(None), _silent_since > now - asked_after
        )
    )
    asked_at = await connection.scalar(
        select(func.min(questions.c.remains_asked_at)).where(
            is_answered, questions.c.remains_asked_at > now - closed_after
        )
    )
    dues = (
        None if answered_at is None else answered_at + asked_after,
        None if asked_at is None else asked_at + closed_after,
    )
    return min((due for due in dues if due is not None), default=None)


async def claim_asking(connection: AsyncConnection, question: Question, now: datetime) -> bool:
    """Record that an author is asked; True where the question is still as it was and this call did it."""
    done = await connection.execute(
        update(questions)
        .where(
            questions.c.id == question.id,
            questions.c.state == question.state,
            questions.c.remains_asked_at.is_(None),
        )
        .values(remains_asked_at=now)
    )
    return done.rowcount == 1


async def claim_rating(
    connection: AsyncConnection, question_id: int, rating: int, now: datetime, *, closed_after: datetime
) -> bool:
    """Record what its author thought of a closed question; True where they say it first, and in time."""
    done = await connection.execute(
        update(questions)
        .where(
            questions.c.id == question_id,
            questions.c.state == "closed",
            questions.c.closed_at > closed_after,
            questions.c.rating.is_(None),
        )
        .values(rating=rating, rated_at=now)
    )
    return done.rowcount == 1


async def claim_rating_words(
    connection: AsyncConnection, question_id: int, words: str, *, rated_after: datetime
) -> bool:
    """Record the sentence to a rating; True where it is the first, and in time."""
    done = await connection.execute(
        update(questions)
        .where(
            questions.c.id == question_id,
            questions.c.rated_at > rated_after,
            questions.c.rating_words == "",
            questions.c.words_deleted_at.is_(None),
        )
        .values(rating_words=words)
    )
    return done.rowcount == 1


async def count_ratings(connection: AsyncConnection, since: datetime) -> tuple[int, int]:
    """Count the ratings since an instant: how many it helped, and how many not."""
    rows = await connection.execute(
        select(questions.c.rating, func.count().label("ratings"))
        .where(questions.c.rated_at >= since, questions.c.rating.is_not(None))
        .group_by(questions.c.rating)
    )
    counted: dict[int, int] = {row.rating: row.ratings for row in rows}
    return counted.get(1, 0), counted.get(-1, 0)
