"""The waitlist: who gets the seats that came free, and how, by how near the evening is.

More than a day before, a seat is simply given. Up to three hours before it is offered and held for a while.
Later everybody who waits is told, and the first tap gets it. Once the evening has begun nobody is written to.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal, TypeAlias

from sqlalchemy.ext.asyncio import AsyncConnection

from hopdrinks.notices.evenings import PostingRefresh
from hopdrinks.notices.seats import GuestSeated, LastCall, LastCallOver, OfferLapsed, Promotion, SeatOffer
from hopdrinks.outbox import as_row, line_of, owe
from hopdrinks.quiet import must_wait
from storage import deliveries, events, last_calls, members, postings, rsvps
from storage.records import Event, Member, Rsvp

#: Seats are given without asking until so long before the start.
GIVEN_UNTIL = timedelta(hours=24)
#: Seats are offered, and held for whom they are offered to, until so long before the start.
OFFERED_UNTIL = timedelta(hours=3)
OFFERED_FOR = timedelta(hours=2)
#: An offer that would end sooner than this is none: the first tap gets the seat then.
SHORTEST_OFFER = timedelta(minutes=30)
#: Nobody is called again sooner than this.
_CALLED_AGAIN_AFTER = timedelta(minutes=20)

Phase: TypeAlias = Literal["given", "offered", "first_tap", "begun"]
_Turn: TypeAlias = Literal["seat", "offer", "keep", "call", "pass"]


def phase_of(event: Event, now: datetime) -> Phase:
    """Tell how seats that come free now find somebody."""
    left = event.starts_at - now
    if left <= timedelta(0):
        return "begun"
    if left < OFFERED_UNTIL + SHORTEST_OFFER:
        return "first_tap"
    return "given" if left > GIVEN_UNTIL else "offered"


async def settle(
    connection: AsyncConnection, event: Event, now: datetime, *, present: int | None = None
) -> None:
    """Bring the waitlist and every card up to date: to be called wherever seats may have moved.

    The one way by which seats that came free find whoever waits. `present` taps at this moment: they need not
    be woken, offered or told anything, and see in the answer to their tap what became of it.
    """
    await give_free_seats(connection, event, now, present=present)
    await refresh_postings(connection, event.id, now)


async def give_free_seats(
    connection: AsyncConnection, event: Event, now: datetime, *, present: int | None = None
) -> bool:
    """Go through the line; a party that does not fit is passed over and keeps its place.

    True where somebody moved, and the cards are to be refreshed.
    """
    phase = phase_of(event, now)
    if event.state != "announced" or (phase == "begun" and present is None):
        return False
    counts = await rsvps.get_counts(connection, event.id)
    if counts.waiting == 0:
        return False
    free = None if event.capacity is None else event.capacity - counts.seats_used
    left = free
    if free is None or free > 0:  # on a full evening, as with most taps, the line need not even be read
        left, moved = await _go_through(connection, event, phase, free, now, present)
    else:
        moved = False
    if phase == "first_tap" and left is not None and left < 1:
        await end_calls(connection, event.id, now)
    return moved


async def refresh_postings(connection: AsyncConnection, event_id: int, now: datetime) -> None:
    """Have every card of an event in groups, channels and inline messages brought up to date."""
    cards = await postings.list_postings(connection, event_id)
    if cards:
        rows = [
            as_row(PostingRefresh(event_id=event_id, posting_id=card.id), line_of(card), now)
            for card in cards
        ]
        await deliveries.add_deliveries(connection, rows)


async def end_calls(connection: AsyncConnection, event_id: int, now: datetime) -> None:
    """Say in the messages that told of a free seat that it is gone."""
    for call in await last_calls.end_last_calls(connection, event_id, now):
        if call.message_id is not None:
            notice = LastCallOver(event_id=event_id, message_id=call.message_id)
            await owe(connection, notice, call.member_id, now)


async def list_due(connection: AsyncConnection, now: datetime) -> list[int]:
    """Give the ids of the evenings whose line time alone may have moved, in the order in which they lock."""
    lapsed = await rsvps.list_lapsed_events(connection, now, now + OFFERED_FOR)
    return sorted({*lapsed, *await rsvps.list_waited_for(connection, now)})


async def settle_due(connection: AsyncConnection, event_id: int, now: datetime) -> None:
    """End the offers of an evening that were not taken, and give what time alone set free."""
    event = await events.lock_event(connection, event_id)
    if event is None:
        return
    for offer in await rsvps.list_lapsed(connection, event_id, now, now + OFFERED_FOR):
        await _end_offer(connection, event, offer, now)
    if await give_free_seats(connection, event, now):
        await refresh_postings(connection, event_id, now)


async def _end_offer(connection: AsyncConnection, event: Event, party: Rsvp, now: datetime) -> None:
    """Put a party whose offer is over at the end of the line; who cannot be written to is not told."""
    values = {"state": "waitlisted", "offer_until": None, "lapsed_at": now, "state_since": now}
    place = await rsvps.get_last_place(connection, event.id) + 1
    await rsvps.put_rsvp(connection, party.model_copy(update=values | {"place": place}))
    member = await members.find_member(connection, party.member_id)
    is_reachable = member is not None and member.reach == "reachable"
    if is_reachable and event.state == "announced" and now < event.starts_at:
        await owe(connection, OfferLapsed(event_id=event.id), party.member_id, now)
    await settle(connection, event, now)


async def _go_through(
    connection: AsyncConnection,
    event: Event,
    phase: Phase,
    free: int | None,
    now: datetime,
    present: int | None,
) -> tuple[int | None, bool]:
    """Give, offer or call, in order; say how many seats are left free, and whether somebody moved."""
    line = await rsvps.list_line(connection, event.id)
    if phase in ("first_tap", "begun"):  # whoever is here comes first
        line.sort(key=lambda waiting: waiting[0].member_id != present)
    called: list[Rsvp] = []
    kept, moved = 0, False
    for party, member in line:
        wanted = party.seats_wanted
        if free is not None and wanted > free - kept:
            continue
        turn = _turn_of(event, phase, party, member, now, is_present=party.member_id == present)
        if turn == "call":
            called.append(party)
        elif turn == "keep":
            kept += wanted
        elif turn in ("seat", "offer"):
            free, moved = None if free is None else free - wanted, True
            await _move_up(connection, event, party, now, offered=turn == "offer", told=member.id != present)
    await _call(connection, event, called, now)
    return free, moved


def _turn_of(
    event: Event, phase: Phase, party: Rsvp, member: Member, now: datetime, *, is_present: bool
) -> _Turn:
    """Decide what a party gets whose turn it is and whom the free seats suffice.

    Nobody is moved who cannot be told: they keep their place, and take a seat by their own tap. A guest of
    somebody who comes already is seated rather than offered a seat: whoever brings them is there to say no.
    """
    if is_present:
        return "seat"
    if phase == "begun" or member.reach != "reachable" or member.stopped_all:
        return "pass"
    if phase == "first_tap":
        return "call"
    if phase == "given" or party.state == "going":
        return "seat"
    if party.lapsed_at is not None:
        return "pass"
    # The seat waits with whoever sleeps: they were first.
    return "keep" if must_wait(member, event, now) else "offer"


async def _move_up(
    connection: AsyncConnection, event: Event, party: Rsvp, now: datetime, *, offered: bool, told: bool
) -> None:
    if offered:
        until = min(now + OFFERED_FOR, event.starts_at - OFFERED_UNTIL)
        values: dict[str, object] = {"state": "offered", "offer_until": until, "state_since": now}
    elif party.state == "going":
        values = {"guests": party.guests + party.guests_waiting, "guests_waiting": 0}
    else:
        values = {"state": "going", "state_since": now}
    await rsvps.put_rsvp(connection, party.model_copy(update=values | {"place": None}))
    if not told:
        return
    if offered:
        await owe(
            connection, SeatOffer(event_id=event.id, until=until), party.member_id, now, expires_at=until
        )
    elif party.state == "going":
        await owe(connection, GuestSeated(event_id=event.id), party.member_id, now)
    else:
        await owe(connection, Promotion(event_id=event.id), party.member_id, now)


async def _call(connection: AsyncConnection, event: Event, parties: Sequence[Rsvp], now: datetime) -> None:
    """Tell those who wait that the first tap gets a seat: once as long as it is free, and not too often."""
    if not parties:
        return
    known = {call.member_id: call for call in await last_calls.list_last_calls(connection, event.id)}
    for party in parties:
        before = known.get(party.member_id)
        # A clock put back leaves calls ahead.
        lately = before is not None and abs(now - before.called_at) < _CALLED_AGAIN_AFTER
        if before is None or (before.over_at is not None and not lately):
            await last_calls.put_last_call(connection, event.id, party.member_id, now)
            notice = LastCall(event_id=event.id)
            await owe(connection, notice, party.member_id, now, expires_at=event.starts_at)
