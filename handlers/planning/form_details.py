"""The smaller questions about an evening: its length, guests, representative, closing, and names."""

from datetime import timedelta

from handlers.context import Context
from handlers.form_parts import Answer, Problem, Question, Step, Taken, Tapped, Typed
from handlers.planning.form_evening import Evening, known_so_far
from handlers.planning.views import evening_details as views
from handlers.views.forms import not_a_choice
from hopdrinks.evenings.events import LONGEST_CLOSING, LONGEST_LENGTH, MOST_GUESTS
from hopdrinks.people.names import LONGEST_NAME, clean_line
from hopdrinks.typed.lengths import read_length

_MINUTE = timedelta(minutes=1)
_SHORTEST = timedelta(minutes=15)


async def _ask_length(context: Context, evening: Evening) -> Question:
    return views.how_long(context.language, known_so_far(context, evening))


async def _read_length(context: Context, evening: Evening, answer: Answer) -> Taken[Evening] | Problem:
    length = _length(answer)
    if length is None or not _SHORTEST <= length <= LONGEST_LENGTH:
        return Problem(views.length_problem(context.language, LONGEST_LENGTH))
    return Taken(evening.model_copy(update={"minutes": length // _MINUTE}))


async def _ask_guests(context: Context, evening: Evening) -> Question:
    return views.how_many_guests(context.language, known_so_far(context, evening))


async def _read_guests(context: Context, evening: Evening, answer: Answer) -> Taken[Evening] | Problem:
    typed = answer.value if isinstance(answer, Tapped) else answer.text if isinstance(answer, Typed) else ""
    if not typed.strip().isdecimal() or int(typed[:9]) > MOST_GUESTS:
        return Problem(views.guests_problem(context.language, MOST_GUESTS))
    return Taken(evening.model_copy(update={"max_guests": int(typed)}))


async def _ask_host(context: Context, evening: Evening) -> Question:
    return views.who_is_there(context.language, known_so_far(context, evening), evening.representative or "")


async def _read_host(context: Context, evening: Evening, answer: Answer) -> Taken[Evening] | Problem:
    match answer:
        case Tapped(value=views.NONE):
            name = ""
        case Typed(text=text):
            name = clean_line(text)
            if not name or len(name) > LONGEST_NAME:
                return Problem(views.name_problem(context.language, LONGEST_NAME))
        case _:
            return Problem(not_a_choice(context.language))
    return Taken(evening.model_copy(update={"representative": name}))


async def _ask_closing(context: Context, evening: Evening) -> Question:
    return views.until_when(context.language, known_so_far(context, evening))


async def _read_closing(context: Context, evening: Evening, answer: Answer) -> Taken[Evening] | Problem:
    if isinstance(answer, Tapped) and answer.value in views.CLOSINGS:
        after: timedelta | None = views.CLOSINGS[answer.value]
    else:
        after = _length(answer)
    if after is None or abs(after) > LONGEST_CLOSING:
        return Problem(views.closing_problem(context.language))
    return Taken(evening.model_copy(update={"answers_close_after": after // _MINUTE}))


async def _ask_names(context: Context, evening: Evening) -> Question:
    return views.who_is_named(context.language, known_so_far(context, evening))


async def _read_names(context: Context, evening: Evening, answer: Answer) -> Taken[Evening] | Problem:
    match answer:
        case Tapped(value=("names" | "counts") as shown):
            return Taken(evening.model_copy(update={"names_shown": shown}))
        case _:
            return Problem(not_a_choice(context.language))


def _length(answer: Answer) -> timedelta | None:
    match answer:
        case Tapped(value=value) if value.isdecimal():
            return timedelta(minutes=int(value[:6]))
        case Typed(text=text):
            return read_length(text)
        case _:
            return None


LENGTH = Step("length", _ask_length, _read_length)
GUESTS = Step("guests", _ask_guests, _read_guests)
HOST = Step("host", _ask_host, _read_host)
CLOSING = Step("closing", _ask_closing, _read_closing)
NAMES = Step("names", _ask_names, _read_names, takes=frozenset())
