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
    """Count whom to tell: what they have was corrected, and they come to its evening; nobody twice."""
    changed = await _list_changed(connection, broadcast, now)
    return await recipients.count_coming(connection, broadcast, changed) if changed else 0


async def tell(connection: AsyncConnection, actor: Actor, broadcast: Broadcast, now: datetime) -> int:
    """Tell those who come that their message has changed, once for each version; give their number."""
    changed = await _list_changed(connection, broadcast, now)
    if not changed:
        return 0
    notice = BroadcastCorrection(broadcast_id=broadcast.id, version=broadcast.version)
    told = await recipients.queue_for_coming(connection, broadcast, changed, as_row(notice, 0, now))
    if told:
        await roles.add_audit(
            connection,
            actor_id=actor.member_id,
            action=_TOLD,
            subject=broadcast.subject,
            detail="",
            now=now,
        )
    return told


async def _list_changed(connection: AsyncConnection, broadcast: Broadcast, now: datetime) -> list[str]:
    """Give the languages whose words have changed since anybody was told; none before everybody sees them."""
    begun_at = broadcast.begun_at
    if begun_at is None or broadcast.state not in ("done", "cancelled") or is_wanting(broadcast):
        return []
    event = await events.find_event(connection, broadcast.event_id or 0)
    if event is None or event.ends_at <= now or await recipients.has_outdated(connection, broadcast):
        return []
    since = await roles.find_audited_at(connection, _TOLD, broadcast.subject) or begun_at
    return [
        locale
        for locale in broadcast.contents
        if await roles.is_audited(
            connection, "broadcast.rewrite", broadcast.subject, f"words {locale};", since
        )
    ]
