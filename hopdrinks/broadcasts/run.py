"""A broadcast on its way, swept like all that is due: begun, handed on a few at a time, watched, ended.

Only a few recipients' deliveries stand in the outbox at any time. So memory and outbox stay small, a pause
takes hold at once, and whoever waits gets what the broadcast says when their turn comes.
"""

from datetime import datetime, time, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from hopdrinks.broadcasts import afterwards, previews, scheduled
from hopdrinks.broadcasts import life as rules
from hopdrinks.broadcasts.alerts import alert
from hopdrinks.broadcasts.second_look import is_wanting
from hopdrinks.broadcasts.urgency import is_urgent
from hopdrinks.notices.base import Notice
from hopdrinks.notices.broadcasts import Broadcast as BroadcastNotice
from hopdrinks.notices.broadcasts import (
    BroadcastEdit,
    BroadcastScreen,
    BroadcastWithdrawal,
    BroadcastWord,
)
from hopdrinks.outbox import as_row, owe
from hopdrinks.wall_time import first_valid_instant, to_local
from storage import broadcasts, deliveries, events, recipients
from storage.broadcast_records import Broadcast, Recipient

#: So many deliveries stand in the outbox at most.
WINDOW = 1_000
#: The author and so many others get it before the rest does.
CANARIES = 6
#: Of so many of the latest, this part in trouble means that something is wrong.
WATCHED, TROUBLED = 50, 0.3
#: After a gap so long nobody knows whether the broadcast is still wanted.
STILL_WANTED = timedelta(hours=6)
#: The message that shows how far it is changes no more often.
_SHOWN_EVERY = timedelta(seconds=5)
_ALIVE_EVERY = timedelta(minutes=1)
#: The night on the chapter's clock, for a broadcast that waits for the morning.
NIGHT_FROM, NIGHT_UNTIL = time(21), time(8)


async def run_due(connection: AsyncConnection, now: datetime) -> bool:
    """Move every broadcast on as far as it goes now; True while an audience is still being written down."""
    await afterwards.follow_up(connection, now)
    more = False
    for broadcast_id in await broadcasts.list_active_ids(connection):
        broadcast = await broadcasts.lock_broadcast(connection, broadcast_id)
        if broadcast is None:
            continue
        if broadcast.state == "draft":
            await previews.show_rested(connection, broadcast, now)
        elif broadcast.state == "scheduled":
            more = await scheduled.begin_if_due(connection, broadcast, now) or more
        else:
            more = await _run(connection, broadcast, now) or more
    return more


async def find_next_due_at(connection: AsyncConnection, now: datetime) -> datetime | None:
    """Give the next instant at which a broadcast has to be looked at."""
    effects_at = await afterwards.find_next_at(connection, now)
    moments = [] if effects_at is None else [effects_at]
    for broadcast in await broadcasts.list_active(connection):
        if broadcast.state == "draft":
            moments += previews.list_rested_at(broadcast)
        elif broadcast.state == "scheduled":
            due_at = await scheduled.find_due_at(connection, broadcast)
            moments += [] if due_at is None else [due_at - scheduled.WARNED_BEFORE, due_at]
        elif broadcast.undo_until is not None and now < broadcast.undo_until:
            moments.append(broadcast.undo_until)
        else:
            zone = await rules.time_zone_of(connection, broadcast)
            leaves_at = night_ends_at(zone, now) if broadcast.waits_for_morning else now
            moments.append(max(leaves_at, broadcast.card_due_at or now))
    return min((moment for moment in moments if moment > now), default=None)


def night_ends_at(time_zone: str, now: datetime) -> datetime:
    """Give the instant from which what waits for the morning may leave: `now` itself by day."""
    local = to_local(now, time_zone)
    at = local.time().replace(tzinfo=None)
    if NIGHT_UNTIL <= at < NIGHT_FROM:
        return now
    day = local.date() + timedelta(days=1 if at >= NIGHT_FROM else 0)
    return first_valid_instant(day, NIGHT_UNTIL, time_zone)


async def _run(connection: AsyncConnection, broadcast: Broadcast, now: datetime) -> bool:
    await recipients.take_outcomes(connection, broadcast.id)
    if broadcast.state in ("cancelled", "recalled"):  # of whom Telegram had put off nobody waits any more
        await recipients.skip_waiting(connection, broadcast.id, broadcast.state, now)
    more = False
    if broadcast.state == "sending":
        latest = await _list_latest(connection, broadcast, now)
        trouble = await _find_trouble(connection, broadcast, latest, now)
        if trouble is None:
            more = await _go_on(connection, broadcast, latest, now)
        elif await rules.pause(connection, None, broadcast, trouble, now):
            await alert(connection, broadcast, trouble, now)
            await _show(connection, broadcast, now)
    await _bring_up_to_date(connection, broadcast, now)
    return more


async def _go_on(
    connection: AsyncConnection, broadcast: Broadcast, latest: list[Recipient], now: datetime
) -> bool:
    more = False
    if broadcast.expanded_at is None:
        more = await recipients.expand_chunk(connection, broadcast, now)
    if await _may_leave(connection, broadcast, now):
        await _hand_on(connection, broadcast, latest, now)
        if not more and not await recipients.is_waiting(connection, broadcast.id):
            ended: dict[str, object] = {"state": "done", "ended_at": now}
            await broadcasts.claim_broadcast_state(connection, broadcast.id, ("sending",), ended)
            await _show(connection, broadcast, now)
            return False
    if broadcast.card_due_at is None or now >= broadcast.card_due_at:
        await _show(connection, broadcast, now)
    if broadcast.alive_at is None or abs(now - broadcast.alive_at) > _ALIVE_EVERY:
        await broadcasts.update_broadcast(connection, broadcast.id, {"alive_at": now})
    return more


async def _may_leave(connection: AsyncConnection, broadcast: Broadcast, now: datetime) -> bool:
    if broadcast.undo_until is not None and now < broadcast.undo_until:
        return False
    if not broadcast.waits_for_morning or await is_urgent(connection, broadcast, now):
        return True
    return night_ends_at(await rules.time_zone_of(connection, broadcast), now) <= now


async def _hand_on(
    connection: AsyncConnection, broadcast: Broadcast, latest: list[Recipient], now: datetime
) -> None:
    """Fill the outbox up: the author alone first, then a handful, then as many as there is room for."""
    row = _row(BroadcastNotice(broadcast_id=broadcast.id), now)
    author = await recipients.find_recipient(connection, broadcast.id, broadcast.author_id)
    if author is not None and author.state in ("queued", "sending"):
        await recipients.hand_on(connection, broadcast, row, limit=1, author_only=True)
        return
    under_way = await recipients.count_state(connection, broadcast.id, "sending")
    if len(latest) < CANARIES:
        room = CANARIES - 1 - under_way
    else:
        room = WINDOW - under_way if under_way <= WINDOW // 2 else 0
    if room > 0:
        await recipients.hand_on(connection, broadcast, row, limit=room)


async def _list_latest(connection: AsyncConnection, broadcast: Broadcast, now: datetime) -> list[Recipient]:
    since = broadcast.resumed_at or now
    return await recipients.list_latest(connection, broadcast.id, since, WATCHED)


async def _find_trouble(
    connection: AsyncConnection, broadcast: Broadcast, latest: list[Recipient], now: datetime
) -> BroadcastWord | None:
    """Say why a broadcast must not go on by itself."""
    if broadcast.alive_at is not None and now - broadcast.alive_at > STILL_WANTED:
        return "gap"
    if len(latest) <= CANARIES and any(one.state == "failed" for one in latest):
        return "content"
    # What was under way when the program was killed says nothing about the broadcast.
    bad = [
        one
        for one in latest
        if one.state == "failed" or (one.state == "uncertain" and one.reason != deliveries.INTERRUPTED)
    ]
    if len(latest) == WATCHED and len(bad) >= WATCHED * TROUBLED:
        return "failing"
    event = await events.find_event(connection, broadcast.event_id or 0)
    # Whoever let it go on since then knew.
    if event is None or broadcast.resumed_at is None:
        return None
    if event.cancelled_at is not None and event.cancelled_at > broadcast.resumed_at:
        return "event_cancelled"
    return "past" if broadcast.resumed_at < event.ends_at <= now else None


async def _bring_up_to_date(connection: AsyncConnection, broadcast: Broadcast, now: datetime) -> None:
    """Bring what was sent to the newest version, a few at a time; with nothing left to do, rest."""
    notice: Notice = BroadcastEdit(broadcast_id=broadcast.id)
    if broadcast.state == "recalled":
        notice = BroadcastWithdrawal(broadcast_id=broadcast.id)
    # Words that somebody is to agree to first change nothing yet.
    outdated = not is_wanting(broadcast) and await recipients.has_outdated(connection, broadcast)
    if outdated:
        queued = await deliveries.count_queued(connection, type(notice).__name__, int(notice.lane))
        if queued <= WINDOW // 2:
            await recipients.hand_on_news(connection, broadcast, _row(notice, now), WINDOW - queued)
    current = await broadcasts.find_broadcast(connection, broadcast.id)
    if current is None or current.state == "sending" or outdated:
        return
    if not await recipients.count_state(connection, broadcast.id, "sending"):
        await broadcasts.update_broadcast(connection, broadcast.id, {"busy": False})
        if current.state != "done":  # its last change of numbers is not shown yet
            await _show(connection, broadcast, now)


async def _show(connection: AsyncConnection, broadcast: Broadcast, now: datetime) -> None:
    """Bring the author's message up to date, where there is one."""
    await broadcasts.update_broadcast(connection, broadcast.id, {"card_due_at": now + _SHOWN_EVERY})
    if broadcast.card_message_id is not None:
        await owe(connection, BroadcastScreen(broadcast_id=broadcast.id), broadcast.author_id, now)


def _row(notice: Notice, now: datetime) -> dict[str, object]:
    """Give the columns of the outbox that are the same for all recipients."""
    row = as_row(notice, 0, now)
    return {name: row[name] for name in ("lane", "reliability", "notice", "payload", "queued_at")}
