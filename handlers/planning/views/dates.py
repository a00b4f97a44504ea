"""Dates as choices, and a sentence for everything that may be wrong with a typed one."""

from datetime import date, datetime

from babel.dates import get_day_names
from markupsafe import Markup

from handlers.form_parts import Choice, Choices
from handlers.language import Language
from hopdrinks.typed.dates import DateProblem, ReadDate

#: How the choice of a date that is past begins.
_PAST = "past-"
#: A phrase may have more readings than anybody wants to choose from.
_MOST_OFFERS = 6


def date_value(day: ReadDate) -> str:
    """Give a date and time as the value of a choice."""
    return f"{day.local_date.isoformat()}_{day.local_time:%H%M}"


def typed_form(value: str) -> str:
    """Give the value of a choice as it might have been typed: both are read by the same reader."""
    day, _, clock = value.partition("_")
    return f"{day} {clock[:2]}:{clock[2:]}" if clock else day


def date_choice(language: Language, day: ReadDate, today: date, *, with_time: bool = True) -> Choice:
    """Offer a date; the year is shown where it is another."""
    label = language.short_day(day.local_date)
    if day.local_date.year != today.year:
        label += f" {day.local_date.year}"
    if with_time:
        label += f" {language.hour(day.local_time)}"
    return Choice(label, date_value(day))


def date_offers(language: Language, problem: DateProblem, today: date) -> Choices:
    """Offer what a phrase may have meant."""
    if problem.kind not in ("ambiguous", "weekday_mismatch"):
        return ()
    return tuple((date_choice(language, day, today),) for day in problem.readings[:_MOST_OFFERS])


def past_offer(language: Language, problem: DateProblem) -> Choices:
    """Offer a date that is past all the same."""
    day = problem.readings[0]
    label = language.text("Plan it on {when} all the same", when=language.short_day(day.local_date))
    return ((Choice(label, f"{_PAST}{date_value(day)}"),),)


def read_past(value: str) -> datetime | None:
    """Read the choice of a date that is past: its wall time; None for any other choice."""
    try:
        return datetime.strptime(value, f"{_PAST}%Y-%m-%d_%H%M")  # noqa: DTZ007 - a wall time
    except ValueError:
        return None


def date_problem(language: Language, problem: DateProblem, typed: str) -> Markup:
    """Say what is wrong with a typed date, and what to do."""
    quoted = _quoted(typed)
    match problem.kind:
        case "which_day":
            hour = language.hour(problem.local_time) if problem.local_time else quoted
            return language.html(
                "I read a time, {hour}, but on which day? For example: <i>Thursday 7pm</i>.", hour=hour
            )
        case "ambiguous":
            return language.html("“{typed}” may mean several dates. Which one?", typed=quoted)
        case "weekday_mismatch":
            weekday = get_day_names("wide", locale=language.locale)[problem.weekday or 0]
            return language.html(
                "In “{typed}” the date is not a {weekday}. Which one do you mean?",
                typed=quoted,
                weekday=weekday,
            )
        case "impossible":
            return language.html(
                "{written} does not exist, on any calendar or clock. Please check it.",
                written=problem.written,
            )
        case "past":
            return language.html("{when} is past. Please give a date to come.", when=_when(language, problem))
        case "nonexistent":
            return language.html(
                "The clocks go forward then: {when} does not exist. Please give another time.",
                when=_when(language, problem),
            )
        case "too_far":
            return language.html(
                "{when} is too far away: I plan no further than {latest}.",
                when=_when(language, problem),
                latest="" if problem.latest is None else _day(language, problem.latest),
            )
        case _:
            return language.html(
                "I cannot read “{typed}” as a date.",
                typed=quoted,
            )


def _when(language: Language, problem: DateProblem) -> str:
    reading = problem.readings[0]
    return language.text(
        "{day} at {hour}", day=_day(language, reading.local_date), hour=language.hour(reading.local_time)
    )


def _day(language: Language, day: date) -> str:
    return f"{language.day(day)} {day.year}"


def _quoted(typed: str) -> str:
    words = " ".join(typed.split())
    return words if len(words) <= 60 else words[:59] + "…"
