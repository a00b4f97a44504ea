"""A change before it is made: old → new, who will be told, and what is unusual about it."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from handlers.evenings.views.event_card import EventFacts, when
from handlers.form_parts import Choice, Choices, Question
from handlers.language import Language
from handlers.planning.views.evening_details import closing, lasting, naming
from handlers.planning.views.evening_pictures import picturing
from handlers.planning.views.evening_questions import counted_seats, place_line
from handlers.planning.views.event_plans import second_thoughts
from handlers.view import lines, paragraphs, quoted
from hopdrinks.evenings.event_news import would_matter
from hopdrinks.evenings.events import EventPlan, minutes_of
from hopdrinks.planning.second_thoughts import SecondThought
from hopdrinks.wall_time import to_local
from storage.records import Event

#: What the answers say: changed and told, changed in silence.
TELL, SILENTLY = "tell", "silently"


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

    @property
    def minutes(self) -> int:
        """How long the evening lasts now."""
        return minutes_of(self.before.event)

    @property
    def ends_otherwise(self) -> bool:
        """Whether it lasts longer or shorter."""
        return self.after.minutes not in (None, self.minutes)

    @property
    def matters(self) -> bool:
        """Whether people should hear of it."""
        return would_matter(self.before.event, self.before.venue, self.after)


def confirmation(language: Language, change: Change) -> Question:
    """Ask whether a change is meant, and whether it is told."""
    changes = list_changes(language, change)
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
        _answers(language, change),
    )


def changed_meanwhile(language: Language, changes: Sequence[Markup]) -> Markup:
    """Say what somebody else changed while this was being changed."""
    return lines(
        language.html("Somebody changed this evening meanwhile. Please look at it once more."), *changes
    )


def seen_below(language: Language, *, shown: bool) -> str:
    """Answer a tap on 👁."""
    if shown:
        return language.text("👁 Here it is, as it will be sent.")
    return language.text("It goes out without a picture, as you see it here.")


def _answers(language: Language, change: Change) -> Choices:
    if not change.matters or not change.told:
        return ((Choice("👍 " + language.text("Yes, change it"), SILENTLY),),)
    tell = Choice(
        "🔔 "
        + language.plural("Change it and tell {n} person", "Change it and tell {n} people", change.told),
        TELL,
    )
    silently = Choice("🔕 " + language.text("Change it silently"), SILENTLY)
    if change.moves or change.goes_elsewhere:
        return (tell,), (silently,)
    return (silently,), (tell,)


def list_changes(language: Language, change: Change) -> list[Markup]:
    """Word what changes, old → new."""
    event, after = change.before.event, change.after
    found = []
    if change.moves:
        becomes = language.moment(after.local_date, after.local_time, change.before.today)
        found.append(_arrow("📆", when(language, change.before), becomes))
    if change.ends_otherwise and after.minutes is not None:
        found.append(_arrow("⏱", lasting(change.minutes), lasting(after.minutes)))
    if change.goes_elsewhere:
        found.append(_arrow("📍", place_line(change.before.venue), place_line(after.venue)))
    elif change.is_pinned:
        found.append(language.html("📍 {place}: a new position on the map", place=after.venue.name))
    if after.capacity != event.capacity:
        was, becomes = counted_seats(language, event.capacity), counted_seats(language, after.capacity)
        found.append(_arrow("👥", was, becomes))
    if after.text != event.text:
        words = quoted(Markup("{}").format(after.text)) if after.text else language.html("No text any more.")
        found.append(Markup("✏️ {}").format(words))
    return found + _detail_changes(language, event, after)


def _detail_changes(language: Language, event: Event, after: EventPlan) -> list[Markup]:
    found = []
    if after.max_guests not in (None, event.max_guests):
        label = language.text("➕ Guests per person:")
        found.append(_arrow(label, str(event.max_guests), str(after.max_guests)))
    if after.representative is not None and after.representative != event.representative:
        nobody = language.text("to be confirmed")
        found.append(_arrow("🧑‍💼", event.representative or nobody, after.representative or nobody))
    if after.answers_close_after is not None and after.answers_close_after != event.answers_close_after:
        was = closing(language, event.answers_close_after)
        found.append(_arrow("🗳", was, closing(language, after.answers_close_after)))
    if after.names_shown is not None and after.names_shown != event.names_shown:
        found.append(_arrow("👀", naming(language, event.names_shown), naming(language, after.names_shown)))
    if after.picture is not None and after.picture != event.picture:
        was, becomes = picturing(language, event.picture), picturing(language, after.picture)
        found.append(_arrow("🖼", was, becomes))
        if after.picture == "none" and event.state == "announced":
            found.append(language.html("Cards that have a picture keep one: the poster."))
    elif after.picture == "photo" and after.picture_file_id != event.picture_file_id:
        found.append(language.html("🖼 Another photo"))
    return found


def _arrow(sign: str, was: str, becomes: str) -> Markup:
    return Markup("{} <s>{}</s> → <b>{}</b>").format(sign, was, becomes)


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
    if change.matters:
        if not change.told:
            return language.html("Nobody has answered yet, so nobody is told.")
        return language.html(
            "Whoever answered can be told, with the old and the new. What you change within five minutes goes"
            " out together."
        )
    if _lets_in(change):
        return None  # who moves up is told, and that is said already
    return language.html("Nobody is told of this; the cards change by themselves.")
