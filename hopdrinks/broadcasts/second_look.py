"""A second person's OK: what goes to very many is looked at by somebody else before it leaves."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from hopdrinks.broadcasts import life
from hopdrinks.broadcasts.life import seal
from hopdrinks.broadcasts.previews import owe_preview
from hopdrinks.notices.base import Lane
from hopdrinks.notices.broadcasts import BroadcastLook, BroadcastScreen, BroadcastVerdict
from hopdrinks.outbox import owe, owe_each
from hopdrinks.people.roles import Actor
from storage import audiences, broadcasts, facts, members, roles
from storage.broadcast_records import Broadcast
from storage.records import Role

#: An answer is waited for so long; then the question is asked anew.
ANSWERED_WITHIN = timedelta(hours=24)
_FROM = "broadcasts.second_ok_from"
_USUALLY_FROM = 1_000
#: What somebody has got, or is to get as soon as it goes on.
_BEGUN = ("sending", "paused", "done", "cancelled")


async def keep_size(connection: AsyncConnection, size: int) -> None:
    """Remember from how many recipients on a second person has to agree."""
    await facts.put_fact(connection, _FROM, str(size))


async def is_missing(connection: AsyncConnection, broadcast: Broadcast, count: int) -> bool:
    """Tell whether a broadcast to so many still needs somebody's OK."""
    return count >= await _get_size(connection) and not is_approved(broadcast)


async def is_due(connection: AsyncConnection, broadcast: Broadcast, now: datetime) -> bool:
    """Tell whether what is to leave now lacks an OK: it was asked for, or the audience has grown since."""
    if is_approved(broadcast):
        return False
    size = await _get_size(connection)
    return bool(broadcast.looked_at) or await audiences.reaches(connection, broadcast, now, size)


async def _get_size(connection: AsyncConnection) -> int:
    return int(await facts.find_fact(connection, _FROM) or _USUALLY_FROM)


def is_approved(broadcast: Broadcast) -> bool:
    """Tell whether somebody agreed to these words for this audience."""
    return broadcast.approved_by is not None and broadcast.looked_at == seal(broadcast)


def is_wanting(broadcast: Broadcast) -> bool:
    """Tell whether these words may reach nobody, though it has begun or is paused: somebody has to agree."""
    needed = broadcast.pause_reason == "unseen" or bool(broadcast.looked_at)
    return broadcast.state in _BEGUN and needed and not is_approved(broadcast)


def is_asked(broadcast: Broadcast, now: datetime) -> bool:
    """Tell whether somebody is being asked about these words for this audience."""
    asked_at = broadcast.look_asked_at
    if asked_at is None or broadcast.approved_by is not None or broadcast.looked_at != seal(broadcast):
        return False
    return now < asked_at + ANSWERED_WITHIN


async def list_colleagues(connection: AsyncConnection, broadcast: Broadcast, asker_id: int) -> list[int]:
    """Give whom to ask: the chapter's other organisers that can be reached, else the owners."""
    asked_in_turn: tuple[tuple[Role, int | None], ...] = (
        ("organiser", broadcast.chapter_id),
        ("owner", None),
    )
    for role, chapter_id in asked_in_turn:
        held = await roles.list_holders(connection, role, chapter_id)
        known = await members.list_members(connection, set(held) - {asker_id})
        reachable = [one.id for one in known if one.reach == "reachable"]
        if reachable:
            return reachable
    return []


async def ask(connection: AsyncConnection, actor: Actor, broadcast: Broadcast, now: datetime) -> list[int]:
    """Show colleagues what is to be sent and ask whether it may; give whom, none where there is nobody."""
    colleagues = await list_colleagues(connection, broadcast, actor.member_id)
    if is_asked(broadcast, now):
        return colleagues
    values: dict[str, object] = {
        "looked_at": seal(broadcast),
        "look_asked_by": actor.member_id,
        "look_asked_at": now,
        "approved_by": None,
    }
    await broadcasts.update_broadcast(connection, broadcast.id, values)
    for locale in broadcast.contents:
        for colleague in colleagues:
            await owe_preview(connection, broadcast, locale, colleague, now, Lane.PERSONAL)
    if not colleagues:
        return []
    look = BroadcastLook(broadcast_id=broadcast.id, looked_at=seal(broadcast))
    await owe_each(connection, look, colleagues, now)
    await _write_down(connection, actor, "broadcast.ask", broadcast, now)
    return colleagues


async def approve(
    connection: AsyncConnection, actor: Actor, broadcast: Broadcast, looked_at: str, now: datetime
) -> bool:
    """Agree to what was shown: a draft leaves in a minute, a scheduled one when it is due.

    Where other words are agreed to, those who have the old ones see them change.
    Nobody agrees to what they asked about, nor to what has changed since.
    """
    if not _may_judge(actor, broadcast, looked_at, now):
        return False
    agreed = {"approved_by": actor.member_id, "busy": broadcast.begun_at is not None}
    broadcast = await broadcasts.update_broadcast(connection, broadcast.id, agreed)
    await _write_down(connection, actor, "broadcast.approve", broadcast, now)
    if broadcast.state == "draft":
        await life.send(connection, actor, broadcast, now, card_message_id=None)
        screen = BroadcastScreen(broadcast_id=broadcast.id, as_new=True)
        await owe(connection, screen, broadcast.author_id, now, lane=Lane.PERSONAL, reliability="must_arrive")
    await _tell(connection, actor, broadcast, now, granted=True)
    return True


async def ask_no_more(connection: AsyncConnection, broadcast: Broadcast) -> None:
    """Have a broadcast leave without anybody's OK, as it goes to fewer."""
    if not is_approved(broadcast):
        await broadcasts.update_broadcast(connection, broadcast.id, {"looked_at": "", "approved_by": None})


async def approve_alone(
    connection: AsyncConnection, actor: Actor, broadcast: Broadcast, now: datetime
) -> bool:
    """Take one's own second yes for the OK, where there is nobody else to ask."""
    if await list_colleagues(connection, broadcast, actor.member_id):
        return False
    values: dict[str, object] = {
        "looked_at": seal(broadcast),
        "look_asked_by": actor.member_id,
        "look_asked_at": now,
        "approved_by": actor.member_id,
        "busy": broadcast.begun_at is not None,
    }
    await broadcasts.update_broadcast(connection, broadcast.id, values)
    await _write_down(connection, actor, "broadcast.approve_alone", broadcast, now)
    return True


async def decline(
    connection: AsyncConnection, actor: Actor, broadcast: Broadcast, looked_at: str, why: str, now: datetime
) -> bool:
    """Say no, and why; it is a draft (again), or what has begun stays as it is until somebody agrees."""
    if not _may_judge(actor, broadcast, looked_at, now):
        return False
    if not await life.put_back(connection, actor, broadcast, now):
        asked_no_more: dict[str, object] = (
            {"looked_at": ""} if broadcast.state == "draft" else {"look_asked_at": None}
        )
        await broadcasts.update_broadcast(connection, broadcast.id, asked_no_more)
    await _write_down(connection, actor, "broadcast.decline", broadcast, now)
    await _tell(connection, actor, broadcast, now, granted=False, why=why)
    return True


def _may_judge(actor: Actor, broadcast: Broadcast, looked_at: str, now: datetime) -> bool:
    is_waiting = broadcast.state in ("draft", "scheduled", *_BEGUN) and is_asked(broadcast, now)
    return is_waiting and looked_at == broadcast.looked_at and actor.member_id != broadcast.look_asked_by


async def _tell(
    connection: AsyncConnection,
    actor: Actor,
    broadcast: Broadcast,
    now: datetime,
    *,
    granted: bool,
    why: str = "",
) -> None:
    verdict = BroadcastVerdict(broadcast_id=broadcast.id, by_id=actor.member_id, granted=granted, why=why)
    if broadcast.look_asked_by is not None:
        await owe(connection, verdict, broadcast.look_asked_by, now)


async def _write_down(
    connection: AsyncConnection, actor: Actor, action: str, broadcast: Broadcast, now: datetime
) -> None:
    await roles.add_audit(
        connection, actor_id=actor.member_id, action=action, subject=broadcast.subject, detail="", now=now
    )
