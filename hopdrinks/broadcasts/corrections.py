"""A correction of what was sent is silent; who comes to its evening is told of it, if its organiser wants."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from hopdrinks.broadcasts.second_look import is_wanting
from hopdrinks.notices.broadcasts import BroadcastCorrection
from hopdrinks.outbox import as_row
from hopdrinks.people.roles import Actor
from storage import events, recipients, roles
from storage.broadcast_records import Broadcast

_TOLD = "broadcast.correct"


async def count_concerned(connection: AsyncConnection, broadcast: Broadcast, now: datetime) -> int:
    """Count whom to tell: they have the corrected message and come to its evening; nobody twice."""
    if not await _can_be_told(connection, broadcast, now):
        return 0
    return await recipients.count_coming(connection, broadcast)


async def tell(connection: AsyncConnection, actor: Actor, broadcast: Broadcast, now: datetime) -> int:
    """Tell those who come that their message has changed, once for each version; give their number."""
    if not await _can_be_told(connection, broadcast, now):
        return 0
    notice = BroadcastCorrection(broadcast_id=broadcast.id, version=broadcast.version)
    told = await recipients.queue_for_coming(connection, broadcast, as_row(notice, 0, now))
    if told:
        await roles.add_audit(
            connection, actor_id=actor.member_id, action=_TOLD, subject=_subject(broadcast),
            detail=_version(broadcast), now=now,
        )  # fmt: skip
    return told


async def _can_be_told(connection: AsyncConnection, broadcast: Broadcast, now: datetime) -> bool:
    """Tell whether its words have changed since it began, and everybody who has it sees the new ones."""
    begun_at = broadcast.begun_at
    if begun_at is None or broadcast.state not in ("done", "cancelled") or is_wanting(broadcast):
        return False
    event = await events.find_event(connection, broadcast.event_id or 0)
    if event is None or event.ends_at <= now:
        return False
    subject = _subject(broadcast)
    if not await roles.is_audited(connection, "broadcast.rewrite", subject, "", begun_at):
        return False
    if await roles.is_audited(connection, _TOLD, subject, _version(broadcast), begun_at):
        return False
    return not await recipients.has_outdated(connection, broadcast)


def _subject(broadcast: Broadcast) -> str:
    return f"broadcast:{broadcast.id}"


def _version(broadcast: Broadcast) -> str:
    return f"version {broadcast.version};"
