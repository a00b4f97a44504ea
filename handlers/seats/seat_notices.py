"""Composing what members hear of their seats: given, offered, free for the first tap, moved."""

from handlers.evenings.recipients import GONE, editing, find_recipient, sending
from handlers.notices import Composed, Composing, Desk, Void
from handlers.seats.views import seats as views
from hopdrinks.notices.base import Notice
from hopdrinks.notices.seats import (
    GuestSeated,
    LastCall,
    LastCallOver,
    OfferLapsed,
    OrganiserMove,
    Promotion,
    SeatOffer,
)
from storage.records import Delivery


async def promotion(desk: Desk, delivery: Delivery, notice: Promotion) -> Composed | Void:
    """Compose the good news of a seat; void for whoever does not come any more."""
    to = await find_recipient(desk, notice.event_id, delivery.chat_id)
    if to is None:
        return GONE
    if to.state != "going" or to.facts.event.state != "announced":
        return Void("not going any more")
    return sending(notice, views.promotion(to.language, to.facts, to.own), silent=to.is_asleep)


async def guest_seated(desk: Desk, delivery: Delivery, notice: GuestSeated) -> Composed | Void:
    """Compose the good news of a guest's seat."""
    to = await find_recipient(desk, notice.event_id, delivery.chat_id)
    if to is None:
        return GONE
    rsvp = to.own.rsvp
    if rsvp is None or rsvp.state != "going" or not rsvp.guests or to.facts.event.state != "announced":
        return Void("brings no guest any more")
    return sending(notice, views.guest_seated(to.language, to.facts, to.own), silent=to.is_asleep)


async def seat_offer(desk: Desk, delivery: Delivery, notice: SeatOffer) -> Composed | Void:
    """Compose the offer of a seat with the hour until which it is held."""
    to = await find_recipient(desk, notice.event_id, delivery.chat_id)
    if to is None:
        return GONE
    if to.state != "offered" or to.facts.event.state != "announced":
        return Void("not offered any more")
    view = views.offer(to.language, to.facts, to.own, notice.until)
    return sending(notice, view, silent=to.is_asleep)


async def offer_lapsed(desk: Desk, delivery: Delivery, notice: OfferLapsed) -> Composed | Void:
    """Compose the end of an offer that was not taken."""
    to = await find_recipient(desk, notice.event_id, delivery.chat_id)
    if to is None:
        return GONE
    if to.state != "waitlisted" or to.facts.event.state != "announced":
        return Void("not waiting any more")
    return sending(notice, views.offer_lapsed(to.language, to.facts, to.own), silent=True)


async def last_call(desk: Desk, delivery: Delivery, notice: LastCall) -> Composed | Void:
    """Compose the call for the first tap; void where the seat is gone meanwhile."""
    to = await find_recipient(desk, notice.event_id, delivery.chat_id)
    if to is None:
        return GONE
    rsvp = to.own.rsvp
    if rsvp is None or rsvp.place is None or to.facts.event.state != "announced":
        return Void("not waiting any more")
    if to.facts.free is not None and to.facts.free < rsvp.seats_wanted:
        return Void("taken already")
    return sending(notice, views.last_call(to.language, to.facts, to.own), silent=to.is_asleep)


async def last_call_over(desk: Desk, delivery: Delivery, notice: LastCallOver) -> Composed | Void:
    """Compose the edit of a call whose seat is gone."""
    to = await find_recipient(desk, notice.event_id, delivery.chat_id)
    if to is None:
        return GONE
    return editing(notice, views.last_call_over(to.language, to.facts, to.own), notice.message_id)


async def organiser_move(desk: Desk, delivery: Delivery, notice: OrganiserMove) -> Composed | Void:
    """Compose what an organiser did with a member's seat, with the reason given."""
    to = await find_recipient(desk, notice.event_id, delivery.chat_id)
    if to is None:
        return GONE
    if to.facts.event.state != "announced" or to.facts.now >= to.facts.event.ends_at:
        return Void("not to be held any more")
    view = views.organiser_move(to.language, to.facts, to.own, notice.move, notice.reason)
    return sending(notice, view, silent=to.is_asleep)


COMPOSING: dict[type[Notice], Composing] = {
    Promotion: promotion,
    GuestSeated: guest_seated,
    SeatOffer: seat_offer,
    OfferLapsed: offer_lapsed,
    LastCall: last_call,
    LastCallOver: last_call_over,
    OrganiserMove: organiser_move,
}
