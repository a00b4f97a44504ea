"""Invites: single-use links that give a role, and taking a role back."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Literal

from pydantic import BaseModel, ConfigDict
from sqlalchemy.ext.asyncio import AsyncConnection

from hopdrinks.notices.people import InviteTaken, RoleTaken
from hopdrinks.outbox import owe
from hopdrinks.people.roles import Actor, Grant, allow, get_actor
from storage import chapters, events, invites, members, roles
from storage.records import HeldRole, Invite, Member, Role

#: A link works for so long.
VALID_FOR = timedelta(days=7)
#: So many links of one person may be open at once.
MOST_OPEN = 20
#: After so many wrong links within `_TRIES_WITHIN` nobody looks any more; the answer is the same.
MOST_TRIES = 5
_TRIES_WITHIN = timedelta(hours=1)
#: 128 bits, as they stand in a link.
_TOKEN_BYTES = 16
#: Owners stand in the settings, and are invited by nobody.
INVITABLE: tuple[Role, ...] = ("organiser", "representative", "door")


class MadeInvite(BaseModel):
    """A new invite with the token that is told this once."""

    # The token gives a role: no error and no log may quote it.
    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    invite: Invite
    token: str


class Redeemed(BaseModel):
    """What became of a link somebody opened: the role they have now, or why not.

    One answer for a link that is wrong, used up, taken back or too old: none can be told from another.
    """

    model_config = ConfigDict(frozen=True)

    verdict: Literal["granted", "held_already", "own", "invalid"]
    grant: Grant | None = None


def may_invite(actor: Actor, grant: Grant) -> bool:
    """Tell whether somebody may give a role.

    Organisers are of a city, the door is kept for one evening, and whoever may represent the platform
    everywhere is for the owner to say.
    """
    fits = {
        "organiser": grant.chapter_id is not None and grant.event_id is None,
        "representative": grant.chapter_id is not None or grant.event_id is None,
        "door": grant.chapter_id is not None and grant.event_id is not None,
    }
    return fits.get(grant.role, False) and allow(actor, "manage_roles", grant.chapter_id)


async def invite(connection: AsyncConnection, actor: Actor, grant: Grant, now: datetime) -> MadeInvite | None:
    """Make a link that gives a role to whoever opens it first; None where the actor may not, or has too many.

    An evening must be of the chapter, and not over.
    """
    if not may_invite(actor, grant) or not await _is_ahead(connection, grant, now):
        return None
    if await invites.count_open_invites(connection, actor.member_id, now) >= MOST_OPEN:
        return None
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    values = {
        **grant._asdict(),
        "token_hash": _digest(token),
        "created_by": actor.member_id,
        "created_at": now,
        "expires_at": now + VALID_FOR,
    }
    made = await invites.add_invite(connection, values)
    await _write_down(connection, actor.member_id, "invite.make", grant, f"invite:{made.id}", now)
    return MadeInvite(invite=made, token=token)


async def redeem(connection: AsyncConnection, member: Member, token: str, now: datetime) -> Redeemed:
    """Give a member the role of a link, once. Whoever made it, or has the role, does not use it up."""
    tries = await roles.count_audit(connection, member.id, "invite.wrong", now - _TRIES_WITHIN)
    if tries >= MOST_TRIES:
        return Redeemed(verdict="invalid")
    found = await invites.find_open_invite(connection, _digest(token), now)
    if found is None:
        return await _wrong(connection, member.id, now)
    grant = Grant(found.role, found.chapter_id, found.event_id)
    if not may_invite(await get_actor(connection, found.created_by), grant):
        return await _wrong(connection, member.id, now)  # whoever made it lost the right to since
    if found.created_by == member.id:
        return Redeemed(verdict="own", grant=grant)
    if grant in [Grant(*held) for held in await roles.list_roles(connection, member.id)]:
        return Redeemed(verdict="held_already", grant=grant)
    if not await invites.claim_invite(connection, found.id, member.id, now):
        return await _wrong(connection, member.id, now)
    await roles.add_role(
        connection, member_id=member.id, **grant._asdict(), granted_by=found.created_by, now=now
    )
    await _write_down(connection, member.id, "role.take", grant, f"invite:{found.id}", now)
    await owe(connection, InviteTaken(member_id=member.id, **grant._asdict()), found.created_by, now)
    return Redeemed(verdict="granted", grant=grant)


async def revoke(connection: AsyncConnection, actor: Actor, found: Invite, now: datetime) -> bool:
    """Take a link back; True where this call did it."""
    grant = Grant(found.role, found.chapter_id, found.event_id)
    if not may_invite(actor, grant) or not await invites.claim_revocation(connection, found.id, now):
        return False
    await _write_down(connection, actor.member_id, "invite.revoke", grant, f"invite:{found.id}", now)
    return True


Removal = Literal["removed", "not_allowed", "last_organiser", "gone"]


async def remove(connection: AsyncConnection, actor: Actor, held: HeldRole, now: datetime) -> Removal:
    """Take a role back; whoever had it is told, unless they gave it back themselves.

    A chapter's last organiser stays until there is another: only the owner, who then looks after it, may
    decide otherwise. The chapter is locked, so that two who leave at once do not both.
    """
    grant = Grant(held.role, held.chapter_id, held.event_id)
    if not may_remove(actor, held):
        return "not_allowed"
    if grant.role == "organiser" and grant.chapter_id is not None:
        await chapters.lock_chapter(connection, grant.chapter_id)
        left = await roles.list_holders(connection, "organiser", grant.chapter_id)
        if set(left) <= {held.member_id} and not actor.has("owner"):
            return "last_organiser"
    if not await roles.delete_role(connection, held.member_id, *grant):
        return "gone"
    await _write_down(connection, actor.member_id, "role.remove", grant, f"member:{held.member_id}", now)
    if held.member_id != actor.member_id:
        known = await members.find_member(connection, held.member_id)
        if known is not None and known.reach == "reachable":
            await owe(connection, RoleTaken(**grant._asdict()), held.member_id, now)
    return "removed"


def may_remove(actor: Actor, held: HeldRole) -> bool:
    """Tell whether somebody may take a role back: who may give it, and whoever holds it."""
    if held.role == "owner":
        return False
    own = held.member_id == actor.member_id
    return own or may_invite(actor, Grant(held.role, held.chapter_id, held.event_id))


async def _is_ahead(connection: AsyncConnection, grant: Grant, now: datetime) -> bool:
    if grant.event_id is None:
        return True
    event = await events.find_event(connection, grant.event_id)
    if event is None or event.chapter_id != grant.chapter_id:
        return False
    return event.state != "cancelled" and now < event.ends_at


async def _wrong(connection: AsyncConnection, member_id: int, now: datetime) -> Redeemed:
    await roles.add_audit(
        connection,
        actor_id=member_id,
        action="invite.wrong",
        subject=f"member:{member_id}",
        detail="",
        now=now,
    )
    return Redeemed(verdict="invalid")


async def _write_down(
    connection: AsyncConnection, actor_id: int, action: str, grant: Grant, subject: str, now: datetime
) -> None:
    where = (
        f"event:{grant.event_id}" if grant.event_id is not None else f"chapter:{grant.chapter_id or 'all'}"
    )
    await roles.add_audit(
        connection,
        actor_id=actor_id,
        action=action,
        subject=subject,
        detail=f"{grant.role} {where}",
        now=now,
    )


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
