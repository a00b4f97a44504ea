"""Answers and seats: who comes, who waits, who moves up. Seats are claimed in order and never oversold."""

from datetime import datetime, timedelta
from typing import Literal

from pydantic import BaseModel, ConfigDict
from sqlalchemy.ext.asyncio import AsyncConnection

from hopdrinks.notices import PostingRefresh, Promotion
from hopdrinks.outbox import NOWHERE, as_row, owe
from storage import deliveries, events, postings, rsvps
from storage.records import Counts, Event, Rsvp

#: Late-comers may still answer this long after the start; then the evening is the evening's.
ANSWERS_CLOSE_AFTER = timedelta(hours=1)

Verdict = Literal[
    "changed",  # it is as wished now
    "unchanged",  # it was so already
    "unknown_event",
    "not_open",  # a draft, or not announced yet
    "cancelled",
    "over",
    "full",  # nothing free and no waitlist any more
    "no_seat_for_guest",
    "no_more_guests",  # the evening's limit of guests is reached
    "no_guest",  # none to remove
    "not_coming",  # guests come with somebody who comes or waits
]


class Answer(BaseModel):
    """What became of a wish: the verdict and where the member stands now."""

    model_config = ConfigDict(frozen=True)

    verdict: Verdict
    event: Event | None = None
    rsvp: Rsvp | None = None
    #: 1 for the first in line; only while waitlisted.
    position: int | None = None


async def answer(
    connection: AsyncConnection,
    event_id: int,
    member_id: int,
    wish: Literal["going", "maybe", "declined"],
    now: datetime,
) -> Answer:
    """Take a member's answer.

    Going takes a seat, or a place at the end of the waitlist. Maybe and declined always work and free seats.
    """
    event = await events.lock_event(connection, event_id)
    closed = _why_closed(event, now)
    if event is None or closed is not None:
        return Answer(verdict=closed or "unknown_event", event=event)
    before = await rsvps.find_rsvp(connection, event_id, member_id)
    if before is not None and before.state == wish:
        return await _standing(connection, "unchanged", event, before)
    if wish == "going" and before is not None and before.state == "waitlisted":
        return await _wait_on(connection, event, before, now)
    if wish == "going":
        return await _join(connection, event, member_id, now)
    stored = await _store(connection, event_id, member_id, wish, now)
    if before is not None and before.state in ("going", "offered"):
        await promote(connection, event, now)
    await refresh_postings(connection, event_id, now)
    return await _standing(connection, "changed", event, stored)


async def add_guest(connection: AsyncConnection, event_id: int, member_id: int, now: datetime) -> Answer:
    """Bring one guest more, who needs a seat; a waiting party grows and keeps its place."""
    event = await events.lock_event(connection, event_id)
    closed = _why_closed(event, now)
    if event is None or closed is not None:
        return Answer(verdict=closed or "unknown_event", event=event)
    before = await rsvps.find_rsvp(connection, event_id, member_id)
    if before is None or before.state not in ("going", "waitlisted"):
        return Answer(verdict="not_coming", event=event, rsvp=before)
    if before.guests >= event.max_guests:
        return await _standing(connection, "no_more_guests", event, before)
    if before.state == "going":
        counts = await rsvps.get_counts(connection, event_id)
        if not _fits(1, event, counts):
            return await _standing(connection, "no_seat_for_guest", event, before)
    stored = await _store_guests(connection, before, before.guests + 1)
    await refresh_postings(connection, event_id, now)
    return await _standing(connection, "changed", event, stored)


async def remove_guest(connection: AsyncConnection, event_id: int, member_id: int, now: datetime) -> Answer:
    """Bring one guest less; the seat is free at once, and a smaller waiting party may fit at once."""
    event = await events.lock_event(connection, event_id)
    closed = _why_closed(event, now)
    if event is None or closed is not None:
        return Answer(verdict=closed or "unknown_event", event=event)
    before = await rsvps.find_rsvp(connection, event_id, member_id)
    if before is None or before.guests == 0:
        return await _standing(connection, "no_guest", event, before)
    await _store_guests(connection, before, before.guests - 1)
    await promote(connection, event, now, silent_for=member_id)
    await refresh_postings(connection, event_id, now)
    return await _stands_now(connection, event, member_id)


async def promote(
    connection: AsyncConnection, event: Event, now: datetime, *, silent_for: int | None = None
) -> None:
    """Give free seats to those who wait, in order; a party that does not fit is passed over and stays.

    To be called wherever seats may have become free. Exactly the promoted are told, but for `silent_for`,
    who sees it in the answer to their own tap. After the start nobody is moved any more.
    """
    if event.state != "announced" or now >= event.starts_at:
        return
    counts = await rsvps.get_counts(connection, event.id)
    if counts.waiting == 0:
        return
    free = None if event.capacity is None else event.capacity - counts.seats_used
    if free is not None and free < 1:
        return  # as with most taps on a full evening: the waitlist need not even be read
    for party in await rsvps.list_waitlist(connection, event.id):
        size = 1 + party.guests
        if free is not None and size > free:
            continue
        free = None if free is None else free - size
        await _store(connection, event.id, party.member_id, "going", now, guests=party.guests)
        if party.member_id != silent_for:
            await owe(connection, Promotion(event_id=event.id), party.member_id, now)


async def refresh_postings(connection: AsyncConnection, event_id: int, now: datetime) -> None:
    """Have every card of an event in groups and channels brought up to date."""
    cards = await postings.list_postings(connection, event_id)
    if cards:
        rows = [
            as_row(PostingRefresh(event_id=event_id, posting_id=card.id), card.chat_id or NOWHERE, now)
            for card in cards
        ]
        await deliveries.add_deliveries(connection, rows)


def _why_closed(event: Event | None, now: datetime) -> Verdict | None:
    if event is None:
        return "unknown_event"
    if event.state == "cancelled":
        return "cancelled"
    if event.state != "announced":
        return "not_open"
    return "over" if now >= event.starts_at + ANSWERS_CLOSE_AFTER else None


def _fits(size: int, event: Event, counts: Counts) -> bool:
    return event.capacity is None or counts.seats_used + size <= event.capacity


async def _wait_on(connection: AsyncConnection, event: Event, party: Rsvp, now: datetime) -> Answer:
    """Keep a party's place in line; once the evening has begun, it may take free seats as newcomers may."""
    counts = await rsvps.get_counts(connection, event.id)
    if now < event.starts_at or not _fits(1 + party.guests, event, counts):
        return await _standing(connection, "unchanged", event, party)
    stored = await _store(connection, event.id, party.member_id, "going", now, guests=party.guests)
    await refresh_postings(connection, event.id, now)
    return await _standing(connection, "changed", event, stored)


async def _join(connection: AsyncConnection, event: Event, member_id: int, now: datetime) -> Answer:
    counts = await rsvps.get_counts(connection, event.id)
    started = now >= event.starts_at
    if _fits(1, event, counts) and (counts.waiting == 0 or started):
        stored = await _store(connection, event.id, member_id, "going", now)
        await refresh_postings(connection, event.id, now)
        return await _standing(connection, "changed", event, stored)
    if started:
        return Answer(verdict="full", event=event)
    place = await rsvps.get_last_place(connection, event.id) + 1
    await _store(connection, event.id, member_id, "waitlisted", now, place=place)
    await promote(connection, event, now, silent_for=member_id)
    await refresh_postings(connection, event.id, now)
    return await _stands_now(connection, event, member_id)


async def _store(
    connection: AsyncConnection,
    event_id: int,
    member_id: int,
    state: Literal["going", "maybe", "declined", "waitlisted"],
    now: datetime,
    *,
    guests: int = 0,
    place: int | None = None,
) -> Rsvp:
    return await rsvps.put_rsvp(
        connection,
        event_id=event_id,
        member_id=member_id,
        state=state,
        guests=guests,
        place=place,
        state_since=now,
    )


async def _store_guests(connection: AsyncConnection, rsvp: Rsvp, guests: int) -> Rsvp:
    return await rsvps.put_rsvp(
        connection,
        event_id=rsvp.event_id,
        member_id=rsvp.member_id,
        state=rsvp.state,
        guests=guests,
        place=rsvp.place,
        state_since=rsvp.state_since,
    )


async def _stands_now(connection: AsyncConnection, event: Event, member_id: int) -> Answer:
    rsvp = await rsvps.find_rsvp(connection, event.id, member_id)
    return await _standing(connection, "changed", event, rsvp)


async def _standing(connection: AsyncConnection, verdict: Verdict, event: Event, rsvp: Rsvp | None) -> Answer:
    waits = rsvp is not None and rsvp.state == "waitlisted"
    position = await rsvps.get_position(connection, rsvp) if rsvp is not None and waits else None
    return Answer(verdict=verdict, event=event, rsvp=rsvp, position=position)
