"""Seats by an organiser's hand: people added, taken off, moved. They are told, and all is audited."""

from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy.ext.asyncio import AsyncConnection

from hopdrinks.notices.seats import OrganiserMove
from hopdrinks.outbox import owe
from hopdrinks.people.roles import Actor
from hopdrinks.seats.waitlist import phase_of, refresh_postings, settle
from storage import events, named_guests, roles, rsvps
from storage.records import Event, Rsvp

#: So long after its end the list of an evening is for those who were there for it alone.
_LIST_AT_HAND_FOR = timedelta(hours=12)

Move = Literal["seat", "put_in_line", "put_first", "remove"]
Verdict = Literal[
    "done",
    "unchanged",  # it is so already
    "closed",  # there is no such evening, or it is not to be held (any more)
    "too_many",  # more than there are seats: are they sure?
    "nobody_behind",  # whoever is put in line would get the seat back at once
    "too_late",  # so near to the start a line has no order any more
]


async def move(
    connection: AsyncConnection,
    actor: Actor,
    event_id: int,
    member_id: int,
    wanted: Move,
    now: datetime,
    *,
    sure: bool = False,
    reason: str = "",
) -> Verdict:
    """Move a member on or off an evening's list.

    An organiser may seat somebody out of turn and, if `sure`, beyond the seats there are. Whoever is moved is
    told, with the reason where one is given.
    """
    event = await _find_open(connection, event_id, now)
    if event is None:
        return "closed"
    before = await rsvps.find_rsvp(connection, event_id, member_id)
    match wanted:
        case "seat":
            verdict = await _seat(connection, event, before, member_id, now, sure=sure, reason=reason)
        case "put_in_line":
            verdict = await _put_in_line(connection, event, before, now, reason)
        case "put_first":
            verdict = await _put_first(connection, event, before, now, reason)
        case "remove":
            verdict = await _remove(connection, event, before, now, reason)
    if verdict == "done":
        await _write_down(connection, actor, f"seat.{wanted}", event_id, f"member:{member_id}", now)
    return verdict


def is_open(event: Event, now: datetime) -> bool:
    """Tell whether an organiser may still move people: until the evening is over."""
    return event.state == "announced" and now < event.ends_at


def is_list_at_hand(event: Event, now: datetime) -> bool:
    """Tell whether who is there for one evening alone still has use for its list."""
    return event.state == "announced" and now < event.ends_at + _LIST_AT_HAND_FOR


async def add_named(
    connection: AsyncConnection, actor: Actor, event_id: int, name: str, now: datetime, *, sure: bool = False
) -> Verdict:
    """Put somebody without Telegram on the list, by name; they take one seat."""
    event = await _find_open(connection, event_id, now)
    if event is None:
        return "closed"
    if not sure and not await _has_room(connection, event, 1):
        return "too_many"
    guest = await named_guests.add_named_guest(
        connection, event_id=event_id, name=name, added_by=actor.member_id, now=now
    )
    await refresh_postings(connection, event_id, now)
    await _write_down(connection, actor, "seat.add_named", event_id, f"named:{guest.id}", now)
    return "done"


async def remove_named(
    connection: AsyncConnection, actor: Actor, event_id: int, guest_id: int, now: datetime
) -> Verdict:
    """Take somebody without Telegram off the list; their seat finds whoever waits."""
    event = await _find_open(connection, event_id, now)
    if event is None:
        return "closed"
    if not await named_guests.delete_named_guest(connection, event_id, guest_id):
        return "unchanged"
    await settle(connection, event, now)
    await _write_down(connection, actor, "seat.remove_named", event_id, f"named:{guest_id}", now)
    return "done"


async def _seat(
    connection: AsyncConnection,
    event: Event,
    before: Rsvp | None,
    member_id: int,
    now: datetime,
    *,
    sure: bool,
    reason: str,
) -> Verdict:
    if before is not None and before.state == "going" and not before.guests_waiting:
        return "unchanged"
    if not sure and not await _has_room(connection, event, seats_more(before)):
        return "too_many"
    if before is None or before.state in ("maybe", "declined"):
        row = Rsvp(
            event_id=event.id, member_id=member_id, state="going", guests=0, place=None, source="organiser",
            state_since=now,
        )  # fmt: skip
        told: Literal["added", "promoted"] = "added"
    else:
        guests = before.guests + before.guests_waiting
        since = before.state_since if before.state == "going" else now
        row = before.model_copy(
            update={"state": "going", "guests": guests, "state_since": since} | _IN_NO_LINE
        )
        told = "promoted"
    await rsvps.put_rsvp(connection, row)
    await _tell(connection, event, member_id, told, reason, now)
    await settle(connection, event, now)  # the seats an offer held may suffice for a smaller party now
    return "done"


async def _put_in_line(
    connection: AsyncConnection, event: Event, before: Rsvp | None, now: datetime, reason: str
) -> Verdict:
    if before is None or before.state not in ("going", "offered"):
        return "unchanged"
    if phase_of(event, now) in ("first_tap", "begun"):
        return "too_late"
    place = await rsvps.get_last_place(connection, event.id) + 1
    guests = before.guests + before.guests_waiting
    values = {"state": "waitlisted", "guests": guests, "state_since": now, "lapsed_at": None}
    async with connection.begin_nested() as attempt:
        row = before.model_copy(update=values | _IN_NO_LINE | {"place": place})
        await rsvps.put_rsvp(connection, row)
        await _tell(connection, event, before.member_id, "put_in_line", reason, now)
        await settle(connection, event, now)
        after = await rsvps.find_rsvp(connection, event.id, before.member_id)
        if after is not None and after.state == "waitlisted":
            return "done"
        await attempt.rollback()
    return "nobody_behind"


async def _put_first(
    connection: AsyncConnection, event: Event, before: Rsvp | None, now: datetime, reason: str
) -> Verdict:
    if before is None or before.place is None or await rsvps.get_position(connection, before) == 1:
        return "unchanged"
    first = await rsvps.get_first_place(connection, event.id)
    await rsvps.put_rsvp(connection, before.model_copy(update={"place": first - 1, "lapsed_at": None}))
    await _tell(connection, event, before.member_id, "put_first", reason, now)
    await settle(connection, event, now)
    return "done"


async def _remove(
    connection: AsyncConnection, event: Event, before: Rsvp | None, now: datetime, reason: str
) -> Verdict:
    if before is None or before.state == "declined":
        return "unchanged"
    row = Rsvp(
        event_id=event.id, member_id=before.member_id, state="declined", guests=0, place=None,
        source="organiser", state_since=now,
    )  # fmt: skip
    await rsvps.put_rsvp(connection, row)
    await _tell(connection, event, before.member_id, "removed", reason, now)
    await settle(connection, event, now)
    return "done"


_IN_NO_LINE: dict[str, object] = {"place": None, "guests_waiting": 0, "offer_until": None}


async def _find_open(connection: AsyncConnection, event_id: int, now: datetime) -> Event | None:
    event = await events.lock_event(connection, event_id)
    return event if event is not None and is_open(event, now) else None


async def _has_room(connection: AsyncConnection, event: Event, seats: int) -> bool:
    if event.capacity is None:
        return True
    counts = await rsvps.get_counts(connection, event.id)
    return seats == 0 or counts.seats_used + seats <= event.capacity


def seats_more(party: Rsvp | None) -> int:
    """Count the seats that a party needs beside those it has or is held."""
    if party is None or party.state in ("maybe", "declined"):
        return 1
    return 0 if party.state == "offered" else party.seats_wanted


async def _tell(
    connection: AsyncConnection,
    event: Event,
    member_id: int,
    did: Literal["added", "removed", "put_in_line", "put_first", "promoted"],
    reason: str,
    now: datetime,
) -> None:
    notice = OrganiserMove(event_id=event.id, move=did, reason=reason)
    await owe(connection, notice, member_id, now, expires_at=event.ends_at)


async def _write_down(
    connection: AsyncConnection, actor: Actor, action: str, event_id: int, detail: str, now: datetime
) -> None:
    await roles.add_audit(
        connection,
        actor_id=actor.member_id,
        action=action,
        subject=f"event:{event_id}",
        detail=detail,
        now=now,
    )
