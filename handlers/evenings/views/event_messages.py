"""Messages about an event beside its card: announced, changed, cancelled."""

from dataclasses import dataclass
from datetime import date, datetime, time

from markupsafe import Markup

from handlers.evenings.views.event_card import EventFacts, Own, caption, card_text, member_card, when, where
from handlers.language import Language
from handlers.people.views.quieting import hear_less_button
from handlers.planning.views.evening_questions import counted_seats
from handlers.view import LONGEST_CAPTION, Button, View, lines, paragraphs, quoted, shown_length
from hopdrinks.evenings.event_edits import moves_far
from hopdrinks.evenings.event_news import has_fewer_seats
from hopdrinks.evenings.pictures import Picture
from hopdrinks.wall_time import first_valid_instant, to_local
from storage.records import Venue


@dataclass(frozen=True)
class Before:
    """What a reader knew of an event before it was changed."""

    local_date: date
    local_time: time
    ends_at: datetime
    venue: Venue
    capacity: int | None


def announcement(language: Language, facts: EventFacts, picture: Picture | None = None) -> View:
    """Say that a new event exists, with the one way to hear less."""
    rows = unasked_rows(language, facts)
    news = language.html("<b>The next Hopdrink in {city} is here!</b>", city=facts.chapter.name)
    if picture is None:
        return View(paragraphs(news, card_text(language, facts, Own())), rows)
    room = LONGEST_CAPTION - shown_length(news) - 2
    return View(paragraphs(news, caption(language, facts, Own(), room=room)), rows, picture=picture)


def unasked_rows(language: Language, facts: EventFacts) -> tuple[tuple[Button, ...], ...]:
    """Give a card's buttons below what is sent unasked: in place of the city's 🔕 every way to hear less."""
    return (*member_card(language, facts, Own(), following=None).rows, (hear_less_button(language, facts),))


def announcement_missed(language: Language, facts: EventFacts) -> View:
    """Tell an organiser that an evening began before it could be announced."""
    return View(
        paragraphs(
            language.html("<b>The Hopdrink in {city} was never announced.</b>", city=facts.chapter.name),
            language.html(
                "It was to start {when}, and I could not write in time: I was not running. It is a draft now;"
                " nobody was told. 📋 plans it anew.",
                when=when(language, facts),
            ),
        ),
        ((Button("✏️ " + language.text("Look at it"), f"hub:{facts.event.id}"),),),
    )


def change(language: Language, facts: EventFacts, own: Own, before: Before) -> View:
    """Say what changed, old → new; whoever comes is asked again where the evening moves far."""
    card = member_card(language, facts, own)
    news = language.html("<b>The Hopdrink in {city} has changed.</b>", city=facts.chapter.name)
    changes = _changes(language, facts, before)
    return View(paragraphs(lines(news, *changes), _still(language, facts, own, before), card.text), card.rows)


def stands(language: Language, facts: EventFacts, own: Own) -> View:
    """Say how an event stands that was changed while its reader could not be written to."""
    card = member_card(language, facts, own)
    news = language.html(
        "<b>The Hopdrink in {city} was changed while I could not write to you.</b> This is how it is now:",
        city=facts.chapter.name,
    )
    return View(paragraphs(news, card.text), card.rows)


def _changes(language: Language, facts: EventFacts, before: Before) -> list[Markup]:
    event, zone = facts.event, facts.event.time_zone
    starts_before = first_valid_instant(before.local_date, before.local_time, zone)
    lasted, lasts = before.ends_at - starts_before, event.ends_at - event.starts_at
    found = []
    if (before.local_date, before.local_time) != (event.local_date, event.local_time):
        was = language.moment(before.local_date, before.local_time, facts.today)
        found.append(Markup("📆 <s>{}</s> → <b>{}</b>").format(was, when(language, facts)))
    if lasted != lasts:
        until = language.hour(to_local(event.ends_at, zone).time())
        found.append(language.html("⏱ It lasts until {hour} now.", hour=until))
    if before.venue.id != facts.venue.id:
        found.append(Markup("📍 <s>{}</s> → {}").format(before.venue.name, where(facts.venue)))
    if has_fewer_seats(before.capacity, event.capacity):
        seats = counted_seats(language, event.capacity)
        found.append(language.html("👥 There are fewer seats: {seats}. Nobody loses theirs.", seats=seats))
    return found


def _still(language: Language, facts: EventFacts, own: Own, before: Before) -> Markup:
    event = facts.event
    if own.rsvp is None or own.rsvp.state != "going":
        return language.html("If it suits you better or worse now, change your answer below.")
    starts_before = first_valid_instant(before.local_date, before.local_time, event.time_zone)
    if moves_far(starts_before, event.starts_at, before.local_date, event.local_date):
        return language.html(
            "<b>Are you still coming?</b> ✅ confirms it, 🚫 gives your seat to somebody else. Without an"
            " answer you keep it."
        )
    return language.html("Does it still suit you? If not, tap 🚫: that frees your seat.")


def cancellation(language: Language, facts: EventFacts, *, hears: bool) -> View:
    """Say that an event will not be held; `hears` where the reader is told of the next one."""
    news = language.html(
        "<b>The Hopdrink of {when} is cancelled.</b> We are sorry.", when=when(language, facts)
    )
    following = (
        language.html("You will hear from me when the next one is announced.")
        if hears
        else language.html("/next shows what is coming.")
    )
    reason = facts.event.cancel_reason
    words = quoted(Markup("{}").format(reason)) if reason else None
    return View(paragraphs(Markup(" ").join((news, following)), words, card_text(language, facts)))
