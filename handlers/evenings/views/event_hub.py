"""One evening as its organiser looks after it: its state, its card, and everything that can be done to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from handlers.evenings.views.event_card import EventFacts, card_text, when
from handlers.language import Language
from handlers.planning.views.evening_details import closing, inside_a_sentence, lasting, naming
from handlers.planning.views.evening_pictures import picturing
from handlers.planning.views.evening_questions import counted_seats, place_line
from handlers.planning.views.event_plans import DETAILS, FIELDS, Audience, field_label, goes_to, look_label
from handlers.view import Button, View, lines, paragraphs, quoted
from hopdrinks.evenings.events import UNANNOUNCED, minutes_of
from hopdrinks.wall_time import to_local
from storage.records import Event

#: So many troubled deliveries have a button of their own; the others come up as these are settled.
MOST_TROUBLES = 6


@dataclass(frozen=True)
class Trouble:
    """A delivery of which nobody knows that it arrived: what it was, and for whom."""

    delivery_id: int
    notice: str
    to: str


@dataclass(frozen=True)
class Pending:
    """News of a change that is on its way: how many are told, and when."""

    told: int
    due_at: datetime


def hub(
    language: Language,
    event: Event,
    shown: EventFacts,
    *,
    audience: Audience | None,
    pending: Pending | None = None,
    troubles: Sequence[Trouble] = (),
    said: Markup | None = None,
    picture: Markup | None = None,
) -> View:
    """Show an evening; `shown` is what members see, `audience` whom an announcement would reach."""
    waiting = event.state in UNANNOUNCED
    text = paragraphs(
        said,
        lines(
            state(language, event, shown),
            goes_to(language, audience) if audience and waiting else None,
            _pending(language, shown, pending),
            _overfull(language, shown),
        ),
        lines(picture, quoted(card_text(language, shown))),
        _troubled(language, troubles),
    )
    back = (Button("↩️ " + language.text("All evenings"), "events:0"),)
    messages = Button("🕰 " + language.text("Messages"), f"timeline:{event.id}")
    anew = Button("📋 " + language.text("Plan it anew"), f"clone:{event.id}")
    if event.state == "cancelled" or shown.now >= event.ends_at:
        return View(text, (*_resends(language, troubles), (anew, messages), back))
    rows = _announcing(language, event) if waiting else _telling(language, event, pending)
    if picture is not None:
        rows.append((Button(look_label(language), f"preview:{event.id}"),))
    change = Button("✏️ " + language.text("Change it"), f"edits:{event.id}")
    if waiting:
        end = Button("🗑 " + language.text("Delete this draft"), f"discard:{event.id}")
        rows += [(change, messages), (anew,), (end,)]
    else:
        end = Button("🗑 " + language.text("Cancel this evening"), f"call_off:{event.id}")
        people = Button("👥 " + language.text("Who comes"), f"guests:{event.id}")
        rows += [(change, people), (anew, messages), *_resends(language, troubles), (end,)]
    return View(text, (*rows, back))


def details(language: Language, shown: EventFacts) -> View:
    """Show everything of an evening that can be changed, and as what it stands."""
    event = shown.event
    nobody = language.text("to be confirmed")
    text = paragraphs(
        language.html("<b>What shall change?</b>"),
        lines(
            Markup("📆 {} · {}").format(when(language, shown), lasting(minutes_of(event))),
            Markup("📍 {}").format(place_line(shown.venue)),
            Markup("👥 {}").format(counted_seats(language, event.capacity)),
            language.html("➕ Guests per person: {number}", number=event.max_guests),
            language.html("🧑‍💼 Representative: {name}", name=event.representative or nobody),
            language.html(
                "🗳 Answers: {until}", until=inside_a_sentence(closing(language, event.answers_close_after))
            ),
            language.html(
                "👀 Cards show: {what}", what=inside_a_sentence(naming(language, event.names_shown))
            ),
            language.html("🖼 Picture: {which}", which=inside_a_sentence(picturing(language, event.picture))),
        ),
        quoted(Markup("{}").format(event.text)) if event.text else None,
    )
    buttons = [
        Button(field_label(language, field), f"edit:{event.id}:{field}") for field in (*FIELDS, *DETAILS)
    ]
    pairs = (tuple(buttons[first : first + 2]) for first in range(0, len(buttons), 2))
    return View(text, (*pairs, (Button("↩️ " + language.text("Back"), f"hub:{event.id}"),)))


def state(language: Language, event: Event, facts: EventFacts) -> Markup:
    """Say how far an evening is."""
    if event.state != "cancelled" and facts.now >= event.ends_at:
        return language.html("<b>This evening is over.</b>")
    match event.state:
        case "draft":
            return language.html("<b>Draft:</b> nobody has been told.")
        case "scheduled" if event.announce_at is not None:
            at = to_local(event.announce_at, event.time_zone)
            announced = language.moment(at.date(), at.time(), facts.today)
            return language.html("<b>Scheduled:</b> I announce it {when}.", when=announced)
        case "cancelled":
            return language.html("<b>Cancelled.</b>")
        case _:
            return language.html("<b>Announced.</b>")


def changed_since(language: Language) -> Markup:
    """Say that an evening is not as it was on the screen when its announcement was tapped."""
    return language.html("Somebody changed this evening meanwhile. Look at it again, then tap 📣.")


def _announcing(language: Language, event: Event) -> list[tuple[Button, ...]]:
    later = language.text("Announce later")
    # With the version: what is announced is what was seen.
    rows: list[tuple[Button, ...]] = [
        (
            Button("📣 " + language.text("Announce now"), f"announce:{event.id}:{event.version}"),
            Button("🗓 " + later, f"schedule:{event.id}"),
        )
    ]
    if event.state == "scheduled":
        rows.append((Button("💾 " + language.text("Do not announce it by itself"), f"put_back:{event.id}"),))
    return rows


def _telling(language: Language, event: Event, pending: Pending | None) -> list[tuple[Button, ...]]:
    if pending is None or not pending.told:
        return []
    return [
        (
            Button("🔔 " + language.text("Tell them now"), f"tell_now:{event.id}"),
            Button("🔕 " + language.text("Tell nobody"), f"tell_nobody:{event.id}"),
        )
    ]


def _pending(language: Language, shown: EventFacts, pending: Pending | None) -> Markup | None:
    if pending is None or not pending.told:
        return None
    at = to_local(pending.due_at, shown.event.time_zone).time().replace(second=0, microsecond=0)
    return language.html_plural(
        "🔔 {n} person is told of your changes at {hour}. What you change until then goes out together.",
        "🔔 {n} people are told of your changes at {hour}. What you change until then goes out together.",
        pending.told,
        hour=language.hour(at),
    )


def _overfull(language: Language, shown: EventFacts) -> Markup | None:
    over = 0 if shown.event.capacity is None else shown.counts.seats_used - shown.event.capacity
    if over <= 0:
        return None
    return language.html_plural(
        "⚠️ {n} seat more is taken than there are. Nobody loses theirs; nobody moves up until there is room.",
        "⚠️ {n} seats more are taken than there are. Nobody loses theirs; nobody moves up until there is"
        " room.",
        over,
    )


def _troubled(language: Language, troubles: Sequence[Trouble]) -> Markup | None:
    if not troubles:
        return None
    return language.html_plural(
        "⚠️ {n} message may not have arrived. 🔁 sends it again.",
        "⚠️ {n} messages may not have arrived. 🔁 sends one again.",
        len(troubles),
    )


def _resends(language: Language, troubles: Sequence[Trouble]) -> tuple[tuple[Button, ...], ...]:
    return tuple(
        (Button(f"🔁 {_named(language, trouble)}", f"resend_event:{trouble.delivery_id}"),)
        for trouble in troubles[:MOST_TROUBLES]
    )


def _named(language: Language, trouble: Trouble) -> str:
    words = {
        "Announcement": language.text("Announcement"),
        "GroupCard": language.text("Card"),
        "Promotion": language.text("Seat that came free"),
        "GuestSeated": language.text("Seat that came free"),
        "SeatOffer": language.text("Seat that was offered"),
        "OrganiserMove": language.text("Change"),
        "Nudge": language.text("Reminder"),
        "Reminder": language.text("Reminder"),
        "EventChange": language.text("Change"),
        "EventCancellation": language.text("Cancellation"),
    }
    return language.text("{what}, to {who}", what=words[trouble.notice], who=trouble.to)
