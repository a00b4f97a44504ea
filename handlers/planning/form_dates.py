"""The question when an evening is, and reading any date in a form, typed or tapped."""

from datetime import date, time

from handlers.context import Context
from handlers.form_parts import Answer, Problem, Question, Step, Taken, Tapped, Typed
from handlers.planning.form_evening import Evening, known_so_far
from handlers.planning.views import dates as views
from handlers.planning.views import evening_questions
from handlers.views.forms import not_a_choice
from hopdrinks.planning.thursdays import next_thursdays
from hopdrinks.typed.dates import DEFAULT_START, DateProblem, ReadDate, read_date
from hopdrinks.wall_time import to_local


def read_day(context: Context, answer: Answer, time_zone: str, default_time: time) -> ReadDate | Problem:
    """Read a date to come from what was typed or tapped, or say what is wrong with it."""
    match answer:
        case Typed(text=text):
            typed = text
        case Tapped(value=value):
            typed = views.typed_form(value)
        case _:
            return Problem(not_a_choice(context.language))
    day = read_date(typed, now=context.now, time_zone=time_zone, default_time=default_time)
    if isinstance(day, ReadDate):
        return day
    return _problem(context, day, typed, time_zone)


def local_today(context: Context, time_zone: str) -> date:
    """Give today on a calendar of the zone."""
    return to_local(context.now, time_zone).date()


def _problem(context: Context, problem: DateProblem, typed: str, time_zone: str) -> Problem:
    language = context.language
    return Problem(
        views.date_problem(language, problem, typed),
        views.date_offers(language, problem, local_today(context, time_zone)),
    )


def _may_be_past(context: Context, evening: Evening, answer: Answer) -> Problem | None:
    """Offer a date that is past all the same: an evening may be written down afterwards."""
    if not isinstance(answer, Typed):
        return None
    at = evening.local_time or DEFAULT_START
    day = read_date(answer.text, now=context.now, time_zone=evening.time_zone, default_time=at)
    if not isinstance(day, DateProblem) or day.kind != "past":
        return None
    language = context.language
    return Problem(views.date_problem(language, day, answer.text), views.past_offer(language, day))


async def _ask(context: Context, evening: Evening) -> Question:
    today = local_today(context, evening.time_zone)
    at = evening.local_time or DEFAULT_START
    days = [ReadDate(local_date=day, local_time=at, time_given=True) for day in next_thursdays(today)]
    return evening_questions.when(context.language, known_so_far(context, evening), days, today)


async def _read(context: Context, evening: Evening, answer: Answer) -> Taken[Evening] | Problem:
    if isinstance(answer, Tapped) and (past := views.read_past(answer.value)) is not None:
        return Taken(evening.model_copy(update={"local_date": past.date(), "local_time": past.time()}))
    day = read_day(context, answer, evening.time_zone, evening.local_time or DEFAULT_START)
    if isinstance(day, Problem):
        return _may_be_past(context, evening, answer) or day
    return Taken(evening.model_copy(update={"local_date": day.local_date, "local_time": day.local_time}))


DATE = Step("date", _ask, _read)
