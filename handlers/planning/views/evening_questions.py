"""The four questions about an evening: when, where, how many, and what to say. With what is known so far."""

from collections.abc import Sequence
from datetime import date, time

from markupsafe import Markup

from handlers.form_parts import Choice, Choices, Question
from handlers.language import Language
from handlers.planning.views.dates import date_choice
from handlers.view import lines, paragraphs, quoted
from hopdrinks.evenings.events import LONGEST_TEXT, MOST_SEATS, VenuePlan
from hopdrinks.typed.capacities import SeatsProblem
from hopdrinks.typed.dates import ReadDate
from storage.records import Venue

#: Numbers of seats that are offered beside the chapter's usual one.
_USUAL_SEATS = frozenset({12, 20, 30})
#: The value of the choice without a limit; all others are numbers.
NO_LIMIT = "no-limit"
#: The value of the choice that takes a text away.
NO_TEXT = "no-text"


def when(language: Language, known: Markup, days: Sequence[ReadDate], today: date) -> Question:
    """Ask for date and time."""
    choices = [date_choice(language, day, today, with_time=False) for day in days]
    asked = language.html(
        "<b>When?</b> Tap a Thursday, or type a date with or without a time, like <i>3/12 7pm</i> or"
        " <i>Thursday 3 December 19:30</i>. Without one it begins at {hour}.",
        hour=language.hour(days[0].local_time),
    )
    return Question(paragraphs(known, asked), in_pairs(choices))


def where(language: Language, known: Markup, venues: Sequence[Venue]) -> Question:
    """Ask for the place."""
    choices = tuple((Choice("📍 " + _short(venue.name), f"v{venue.id}"),) for venue in venues)
    asked = language.html(
        "<b>Where?</b> Type the name and the address with a comma between them, or send a position or a place"
        " from Telegram’s 📎 menu."
    )
    return Question(paragraphs(known, asked), choices)


def how_called(language: Language, known: Markup, venues: Sequence[Venue]) -> Question:
    """Ask for the name of a place whose position was sent."""
    choices = where(language, known, venues).choices
    asked = language.html(
        "<b>I have the position. How is this place called?</b> Type its name, and its address after a comma."
    )
    return Question(paragraphs(known, asked), choices)


def how_many(language: Language, known: Markup, usual: int) -> Question:
    """Ask for the number of seats."""
    numbers = tuple(Choice(str(seats), str(seats)) for seats in sorted(_USUAL_SEATS | {usual}))
    asked = language.html(
        "<b>How many seats?</b> Guests count. Tap a number or type one; who comes later joins the waitlist."
    )
    return Question(paragraphs(known, asked), (numbers, (Choice(language.text("No limit"), NO_LIMIT),)))


def what_to_say(language: Language, known: Markup, so_far: str, *, or_photo: bool = False) -> Question:
    """Ask for the organiser's words; those given before can be copied."""
    asked = language.html(
        "<b>A few words for the card?</b> What the evening is about, who will be there: at most {longest}"
        " characters. ⏭ leaves them out.",
        longest=language.number(LONGEST_TEXT),
    )
    photo = language.html("You may send a photo for it too.") if or_photo else None
    given = quoted(Markup("{}").format(so_far)) if so_far else None
    return Question(paragraphs(known, given, asked, photo))


def what_else_to_say(language: Language, known: Markup, so_far: str) -> Question:
    """Ask for other words on the card; those of now stay unless others are given."""
    asked = language.html(
        "<b>Which text shall stand on the card?</b> Type the new one: at most {longest} characters.",
        longest=language.number(LONGEST_TEXT),
    )
    if not so_far:
        return Question(paragraphs(known, asked))
    none = ((Choice("🗑 " + language.text("No text any more"), NO_TEXT),),)
    return Question(paragraphs(known, quoted(Markup("{}").format(so_far)), asked), none)


def place_problem(language: Language, kind: str, longest: int) -> Markup:
    """Say what is wrong with a typed place."""
    match kind:
        case "long_name":
            return language.html(
                "This name is too long: at most {longest} characters, and the address after a comma.",
                longest=longest,
            )
        case "long_address":
            return language.html(
                "This address is too long: at most {longest} characters. The rest may go into the text of the"
                " card.",
                longest=longest,
            )
        case "gone":
            return language.html("I do not know this place any more. Please type its name and address.")
        case _:
            return language.html("I see no name there. Please type how the place is called.")


def seats_problem(language: Language, problem: SeatsProblem) -> Markup:
    """Say what is wrong with a typed number of seats."""
    match problem.kind:
        case "too_few":
            return language.html("It takes at least one seat. Please give a number from 1 on.")
        case "too_many":
            return language.html(
                "More than {most} seats are beyond me. Give a smaller number, or tap “No limit”.",
                most=language.number(MOST_SEATS),
            )
        case "in_words":
            return language.html(
                "Do you mean {number}? Tap it, or type another number.", number=problem.reading
            )
        case _:
            return language.html(
                "I cannot read that as a number of seats. Type digits, like <i>20</i>, or <i>unlimited</i>."
            )


def seats_offers(problem: SeatsProblem) -> Choices:
    """Offer what a number in words means."""
    if problem.reading is None:
        return ()
    return ((Choice(str(problem.reading), str(problem.reading)),),)


def text_too_long(language: Language, length: int) -> Markup:
    """Say by how much a text is too long."""
    over = length - LONGEST_TEXT
    return language.html_plural(
        "This text is {n} character too long: at most {longest}. Your message is still above: copy it,"
        " shorten it and send it again.",
        "This text is {n} characters too long: at most {longest}. Your message is still above: copy it,"
        " shorten it and send it again.",
        over,
        longest=language.number(LONGEST_TEXT),
    )


def text_empty(language: Language) -> Markup:
    """Say that nothing readable was typed."""
    return language.html("I see no words there. Please type a text, or tap ⏭.")


def known_so_far(
    language: Language,
    day: tuple[date, time] | None,
    venue: VenuePlan | None,
    seats: int | None,
    *,
    seats_given: bool,
    today: date,
) -> Markup:
    """Repeat what is settled, with its weekday and hour; nothing at all for nothing."""
    return lines(
        None if day is None else Markup("📆 {}").format(language.moment(*day, today)),
        None if venue is None else Markup("📍 {}").format(place_line(venue)),
        Markup("👥 {}").format(counted_seats(language, seats)) if seats_given else None,
    )


def place_line(venue: VenuePlan | Venue) -> str:
    """Name a place with its address, in one line without markup."""
    return f"{venue.name}, {venue.address}" if venue.address else venue.name


def counted_seats(language: Language, seats: int | None) -> str:
    """Word a number of seats."""
    if seats is None:
        return language.text("No limit")
    return language.plural("{n} seat", "{n} seats", seats)


def in_pairs(choices: Sequence[Choice]) -> Choices:
    """Put two choices in a row."""
    return tuple(tuple(choices[first : first + 2]) for first in range(0, len(choices), 2))


def _short(name: str) -> str:
    return name if len(name) <= 40 else name[:39] + "…"
