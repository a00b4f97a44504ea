"""Every kind of wrong date has a sentence of its own, in each language, and choices read back as meant."""

from datetime import UTC, date, datetime, time
from typing import get_args

import pytest

from handlers.form_parts import SKIP
from handlers.language import LOCALES, Languages
from handlers.planning.views.dates import date_choice, date_offers, date_problem, typed_form
from hopdrinks.typed.dates import DateProblem, DateProblemKind, ReadDate, read_date

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
WRONG: dict[DateProblemKind, str] = {
    "not_understood": "la semaine des quatre jeudis",
    "which_day": "19h",
    "ambiguous": "3 12",
    "weekday_mismatch": "vendredi 3/12",
    "impossible": "31/11",
    "past": "2/11/2026",
    "nonexistent": "28/03/2027 02:30",
    "too_far": "3/12/2030",
}


def problem_of(typed: str) -> DateProblem:
    problem = read_date(typed, now=MONDAY, time_zone="Europe/Paris")
    assert isinstance(problem, DateProblem)
    return problem


def test_the_table_has_every_kind() -> None:
    assert set(WRONG) == set(get_args(DateProblemKind))
    assert all(problem_of(typed).kind == kind for kind, typed in WRONG.items())


@pytest.mark.parametrize("locale", LOCALES)
def test_every_kind_has_a_sentence_of_its_own(locale: str) -> None:
    language = Languages("fr").get(locale)
    sentences = {date_problem(language, problem_of(typed), typed) for typed in WRONG.values()}
    assert len(sentences) == len(WRONG)
    assert not any("{" in sentence or "None" in sentence for sentence in sentences)


def test_what_was_typed_is_quoted_escaped_and_cut() -> None:
    language = Languages("fr").get("en")
    typed = "<b>&</b>" + "x" * 500
    sentence = date_problem(language, DateProblem(kind="not_understood"), typed)
    assert "&lt;b&gt;&amp;&lt;/b&gt;" in sentence
    assert len(sentence) < 300


@pytest.mark.parametrize("kind", ["ambiguous", "weekday_mismatch"])
def test_every_reading_that_is_offered_reads_back_as_itself(kind: DateProblemKind) -> None:
    language = Languages("fr").get("fr")
    problem = problem_of(WRONG[kind])
    offers = [choice for row in date_offers(language, problem, MONDAY.date()) for choice in row]
    assert offers
    for choice, meant in zip(offers, problem.readings, strict=False):
        read = read_date(typed_form(choice.value), now=MONDAY, time_zone="Europe/Paris")
        assert isinstance(read, ReadDate)
        assert (read.local_date, read.local_time) == (meant.local_date, meant.local_time)


def test_a_date_of_another_year_shows_its_year() -> None:
    language = Languages("fr").get("fr")
    day = ReadDate(local_date=date(2027, 1, 7), local_time=time(19), time_given=True)
    assert "2027" in date_choice(language, day, MONDAY.date()).label
    assert "2027" not in date_choice(language, day, date(2027, 1, 1)).label


def test_no_choice_of_a_date_can_be_taken_for_the_forms_own_buttons() -> None:
    language = Languages("fr").get("fr")
    day = ReadDate(local_date=date(2027, 1, 7), local_time=time(19), time_given=True)
    assert date_choice(language, day, MONDAY.date()).value != SKIP
