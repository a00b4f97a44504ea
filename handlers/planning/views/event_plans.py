"""An evening as its organiser sees it before it is announced: the preview, and who will be told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from handlers.evenings.views.event_card import EventFacts
from handlers.evenings.views.event_messages import announcement
from handlers.form_parts import Choice, Question
from handlers.language import Language
from handlers.planning.views.dates import date_choice
from handlers.view import lines, paragraphs, quoted
from hopdrinks.planning.second_thoughts import SecondThought
from hopdrinks.typed.dates import ReadDate

#: What the buttons beneath a preview say; ✏️ leads to the steps of these names.
ANNOUNCE, LATER, DRAFT, LOOK, POSTER = "now", "later", "draft", "look", "poster"
FIELDS = ("date", "place", "seats", "text", "picture")
#: What more can be changed of an evening once it is kept.
DETAILS = ("length", "guests", "host", "closing", "names")


@dataclass(frozen=True)
class Audience:
    """Whom an announcement reaches: followers counted, and the titles of groups and channels."""

    followers: int
    rooms: tuple[str, ...] = ()


def preview(
    language: Language,
    facts: EventFacts,
    audience: Audience,
    thoughts: Sequence[SecondThought],
    picture: Markup | None = None,
) -> Question:
    """Show what will be sent, rendered by what sends it, to whom, and what is unusual about the date.

    `picture` says which one stands above it.
    """
    choices = (
        (Choice("📣 " + language.text("Announce now"), ANNOUNCE),),
        (
            Choice("🗓 " + language.text("Announce later"), LATER),
            Choice("💾 " + language.text("Keep as a draft"), DRAFT),
        ),
        *_edits(language, can_look=picture is not None),
    )
    return Question(
        paragraphs(
            language.html("<b>This is what will be sent:</b>"),
            lines(picture, quoted(announcement(language, facts).text)),
            second_thoughts(language, thoughts),
            goes_to(language, audience),
        ),
        choices,
    )


def goes_to(language: Language, audience: Audience) -> Markup:
    """Say whom an announcement reaches."""
    followers = language.plural("{n} follower", "{n} followers", audience.followers)
    rooms = (language.text("“{title}”", title=title) for title in audience.rooms)
    to = ", ".join([followers, *rooms])
    return language.html("It goes to: <b>{audience}</b>.", audience=to)


def second_thoughts(language: Language, thoughts: Sequence[SecondThought]) -> Markup:
    """Word what is unusual about a date; nothing for an ordinary one."""
    return lines(*(_second_thought(language, thought) for thought in thoughts))


def when_to_announce(
    language: Language, known: Markup, instants: Sequence[ReadDate], today: date
) -> Question:
    """Ask when an evening is to be announced."""
    choices = tuple((date_choice(language, instant, today),) for instant in instants)
    asked = language.html(
        "<b>When shall I announce it?</b> Tap a moment, or type one, like <i>3/12 10:00</i>."
    )
    return Question(paragraphs(known, asked), choices)


def announced_too_late(language: Language, facts_when: str) -> Markup:
    """Say that an announcement has to come before its evening."""
    return language.html(
        "An announcement has to come before the evening itself, {when}. Please give an earlier moment.",
        when=facts_when,
    )


def already_begun(language: Language) -> Markup:
    """Say that an evening that has begun cannot be announced."""
    return language.html("This evening has begun already. Tap ✏️ and give it another date first.")


def field_label(language: Language, field: str) -> str:
    """Name an answer on its ✏️ button."""
    words = {
        "length": language.text("Length"),
        "guests": language.text("Guests"),
        "host": language.text("Representative"),
        "closing": language.text("End of answers"),
        "names": language.text("Names"),
        "date": language.text("Date"),
        "place": language.text("Place"),
        "seats": language.text("Seats"),
        "text": language.text("Text"),
        "picture": language.text("Picture"),
    }
    return f"✏️ {words[field]}"


def look_label(language: Language) -> str:
    """Word the button that shows what will be sent with its picture."""
    return "👁 " + language.text("See it with its picture")


def _edits(language: Language, *, can_look: bool) -> tuple[tuple[Choice, ...], ...]:
    buttons = [Choice(field_label(language, field), f"edit-{field}") for field in FIELDS]
    poster = Choice("🖼 " + language.text("Add a poster"), POSTER)
    look = Choice(look_label(language), LOOK) if can_look else poster
    return ((look,), *(tuple(buttons[first : first + 2]) for first in range(0, len(buttons), 2)))


def _second_thought(language: Language, thought: SecondThought) -> Markup:
    match thought.kind:
        case "past":
            return language.html("⚠️ This day is past: nobody will be told of the evening.")
        case "no_thursday":
            return language.html("⚠️ This is not a Thursday.")
        case "holiday":
            return language.html("⚠️ This is a public holiday: {name}.", name=thought.name)
        case _:
            other = thought.other
            close = "" if other is None else language.moment(other.local_date, other.local_time)
            return language.html("⚠️ Another Hopdrink is close: {when}.", when=close)
