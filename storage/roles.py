"""Who may do what, and who did what."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.records import AuditEntry, HeldRole, Role
from storage.tables import audit, roles


async def list_roles(
    connection: AsyncConnection, member_id: int
) -> list[tuple[Role, int | None, int | None]]:
    """Give a member's roles, each with the chapter and the event it is held for (both None: everywhere)."""
    rows = await connection.execute(
        select(roles.c.role, roles.c.chapter_id, roles.c.event_id).where(roles.c.member_id == member_id)
    )
    return [(role, chapter_id, event_id) for role, chapter_id, event_id in rows]


async def list_holders(connection: AsyncConnection, role: Role, chapter_id: int | None) -> list[int]:
    """Give the ids of those who hold a role in a chapter (None: everywhere), not for one evening alone."""
    where = _is_held(role, chapter_id, None)
    rows = await connection.execute(select(roles.c.member_id).where(where).order_by(roles.c.id))
    return list(rows.scalars())


async def list_holders_for_event(
    connection: AsyncConnection, role: Role, chapter_id: int, event_id: int
) -> list[int]:
    """Give the ids of those whose role counts for an evening: for it alone, in its chapter, or everywhere."""
    of_all = roles.c.event_id.is_(None) & or_(roles.c.chapter_id == chapter_id, roles.c.chapter_id.is_(None))
    rows = await connection.execute(
        select(roles.c.member_id)
        .where(roles.c.role == role, or_(roles.c.event_id == event_id, of_all))
        .order_by(roles.c.id)
    )
    return list(dict.fromkeys(rows.scalars()))


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


async def list_team(connection: AsyncConnection, chapter_id: int) -> list[HeldRole]:
    """Give who holds what in a chapter, for one of its evenings, or everywhere; owners apart."""
    rows = await connection.execute(
        select(roles)
        .where(roles.c.role != "owner", or_(roles.c.chapter_id == chapter_id, roles.c.chapter_id.is_(None)))
        .order_by(roles.c.id)
    )
    return [HeldRole.of(row) for row in rows.mappings()]


async def find_held_role(connection: AsyncConnection, role_id: int) -> HeldRole | None:
    """Give a role somebody holds by an id that somebody sent."""
    row = (await connection.execute(select(roles).where(roles.c.id == role_id))).mappings().first()
    return None if row is None else HeldRole.of(row)


async def add_role(
    connection: AsyncConnection,
    *,
    member_id: int,
    role: Role,
    chapter_id: int | None,
    granted_by: int | None,
    now: datetime,
    event_id: int | None = None,
) -> bool:
    """Grant a role, once; True where that is new."""
    known = select(roles.c.id).where(roles.c.member_id == member_id, _is_held(role, chapter_id, event_id))
    if (await connection.execute(known)).first() is not None:
        return False
    row = {
        "member_id": member_id,
        "role": role,
        "chapter_id": chapter_id,
        "event_id": event_id,
        "granted_by": granted_by,
        "granted_at": now,
    }
    await connection.execute(roles.insert().values(row))
    return True


async def delete_role(
    connection: AsyncConnection,
    member_id: int,
    role: Role,
    chapter_id: int | None,
    event_id: int | None = None,
) -> bool:
    """Take a role back; True where it was held."""
    done = await connection.execute(
        delete(roles).where(roles.c.member_id == member_id, _is_held(role, chapter_id, event_id))
    )
    return done.rowcount > 0


def _is_held(role: Role, chapter_id: int | None, event_id: int | None) -> ColumnElement[bool]:
    return and_(
        roles.c.role == role,
        roles.c.chapter_id.is_not_distinct_from(chapter_id),
        roles.c.event_id.is_not_distinct_from(event_id),
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


async def count_audit(connection: AsyncConnection, actor_id: int, action: str, since: datetime) -> int:
    """Count how often somebody did something since an instant."""
    where = (audit.c.at > since) & (audit.c.actor_id == actor_id) & (audit.c.action == action)
    counted = await connection.execute(select(func.count()).select_from(audit).where(where))
    return counted.scalar_one()


async def is_audited(
    connection: AsyncConnection, action: str, subject: str, word: str, since: datetime
) -> bool:
    """Tell whether something was done to a subject since an instant, with a word in its detail."""
    found = await connection.execute(
        select(audit.c.id)
        .where(
            audit.c.at > since,
            audit.c.action == action,
            audit.c.subject == subject,
            audit.c.detail.contains(word, autoescape=True),
        )
        .limit(1)
    )
    return found.first() is not None


async def find_audited_at(connection: AsyncConnection, action: str, subject: str) -> datetime | None:
    """Give when something was last done to a subject."""
    where = (audit.c.action == action) & (audit.c.subject == subject)
    found: datetime | None = (
        await connection.execute(select(func.max(audit.c.at)).where(where))
    ).scalar_one()
    return found


async def list_audit(connection: AsyncConnection, *, skip: int, limit: int) -> list[AuditEntry]:
    """Give a page of what was done, the last first."""
    rows = await connection.execute(
        select(audit).order_by(audit.c.at.desc(), audit.c.id.desc()).offset(skip).limit(limit)
    )
    return [AuditEntry.of(row) for row in rows.mappings()]
