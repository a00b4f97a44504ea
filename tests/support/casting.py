"""Broadcasts to test the rules on, and a post that delivers or fails without a network."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta

from evenings import NOW, add_members
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from hopdrinks.broadcasts import life, run
from hopdrinks.notices.registry import read_notice
from hopdrinks.people.roles import Actor
from storage import broadcasts as stored
from storage import members, roles
from storage.broadcast_records import Audience, Broadcast, Content, Part
from storage.database import Database
from storage.records import Chapter
from storage.tables import deliveries, follows, recipients

#: Who writes; their id is the largest of all.
AUTHOR = 1_000_000
ORGANISER = Actor(member_id=AUTHOR)
HELLO = Content(parts=(Part(kind="text", text="Hello"),))
#: After 📣, when everything may leave.
LEAVES = NOW + timedelta(seconds=61)


async def add_followers(connection: AsyncConnection, chapter: Chapter, ids: Iterable[int]) -> None:
    """Have members who follow a chapter."""
    ids = list(ids)
    await add_members(connection, ids)
    await connection.execute(
        follows.insert(), [{"chapter_id": chapter.id, "member_id": one, "followed_at": NOW} for one in ids]
    )


async def a_draft(
    connection: AsyncConnection,
    chapter: Chapter,
    *,
    event_id: int | None = None,
    **audience: object,
) -> Broadcast:
    """Have a broadcast that is written."""
    if await members.find_member(connection, AUTHOR) is None:
        await add_members(connection, [AUTHOR])
    organiser = {"member_id": AUTHOR, "role": "organiser", "chapter_id": chapter.id}
    await roles.add_role(connection, **organiser, granted_by=None, now=NOW)  # type: ignore[arg-type]
    draft = await life.write(connection, ORGANISER, chapter.id, "fr", HELLO, NOW, default_locale="fr")
    await life.aim(connection, draft, Audience.model_validate(audience), event_id)
    return await get(connection, draft.id)


async def get(connection: AsyncConnection, broadcast_id: int) -> Broadcast:
    """Give a broadcast that is known to exist."""
    found = await stored.find_broadcast(connection, broadcast_id)
    assert found is not None
    return found


async def as_it_is(database: Database, broadcast_id: int) -> Broadcast:
    """Give a broadcast as it stands."""
    async with database.reading() as connection:
        return await get(connection, broadcast_id)


async def send(database: Database, draft: Broadcast, now: datetime = NOW) -> None:
    """Tap 📣."""
    async with database.writing() as connection:
        assert await life.send(connection, ORGANISER, draft, now, card_message_id=7)


async def sweep(database: Database, now: datetime) -> None:
    """Let the sweep do all that is due."""
    more = True
    while more:
        async with database.writing() as connection:
            more = await run.run_due(connection, now)


async def post(
    database: Database,
    now: datetime,
    *,
    failing: Iterable[int] = (),
    uncertain: Iterable[int] = (),
    reason: str = "",
) -> list[int]:
    """Have the post deliver what is queued of broadcasts, and give to whom; not to those named."""
    ends = dict.fromkeys(failing, "failed") | dict.fromkeys(uncertain, "uncertain")
    async with database.writing() as connection:
        rows = await connection.execute(
            select(deliveries.c.id, deliveries.c.chat_id)
            .where(deliveries.c.state == "queued", deliveries.c.notice == "Broadcast")
            .order_by(deliveries.c.id)
        )
        reached = []
        for delivery_id, chat_id in rows.all():
            values = {
                "state": ends.get(chat_id, "sent"),
                "settled_at": now,
                "reason": reason,
                "message_id": 1_000 + chat_id,
            }
            await connection.execute(update(deliveries).where(deliveries.c.id == delivery_id).values(values))
            reached.append(chat_id)
        return reached


async def run_out(database: Database, now: datetime, **ends: Iterable[int]) -> list[int]:
    """Let a broadcast go on until nothing more leaves, and give to whom it was sent, in order."""
    everyone: list[int] = []
    while True:
        await sweep(database, now)
        reached = await post(
            database, now, failing=ends.get("failing", ()), uncertain=ends.get("uncertain", ())
        )
        if not reached:
            return everyone
        everyone += reached


async def ends(database: Database, broadcast_id: int) -> dict[str, int]:
    """Count the recipients by state."""
    async with database.reading() as connection:
        rows = await connection.execute(
            select(recipients.c.state).where(recipients.c.broadcast_id == broadcast_id)
        )
        return dict(Counter(rows.scalars()))


async def reasons(database: Database, broadcast_id: int) -> dict[int, str]:
    """Give why each is left out."""
    async with database.reading() as connection:
        rows = await connection.execute(
            select(recipients.c.chat_id, recipients.c.reason).where(
                recipients.c.broadcast_id == broadcast_id, recipients.c.state == "skipped"
            )
        )
        return {row.chat_id: row.reason for row in rows}


async def words_to_author(database: Database) -> list[str]:
    """Give what whoever wrote a broadcast was alerted to, in order."""
    async with database.reading() as connection:
        rows = await connection.execute(
            select(deliveries.c.notice, deliveries.c.payload)
            .where(deliveries.c.notice == "BroadcastAlert")
            .order_by(deliveries.c.id)
        )
        return [str(getattr(read_notice(name, payload), "word", "")) for name, payload in rows]
