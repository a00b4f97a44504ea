"""Answers published to everybody, found by their words; and the questions they were suggested for."""

import functools
from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    column,
    delete,
    exists,
    func,
    literal_column,
    select,
    table,
    text,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.question_records import FaqEntry, Suggestion
from storage.tables import events, faq_entries, questions, relays, suggestions
from storage.upserts import insert_into

#: PostgreSQL's configuration that leaves words alone: they are stems already.
_AS_THEY_ARE: ColumnElement[str] = literal_column("'simple'")
#: The message a question began with.
_FIRST_WORDS = (
    select(func.min(relays.c.id))
    .where(relays.c.question_id == questions.c.id)
    .correlate(questions)
    .scalar_subquery()
)
#: SQLite's index of words; its rows' ids are those of the entries.
_FTS = table("faq_search", column("rowid"), column("stems"), column("rank"))


async def add_draft(connection: AsyncConnection, values: Mapping[str, object]) -> FaqEntry:
    """Keep an answer that is to be published; `stems` are the words it is found by, with spaces between."""
    row = (await connection.execute(faq_entries.insert().values(values).returning(faq_entries))).mappings()
    return FaqEntry.of(row.one())


async def claim_publication(
    connection: AsyncConnection, entry_id: int, event_id: int | None, by: int, now: datetime
) -> bool:
    """Publish a draft, of use until an evening is over or (None) for good; True where this call did it."""
    where = (
        (faq_entries.c.id == entry_id)
        & faq_entries.c.published_at.is_(None)
        & faq_entries.c.withdrawn_at.is_(None)
    )
    published = {"event_id": event_id, "published_at": now, "published_by": by}
    done = await connection.execute(update(faq_entries).where(where).values(published))
    if done.rowcount and connection.dialect.name == "sqlite":
        index = text("INSERT INTO faq_search (rowid, stems) SELECT id, stems FROM faq_entries WHERE id = :id")
        await connection.execute(index, {"id": entry_id})
    return done.rowcount == 1


async def claim_withdrawal(connection: AsyncConnection, entry_id: int, now: datetime) -> bool:
    """Withdraw an answer, or drop a draft; True where this call did it."""
    where = (faq_entries.c.id == entry_id) & faq_entries.c.withdrawn_at.is_(None)
    done = await connection.execute(update(faq_entries).where(where).values(withdrawn_at=now))
    if done.rowcount and connection.dialect.name == "sqlite":
        await connection.execute(text("DELETE FROM faq_search WHERE rowid = :id"), {"id": entry_id})
    return done.rowcount == 1


async def find_entry(connection: AsyncConnection, entry_id: int) -> FaqEntry | None:
    """Give an answer, published or a draft, that was not withdrawn."""
    where = (faq_entries.c.id == entry_id) & faq_entries.c.withdrawn_at.is_(None)
    row = (await connection.execute(select(faq_entries).where(where))).mappings().first()
    return None if row is None else FaqEntry.of(row)


async def list_published(connection: AsyncConnection, limit: int) -> list[FaqEntry]:
    """Give the answers published last."""
    where = faq_entries.c.withdrawn_at.is_(None) & faq_entries.c.published_at.is_not(None)
    rows = await connection.execute(
        select(faq_entries).where(where).order_by(faq_entries.c.published_at.desc()).limit(limit)
    )
    return [FaqEntry.of(row) for row in rows.mappings()]


async def list_of_use(
    connection: AsyncConnection, locale: str, now: datetime, *, limit: int, offset: int = 0
) -> list[FaqEntry]:
    """Give the published answers of a language that are of use still, the newest first."""
    rows = await connection.execute(
        select(faq_entries)
        .where(faq_entries.c.locale == locale, _is_of_use(now))
        .order_by(faq_entries.c.published_at.desc(), faq_entries.c.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return [FaqEntry.of(row) for row in rows.mappings()]


async def search(
    connection: AsyncConnection, locale: str, stems: Collection[str], now: datetime, limit: int
) -> list[tuple[FaqEntry, frozenset[str]]]:
    """Give published answers of a language that hold any of some words, the best first, with their words.

    An answer about an evening is given until that evening is over.
    """
    if not stems:
        return []
    fits, rank = _full_text(connection.dialect.name, sorted(stems))
    rows = await connection.execute(
        select(faq_entries)
        .where(faq_entries.c.locale == locale, _is_of_use(now), fits)
        .order_by(rank, faq_entries.c.id.desc())
        .limit(limit)
    )
    return [(FaqEntry.of(row), frozenset(row["stems"].split())) for row in rows.mappings()]


def _is_of_use(now: datetime) -> ColumnElement[bool]:
    """Choose what is published, but for answers about an evening that is over."""
    lasts = faq_entries.c.event_id.is_(None) | (
        exists().where(events.c.id == faq_entries.c.event_id, events.c.ends_at > now)
    )
    return faq_entries.c.published_at.is_not(None) & faq_entries.c.withdrawn_at.is_(None) & lasts


def _full_text(dialect: str, stems: Collection[str]) -> tuple[ColumnElement[bool], ColumnElement[float]]:
    """Give the condition that any of some words is there, and what the best match has least of.

    Sources: SQLite's FTS5 (MATCH, `rank`), PostgreSQL's full text search (to_tsquery, ts_rank).
    """
    if dialect == "sqlite":
        # In quotation marks a word is a word, whatever signs it holds.
        phrase = " OR ".join('"' + stem.replace('"', '""') + '"' for stem in stems)
        found = _FTS.c.stems.op("MATCH")(phrase)
        ranked = select(_FTS.c.rank).where(_FTS.c.rowid == faq_entries.c.id, found).scalar_subquery()
        return faq_entries.c.id.in_(select(_FTS.c.rowid).where(found)), ranked
    words = func.to_tsvector(_AS_THEY_ARE, faq_entries.c.stems)
    queries: list[ColumnElement[str]] = [func.plainto_tsquery(_AS_THEY_ARE, stem) for stem in stems]
    any_of_them = functools.reduce(lambda one, other: one.op("||")(other), queries)
    return words.op("@@")(any_of_them), -func.ts_rank(words, any_of_them)


async def list_waiting(
    connection: AsyncConnection, since: datetime
) -> list[tuple[int, int, str | None, str | None]]:
    """Give what was asked since an instant and waits for an answer: question, member, words, content.

    Words are there where they are not all of the content: behind a command or the bot's name.
    """
    rows = await connection.execute(
        select(questions.c.id, questions.c.member_id, relays.c.words, relays.c.content)
        .join(relays, relays.c.question_id == questions.c.id)
        .where(
            questions.c.state.in_(["open", "kept"]),
            questions.c.asked_at >= since,
            relays.c.direction == "to_staff",
            relays.c.id == _FIRST_WORDS,
        )
        .order_by(questions.c.id)
    )
    return [(question_id, member_id, words, content) for question_id, member_id, words, content in rows]


async def add_suggestion(connection: AsyncConnection, values: Mapping[str, object]) -> None:
    """Keep a message whose author was shown answers; the same message twice is kept once."""
    statement = insert_into(connection, suggestions).values(values).on_conflict_do_nothing()
    await connection.execute(statement)


async def take_suggestion(connection: AsyncConnection, member_id: int, message_id: int) -> Suggestion | None:
    """Take a kept message away; None where it was taken before."""
    where = (suggestions.c.member_id == member_id) & (suggestions.c.message_id == message_id)
    rows = await connection.execute(delete(suggestions).where(where).returning(suggestions))
    row = rows.mappings().first()
    return None if row is None else Suggestion.of(row)


async def list_suggestions_due(connection: AsyncConnection, now: datetime, limit: int) -> list[Suggestion]:
    """Give the kept messages whose author said nothing more, the oldest first."""
    rows = await connection.execute(
        select(suggestions)
        .where(suggestions.c.asked_at <= now)
        .order_by(suggestions.c.asked_at, suggestions.c.member_id)
        .limit(limit)
    )
    return [Suggestion.of(row) for row in rows.mappings()]


async def find_next_suggestion_due(connection: AsyncConnection) -> datetime | None:
    """Give the next instant at which a kept message is asked by itself."""
    due: datetime | None = await connection.scalar(select(func.min(suggestions.c.asked_at)))
    return due


async def is_published_of(connection: AsyncConnection, question_id: int) -> bool:
    """Tell whether an answer for everybody came from a question, and is published."""
    where = (
        (faq_entries.c.question_id == question_id)
        & faq_entries.c.published_at.is_not(None)
        & faq_entries.c.withdrawn_at.is_(None)
    )
    return (await connection.execute(select(faq_entries.c.id).where(where).limit(1))).first() is not None
