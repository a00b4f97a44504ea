"""What the staff keep among themselves: notes, answers kept ready, and whose messages are not passed on."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, exists, func, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.question_records import Block, CannedAnswer, Note
from storage.tables import blocks, canned_answers, notes, questions
from storage.upserts import insert_into


async def add_note(connection: AsyncConnection, values: Mapping[str, object]) -> None:
    """Write a note down, once."""
    await connection.execute(insert_into(connection, notes).values(values).on_conflict_do_nothing())


async def update_note(connection: AsyncConnection, chat_id: int, message_id: int, text: str) -> None:
    """Follow a note that its author edited, where the message is one."""
    where = (notes.c.chat_id == chat_id) & (notes.c.message_id == message_id)
    await connection.execute(update(notes).where(where).values(text=text))


async def list_notes(connection: AsyncConnection, question_id: int, limit: int) -> list[Note]:
    """Give the last notes on a question, the newest first."""
    rows = await connection.execute(
        select(notes).where(notes.c.question_id == question_id).order_by(notes.c.id.desc()).limit(limit)
    )
    return [Note.of(row) for row in rows.mappings()]


async def put_canned(
    connection: AsyncConnection, name: str, text: str, added_by: int | None, now: datetime
) -> None:
    """Keep an answer under a name, in place of the one it had."""
    row = {"text": text, "added_by": added_by, "added_at": now}
    statement = insert_into(connection, canned_answers).values({"name": name} | row)
    await connection.execute(statement.on_conflict_do_update(index_elements=["name"], set_=row))


async def find_canned(connection: AsyncConnection, name: str) -> CannedAnswer | None:
    """Give the answer kept under a name."""
    rows = await connection.execute(select(canned_answers).where(canned_answers.c.name == name))
    row = rows.mappings().first()
    return None if row is None else CannedAnswer.of(row)


async def list_canned(connection: AsyncConnection) -> list[CannedAnswer]:
    """Give all answers kept under a name."""
    rows = await connection.execute(select(canned_answers).order_by(canned_answers.c.name))
    return [CannedAnswer.of(row) for row in rows.mappings()]


async def put_block(
    connection: AsyncConnection,
    member_id: int,
    asked_as: str,
    until: datetime | None,
    by: int | None,
    now: datetime,
) -> None:
    """Pass on nothing of a member, or of a guest, until an instant or for good (None)."""
    row = {"until": until, "blocked_by": by, "blocked_at": now, "told_at": None}
    statement = insert_into(connection, blocks).values({"member_id": member_id, "asked_as": asked_as} | row)
    await connection.execute(
        statement.on_conflict_do_update(index_elements=["member_id", "asked_as"], set_=row)
    )


async def find_block(connection: AsyncConnection, member_id: int, asked_as: str) -> Block | None:
    """Give the block of a member under a name, be it over."""
    rows = await connection.execute(select(blocks).where(_is_of(member_id, asked_as)))
    row = rows.mappings().first()
    return None if row is None else Block.of(row)


async def find_block_in_force(
    connection: AsyncConnection, member_id: int, now: datetime, *, unnamed: bool
) -> Block | None:
    """Give the block that keeps what a member writes now, with their name or without: the widest."""
    rows = await connection.execute(
        select(blocks)
        .where(
            blocks.c.member_id == member_id,
            or_(blocks.c.asked_as == "", literal(unnamed)),
            or_(blocks.c.until.is_(None), blocks.c.until > now),
        )
        .order_by(blocks.c.asked_as != "", blocks.c.until.is_not(None), blocks.c.until.desc())
    )
    row = rows.mappings().first()
    return None if row is None else Block.of(row)


async def delete_block(connection: AsyncConnection, member_id: int, asked_as: str) -> bool:
    """Lift a block; True where there was one."""
    return (await connection.execute(delete(blocks).where(_is_of(member_id, asked_as)))).rowcount == 1


async def update_block_told(
    connection: AsyncConnection, member_id: int, asked_as: str, now: datetime
) -> None:
    """Remember when a member was last told that they are blocked."""
    await connection.execute(update(blocks).where(_is_of(member_id, asked_as)).values(told_at=now))


def keeps_back() -> ColumnElement[bool]:
    """Tell of a row of `questions` whether what its author writes there is kept and not passed on."""
    covers = or_(blocks.c.asked_as == "", questions.c.alias.is_not(None))
    return exists().where(blocks.c.member_id == questions.c.member_id, covers)


def is_known_blocked() -> ColumnElement[bool]:
    """Tell of a row of `questions` whether its author is blocked under the very name it was asked with.

    What they see of other questions must not change with that: it would tell who a guest is.
    """
    same_name = blocks.c.asked_as == func.coalesce(questions.c.alias, "")
    return exists().where(blocks.c.member_id == questions.c.member_id, same_name)


def _is_of(member_id: int, asked_as: str) -> ColumnElement[bool]:
    return and_(blocks.c.member_id == member_id, blocks.c.asked_as == asked_as)


async def list_blocks_over(connection: AsyncConnection, now: datetime) -> list[Block]:
    """Give the blocks whose time is over."""
    rows = await connection.execute(select(blocks).where(blocks.c.until <= now))
    return [Block.of(row) for row in rows.mappings()]
