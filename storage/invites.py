"""Invites as they are kept: the digest of each link's token, never the token."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.records import Invite
from storage.tables import invites


async def add_invite(connection: AsyncConnection, values: Mapping[str, object]) -> Invite:
    """Store a new invite; `values` are columns of the table."""
    row = await connection.execute(invites.insert().values(values).returning(invites))
    return Invite.of(row.mappings().one())


async def find_invite(connection: AsyncConnection, invite_id: int) -> Invite | None:
    """Give an invite by an id that somebody sent."""
    row = (await connection.execute(select(invites).where(invites.c.id == invite_id))).mappings().first()
    return None if row is None else Invite.of(row)


async def find_open_invite(connection: AsyncConnection, token_hash: str, now: datetime) -> Invite | None:
    """Give the invite of a token that can still be used."""
    where = (invites.c.token_hash == token_hash) & _is_open(now)
    row = (await connection.execute(select(invites).where(where))).mappings().first()
    return None if row is None else Invite.of(row)


async def claim_invite(connection: AsyncConnection, invite_id: int, member_id: int, now: datetime) -> bool:
    """Use an invite up; True where this call did it, however many try at once."""
    done = await connection.execute(
        update(invites).where(invites.c.id == invite_id, _is_open(now)).values(used_by=member_id, used_at=now)
    )
    return done.rowcount == 1


async def claim_revocation(connection: AsyncConnection, invite_id: int, now: datetime) -> bool:
    """Take an open invite back; True where this call did it."""
    done = await connection.execute(
        update(invites).where(invites.c.id == invite_id, _is_open(now)).values(revoked_at=now)
    )
    return done.rowcount == 1


async def list_open_invites(
    connection: AsyncConnection, chapter_id: int | None, now: datetime
) -> list[Invite]:
    """Give the invites into a chapter (None: everywhere) that can still be used, the oldest first."""
    where = invites.c.chapter_id.is_not_distinct_from(chapter_id) & _is_open(now)
    rows = await connection.execute(select(invites).where(where).order_by(invites.c.id))
    return [Invite.of(row) for row in rows.mappings()]


async def count_open_invites(connection: AsyncConnection, created_by: int, now: datetime) -> int:
    """Count the links somebody made that can still be used."""
    where = (invites.c.created_by == created_by) & _is_open(now)
    counted = await connection.execute(select(func.count()).select_from(invites).where(where))
    return counted.scalar_one()


def _is_open(now: datetime) -> ColumnElement[bool]:
    return invites.c.used_by.is_(None) & invites.c.revoked_at.is_(None) & (invites.c.expires_at > now)
