"""Chapters, their followers, and their venues."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.records import Chapter, Follow, Venue
from storage.tables import chapters, follows, members, venues
from storage.upserts import insert_into


async def add_chapter(
    connection: AsyncConnection, *, name: str, slug: str, time_zone: str, locale: str, now: datetime
) -> Chapter:
    """Create a chapter; its slug must be new."""
    values = {"name": name, "slug": slug, "time_zone": time_zone, "locale": locale, "created_at": now}
    row = await connection.execute(chapters.insert().values(values).returning(chapters))
    return Chapter.of(row.mappings().one())


async def list_chapters(connection: AsyncConnection) -> list[Chapter]:
    """Give every chapter, the first created first."""
    rows = await connection.execute(select(chapters).order_by(chapters.c.id))
    return [Chapter.of(row) for row in rows.mappings()]


async def get_chapter(connection: AsyncConnection, chapter_id: int) -> Chapter:
    """Give a chapter that is known to exist."""
    rows = await connection.execute(select(chapters).where(chapters.c.id == chapter_id))
    return Chapter.of(rows.mappings().one())


async def lock_chapter(connection: AsyncConnection, chapter_id: int) -> None:
    """Keep everyone else from changing who looks after a chapter until this transaction ends.

    SQLite's IMMEDIATE transaction has that lock already; PostgreSQL locks the row.
    """
    await connection.execute(select(chapters.c.id).where(chapters.c.id == chapter_id).with_for_update())


async def update_chapter(
    connection: AsyncConnection, chapter_id: int, values: Mapping[str, object]
) -> Chapter:
    """Change a chapter's columns."""
    changed = update(chapters).where(chapters.c.id == chapter_id).values(dict(values)).returning(chapters)
    return Chapter.of((await connection.execute(changed)).mappings().one())


async def add_follow(connection: AsyncConnection, chapter_id: int, member_id: int, now: datetime) -> bool:
    """Follow a chapter; True where that is new."""
    row = {"chapter_id": chapter_id, "member_id": member_id, "followed_at": now}
    done = await connection.execute(insert_into(connection, follows).values(row).on_conflict_do_nothing())
    return done.rowcount == 1


async def delete_follow(connection: AsyncConnection, chapter_id: int, member_id: int) -> bool:
    """Stop following a chapter; True where it was followed."""
    done = await connection.execute(
        delete(follows).where(follows.c.chapter_id == chapter_id, follows.c.member_id == member_id)
    )
    return done.rowcount == 1


async def delete_other_follows(connection: AsyncConnection, chapter_id: int, member_id: int) -> None:
    """Stop following every chapter but one."""
    others = (follows.c.member_id == member_id) & (follows.c.chapter_id != chapter_id)
    await connection.execute(delete(follows).where(others))


async def update_follow(
    connection: AsyncConnection, chapter_id: int, member_id: int, until: datetime | None
) -> None:
    """Have a member follow a chapter they follow until an instant, or for good."""
    this = (follows.c.chapter_id == chapter_id) & (follows.c.member_id == member_id)
    await connection.execute(update(follows).where(this).values(until=until))


async def list_follows(connection: AsyncConnection, member_id: int) -> list[Follow]:
    """Give what a member follows, the chapter created first first."""
    where = follows.c.member_id == member_id
    rows = await connection.execute(select(follows).where(where).order_by(follows.c.chapter_id))
    return [Follow.of(row) for row in rows.mappings()]


async def delete_ended_follows(
    connection: AsyncConnection, now: datetime, limit: int = 500
) -> list[tuple[int, int]]:
    """End what was to be followed until now, some of it, and give it as pairs of chapter and member."""
    ended = (
        select(follows.c.chapter_id, follows.c.member_id)
        .where(follows.c.until <= now)
        .order_by(follows.c.chapter_id, follows.c.member_id)
        .limit(limit)
    )
    pairs = [(chapter_id, member_id) for chapter_id, member_id in await connection.execute(ended)]
    for chapter_id, member_id in pairs:
        await delete_follow(connection, chapter_id, member_id)
    return pairs


async def list_hearing(connection: AsyncConnection, member_ids: Collection[int]) -> list[int]:
    """Give those of some members who can be written to and did not stop."""
    where = members.c.id.in_(member_ids) & (members.c.reach == "reachable") & members.c.stopped_at.is_(None)
    return list((await connection.execute(select(members.c.id).where(where))).scalars())


async def find_chapter_by_slug(connection: AsyncConnection, slug: str) -> Chapter | None:
    """Give the chapter of a link."""
    row = (await connection.execute(select(chapters).where(chapters.c.slug == slug))).mappings().first()
    return None if row is None else Chapter.of(row)


# What every card needs is built once: building a statement costs more than running it.
_FOLLOWED = select(follows.c.chapter_id, follows.c.member_id).where(
    follows.c.member_id.in_(bindparam("member_ids", expanding=True))
)


async def list_followed(connection: AsyncConnection, member_ids: Collection[int]) -> set[tuple[int, int]]:
    """Give who of some members follows what, as pairs of chapter and member."""
    rows = await connection.execute(_FOLLOWED, {"member_ids": list(member_ids)})
    return {(chapter_id, member_id) for chapter_id, member_id in rows}


async def add_venue(
    connection: AsyncConnection,
    *,
    chapter_id: int,
    name: str,
    address: str,
    latitude: float | None,
    longitude: float | None,
    now: datetime,
) -> Venue:
    """Remember a venue, or the one of the same name and address again, with a position where one is given."""
    row = {
        "chapter_id": chapter_id,
        "name": name,
        "address": address,
        "latitude": latitude,
        "longitude": longitude,
        "used_at": now,
    }
    fresh: dict[str, object] = {"used_at": now}
    if latitude is not None:
        fresh |= {"latitude": latitude, "longitude": longitude}
    statement = (
        insert_into(connection, venues)
        .values(row)
        .on_conflict_do_update(index_elements=["chapter_id", "name", "address"], set_=fresh)
        .returning(venues)
    )
    return Venue.of((await connection.execute(statement)).mappings().one())


async def get_venue(connection: AsyncConnection, venue_id: int) -> Venue:
    """Give a venue that is known to exist."""
    rows = await connection.execute(select(venues).where(venues.c.id == venue_id))
    return Venue.of(rows.mappings().one())


async def find_venue(connection: AsyncConnection, venue_id: int) -> Venue | None:
    """Give a venue by an id that somebody sent."""
    row = (await connection.execute(select(venues).where(venues.c.id == venue_id))).mappings().first()
    return None if row is None else Venue.of(row)


async def list_venues(connection: AsyncConnection, chapter_id: int, limit: int = 4) -> list[Venue]:
    """Give a chapter's venues, the last used first."""
    where = venues.c.chapter_id == chapter_id
    rows = await connection.execute(
        select(venues).where(where).order_by(venues.c.used_at.desc(), venues.c.id.desc()).limit(limit)
    )
    return [Venue.of(row) for row in rows.mappings()]
