"""Who may do what: one question, asked on every command and every tap."""

from typing import Literal

from pydantic import BaseModel, ConfigDict
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import roles
from storage.records import Role

Action = Literal[
    "manage_events",  # create, announce, change, cancel, list drafts
    "choose_chats",  # say in which group or channel announcements go
    "answer_questions",  # see what waits for an answer, set the staff chat up
    "resend",  # send an uncertain delivery again
    "run_bot",  # the owner's own
]

_ALLOWED: dict[Action, frozenset[Role]] = {
    "manage_events": frozenset({"organiser"}),
    "choose_chats": frozenset({"organiser"}),
    "answer_questions": frozenset({"representative"}),
    "resend": frozenset({"organiser", "representative"}),
    "run_bot": frozenset(),
}


class Actor(BaseModel):
    """Somebody with the roles they hold; a role in chapter None is held everywhere."""

    model_config = ConfigDict(frozen=True)

    member_id: int
    roles: tuple[tuple[Role, int | None], ...] = ()

    def has(self, role: Role) -> bool:
        """Tell whether a role is held anywhere at all."""
        return any(held == role for held, _ in self.roles)


def allow(actor: Actor, action: Action, chapter_id: int | None) -> bool:
    """Decide whether an actor may do something in a chapter (None: in none in particular).

    The owner may do everything; what nobody was allowed is refused.
    """
    for role, where in actor.roles:
        if role == "owner":
            return True
        if role in _ALLOWED[action] and (where is None or where == chapter_id):
            return True
    return False


async def get_actor(connection: AsyncConnection, member_id: int) -> Actor:
    """Give a member with their roles as they are now."""
    return Actor(member_id=member_id, roles=tuple(await roles.list_roles(connection, member_id)))
