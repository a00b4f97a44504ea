"""Deleting what was said in questions: words, files and sentences, and later which message was whose."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import faq_entries, notes, questions, relays


async def claim_ended(connection: AsyncConnection, until: datetime, now: datetime, limit: int) -> list[int]:
    """Give questions that have ended by an instant and hold words still, which they do no more.

    What was answered so long ago, and nobody closed, has ended too.
    """
    silent = and_(
        questions.c.state == "answered", questions.c.answered_at <= until, questions.c.last_member_at <= until
    )
    closed = and_(questions.c.state == "closed", questions.c.closed_at <= until)
    ended = and_(questions.c.words_deleted_at.is_(None), or_(closed, silent))
    due = select(questions.c.id).where(ended).order_by(questions.c.id).limit(limit)
    rows = await connection.execute(
        update(questions)
        .where(questions.c.id.in_(due.scalar_subquery()), ended)
        .values(
            words_deleted_at=now,
            state="closed",
            closed_at=func.coalesce(questions.c.closed_at, questions.c.answered_at),
        )
        .returning(questions.c.id)
    )
    return list(rows.scalars())


async def delete_words(connection: AsyncConnection, question_ids: Sequence[int]) -> None:
    """Delete what was said in questions on all sides; what was published for everybody stays."""
    if not question_ids:
        return
    said = {"words": None, "content": None, "content_hash": ""}
    await connection.execute(update(relays).where(relays.c.question_id.in_(question_ids)).values(said))
    await connection.execute(delete(notes).where(notes.c.question_id.in_(question_ids)))
    sentences = {"rating_words": "", "close_reason": ""}
    await connection.execute(update(questions).where(questions.c.id.in_(question_ids)).values(sentences))
    await connection.execute(
        delete(faq_entries).where(
            faq_entries.c.question_id.in_(question_ids), faq_entries.c.published_at.is_(None)
        )
    )


async def delete_carried(connection: AsyncConnection, until: datetime, limit: int) -> int:
    """Forget which message was the copy of which, of questions closed by an instant; return how many."""
    due = (
        select(relays.c.id)
        .join(questions, questions.c.id == relays.c.question_id)
        .where(questions.c.state == "closed", questions.c.closed_at <= until)
        .limit(limit)
    )
    return (await connection.execute(delete(relays).where(relays.c.id.in_(due.scalar_subquery())))).rowcount
