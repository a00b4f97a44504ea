"""A member's lists: what is coming in the cities they follow, and what they answered."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from handlers.evenings.views.event_card import EventFacts, Own, when
from handlers.language import Language
from handlers.view import Button, View, lines, paragraphs

#: A list longer than this is no help; evenings further away come up as time goes by.
MOST_LISTED = 20


@dataclass(frozen=True)
class Entry:
    """An evening with the reader's own answer."""

    facts: EventFacts
    own: Own

    @property
    def is_over(self) -> bool:
        """Whether it has ended."""
        return self.facts.now >= self.facts.event.ends_at


def agenda(language: Language, entries: Sequence[Entry], *, following: bool, hears: bool, later: int) -> View:
    """List what is coming; `later` are left out.

    Whoever follows no city is shown every city's; `hears` where the bot will write of the next one.
    """
    follow_none = (
        None
        if following
        else language.html("You follow no city, so here is what is coming everywhere. /start follows one.")
    )
    if not entries:
        if hears:
            return View(
                language.html("No Hopdrink is planned for now. I will write to you as soon as one is.")
            )
        return View(language.html("No Hopdrink is planned for now. /start has me write to you when one is."))
    more = language.html_plural("… and {n} later.", "… and {n} later.", later) if later else None
    listed = _entries(language, entries)
    return View(
        paragraphs(language.html("<b>What is coming</b>"), follow_none, *listed, more),
        _buttons(language, entries),
    )


def mine(language: Language, entries: Sequence[Entry], *, later: int) -> View:
    """List what the reader answered: what is coming with a button to each, then the last few."""
    if not entries:
        return View(language.html("You have not answered yet. /agenda shows what is coming."))
    coming = [entry for entry in entries if not entry.is_over]
    over = [entry for entry in entries if entry.is_over]
    none = language.html("Nothing for now. /agenda shows what is coming.")
    more = language.html_plural("… and {n} later.", "… and {n} later.", later) if later else None
    past = [_past(language, entry, several=_several(entries)) for entry in over]
    return View(
        paragraphs(
            language.html("<b>What you answered</b>"),
            *(_entries(language, coming, among=entries) or [none]),
            more,
            lines(language.html("<b>Before</b>"), *past) if past else None,
        ),
        _buttons(language, coming, among=entries),
    )


def own_state(language: Language, entry: Entry) -> str:
    """Say in a few words how the reader answered; "" for not at all."""
    rsvp = entry.own.rsvp
    if rsvp is None:
        return ""
    plus = f" (+{rsvp.guests})" if rsvp.guests else ""
    match rsvp.state:
        case "going":
            return "✅ " + language.text("You are coming") + plus
        case "waitlisted":
            rank = language.ordinal(entry.own.position or 1)
            return "⏳ " + language.text("You are {rank} on the waitlist", rank=rank) + plus
        case "offered":
            return "🎟 " + language.text("A seat is held for you") + plus
        case "maybe":
            return "🤔 " + language.text("You might come")
        case _:
            return "🚫 " + language.text("You are not coming")


def _entries(
    language: Language, entries: Sequence[Entry], *, among: Sequence[Entry] | None = None
) -> list[Markup]:
    several = _several(entries if among is None else among)
    return [
        lines(
            _named(language, entry, several=several),
            Markup("📍 {}").format(entry.facts.venue.name),
            _standing(language, entry),
        )
        for entry in entries
    ]


def _standing(language: Language, entry: Entry) -> str:
    if entry.facts.event.state == "cancelled":
        return language.text("This Hopdrink is cancelled.")
    answered = own_state(language, entry)
    if answered:
        return answered
    if not entry.facts.is_open:
        return language.text("Answers are closed.")
    free = entry.facts.free
    if free == 0:
        return language.text("Full: one more joins the waitlist.")
    left = "" if free is None else " · " + language.plural("{n} seat left", "{n} seats left", free)
    return language.text("You have not answered yet.") + left


def _past(language: Language, entry: Entry, *, several: bool) -> Markup:
    facts = entry.facts
    city = Markup("{} · ").format(facts.chapter.name) if several else Markup()
    day = language.day(facts.event.local_date, facts.today)
    sign = "✖️" if facts.event.state == "cancelled" else own_state(language, entry).split(" ", 1)[0]
    return Markup("{} {}{} · {}").format(sign, city, day, facts.venue.name)


def _named(language: Language, entry: Entry, *, several: bool) -> Markup:
    city = Markup("{} · ").format(entry.facts.chapter.name) if several else Markup()
    words = Markup("{}<b>{}</b>").format(city, when(language, entry.facts))
    return Markup("<s>{}</s>").format(words) if entry.facts.event.state == "cancelled" else words


def _buttons(
    language: Language, entries: Sequence[Entry], *, among: Sequence[Entry] | None = None
) -> tuple[tuple[Button, ...], ...]:
    several = _several(entries if among is None else among)
    return tuple((_button(language, entry, several=several),) for entry in entries)


def _button(language: Language, entry: Entry, *, several: bool) -> Button:
    facts = entry.facts
    name = facts.venue.name
    short = name if len(name) <= 30 else name[:29] + "…"
    city = f"{facts.chapter.name} · " if several else ""
    return Button(
        f"📆 {city}{language.short_day(facts.event.local_date)} · {short}", f"card:{facts.event.id}"
    )


def _several(entries: Sequence[Entry]) -> bool:
    return len({entry.facts.chapter.id for entry in entries}) > 1
