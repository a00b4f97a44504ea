"""Who may do what, and where: one question, asked on every command and every tap."""

from typing import Literal, NamedTuple

from pydantic import BaseModel, ConfigDict
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import roles
from storage.records import Role

Action = Literal[
    "manage_events",  # create, announce, change, cancel, list drafts
    "see_guests",  # read who comes to an evening
    "choose_chats",  # say in which group or channel announcements go
    "answer_members",  # see what waits for an answer, set the staff chat up
    "erase_questions",  # delete for good what was said in a question
    "broadcast",  # write to many
    "resend",  # send an uncertain delivery again
    "manage_roles",  # invite organisers, representatives and the door; take their roles back
    "manage_cities",  # open another city, change what it is
    "read_audit",  # read who did what
    "run_bot",  # the owner's own
]
#: Where somebody acts: alone with the bot, in a group or channel, on an inline message, in the staff chat.
Place = Literal["private", "group", "inline", "staff"]

#: Who may do it beside the owner, who may do everything; what nobody was allowed is refused.
_ALLOWED: dict[Action, frozenset[Role]] = {
    "manage_events": frozenset({"organiser"}),
    "see_guests": frozenset({"organiser", "representative", "door"}),
    "choose_chats": frozenset({"organiser"}),
    "answer_members": frozenset({"representative"}),
    "erase_questions": frozenset({"representative"}),
    "broadcast": frozenset({"organiser"}),
    "resend": frozenset({"organiser", "representative"}),
    "manage_roles": frozenset({"organiser"}),
    "manage_cities": frozenset(),
    "read_audit": frozenset(),
    "run_bot": frozenset(),
}
#: What can be done elsewhere than alone with the bot; what others read is no place for the rest.
_ELSEWHERE: dict[Action, frozenset[Place]] = {
    "choose_chats": frozenset({"group"}),
    "answer_members": frozenset({"group", "staff"}),
    "erase_questions": frozenset({"staff"}),
    "resend": frozenset({"staff"}),
}


class Grant(NamedTuple):
    """A role somebody holds: in a chapter, for one evening, or everywhere (both None)."""

    role: Role
    chapter_id: int | None = None
    event_id: int | None = None


class Actor(BaseModel):
    """Somebody with the roles they hold."""

    model_config = ConfigDict(frozen=True)

    member_id: int
    roles: tuple[Grant, ...] = ()

    def has(self, role: Role) -> bool:
        """Tell whether a role is held anywhere at all."""
        return any(grant.role == role for grant in self.roles)


def allow(
    actor: Actor,
    action: Action,
    chapter_id: int | None,
    event_id: int | None = None,
    *,
    place: Place = "private",
) -> bool:
    """Decide whether an actor may do something in a chapter (None: in none in particular), at a place.

    A role for one evening counts for that evening alone. Being an administrator of a group is no role.
    """
    if place != "private" and place not in _ELSEWHERE.get(action, ()):
        return False
    return any(
        grant.role == "owner" or (grant.role in _ALLOWED[action] and _covers(grant, chapter_id, event_id))
        for grant in actor.roles
    )


def _covers(grant: Grant, chapter_id: int | None, event_id: int | None) -> bool:
    if grant.event_id is not None:
        return grant.event_id == event_id
    return grant.chapter_id is None or grant.chapter_id == chapter_id


async def get_actor(connection: AsyncConnection, member_id: int) -> Actor:
    """Give a member with their roles as they are now."""
    held = await roles.list_roles(connection, member_id)
    return Actor(member_id=member_id, roles=tuple(Grant(*role) for role in held))
