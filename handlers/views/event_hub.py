"""One evening as its organiser looks after it: its state, its card, and everything that can be done to it."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from handlers.language import Language
from handlers.view import Button, View, lines, paragraphs, quoted
from handlers.views.event_card import EventFacts, card_text, when
from handlers.views.event_plans import FIELDS, Audience, field_label, goes_to
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


def hub(
    language: Language,
    event: Event,
    shown: EventFacts,
    *,
    audience: Audience | None,
    troubles: Sequence[Trouble] = (),
    said: Markup | None = None,
) -> View:
    """Show an evening; `shown` is what members see, `audience` whom an announcement would reach."""
    waiting = event.state in ("draft", "scheduled")
    text = paragraphs(
        said,
        lines(state(language, event, shown), goes_to(language, audience) if audience and waiting else None),
        quoted(card_text(language, shown)),
        _troubled(language, troubles),
    )
    back = (Button("↩️ " + language.text("All evenings"), "events:0"),)
    if event.state == "cancelled" or shown.now >= event.ends_at:
        return View(text, (*_resends(language, troubles), back))
    rows = [_announcing(language, event)] if waiting else []
    edits = [Button(field_label(language, field), f"edit:{event.id}:{field}") for field in FIELDS]
    rows += [tuple(edits[:2]), tuple(edits[2:]), *_resends(language, troubles)]
    rows += [(Button("🗑 " + language.text("Cancel this evening"), f"call_off:{event.id}"),), back]
    return View(text, tuple(rows))


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


def calling_off(language: Language, facts: EventFacts, concerned: int) -> View:
    """Ask whether an evening is really cancelled, with the number of those who will be told."""
    asked = language.html("<b>Cancel the Hopdrink of {when}?</b>", when=when(language, facts))
    if facts.event.state == "announced":
        told = language.html_plural(
            "{n} person answered and will be told. This cannot be undone.",
            "{n} people answered and will be told. This cannot be undone.",
            concerned,
        )
    else:
        told = language.html("It was never announced, so nobody is told. This cannot be undone.")
    rows = (
        (Button("👍 " + language.text("Yes, cancel it"), f"call_off:{facts.event.id}:yes"),),
        (Button("↩️ " + language.text("No, keep it"), f"hub:{facts.event.id}"),),
    )
    return View(paragraphs(asked, told), rows)


def _announcing(language: Language, event: Event) -> tuple[Button, ...]:
    return (
        Button("📣 " + language.text("Announce now"), f"announce:{event.id}"),
        Button("🗓 " + language.text("Announce later"), f"schedule:{event.id}"),
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
        "SeatOffer": language.text("Seat that was offered"),
        "Reminder": language.text("Reminder"),
        "EventChange": language.text("Change"),
        "EventCancellation": language.text("Cancellation"),
    }
    return language.text("{what}, to {who}", what=words[trouble.notice], who=trouble.to)
