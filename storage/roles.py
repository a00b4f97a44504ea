"""Who may do what, and who did what."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.records import Role
from storage.tables import audit, roles


async def list_roles(connection: AsyncConnection, member_id: int) -> list[tuple[Role, int | None]]:
    """Give a member's roles, each with the chapter it is held in (None: everywhere)."""
    rows = await connection.execute(
        select(roles.c.role, roles.c.chapter_id).where(roles.c.member_id == member_id)
    )
    return [(role, chapter_id) for role, chapter_id in rows]


async def list_holders(connection: AsyncConnection, role: Role, chapter_id: int | None) -> list[int]:
    """Give the ids of those who hold a role in a chapter (None: everywhere)."""
    where = (roles.c.role == role) & roles.c.chapter_id.is_not_distinct_from(chapter_id)
    rows = await connection.execute(select(roles.c.member_id).where(where).order_by(roles.c.id))
    return list(rows.scalars())


async def list_holders_anywhere(connection: AsyncConnection, role: Role) -> list[int]:
    """Give the ids of those who hold a role in whatever chapter, the first granted first."""
    rows = await connection.execute(
        select(roles.c.member_id).where(roles.c.role == role).order_by(roles.c.id)
    )
    return list(dict.fromkeys(rows.scalars()))


async def list_managers(connection: AsyncConnection) -> list[int]:
    """Give the ids of all who may manage events somewhere: owners and organisers of whatever chapter."""
    where = roles.c.role.in_(("owner", "organiser"))
    rows = await connection.execute(select(roles.c.member_id).where(where).distinct())
    return list(rows.scalars())


async def add_role(
    connection: AsyncConnection,
    *,
    member_id: int,
    role: Role,
    chapter_id: int | None,
    granted_by: int | None,
    now: datetime,
) -> None:
    """Grant a role, once."""
    if member_id in await list_holders(connection, role, chapter_id):
        return
    row = {
        "member_id": member_id,
        "role": role,
        "chapter_id": chapter_id,
        "granted_by": granted_by,
        "granted_at": now,
    }
    await connection.execute(roles.insert().values(row))


async def delete_role(
    connection: AsyncConnection, member_id: int, role: Role, chapter_id: int | None
) -> None:
    """Take a role back."""
    await connection.execute(
        delete(roles).where(
            roles.c.member_id == member_id,
            roles.c.role == role,
            roles.c.chapter_id.is_not_distinct_from(chapter_id),
        )
    )


async def add_audit(
    connection: AsyncConnection,
    *,
    actor_id: int | None,
    action: str,
    subject: str,
    detail: str,
    now: datetime,
) -> None:
    """Write down what somebody did with a role."""
    row = {"at": now, "actor_id": actor_id, "action": action, "subject": subject, "detail": detail}
    await connection.execute(audit.insert().values(row))
