"""The life of a broadcast as its organiser moves it: written, scheduled, sent, paused, taken back."""

import hashlib
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from hopdrinks.people.roles import Actor
from storage import broadcasts, chapters, recipients, roles
from storage.broadcast_records import Anchor, Audience, Broadcast, BroadcastState, Content

#: So long nothing leaves after 📣, and ✖️ undoes it without a trace.
UNDO_FOR = timedelta(seconds=60)
#: What was shown before 📣 is believed so long.
SHOWN_FOR = timedelta(minutes=10)
#: What may be read already.
_BEGUN: tuple[BroadcastState, ...] = ("sending", "paused", "done", "cancelled")
#: What can still be made to stop.
_STOPPABLE: tuple[BroadcastState, ...] = ("scheduled", "sending", "paused")


async def write(
    connection: AsyncConnection,
    actor: Actor,
    chapter_id: int,
    locale: str,
    content: Content,
    now: datetime,
    *,
    default_locale: str,
) -> Broadcast:
    """Keep what an organiser wrote as a draft; nobody gets it."""
    broadcast = await broadcasts.add_broadcast(
        connection,
        {
            "chapter_id": chapter_id,
            "author_id": actor.member_id,
            "state": "draft",
            "contents": {locale: content},
            "audience": Audience(default_locale=default_locale),
            "created_at": now,
        },
    )
    await _write_down(connection, actor, "broadcast.write", broadcast, now)
    return broadcast


def fits(broadcast: Broadcast, locale: str, content: Content) -> bool:
    """Tell whether a content can take the place of another that somebody has perhaps: Telegram sets limits.

    A text stays a text, a picture a picture; an album cannot be changed at all.
    """
    if broadcast.begun_at is None:
        return True
    was = broadcast.contents.get(locale)
    if was is None or len(was.parts) > 1 or len(content.parts) > 1 or content.album:
        return False
    return was.parts[0].kind == content.parts[0].kind


async def rewrite(
    connection: AsyncConnection,
    actor: Actor,
    broadcast: Broadcast,
    locale: str,
    content: Content,
    now: datetime,
) -> bool:
    """Change what is said in one language: who waits gets the new words, who has the old sees them change.

    What is scheduled, or left so lately that nothing is gone, is a draft again: these words nobody confirmed.
    Where a second person had to agree, the new words reach nobody until somebody agrees to them as well.
    """
    if broadcast.state == "scheduled" or _is_undoable(broadcast, now):
        await put_back(connection, actor, broadcast, now)
        broadcast = await broadcasts.get_broadcast(connection, broadcast.id)
    if broadcast.state == "recalled" or not fits(broadcast, locale, content):
        return False
    contents = broadcast.contents | {locale: content}
    # An album in the other language may still be coming in.
    busy = broadcast.begun_at is not None or any(one.resting is not None for one in contents.values())
    values = {"contents": contents, "version": broadcast.version + 1, "busy": busy}
    changed = await broadcasts.update_broadcast(connection, broadcast.id, values)
    if broadcast.looked_at:  # a second person agreed to the old words
        await pause(connection, actor, changed, "unseen", now)
    await _write_down(connection, actor, "broadcast.rewrite", broadcast, now, f"words {locale};")
    return True


async def add_part(connection: AsyncConnection, broadcast: Broadcast, locale: str, more: Content) -> None:
    """Add a further part of an album to a draft; Telegram sends them one after the other."""
    known = broadcast.contents[locale]
    contents = broadcast.contents | {locale: known.model_copy(update={"parts": (*known.parts, *more.parts)})}
    await broadcasts.update_broadcast(
        connection, broadcast.id, {"contents": contents, "version": broadcast.version + 1}
    )


async def aim(
    connection: AsyncConnection, broadcast: Broadcast, audience: Audience, event_id: int | None
) -> bool:
    """Choose whom a draft is for, and which evening it is about."""
    values: dict[str, object] = {
        "audience": audience,
        "event_id": event_id,
        "category": "news" if event_id is None else "evening",
    }
    if event_id != broadcast.event_id:
        values["for_later"] = False
    return await broadcasts.claim_broadcast_state(connection, broadcast.id, ("draft",), values)


def seal(broadcast: Broadcast, count: int = 0) -> str:
    """Give the fingerprint of what a draft says and to whom: what is sent is what was shown.

    Where it is scheduled the count is left out, as it goes on changing.
    """
    said = "|".join(
        (
            *(f"{locale}{content.model_dump_json()}" for locale, content in broadcast.contents.items()),
            broadcast.audience.model_dump_json(),
            f"{broadcast.event_id} {broadcast.version} {broadcast.waits_for_morning} {count}",
            "later" * broadcast.for_later,
        )
    )
    return hashlib.blake2s(said.encode(), digest_size=6).hexdigest()


async def send(
    connection: AsyncConnection,
    actor: Actor,
    broadcast: Broadcast,
    now: datetime,
    *,
    card_message_id: int | None,
) -> bool:
    """Begin to send, after a while in which it can be undone; True where this call did it."""
    values = starting(now) | {"undo_until": now + UNDO_FOR, "card_message_id": card_message_id}
    done = await broadcasts.claim_broadcast_state(connection, broadcast.id, ("draft",), values)
    if done:
        await recipients.add_recipient(connection, broadcast.id, broadcast.author_id)
        await _write_down(connection, actor, "broadcast.send", broadcast, now)
    return done


def starting(now: datetime) -> dict[str, object]:
    """Give the columns of a broadcast that begins now."""
    return {
        "state": "sending",
        "begun_at": now,
        "resumed_at": now,
        "alive_at": now,
        "undo_until": now,
        "card_due_at": now,
        "busy": True,
        "pause_reason": "",
    }


async def schedule(
    connection: AsyncConnection,
    actor: Actor,
    broadcast: Broadcast,
    now: datetime,
    *,
    send_at: datetime | None = None,
    anchor: Anchor | None = None,
    offset_minutes: int | None = None,
) -> bool:
    """Have a draft sent at an instant, or so many minutes after the start or end of its evening."""
    values: dict[str, object] = {
        "state": "scheduled",
        "send_at": send_at,
        "anchor": anchor,
        "offset_minutes": offset_minutes,
        "warned_at": None,
    }
    done = await broadcasts.claim_broadcast_state(connection, broadcast.id, ("draft", "scheduled"), values)
    if done:
        await _write_down(connection, actor, "broadcast.schedule", broadcast, now)
    return done


async def put_back(connection: AsyncConnection, actor: Actor, broadcast: Broadcast, now: datetime) -> bool:
    """Make a draft again of what is scheduled, or of what was sent so lately that nothing has left."""
    undone = _is_undoable(broadcast, now)
    if broadcast.state != "scheduled" and not undone:
        return False
    values: dict[str, object] = {
        "state": "draft",
        "send_at": None,
        "anchor": None,
        "offset_minutes": None,
        "begun_at": None,
        "undo_until": None,
        "after_id": 0,
        "expanded_at": None,
        "busy": False,
        "looked_at": "",
        "approved_by": None,
    }
    done = await broadcasts.claim_broadcast_state(connection, broadcast.id, (broadcast.state,), values)
    if done:
        await recipients.forget_recipients(connection, broadcast.id)
        await _write_down(connection, actor, "broadcast.put_back", broadcast, now)
    return done


def _is_undoable(broadcast: Broadcast, now: datetime) -> bool:
    until = broadcast.undo_until
    return broadcast.state == "sending" and until is not None and now < until


async def pause(
    connection: AsyncConnection, actor: Actor | None, broadcast: Broadcast, reason: str, now: datetime
) -> bool:
    """Let nothing more leave for now; True where this call did it."""
    values: dict[str, object] = {"state": "paused", "pause_reason": reason}
    done = await broadcasts.claim_broadcast_state(connection, broadcast.id, ("sending",), values)
    if done:
        await recipients.call_back(connection, broadcast.id)
        await _write_down(connection, actor, "broadcast.pause", broadcast, now, reason)
    return done


async def resume(connection: AsyncConnection, actor: Actor, broadcast: Broadcast, now: datetime) -> bool:
    """Go on with what is paused; what was to be sent while nobody could begins only now.

    What is paused as its author organises here no more is from then on theirs who let it leave.
    """
    values: dict[str, object] = {
        "state": "sending",
        "pause_reason": "",
        "resumed_at": now,
        "alive_at": now,
        "card_due_at": now,
        "busy": True,
    }
    if broadcast.begun_at is None:
        values |= starting(now)
    author_id = broadcast.author_id
    if broadcast.pause_reason == "author" and broadcast.begun_at is None:
        author_id = actor.member_id
        values |= {"author_id": author_id, "card_message_id": None}
    done = await broadcasts.claim_broadcast_state(connection, broadcast.id, ("paused",), values)
    if done:
        await recipients.add_recipient(connection, broadcast.id, author_id)
        await recipients.queue_refused(connection, broadcast)
        await _write_down(connection, actor, "broadcast.resume", broadcast, now)
    return done


async def cancel(
    connection: AsyncConnection, actor: Actor | None, broadcast: Broadcast, now: datetime
) -> bool:
    """End a broadcast: who has not got it yet does not get it."""
    values: dict[str, object] = {"state": "cancelled", "ended_at": now, "busy": True}
    done = await broadcasts.claim_broadcast_state(connection, broadcast.id, _STOPPABLE, values)
    if done:
        await _stop(connection, broadcast, "cancelled", now)
        await _write_down(connection, actor, "broadcast.cancel", broadcast, now)
    return done


async def recall(connection: AsyncConnection, actor: Actor, broadcast: Broadcast, now: datetime) -> bool:
    """Take a broadcast back from everybody who got it; True where this call did it."""
    if broadcast.begun_at is None:
        return False
    values: dict[str, object] = {
        "state": "recalled",
        "version": broadcast.version + 1,
        "ended_at": broadcast.ended_at or now,
        "busy": True,
    }
    done = await broadcasts.claim_broadcast_state(connection, broadcast.id, _BEGUN, values)
    if done:
        await _stop(connection, broadcast, "recalled", now)
        await _write_down(connection, actor, "broadcast.recall", broadcast, now)
    return done


async def resend_uncertain(
    connection: AsyncConnection, actor: Actor, broadcast: Broadcast, now: datetime
) -> int:
    """Send once more to all of whom nobody knows whether it arrived; give their number."""
    if broadcast.state not in ("sending", "paused", "done"):
        return 0
    number = await recipients.queue_uncertain(connection, broadcast.id)
    if number and broadcast.state == "done":
        await go_on(connection, broadcast, now)
    if number:
        await _write_down(connection, actor, "broadcast.resend", broadcast, now, str(number))
    return number


async def go_on(connection: AsyncConnection, broadcast: Broadcast, now: datetime) -> None:
    """Send on what had come to its end, as more people wait for it."""
    going_on: dict[str, object] = {
        "state": "sending",
        "ended_at": None,
        "resumed_at": now,
        "alive_at": now,
        "card_due_at": now,
        "busy": True,
    }
    await broadcasts.claim_broadcast_state(connection, broadcast.id, ("done",), going_on)


async def mute(connection: AsyncConnection, member_id: int, broadcast: Broadcast, now: datetime) -> None:
    """Send a member no more broadcasts like this one."""
    await broadcasts.add_mute(connection, member_id, broadcast.chapter_id, broadcast.category, now)


async def unmute(connection: AsyncConnection, member_id: int, broadcast: Broadcast) -> None:
    """Send a member broadcasts like this one again."""
    await broadcasts.delete_mute(connection, member_id, broadcast.chapter_id, broadcast.category)


async def time_zone_of(connection: AsyncConnection, broadcast: Broadcast) -> str:
    """Give the zone of a broadcast's chapter."""
    return (await chapters.get_chapter(connection, broadcast.chapter_id)).time_zone


async def _stop(connection: AsyncConnection, broadcast: Broadcast, reason: str, now: datetime) -> None:
    await recipients.call_back(connection, broadcast.id)
    await recipients.skip_waiting(connection, broadcast.id, reason, now)


async def _write_down(
    connection: AsyncConnection,
    actor: Actor | None,
    action: str,
    broadcast: Broadcast,
    now: datetime,
    detail: str = "",
) -> None:
    actor_id = None if actor is None else actor.member_id
    await roles.add_audit(
        connection, actor_id=actor_id, action=action, subject=broadcast.subject, detail=detail, now=now
    )
