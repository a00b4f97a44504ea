"""Messages about a member's seat: given, offered, free for the first tap, moved by an organiser."""

from datetime import datetime
from typing import Literal

from markupsafe import Markup

from handlers.evenings.views.event_card import EventFacts, Own, card_text, member_card
from handlers.language import Language
from handlers.view import View, lines, paragraphs, quoted
from hopdrinks.wall_time import to_local


def promotion(language: Language, facts: EventFacts, own: Own) -> View:
    """Say that a seat was found; whoever cannot come any more says so with one tap."""
    return _with_card(
        language, facts, own, language.html("<b>Good news: a seat came free, and it is yours!</b>")
    )


def guest_seated(language: Language, facts: EventFacts, own: Own) -> View:
    """Say that the guests have their seats too."""
    guests = 0 if own.rsvp is None else own.rsvp.guests
    news = language.html_plural(
        "<b>Good news: there is a seat for your guest now!</b> ➖ if they cannot come.",
        "<b>Good news: there are seats for your {n} guests now!</b> ➖ if one cannot come.",
        guests,
    )
    return _with_card(language, facts, own, news)


def offer(language: Language, facts: EventFacts, own: Own, until: datetime) -> View:
    """Offer a seat that is held for a while."""
    news = language.html(
        "<b>A seat came free, and I hold it for you until {hour}.</b> ✅ takes it, 🚫 leaves it to the next"
        " in line.",
        hour=language.hour(to_local(until, facts.event.time_zone).time().replace(second=0, microsecond=0)),
    )
    return _with_card(language, facts, own, news)


def offer_lapsed(language: Language, facts: EventFacts, own: Own) -> View:
    """Say that an offer ended and the party waits again."""
    news = language.html(
        "The seat I held for you went to the next in line. You are on the waitlist still: {rank}.",
        rank=language.ordinal(own.position or 1),
    )
    return _with_card(language, facts, own, news)


def last_call(language: Language, facts: EventFacts, own: Own) -> View:
    """Say that a seat is free, and that the first tap gets it: for the guests of whoever comes already."""
    if own.rsvp is not None and own.rsvp.guests_waiting:
        news = language.html_plural(
            "<b>A seat is free for your guest, and the first who taps gets it.</b> Tap the first button.",
            "<b>Seats are free for your {n} guests, and the first who taps gets them.</b> Tap the first"
            " button.",
            own.rsvp.guests_waiting,
        )
        return _with_card(language, facts, own, news)
    news = language.html(
        "<b>A seat is free, and the first who taps gets it.</b> Can you still come? Tap the first button."
    )
    return _with_card(language, facts, own, news)


def last_call_over(language: Language, facts: EventFacts, own: Own) -> View:
    """Say in a call's place what became of the seat; the card alone to whoever needs none any more."""
    rsvp = own.rsvp
    if rsvp is None or facts.event.state != "announced":
        return member_card(language, facts, own)
    if rsvp.place is not None:
        news = language.html("That seat is taken. You will hear from me if another comes free.")
        return _with_card(language, facts, own, news)
    if rsvp.state == "going":
        return _with_card(language, facts, own, language.html("<b>The seat is yours. See you there!</b>"))
    return member_card(language, facts, own)


def organiser_move(
    language: Language,
    facts: EventFacts,
    own: Own,
    move: Literal["added", "removed", "put_in_line", "put_first", "promoted"],
    reason: str,
) -> View:
    """Say what an organiser did with the reader's seat, and why where they said so."""
    match move:
        case "added":
            news = language.html("<b>The organiser has put you on the list: you are coming!</b>")
        case "promoted":
            news = language.html("<b>Good news: the organiser has a seat for you!</b>")
        case "put_first":
            news = language.html("<b>The organiser has put you first in line.</b>")
        case "put_in_line":
            news = language.html("<b>The organiser had to put you on the waitlist.</b> We are sorry.")
        case _:
            news = language.html("<b>The organiser had to take you off the list.</b> We are sorry.")
    return _with_card(
        language, facts, own, lines(news, quoted(Markup("{}").format(reason)) if reason else None)
    )


def _with_card(language: Language, facts: EventFacts, own: Own, news: Markup) -> View:
    card = member_card(language, facts, own)
    return View(paragraphs(news, card_text(language, facts, own)), card.rows)
