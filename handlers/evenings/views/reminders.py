"""What members are reminded of an evening with, each kind in its own words."""

from datetime import time
from typing import Any

from markupsafe import Markup

from handlers.evenings.views.event_card import EventFacts, Own, card_text, map_url, member_card, when, where
from handlers.evenings.views.event_messages import unasked_rows
from handlers.language import Language
from handlers.people.views.quieting import mute_button
from handlers.view import Button, View, lines, paragraphs
from hopdrinks.evenings.reminder_times import ReminderKind

#: From here on one speaks of the evening.
_EVENING = time(17, 0)


def nudge(language: Language, facts: EventFacts) -> View:
    """Ask a follower who has not answered, once, with the one way to hear less."""
    text = card_text(language, facts, Own())
    news = language.html(
        "<b>In a week: the Hopdrink in {city}. Are you coming?</b> Seats are left, and one tap is enough.",
        city=facts.chapter.name,
    )
    return View(paragraphs(news, text), unasked_rows(language, facts))


def reminder(language: Language, facts: EventFacts, own: Own, kind: ReminderKind) -> View:
    """Remind a member of an evening, in the words of the kind."""
    match kind:
        case "decide":
            return _decide(language, facts, own)
        case "still_waiting":
            return _still_waiting(language, facts, own)
        case "day_before":
            return _before(language, facts, own)
        case _ if facts.today < facts.event.local_date:
            return _before(language, facts, own)
        case _:
            return _today(language, facts, own)


def venue_call(language: Language, facts: EventFacts, own: Own) -> dict[str, Any]:
    """Give the parameters of sendVenue: what is sent on the day itself where the position is known."""
    hour = language.hour(facts.event.local_time)
    values = {"hour": hour, "place": facts.venue.name}
    if _is_evening(facts):
        title = language.text("This evening at {hour}: {place}", **values)
    else:
        title = language.text("Today at {hour}: {place}", **values)
    rows = (_answers(language, facts, own), (mute_button(language, facts),))
    return {
        "latitude": facts.venue.latitude,
        "longitude": facts.venue.longitude,
        "title": title,
        "address": facts.venue.address or facts.chapter.name,
        "reply_markup": {"inline_keyboard": [[button.as_json() for button in row] for row in rows]},
    }


def venue_sample(language: Language, facts: EventFacts, own: Own) -> View:
    """Show as a message what the place on the map says."""
    call = venue_call(language, facts, own)
    text = lines(Markup("📍 <b>{}</b>").format(call["title"]), Markup("{}").format(call["address"]))
    return View(text, (_answers(language, facts, own), (mute_button(language, facts),)))


def is_venue(facts: EventFacts, kind: ReminderKind) -> bool:
    """Tell whether a reminder is a place on the map: on the day itself, where its position is known."""
    on_the_day = kind in ("three_hours", "own") and facts.today >= facts.event.local_date
    return on_the_day and facts.venue.latitude is not None and facts.venue.longitude is not None


def _decide(language: Language, facts: EventFacts, own: Own) -> View:
    if facts.free == 0:
        news = language.html(
            "<b>You said maybe. Do you know by now?</b> It is full at the moment: the first button puts"
            " you on the waitlist."
        )
    else:
        news = language.html("<b>You said maybe. Do you know by now?</b> There is still a seat for you.")
    return _with_card(language, facts, own, news)


def _still_waiting(language: Language, facts: EventFacts, own: Own) -> View:
    news = language.html(
        "<b>You are still waiting for a seat: {rank} in line.</b> If you cannot come any more, tap 🚫.",
        rank=language.ordinal(own.position or 1),
    )
    return _with_card(language, facts, own, news)


def _before(language: Language, facts: EventFacts, own: Own) -> View:
    """Remind before the day itself, and ask whether it still holds."""
    days = (facts.event.local_date - facts.today).days
    hour = language.hour(facts.event.local_time)
    if days <= 0:
        news = _headline_today(language, facts)
    elif days == 1:
        news = language.html("<b>See you tomorrow at {hour}?</b>", hour=hour)
    else:
        news = language.html("<b>See you {when}?</b>", when=when(language, facts))
    ask = language.html(
        "✅ confirms it. If you cannot come any more, tap 🚫: somebody else will be glad of the seat."
    )
    maybe = _is_maybe(own)
    rows = (
        _answers(language, facts, own),
        _one_guest(language, facts, own),
        (Button("📍 " + language.text("Map"), url=map_url(facts.venue)), mute_button(language, facts)),
    )
    return View(paragraphs(news, None if maybe else ask, card_text(language, facts, own)), rows)


def _today(language: Language, facts: EventFacts, own: Own) -> View:
    """Remind on the day itself, with the way there."""
    text = lines(
        _headline_today(language, facts),
        Markup("📍 {}").format(where(facts.venue)),
        language.html("You said maybe, and there is still a seat for you.")
        if _is_maybe(own)
        else language.html("We look forward to seeing you."),
    )
    place = Button("📍 " + language.text("Map"), url=map_url(facts.venue))
    return View(text, (_answers(language, facts, own), (place, mute_button(language, facts))))


def _headline_today(language: Language, facts: EventFacts) -> Markup:
    hour = language.hour(facts.event.local_time)
    if _is_evening(facts):
        return language.html("<b>This evening at {hour}!</b>", hour=hour)
    return language.html("<b>Today at {hour}!</b>", hour=hour)


def _is_evening(facts: EventFacts) -> bool:
    return facts.event.local_time >= _EVENING


def _is_maybe(own: Own) -> bool:
    return own.rsvp is not None and own.rsvp.state == "maybe"


def _answers(language: Language, facts: EventFacts, own: Own) -> tuple[Button, ...]:
    """Offer to confirm, or to come after all, and to leave."""
    event_id = facts.event.id
    label = language.text("I am coming") if _is_maybe(own) else language.text("I’ll be there")
    return (
        Button(f"✅ {label}", f"go:{event_id}"),
        Button("🚫 " + language.text("I cannot"), f"no:{event_id}"),
    )


def _one_guest(language: Language, facts: EventFacts, own: Own) -> tuple[Button, ...]:
    rsvp = own.rsvp
    if rsvp is None or rsvp.state != "going" or not facts.is_open:
        return ()
    if rsvp.guests + rsvp.guests_waiting >= facts.event.max_guests:
        return ()
    return (Button("➕ " + language.text("One guest"), f"more:{facts.event.id}"),)


def _with_card(language: Language, facts: EventFacts, own: Own, news: Markup) -> View:
    card = member_card(language, facts, own)
    return View(paragraphs(news, card.text), (*card.rows, (mute_button(language, facts),)))
