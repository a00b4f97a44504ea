"""What is owed where seats move."""

from datetime import datetime
from typing import Literal

from hopdrinks.notices.base import Lane, Notice


class Promotion(Notice):
    """A waitlisted party has its seats."""

    lane = Lane.PERSONAL
    reliability = "must_arrive"

    event_id: int


class SeatOffer(Notice):
    """A seat that came free is held for a waitlisted party for a while."""

    lane = Lane.PERSONAL
    reliability = "must_arrive"

    event_id: int
    until: datetime


class OfferLapsed(Notice):
    """An offer ended without an answer; the party waits again."""

    lane = Lane.PERSONAL
    reliability = "must_arrive"

    event_id: int


class GuestSeated(Notice):
    """The guests of somebody who comes have their seats as well."""

    lane = Lane.PERSONAL
    reliability = "must_arrive"

    event_id: int


class LastCall(Notice):
    """Shortly before an evening a seat is free, and the first tap gets it."""

    lane = Lane.PERSONAL
    reliability = "must_arrive"

    event_id: int


class LastCallOver(Notice):
    """The message of a free seat must not promise it any more."""

    lane = Lane.PERSONAL
    reliability = "repeatable"

    event_id: int
    message_id: int


class OrganiserMove(Notice):
    """An organiser put a member on the list, took them off it, or moved them."""

    lane = Lane.PERSONAL
    reliability = "must_arrive"

    event_id: int
    move: Literal["added", "removed", "put_in_line", "put_first", "promoted"]
    reason: str = ""


SEATS: tuple[type[Notice], ...] = (
    Promotion,
    SeatOffer,
    OfferLapsed,
    GuestSeated,
    LastCall,
    LastCallOver,
    OrganiserMove,
)
