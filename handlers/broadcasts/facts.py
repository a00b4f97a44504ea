"""Gathering what the screen of a broadcast shows."""

from dataclasses import replace
from datetime import datetime, timedelta

from handlers.broadcasts.views.parts import Effects, Look, Shown
from handlers.evenings.event_facts import gather as gather_event
from handlers.facts import Facts
from hopdrinks.broadcasts import second_look
from hopdrinks.broadcasts.afterwards import has_effects
from hopdrinks.broadcasts.corrections import count_concerned
from hopdrinks.broadcasts.run import night_ends_at
from hopdrinks.broadcasts.scheduled import find_due_at
from hopdrinks.broadcasts.urgency import is_urgent
from storage import audiences, broadcast_effects, recipients
from storage.broadcast_records import Broadcast

#: The pace is that of so many seconds.
_PACE_OVER = timedelta(seconds=30)


async def gather(facts: Facts, broadcast: Broadcast) -> Shown:
    """Read what is shown of a broadcast in the state it is in."""
    connection, now = facts.connection, facts.now
    event = await facts.find_event(broadcast.event_id or 0)
    shown = Shown(
        broadcast=broadcast,
        chapter=await facts.chapter(broadcast.chapter_id),
        event=None if event is None else await gather_event(facts, event),
        now=now,
    )
    if broadcast.begun_at is None:
        return replace(
            shown,
            audience=await audiences.count_audience(connection, broadcast, now),
            strangers=await _count_strangers(facts, broadcast),
            urgent=await is_urgent(connection, broadcast, now),
            look=await _look(facts, broadcast),
            due_at=await find_due_at(connection, broadcast),
        )
    if second_look.is_wanting(broadcast):
        shown = replace(
            shown,
            audience=await audiences.count_audience(connection, broadcast, now),
            look=await _look(facts, broadcast),
        )
    if broadcast.state == "sending" and broadcast.waits_for_morning:
        shown = replace(shown, due_at=await _wakes_at(facts, broadcast))
    effects = await _effects(facts, broadcast) if has_effects(broadcast, now) else None
    since = now - _PACE_OVER
    started = max(broadcast.undo_until or now, broadcast.resumed_at or now, since)
    lately = await recipients.count_sent_since(connection, broadcast.id, since)
    return replace(
        shown,
        counts=await recipients.count_recipients(connection, broadcast.id),
        left_out=await recipients.count_reasons(connection, broadcast.id, "skipped"),
        effects=effects,
        concerned=await count_concerned(connection, broadcast, now),
        pace=lately / max(1.0, (now - started).total_seconds()),
    )


async def _wakes_at(facts: Facts, broadcast: Broadcast) -> datetime | None:
    """Give when what waits for the morning goes on; None by day, and for what sounds at night as well."""
    if await is_urgent(facts.connection, broadcast, facts.now):
        return None
    ends_at = night_ends_at((await facts.chapter(broadcast.chapter_id)).time_zone, facts.now)
    return ends_at if ends_at > facts.now else None


async def _count_strangers(facts: Facts, broadcast: Broadcast) -> int:
    """Count those who get it in a language that is not theirs."""
    missing = {"fr", "en"} - set(broadcast.contents)
    if not missing or not broadcast.contents:
        return 0
    readers = await audiences.count_readers(facts.connection, broadcast, facts.now)
    return sum(readers.get(locale, 0) for locale in missing)


async def _look(facts: Facts, broadcast: Broadcast) -> Look:
    if second_look.is_approved(broadcast):
        return "approved"
    if second_look.is_wanting(broadcast) and not second_look.is_asked(broadcast, facts.now):
        return "refused"
    if not second_look.is_asked(broadcast, facts.now) or broadcast.look_asked_by is None:
        return ""
    colleagues = await second_look.list_colleagues(facts.connection, broadcast, broadcast.look_asked_by)
    return "asked" if colleagues else "alone"


async def _effects(facts: Facts, broadcast: Broadcast) -> Effects:
    connection = facts.connection
    return Effects(
        answers=await broadcast_effects.count_answers(connection, broadcast),
        mutes=await broadcast_effects.count_mutes(connection, broadcast),
        blocks=await broadcast_effects.count_blocks(connection, broadcast),
    )
