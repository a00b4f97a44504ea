"""Members: who the bot has met, how they are reached and what they chose."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.records import Member, Reach
from storage.tables import members, questions, relays
from storage.upserts import insert_into

# What every tap needs is built once: building a statement costs more than running it.
_FIND = select(members).where(members.c.id == bindparam("member_id"))


async def find_member_by_username(connection: AsyncConnection, username: str) -> Member | None:
    """Give the member of a username, in any case of letters; the newest where one was given up and taken."""
    rows = await connection.execute(
        select(members)
        .where(func.lower(members.c.username) == username.lower())
        .order_by(members.c.created_at.desc(), members.c.id.desc())
        .limit(1)
    )
    row = rows.mappings().first()
    return None if row is None else Member.of(row)


async def find_member(connection: AsyncConnection, member_id: int) -> Member | None:
    """Give a member by Telegram user id."""
    rows = await connection.execute(_FIND, {"member_id": member_id})
    row = rows.mappings().first()
    return None if row is None else Member.of(row)


async def lock_member(connection: AsyncConnection, member_id: int) -> None:
    """Keep everyone else from moving a member's questions until this transaction ends.

    SQLite's IMMEDIATE transaction has that lock already; PostgreSQL locks the row.
    """
    await connection.execute(select(members.c.id).where(members.c.id == member_id).with_for_update())


async def lock_authors(
    connection: AsyncConnection, *, relay_ids: Collection[int] = (), question_ids: Collection[int] = ()
) -> None:
    """Lock, in one order for everybody, those who asked some questions or are written to for them.

    Whoever locked one after the other in the order of what happened might wait for somebody who waits for
    them. SQLite has one writer at a time.
    """
    if connection.dialect.name == "sqlite" or not (relay_ids or question_ids):
        return
    carried = select(relays.c.question_id).where(relays.c.id.in_(relay_ids))
    asked = questions.c.id.in_(carried) | questions.c.id.in_(question_ids)
    authors = select(questions.c.member_id).where(asked)
    in_order = select(members.c.id).where(members.c.id.in_(authors)).order_by(members.c.id)
    await connection.execute(in_order.with_for_update())


async def list_members(connection: AsyncConnection, member_ids: Collection[int]) -> list[Member]:
    """Give those of the ids that are members."""
    rows = await connection.execute(select(members).where(members.c.id.in_(member_ids)))
    return [Member.of(row) for row in rows.mappings()]


async def add_member(
    connection: AsyncConnection,
    *,
    member_id: int,
    name: str,
    username: str | None,
    language_code: str | None,
    now: datetime,
) -> Member:
    """Meet somebody for the first time; they cannot be written to until they write or tap in private."""
    row = {
        "id": member_id,
        "name": name,
        "username": username,
        "language_code": language_code,
        "reach": "never_started",
        "reach_since": now,
        "created_at": now,
    }
    statement = (
        insert_into(connection, members)
        .values(row)
        .on_conflict_do_update(index_elements=["id"], set_={"name": name, "username": username})
        .returning(members)
    )
    return Member.of((await connection.execute(statement)).mappings().one())


async def update_member_profile(
    connection: AsyncConnection,
    member_id: int,
    *,
    name: str,
    username: str | None,
    language_code: str | None,
) -> None:
    """Take over what Telegram says of a member now."""
    values = {"name": name, "username": username, "language_code": language_code}
    await connection.execute(update(members).where(members.c.id == member_id).values(values))


async def update_member_reach(
    connection: AsyncConnection, member_id: int, reach: Reach, now: datetime, *, as_of: datetime | None = None
) -> bool:
    """Record whether a member can be written to; True where that changed.

    What was learned `as_of` an earlier instant yields to what is known since later.
    """
    changes = (members.c.id == member_id) & (members.c.reach != reach)
    if as_of is not None:
        changes &= members.c.reach_since <= as_of
    done = await connection.execute(update(members).where(changes).values(reach=reach, reach_since=now))
    return done.rowcount == 1


async def update_member_choices(connection: AsyncConnection, member_id: int, **values: object) -> None:
    """Record what a member chose, by columns."""
    await connection.execute(update(members).where(members.c.id == member_id).values(values))


async def update_member_stopped(
    connection: AsyncConnection, member_id: int, stopped_at: datetime | None, *, everything: bool = False
) -> None:
    """Record that a member wants nothing more, or wants to hear again (None)."""
    values = {"stopped_at": stopped_at, "stopped_all": everything}
    await connection.execute(update(members).where(members.c.id == member_id).values(values))


async def count_up_feed_version(connection: AsyncConnection, member_id: int) -> int:
    """Make a member's calendar address void, and give the number of the next one."""
    counted = (
        update(members)
        .where(members.c.id == member_id)
        .values(feed_version=members.c.feed_version + 1)
        .returning(members.c.feed_version)
    )
    return int((await connection.execute(counted)).scalar_one())
