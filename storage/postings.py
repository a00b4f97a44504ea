"""Cards in groups, channels and inline messages, and the chats they stand in."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import bindparam, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.records import NO_PICTURE, Chat, Posting
from storage.tables import chats, events, postings
from storage.upserts import insert_into


async def add_posting(
    connection: AsyncConnection,
    *,
    event_id: int,
    chat_id: int,
    message_id: int,
    digest: str,
    picture_digest: str | None = None,
    now: datetime,
) -> None:
    """Remember a card that was posted; the same message twice is one posting."""
    row = {
        "event_id": event_id,
        "chat_id": chat_id,
        "message_id": message_id,
        "digest": digest,
        "has_picture": picture_digest is not None,
        "picture_digest": picture_digest,
        "posted_at": now,
    }
    await connection.execute(insert_into(connection, postings).values(row).on_conflict_do_nothing())


async def add_inline_posting(
    connection: AsyncConnection, *, event_id: int, inline_message_id: str, now: datetime
) -> bool:
    """Remember a card that somebody posted by inline mode; True where it was not known."""
    row = {"event_id": event_id, "inline_message_id": inline_message_id, "posted_at": now}
    done = await connection.execute(insert_into(connection, postings).values(row).on_conflict_do_nothing())
    return done.rowcount == 1


# What every tap needs is built once: building a statement costs more than running it.
_LIVE = postings.c.gone_at.is_(None) & postings.c.suspended_at.is_(None)
_OF_EVENT = (
    select(postings).where(postings.c.event_id == bindparam("event_id"), _LIVE).order_by(postings.c.id)
)


async def list_postings(connection: AsyncConnection, event_id: int) -> list[Posting]:
    """Give the cards of an event that are still there and can be edited."""
    rows = await connection.execute(_OF_EVENT, {"event_id": event_id})
    return [Posting.of(row) for row in rows.mappings()]


async def find_posting_at(connection: AsyncConnection, chat_id: int, message_id: int) -> Posting | None:
    """Give the card that a message is."""
    where = (postings.c.chat_id == chat_id) & (postings.c.message_id == message_id)
    row = (await connection.execute(select(postings).where(where))).mappings().first()
    return None if row is None else Posting.of(row)


async def find_inline_posting(connection: AsyncConnection, inline_message_id: str) -> Posting | None:
    """Give the card that an inline message is."""
    where = postings.c.inline_message_id == inline_message_id
    row = (await connection.execute(select(postings).where(where))).mappings().first()
    return None if row is None else Posting.of(row)


async def list_postings_by_id(connection: AsyncConnection, posting_ids: Collection[int]) -> list[Posting]:
    """Give some postings that are still there and can be edited."""
    where = postings.c.id.in_(posting_ids) & _LIVE
    rows = await connection.execute(select(postings).where(where))
    return [Posting.of(row) for row in rows.mappings()]


async def update_posting_digest(
    connection: AsyncConnection, posting_id: int, digest: str | None, picture_digest: str | None = None
) -> None:
    """Remember what a card shows now, so that an unchanged one is not edited; None: nobody knows."""
    values: dict[str, object] = {"digest": digest}
    if picture_digest is not None:
        values |= {"has_picture": True, "picture_digest": picture_digest}
    await connection.execute(update(postings).where(postings.c.id == posting_id).values(values))


async def refuse_picture(connection: AsyncConnection, posting_id: int) -> bool:
    """Remember that a card of words cannot be given a picture; True where that was not known."""
    where = (
        (postings.c.id == posting_id)
        & postings.c.has_picture.is_(False)
        & postings.c.picture_digest.is_distinct_from(NO_PICTURE)
    )
    done = await connection.execute(update(postings).where(where).values(picture_digest=NO_PICTURE))
    return done.rowcount == 1


async def drop_posting(connection: AsyncConnection, posting_id: int, now: datetime) -> None:
    """Stop keeping a card true: its message is gone."""
    await connection.execute(update(postings).where(postings.c.id == posting_id).values(gone_at=now))


async def suspend_postings(connection: AsyncConnection, chat_id: int, now: datetime) -> None:
    """Stop editing a chat's cards for as long as the bot may not write there."""
    where = (postings.c.chat_id == chat_id) & _LIVE
    await connection.execute(update(postings).where(where).values(suspended_at=now))


async def resume_postings(connection: AsyncConnection, chat_id: int) -> list[Posting]:
    """Edit a chat's cards again, and give those that were suspended."""
    where = (
        (postings.c.chat_id == chat_id) & postings.c.gone_at.is_(None) & postings.c.suspended_at.is_not(None)
    )
    rows = await connection.execute(
        update(postings).where(where).values(suspended_at=None).returning(postings)
    )
    return [Posting.of(row) for row in rows.mappings()]


async def update_pinned(connection: AsyncConnection, posting_id: int, pinned_at: datetime | None) -> None:
    """Remember that a card is pinned, or is not any more."""
    await connection.execute(update(postings).where(postings.c.id == posting_id).values(pinned_at=pinned_at))


async def list_outlived_pins(connection: AsyncConnection, now: datetime) -> list[Posting]:
    """Give the pinned cards whose evening is over or will not be held."""
    rows = await connection.execute(
        select(postings)
        .join(events, events.c.id == postings.c.event_id)
        .where(
            postings.c.pinned_at.is_not(None),
            postings.c.gone_at.is_(None),
            or_(events.c.ends_at <= now, events.c.state == "cancelled"),
        )
        .order_by(postings.c.id)
    )
    return [Posting.of(row) for row in rows.mappings()]


async def find_chat(connection: AsyncConnection, chat_id: int) -> Chat | None:
    """Give what is known of a group or channel."""
    rows = await connection.execute(select(chats).where(chats.c.id == chat_id))
    row = rows.mappings().first()
    return None if row is None else Chat.of(row)


async def put_chat(connection: AsyncConnection, chat_id: int, values: Mapping[str, object]) -> None:
    """Remember what was read of a group or channel; `values` are columns of the table."""
    statement = insert_into(connection, chats).values({"id": chat_id} | dict(values))
    await connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_=values))
