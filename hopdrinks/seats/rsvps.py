"""Answers: who comes, who may, who brings guests. Seats are claimed in order and never oversold."""

from datetime import datetime, timedelta
from typing import Literal

from pydantic import BaseModel, ConfigDict
from sqlalchemy.ext.asyncio import AsyncConnection

from hopdrinks.seats.waitlist import OFFERED_UNTIL, give_free_seats, phase_of, refresh_postings, settle
from storage import events, rsvps
from storage.records import Counts, Event, Rsvp, Source

Wish = Literal["going", "maybe", "declined"]
Verdict = Literal[
    "changed",  # it is as wished now
    "unchanged",  # it was so already
    "unknown_event",
    "not_open",  # a draft, or not announced yet
    "cancelled",
    "closed",  # nobody new is taken any more
    "over",
    "full",  # nothing free and no waitlist any more
    "taken",  # somebody was quicker
    "guest_waits",  # no seat for a guest, who waits for one
    "no_more_guests",  # the evening's limit of guests is reached
    "no_guest",  # none to remove
    "not_coming",  # guests come with somebody who comes or waits
    "late",  # a seat given up so late: are they sure?
    "leaving_line",  # a place in line given up: are they sure?
    "elsewhere",  # they come or wait in another city that evening: would they leave it?
]


class Answer(BaseModel):
    """What became of a wish: the verdict and where the member stands now."""

    model_config = ConfigDict(frozen=True)

    verdict: Verdict
    event: Event | None = None
    rsvp: Rsvp | None = None
    #: 1 for the first in line; only while somebody of the party waits.
    position: int | None = None
    #: The evening in another city that would be left, or was.
    elsewhere: int | None = None
    #: How many parties wait, where that is asked for a second thought.
    waiting: int = 0


def answers_close_at(event: Event) -> datetime:
    """Give the instant until which answers are taken."""
    return event.starts_at + timedelta(minutes=event.answers_close_after)


async def answer(
    connection: AsyncConnection,
    event_id: int,
    member_id: int,
    wish: Wish,
    now: datetime,
    *,
    sure: bool = True,
    source: Source = "private",
) -> Answer:
    """Take a member's answer.

    Going takes a seat, or a place at the end of the waitlist. Maybe and declined always work and free seats;
    unless they are `sure`, whoever gives up a seat shortly before, or a place in line, is asked first.
    """
    event = await events.lock_event(connection, event_id)
    before = await rsvps.find_rsvp(connection, event_id, member_id)
    closed = why_closed(event, now, before)
    if event is None or closed is not None:
        return Answer(verdict=closed or "unknown_event", event=event)
    if wish == "going":
        party = _nobody(event, member_id, now) if before is None else before
        return await _come(connection, event, party.model_copy(update={"source": source}), now)
    if before is not None and before.state == wish:
        return await _standing(connection, "unchanged", event, before)
    if before is not None and not sure:
        doubt = _doubt(event, before, now)
        if doubt is not None:
            counts = await rsvps.get_counts(connection, event_id)
            asked = await _standing(connection, doubt, event, before)
            return asked.model_copy(update={"waiting": counts.waiting})
    stored = await rsvps.put_rsvp(
        connection,
        Rsvp(
            event_id=event_id, member_id=member_id, state=wish, guests=0, place=None, source=source,
            state_since=now,
        ),
    )  # fmt: skip
    if before is not None and (before.state in ("going", "offered") or before.place is not None):
        # A place in line frees something too: a seat may have waited for whoever stood there to wake up.
        await give_free_seats(connection, event, now)
    await refresh_postings(connection, event_id, now)
    return await _standing(connection, "changed", event, stored)


async def add_guest(connection: AsyncConnection, event_id: int, member_id: int, now: datetime) -> Answer:
    """Bring one guest more, who needs a seat or waits for one; a waiting party grows and keeps its place."""
    event = await events.lock_event(connection, event_id)
    closed = why_closed(event, now)
    if event is None or closed is not None:
        return Answer(verdict=closed or "unknown_event", event=event)
    before = await rsvps.find_rsvp(connection, event_id, member_id)
    if before is None or before.state not in ("going", "waitlisted"):
        return Answer(verdict="not_coming", event=event, rsvp=before)
    if before.guests + before.guests_waiting >= event.max_guests:
        return await _standing(connection, "no_more_guests", event, before)
    if before.state == "waitlisted":
        stored = await rsvps.put_rsvp(connection, before.model_copy(update={"guests": before.guests + 1}))
        await refresh_postings(connection, event_id, now)
        return await _standing(connection, "changed", event, stored)
    counts = await rsvps.get_counts(connection, event_id)
    begun = now >= event.starts_at
    if _fits(1, event, counts) and (counts.waiting == 0 or begun):
        stored = await rsvps.put_rsvp(connection, before.model_copy(update={"guests": before.guests + 1}))
        await refresh_postings(connection, event_id, now)
        return await _standing(connection, "changed", event, stored)
    if begun:
        return await _standing(connection, "full", event, before)
    return await _guest_waits(connection, event, before, now)


async def remove_guest(connection: AsyncConnection, event_id: int, member_id: int, now: datetime) -> Answer:
    """Bring one guest less, one who waits first; a seat is free at once, and a smaller party may fit."""
    event = await events.lock_event(connection, event_id)
    before = await rsvps.find_rsvp(connection, event_id, member_id)
    closed = why_closed(event, now, before)
    if event is None or closed is not None:
        return Answer(verdict=closed or "unknown_event", event=event)
    if before is None or before.guests + before.guests_waiting == 0 or before.state == "offered":
        return await _standing(connection, "no_guest", event, before)
    if before.guests_waiting:
        values: dict[str, object] = {"guests_waiting": before.guests_waiting - 1}
        values |= {} if before.guests_waiting > 1 else {"place": None}
    else:
        values = {"guests": before.guests - 1}
    await rsvps.put_rsvp(connection, before.model_copy(update=values))
    await settle(connection, event, now, present=_waits(before, member_id))
    return await _stands_now(connection, "changed", event, member_id)


async def _come(connection: AsyncConnection, event: Event, before: Rsvp, now: datetime) -> Answer:
    if before.state == "going":
        return await _comes_already(connection, event, before, now)
    if before.state == "offered":  # the seats are held for them: as long as that is so they may be taken
        return await _seat(connection, event, before, now)
    counts = await rsvps.get_counts(connection, event.id)
    begun = now >= event.starts_at
    size = 1 + before.guests
    if _fits(size, event, counts) and (counts.waiting == 0 or begun):
        return await _seat(connection, event, before, now)
    if before.state == "waitlisted":
        return await _try_again(connection, event, before, counts, now)
    if begun:
        return Answer(verdict="full", event=event)
    place = await rsvps.get_last_place(connection, event.id) + 1
    values = {"state": "waitlisted", "place": place, "lapsed_at": None, "state_since": now}
    await rsvps.put_rsvp(connection, before.model_copy(update=values))
    await settle(connection, event, now, present=before.member_id)
    return await _stands_now(connection, "changed", event, before.member_id)


async def _comes_already(connection: AsyncConnection, event: Event, before: Rsvp, now: datetime) -> Answer:
    """Note that somebody comes still; where the first tap gets a seat, theirs gets it for their guests."""
    stored = await rsvps.put_rsvp(connection, before.model_copy(update={"confirmed_at": now}))
    if stored.guests_waiting and phase_of(event, now) == "first_tap":
        counts = await rsvps.get_counts(connection, event.id)
        if _fits(stored.guests_waiting, event, counts):
            await settle(connection, event, now, present=stored.member_id)
            return await _stands_now(connection, "changed", event, stored.member_id)
    return await _standing(connection, "unchanged", event, stored)


async def _seat(connection: AsyncConnection, event: Event, before: Rsvp, now: datetime) -> Answer:
    values = {"state": "going", "place": None, "offer_until": None, "lapsed_at": None, "state_since": now}
    stored = await rsvps.put_rsvp(connection, before.model_copy(update=values))
    await refresh_postings(connection, event.id, now)
    return await _standing(connection, "changed", event, stored)


async def _try_again(
    connection: AsyncConnection, event: Event, before: Rsvp, counts: Counts, now: datetime
) -> Answer:
    """Let somebody who waits take what is free and whose turn it is, or was when nobody could be told."""
    if now < event.starts_at and _fits(1, event, counts):
        await settle(connection, event, now, present=before.member_id)
    after = await rsvps.find_rsvp(connection, event.id, before.member_id)
    if after is not None and after.state == "going":
        return await _standing(connection, "changed", event, after)
    quicker = phase_of(event, now) == "first_tap"
    return await _standing(connection, "taken" if quicker else "unchanged", event, after)


async def _guest_waits(connection: AsyncConnection, event: Event, before: Rsvp, now: datetime) -> Answer:
    place = before.place
    if place is None:
        place = await rsvps.get_last_place(connection, event.id) + 1
    values = {"guests_waiting": before.guests_waiting + 1, "place": place}
    await rsvps.put_rsvp(connection, before.model_copy(update=values))
    await settle(connection, event, now, present=before.member_id)
    after = await rsvps.find_rsvp(connection, event.id, before.member_id)
    seated = after is not None and after.guests_waiting == 0
    return await _standing(connection, "changed" if seated else "guest_waits", event, after)


def _doubt(event: Event, before: Rsvp, now: datetime) -> Literal["late", "leaving_line"] | None:
    """Tell what whoever leaves should think of: a seat that finds nobody, or a place that is lost."""
    if now >= event.starts_at:
        return None
    if before.state == "waitlisted":
        return "leaving_line"
    seated = before.state in ("going", "offered")
    return "late" if seated and event.starts_at - now < OFFERED_UNTIL else None


def why_closed(event: Event | None, now: datetime, party: Rsvp | None = None) -> Verdict | None:
    """Tell why no answer is taken, or none of a `party` that has one; None where it is.

    Where answers close before the evening begins, that is for whoever is new: who has a seat or waits for one
    may leave until it begins, or take what is held for them or came free.
    """
    if event is None:
        return "unknown_event"
    if event.state == "cancelled":
        return "cancelled"
    if event.state != "announced":
        return "not_open"
    is_listed = party is not None and party.state in ("going", "offered", "waitlisted")
    if now < answers_close_at(event) or (is_listed and now < event.starts_at):
        return None
    return "closed" if now < event.ends_at else "over"


def _fits(size: int, event: Event, counts: Counts) -> bool:
    return event.capacity is None or counts.seats_used + size <= event.capacity


def _waits(rsvp: Rsvp, member_id: int) -> int | None:
    """Give whose tap may move them up: theirs who wait themselves."""
    return member_id if rsvp.state == "waitlisted" else None


def _nobody(event: Event, member_id: int, now: datetime) -> Rsvp:
    """Give the answer of somebody who gave none yet, to be changed."""
    return Rsvp(
        event_id=event.id, member_id=member_id, state="declined", guests=0, place=None, state_since=now
    )


async def _stands_now(connection: AsyncConnection, verdict: Verdict, event: Event, member_id: int) -> Answer:
    rsvp = await rsvps.find_rsvp(connection, event.id, member_id)
    return await _standing(connection, verdict, event, rsvp)


async def _standing(connection: AsyncConnection, verdict: Verdict, event: Event, rsvp: Rsvp | None) -> Answer:
    waits = rsvp is not None and rsvp.place is not None
    position = await rsvps.get_position(connection, rsvp) if rsvp is not None and waits else None
    return Answer(verdict=verdict, event=event, rsvp=rsvp, position=position)
