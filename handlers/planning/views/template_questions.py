"""What an organiser is asked about a chapter's usual evening, and for which evenings a change is meant."""

from datetime import time
from typing import Literal

from markupsafe import Markup

from handlers.form_parts import Choice, Choices, Question
from handlers.language import Language
from handlers.view import paragraphs
from hopdrinks.planning.templates import RHYTHMS

Field = Literal["hour", "length", "place", "seats", "guests", "text", "weeks", "proposed", "announced"]
#: What is asked as a number, with the numbers that can be tapped.
NUMBERS: dict[Field, tuple[int, ...]] = {
    "length": (90, 120, 150, 180, 240),
    "guests": (0, 1, 2, 3),
    "weeks": RHYTHMS,
    "proposed": (14, 21, 28, 42, 56),
    "announced": (7, 10, 14, 21, 28),
}
#: What a typed number may be; a rhythm is one of those that can be tapped.
LIMITS: dict[Field, tuple[int, int]] = {
    "length": (30, 720),
    "guests": (0, 10),
    "proposed": (8, 120),
    "announced": (1, 90),
}
NONE = "none"
NEW, UNTOUCHED, ALL = "new", "untouched", "all"
_HOURS = (time(18), time(18, 30), time(19), time(19, 30), time(20))
_MINUTES = 60


def field_name(language: Language, field: Field) -> str:
    """Name a part of the template on its ✏️ button."""
    words = {
        "hour": language.text("Hour"),
        "length": language.text("Length"),
        "place": language.text("Place"),
        "seats": language.text("Seats"),
        "guests": language.text("Guests"),
        "text": language.text("Text"),
        "weeks": language.text("Rhythm"),
        "proposed": language.text("Proposed when"),
        "announced": language.text("Announced when"),
    }
    return words[field]


def hour(language: Language) -> Question:
    """Ask when evenings usually begin."""
    asked = language.html(
        "<b>At what time does it usually begin?</b> Tap a time, or type one, like <i>19:15</i>."
    )
    choices = [Choice(language.hour(at), f"{at:%H-%M}") for at in _HOURS]
    return Question(asked, (tuple(choices[:3]), tuple(choices[3:])))


def no_hour(language: Language) -> Markup:
    """Say that a typed hour is none."""
    return language.html("I read no time there. Please type one like <i>19:15</i>.")


def number(language: Language, field: Field) -> Question:
    """Ask for one of the numbers."""
    choices = [Choice(number_label(language, field, one), str(one)) for one in NUMBERS[field]]
    rows: Choices = (tuple(choices[:3]), tuple(choices[3:]))
    if field == "weeks":
        rows = (*rows, (Choice(language.text("No rhythm"), NONE),))
    return Question(_asked(language, field), rows)


def bad_number(language: Language, field: Field) -> Markup:
    """Say that a number cannot be taken, and which can."""
    if field not in LIMITS:
        return language.html("Please tap one of the buttons below.")
    least, most = LIMITS[field]
    return language.html("Please give a number from {least} to {most}.", least=least, most=most)


def number_label(language: Language, field: Field, one: int) -> str:
    """Word one of the numbers on its button."""
    match field:
        case "length":
            return length(one)
        case "guests":
            return language.plural("{n} guest", "{n} guests", one) if one else language.text("no guests")
        case "weeks":
            return every(language, one)
        case _:
            return language.plural("{n} day before", "{n} days before", one)


def length(minutes: int) -> str:
    """Word a length: "3 h", "2 h 30", "45 min"."""
    hours, rest = divmod(minutes, _MINUTES)
    if not hours:
        return f"{rest}\N{NO-BREAK SPACE}min"
    return f"{hours}\N{NO-BREAK SPACE}h" + (f"\N{NO-BREAK SPACE}{rest:02}" if rest else "")


def every(language: Language, weeks: int) -> str:
    """Word a rhythm: "every 2 weeks"."""
    return language.plural("every week", "every {n} weeks", weeks)


def usual_seats(language: Language) -> Markup:
    """Say that the usual number of seats is a number."""
    return language.html(
        "The usual number of seats has to be a number; a single evening may do without a limit."
    )


def no_fixed_place(language: Language) -> Choice:
    """Offer to have evenings where the last one was."""
    return Choice("📍 " + language.text("Where the last one was"), NONE)


def no_text(language: Language) -> Choice:
    """Offer to have no words on the card."""
    return Choice("⏭ " + language.text("No text"), NONE)


def which_evenings(language: Language, untouched: int, every_one: int) -> Question:
    """Ask to which evenings a change is carried over, with their numbers."""
    asked = language.html("<b>For which evenings?</b> Some are planned already.")
    told = language.html("Whoever answered to one of them is told what changes for them.")
    choices = [Choice("👍 " + language.text("Only those planned from now on"), NEW)]
    if 0 < untouched < every_one:
        label = language.plural(
            "Also the {n} nobody changed by hand", "Also the {n} nobody changed by hand", untouched
        )
        choices.append(Choice("👍 " + label, UNTOUCHED))
    label = language.plural("Also the one to come", "Also all {n} to come", every_one)
    choices.append(Choice("👍 " + label, ALL))
    return Question(paragraphs(asked, told), tuple((choice,) for choice in choices))


def changed(language: Language, carried: int) -> Markup:
    """Say that the template is changed, and how many evenings with it."""
    if not carried:
        return language.html("👍 Noted for the evenings planned from now on.")
    return language.html_plural(
        "👍 Noted, and changed for {n} evening to come.",
        "👍 Noted, and changed for {n} evenings to come.",
        carried,
    )


def with_choice(question: Question, choice: Choice) -> Question:
    """Give a question with one more choice."""
    return Question(question.text, (*question.choices, (choice,)))


def without_choice(question: Question, value: str) -> Question:
    """Give a question without one of its choices."""
    rows = (tuple(one for one in row if one.value != value) for row in question.choices)
    return Question(question.text, tuple(row for row in rows if row))


def _asked(language: Language, field: Field) -> Markup:
    match field:
        case "length":
            return language.html("<b>How long does it usually last?</b> Tap, or type the minutes.")
        case "guests":
            return language.html("<b>How many guests may each bring?</b> Tap, or type a number.")
        case "weeks":
            return language.html(
                "<b>How often is there a Hopdrink?</b> I propose the next Thursday to you in time, and leave"
                " out public holidays."
            )
        case "proposed":
            return language.html(
                "<b>How long before do I propose a date to you?</b> Tap, or type the number of days."
            )
        case _:
            return language.html(
                "<b>How long before shall an evening be announced?</b> Tap, or type the number of days."
            )
