"""What each phrase means, or what is wrong with it, on Monday 23 November 2026 at 10:00 in Tours."""

from datetime import UTC, date, datetime, time
from typing import Literal

import pytest

from hopdrinks.typed.dates import DateProblem, ReadDate, read_date

PARIS = "Europe/Paris"
MONDAY_TEN = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
THIRD = date(2026, 12, 3)
SEVEN = time(19, 0)
HALF_PAST_SEVEN = time(19, 30)


def read(text: str, now: datetime = MONDAY_TEN) -> ReadDate | DateProblem:
    return read_date(text, now=now, time_zone=PARIS)


def problem(text: str, now: datetime = MONDAY_TEN) -> DateProblem:
    answer = read(text, now)
    assert isinstance(answer, DateProblem), answer
    return answer


def given(day: date, at: time = SEVEN) -> ReadDate:
    return ReadDate(local_date=day, local_time=at, time_given=True)


def at_default(day: date) -> ReadDate:
    return ReadDate(local_date=day, local_time=SEVEN, time_given=False)


@pytest.mark.parametrize(
    ("text", "day", "at"),
    [
        ("jeudi 3/12 19h", THIRD, SEVEN),
        ("jeudi 3 décembre à 19 h 30", THIRD, HALF_PAST_SEVEN),
        ("jeudi 3 décembre à 19\u00a0h\u00a030", THIRD, HALF_PAST_SEVEN),
        ("jeudi\u202f3\u202fdécembre à 19\u202fh\u202f30", THIRD, HALF_PAST_SEVEN),
        ("3 déc. 19:30", THIRD, HALF_PAST_SEVEN),
        ("3 déc.19:30", THIRD, HALF_PAST_SEVEN),
        ("le 3/12 à 19h", THIRD, SEVEN),
        ("3/12 19h30", THIRD, HALF_PAST_SEVEN),
        ("3/12 19h00", THIRD, SEVEN),
        ("3 / 12 / 2026 à 19 heures", THIRD, SEVEN),
        ("3/12/26 19h", THIRD, SEVEN),
        ("03.12.2026 19:00", THIRD, SEVEN),
        ("3-12-2026 – 19h", THIRD, SEVEN),
        ("Thu 3 Dec 7pm", THIRD, SEVEN),
        ("Thursday 3 December 7:30 pm", THIRD, HALF_PAST_SEVEN),
        ("Thursday 3 December 7.30 p.m.", THIRD, HALF_PAST_SEVEN),
        ("Thursday, December 3rd, 2026 at 7:30 PM", THIRD, HALF_PAST_SEVEN),
        ("December 3 19:00", THIRD, SEVEN),
        ("the 3rd of December @ 7 pm", THIRD, SEVEN),
        ("on Thursday the 3rd of December 7pm", THIRD, SEVEN),
        ("2026-12-03 19:00", THIRD, SEVEN),
        ("2026-12-03T19:00", THIRD, SEVEN),
        ("JEUDI 3 DECEMBRE, 19 H 30", THIRD, HALF_PAST_SEVEN),
        ("jeudi 3 de\u0301cembre 19h", THIRD, SEVEN),
        ("\u200e3/12\u200b 19h", THIRD, SEVEN),
        ("3/12 midi", THIRD, time(12, 0)),
        ("3/12 noon", THIRD, time(12, 0)),
        ("3/12 12pm", THIRD, time(12, 0)),
        ("3/12 12am", THIRD, time(0, 0)),
        ("3/12 7:30", THIRD, time(7, 30)),
        ("7pm on Thursday 3/12", THIRD, SEVEN),
        ("à 19h le 3/12", THIRD, SEVEN),
        ("1er décembre 19h", date(2026, 12, 1), SEVEN),
        ("1ᵉʳ déc. 19h", date(2026, 12, 1), SEVEN),
        ("2nd December 7pm", date(2026, 12, 2), SEVEN),
        ("1st May 7pm", date(2027, 5, 1), SEVEN),
        ("jeudi 4 févr. 19h", date(2027, 2, 4), SEVEN),
        ("12 août 19h", date(2027, 8, 12), SEVEN),
        ("mar. 24/11 19h", date(2026, 11, 24), SEVEN),
        ("mar. 2 mars 19h", date(2027, 3, 2), SEVEN),
        ("Wed 3 Mar 7pm", date(2027, 3, 3), SEVEN),
        ("3 mar 19h", date(2027, 3, 3), SEVEN),
        ("March 3 7pm", date(2027, 3, 3), SEVEN),
        ("demain 19h", date(2026, 11, 24), SEVEN),
        ("Demain à 19 h", date(2026, 11, 24), SEVEN),
        ("tomorrow 7pm", date(2026, 11, 24), SEVEN),
        ("après-demain 19h", date(2026, 11, 25), SEVEN),
        ("apres demain 19h", date(2026, 11, 25), SEVEN),
        ("the day after tomorrow at 7pm", date(2026, 11, 25), SEVEN),
        ("aujourd’hui 19h", date(2026, 11, 23), SEVEN),
        ("aujourd'hui 19h", date(2026, 11, 23), SEVEN),
        ("ce soir 20h", date(2026, 11, 23), time(20, 0)),
        ("tonight at 8pm", date(2026, 11, 23), time(20, 0)),
        ("jeudi 19h", date(2026, 11, 26), SEVEN),
        ("ce jeudi à 19h", date(2026, 11, 26), SEVEN),
        ("this Thursday 7pm", date(2026, 11, 26), SEVEN),
        ("23/11 10h01", date(2026, 11, 23), time(10, 1)),
    ],
)
def test_a_phrase_with_a_time_is_read(text: str, day: date, at: time) -> None:
    assert read(text) == given(day, at)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("le 3/12/2026", THIRD),
        ("3 décembre", THIRD),
        ("3rd December.", THIRD),
        ("1er décembre", date(2026, 12, 1)),
        ("jeudi", date(2026, 11, 26)),
        ("jeudi prochain", date(2026, 11, 26)),
        ("jeudi prochain !", date(2026, 11, 26)),
        ("Thursday", date(2026, 11, 26)),
        ("next Thursday", date(2026, 11, 26)),
        ("lundi prochain", date(2026, 11, 30)),
        ("après-demain", date(2026, 11, 25)),
        ("22/11", date(2027, 11, 22)),
        ("23/11", date(2026, 11, 23)),
        ("29/02/2028", date(2028, 2, 29)),
        ("23/05/2028", date(2028, 5, 23)),
    ],
)
def test_a_phrase_without_a_time_gets_the_default_time_and_says_so(text: str, day: date) -> None:
    assert read(text) == at_default(day)


def test_the_default_time_is_the_callers() -> None:
    answer = read_date("3/12", now=MONDAY_TEN, time_zone=PARIS, default_time=time(18, 15))
    assert answer == ReadDate(local_date=THIRD, local_time=time(18, 15), time_given=False)


@pytest.mark.parametrize("text", ["12/3 19h", "12/03/2027 19h"])
def test_numbers_are_day_first_in_every_language(text: str) -> None:
    assert read(text) == given(date(2027, 3, 12))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "?",
        "hello",
        "un de ces jours",
        "décembre",
        "99",
        "2026",
        "32 12 19",
        "3/12 19h-22h",
        "19 h 30 novembre",
        "jeudi en huit",
        "١٢/٣ 19h",
        "\x00",
        "\ud800",
        "3/12 " * 40,
        "jeudi 3/12 19h" + " " * 100,
    ],
)
def test_a_phrase_the_grammar_does_not_know_is_not_understood(text: str) -> None:
    assert read(text) == DateProblem(kind="not_understood")


@pytest.mark.parametrize(
    ("text", "at"), [("19h", SEVEN), ("à 19 h 30", HALF_PAST_SEVEN), ("7pm", SEVEN), ("midi", time(12, 0))]
)
def test_a_time_without_a_day_asks_which_day(text: str, at: time) -> None:
    assert read(text) == DateProblem(kind="which_day", local_time=at)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("31/11", "31/11"),
        ("31 novembre 19h", "31/11"),
        ("November 31st", "31/11"),
        ("jeudi 31/11 19h", "31/11"),
        ("30/02", "30/02"),
        ("29/02", "29/02/2027"),
        ("29 février 2027 19h", "29/02/2027"),
        ("0/12", "00/12"),
        ("12/25", "12/25"),
        ("2026-13-01", "01/13/2026"),
        ("0000-01-01", "01/01/0000"),
        ("25h", "25h"),
        ("3/12 24h", "24h"),
        ("3/12 19h75", "19h75"),
        ("demain 25:10", "25h10"),
        ("3/12 19pm", "19pm"),
        ("3/12 0am", "0am"),
    ],
)
def test_an_impossible_day_or_hour_is_named(text: str, written: str) -> None:
    assert read(text) == DateProblem(kind="impossible", written=written)


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("3/12/2025", at_default(date(2025, 12, 3))),
        ("mercredi 3/12/2025 20h", given(date(2025, 12, 3), time(20, 0))),
        ("jeudi 3/12/2025", at_default(date(2025, 12, 3))),
        ("22/11/2026 19h", given(date(2026, 11, 22))),
        ("23/11 9h", given(date(2026, 11, 23), time(9, 0))),
        ("23/11 10h", given(date(2026, 11, 23), time(10, 0))),
        ("aujourd'hui 9h", given(date(2026, 11, 23), time(9, 0))),
        ("0001-01-01", at_default(date(1, 1, 1))),
    ],
)
def test_a_date_over_is_past(text: str, refused: ReadDate) -> None:
    assert read(text) == DateProblem(kind="past", readings=(refused,))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("24/05/2028", date(2028, 5, 24)),
        ("3 décembre 2030", date(2030, 12, 3)),
        ("9999-12-31", date(9999, 12, 31)),
    ],
)
def test_a_date_more_than_eighteen_months_ahead_is_too_far(text: str, day: date) -> None:
    assert read(text) == DateProblem(kind="too_far", readings=(at_default(day),), latest=date(2028, 5, 23))


def test_the_eighteen_months_end_on_the_last_day_of_a_shorter_month() -> None:
    end_of_august = datetime(2026, 8, 31, 12, 0, tzinfo=UTC)
    assert read("28/02/2028 19h", end_of_august) == given(date(2028, 2, 28))
    assert read("29/02/2028 19h", end_of_august) == given(date(2028, 2, 29))
    assert problem("01/03/2028 19h", end_of_august).latest == date(2028, 2, 29)


@pytest.mark.parametrize(
    ("text", "weekday", "readings"),
    [
        ("jeudi 2/12", 3, (at_default(date(2026, 12, 2)), at_default(THIRD))),
        ("jeudi 4/12 20h", 3, (given(date(2026, 12, 4), time(20, 0)), given(THIRD, time(20, 0)))),
        ("Fri 3 Dec 7pm", 4, (given(THIRD), given(date(2026, 12, 4)))),
        ("samedi 24/11 19h", 5, (given(date(2026, 11, 24)), given(date(2026, 11, 28)))),
        ("jeudi 23/11 9h", 3, (given(date(2026, 11, 26), time(9, 0)),)),
    ],
)
def test_a_weekday_that_does_not_fit_offers_both_readings(
    text: str, weekday: int, readings: tuple[ReadDate, ...]
) -> None:
    assert read(text) == DateProblem(kind="weekday_mismatch", weekday=weekday, readings=readings)


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("7", (at_default(date(2026, 12, 7)),)),
        ("le 3", (at_default(THIRD),)),
        ("3 19h", (given(THIRD),)),
        ("3 12", (given(THIRD, time(12, 0)), at_default(THIRD))),
        ("3 12 19", (given(THIRD),)),
        ("3 12 2026", (at_default(THIRD),)),
        ("3 12 19h", (given(THIRD),)),
        ("3/12 19", (given(THIRD),)),
        ("3/12 3", ()),
        ("3 décembre 19", (given(THIRD),)),
        ("3 décembre 27", (at_default(date(2027, 12, 3)),)),
        ("jeudi 3", (at_default(THIRD),)),
        ("jeudi 19", (given(date(2026, 11, 26)), at_default(date(2027, 8, 19)))),
        ("jeudi 3 12 19", (given(THIRD),)),
        ("Mar 3 19h", (given(date(2027, 3, 3)), given(date(2027, 8, 3)))),
        ("Mar 3 2027", (at_default(date(2027, 3, 3)),)),
        ("Mar 3rd 7pm", (given(date(2027, 3, 3)),)),
        ("ce soir 8h", (given(date(2026, 11, 23), time(20, 0)),)),
    ],
)
def test_what_bare_numbers_may_mean_is_asked_back(text: str, readings: tuple[ReadDate, ...]) -> None:
    kind: Literal["ambiguous", "not_understood"] = "ambiguous" if readings else "not_understood"
    assert read(text) == DateProblem(kind=kind, readings=readings)


def test_both_halves_of_the_day_are_offered_in_the_small_hours_of_an_evening_phrase() -> None:
    at_six = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
    monday = date(2026, 11, 23)
    assert problem("ce soir 8h", at_six).readings == (given(monday, time(8, 0)), given(monday, time(20, 0)))


def test_an_evening_phrase_whose_readings_are_all_over_is_past() -> None:
    at_eleven = datetime(2026, 11, 23, 22, 0, tzinfo=UTC)
    assert problem("ce soir 8h", at_eleven).kind == "past"


def test_a_weekday_typed_on_that_weekday_asks_today_or_in_a_week() -> None:
    readings = (at_default(date(2026, 11, 23)), at_default(date(2026, 11, 30)))
    assert read("lundi") == DateProblem(kind="ambiguous", readings=readings)


def test_a_weekday_typed_on_that_weekday_after_the_hour_is_in_a_week() -> None:
    assert read("lundi 9h") == given(date(2026, 11, 30), time(9, 0))


def test_a_wall_time_the_clocks_skip_is_nonexistent() -> None:
    refused = given(date(2027, 3, 28), time(2, 30))
    assert read("28/03/2027 2h30") == DateProblem(kind="nonexistent", readings=(refused,))


def test_a_wall_time_that_happens_twice_is_read_once() -> None:
    october = datetime(2026, 10, 20, 9, 0, tzinfo=UTC)
    assert read("25/10 2h30", october) == given(date(2026, 10, 25), time(2, 30))


def test_today_is_the_zones_and_not_the_machines() -> None:
    late_on_monday_in_utc = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
    assert read("demain 19h", late_on_monday_in_utc) == given(date(2026, 11, 25))
    honolulu = read_date("demain 19h", now=late_on_monday_in_utc, time_zone="Pacific/Honolulu")
    assert honolulu == given(date(2026, 11, 24))


def test_a_leap_day_without_a_year_is_read_when_it_is_the_february_to_come() -> None:
    summer_2027 = datetime(2027, 7, 1, 12, 0, tzinfo=UTC)
    assert read("29 février 19h", summer_2027) == given(date(2028, 2, 29))


def test_a_naive_now_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        read("3/12", MONDAY_TEN.replace(tzinfo=None))
