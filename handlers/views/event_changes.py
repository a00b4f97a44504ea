"""A change before it is made: old → new, who will be told, and what is unusual about it."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from handlers.form_parts import Choice, Question
from handlers.language import Language
from handlers.view import lines, paragraphs, quoted
from handlers.views.evening_questions import counted_seats, place_line
from handlers.views.event_card import EventFacts, when
from handlers.views.event_plans import second_thoughts
from hopdrinks.events import EventPlan
from hopdrinks.second_thoughts import SecondThought
from hopdrinks.wall_time import to_local

#: What 👍 says.
YES = "yes"


@dataclass(frozen=True)
class Change:
    """An evening as it is, as it is planned to be, and what that would mean."""

    before: EventFacts
    after: EventPlan
    #: How many would be told.
    told: int
    thoughts: Sequence[SecondThought] = ()
    #: Whether its announcement would come too late.
    outlives_announcement: bool = False

    @property
    def moves(self) -> bool:
        """Whether day or hour change."""
        event = self.before.event
        return (event.local_date, event.local_time) != (self.after.local_date, self.after.local_time)

    @property
    def goes_elsewhere(self) -> bool:
        """Whether the place changes."""
        venue, plan = self.before.venue, self.after.venue
        return (venue.name, venue.address) != (plan.name, plan.address)

    @property
    def is_pinned(self) -> bool:
        """Whether the place stays and its position is another."""
        venue, plan = self.before.venue, self.after.venue
        position = (plan.latitude, plan.longitude)
        return plan.latitude is not None and position != (venue.latitude, venue.longitude)


def confirmation(language: Language, change: Change) -> Question:
    """Ask whether a change is meant."""
    changes = _changes(language, change)
    if not changes:
        return Question(language.html("That is how it is already: nothing would change."))
    return Question(
        paragraphs(
            language.html("<b>Change this?</b>"),
            lines(*changes),
            _seats_note(language, change),
            second_thoughts(language, change.thoughts) if change.moves else None,
            _announcement_note(language, change),
            _told(language, change),
        ),
        ((Choice("👍 " + language.text("Yes, change it"), YES),),),
    )


def _changes(language: Language, change: Change) -> list[Markup]:
    event, after = change.before.event, change.after
    found = []
    if change.moves:
        becomes = language.moment(after.local_date, after.local_time, change.before.today)
        found.append(Markup("📆 <s>{}</s> → <b>{}</b>").format(when(language, change.before), becomes))
    if change.goes_elsewhere:
        was, becomes = place_line(change.before.venue), place_line(after.venue)
        found.append(Markup("📍 <s>{}</s> → <b>{}</b>").format(was, becomes))
    elif change.is_pinned:
        found.append(language.html("📍 {place}: a new position on the map", place=after.venue.name))
    if after.capacity != event.capacity:
        was, becomes = counted_seats(language, event.capacity), counted_seats(language, after.capacity)
        found.append(Markup("👥 <s>{}</s> → <b>{}</b>").format(was, becomes))
    if after.text != event.text:
        words = quoted(Markup("{}").format(after.text)) if after.text else language.html("No text any more.")
        found.append(Markup("✏️ {}").format(words))
    return found


def _seats_note(language: Language, change: Change) -> Markup | None:
    counts, seats = change.before.counts, change.after.capacity
    if seats == change.before.event.capacity:
        return None
    if seats is not None and seats < counts.seats_used:
        return language.html_plural(
            "⚠️ {n} seat is taken already. Nobody loses theirs; nobody moves up until there is room again.",
            "⚠️ {n} seats are taken already. Nobody loses theirs; nobody moves up until there is room again.",
            counts.seats_used,
        )
    if _lets_in(change):
        return language.html("Whoever waits and now finds a seat gets it, and is told.")
    return None


def _lets_in(change: Change) -> bool:
    """Tell whether more seats may let in somebody who waits."""
    was, seats = change.before.event.capacity, change.after.capacity
    return change.before.counts.waiting > 0 and was is not None and (seats is None or seats > was)


def _announcement_note(language: Language, change: Change) -> Markup | None:
    event = change.before.event
    if event.announce_at is None or not change.outlives_announcement:
        return None
    at = to_local(event.announce_at, event.time_zone)
    return language.html(
        "⚠️ It is to be announced {when}, which would be too late: choose another moment with 🗓.",
        when=language.moment(at.date(), at.time(), change.before.today),
    )


def _told(language: Language, change: Change) -> Markup | None:
    if change.before.event.state != "announced":
        return language.html("It is not announced yet, so nobody is told.")
    if not change.moves and not change.goes_elsewhere:
        if _lets_in(change):
            return None  # who moves up is told, and that is said already
        return language.html("Nobody is told of this; the cards change by themselves.")
    return language.html_plural(
        "{n} person answered and will be told, old and new.",
        "{n} people answered and will be told, old and new.",
        change.told,
    )
