"""Noticing that Telegram is out of reach: monotonic seconds are passed in."""

import pytest
from structlog.testing import capture_logs

from bot.outage import Outage
from bot.pacing import Pacer
from bot.telegram_errors import Failure, FailureKind

GONE = Failure("not_sent", "Not sent: Connection refused")


@pytest.fixture
def pacer() -> Pacer:
    return Pacer(30)


def fail(outage: Outage, times: int, now: float, failure: Failure = GONE) -> None:
    for _ in range(times):
        outage.note(failure, now)


def test_one_or_two_failed_calls_are_no_outage(pacer: Pacer) -> None:
    fail(Outage(pacer), 2, 100.0)
    assert pacer.wait_for_any(100.0) == 0


@pytest.mark.parametrize("kind", ["not_sent", "ambiguous", "unauthorized", "conflict"])
def test_three_failures_in_a_row_pause_everything(pacer: Pacer, kind: FailureKind) -> None:
    fail(Outage(pacer), 3, 100.0, Failure(kind, "reason"))
    assert pacer.wait_for_any(100.0) == pytest.approx(1.0)


@pytest.mark.parametrize("kind", ["retry_after", "forbidden", "rejected", "already_done", "gone", "migrated"])
def test_a_refusal_is_an_answer_and_ends_a_row_of_failures(pacer: Pacer, kind: FailureKind) -> None:
    outage = Outage(pacer)
    fail(outage, 2, 100.0)
    outage.note(Failure(kind, "reason"), 100.0)
    fail(outage, 2, 100.0)
    assert pacer.wait_for_any(100.0) == 0


def test_pauses_double_up_to_half_a_minute(pacer: Pacer) -> None:
    outage = Outage(pacer)
    fail(outage, 2, 100.0)
    pauses, now = [], 100.0
    for _ in range(7):
        outage.note(GONE, now)
        pauses.append(round(pacer.wait_for_any(now), 6))
        now += pauses[-1]
    assert pauses == [1, 2, 4, 8, 16, 30, 30]


def test_an_outage_and_its_end_are_said_once(pacer: Pacer) -> None:
    outage = Outage(pacer)
    with capture_logs() as said:
        fail(outage, 50, 100.0)
        for _ in range(5):
            outage.note(None, 200.0)
    assert [entry["event"] for entry in said] == [
        "Telegram cannot be reached; everything is kept",
        "Telegram answers again; what was kept is being sent",
    ]


def test_a_single_failure_is_not_said_at_all(pacer: Pacer) -> None:
    outage = Outage(pacer)
    with capture_logs() as said:
        fail(outage, 2, 100.0)
        outage.note(None, 101.0)
    assert said == []


def test_after_an_outage_counting_begins_anew(pacer: Pacer) -> None:
    outage = Outage(pacer)
    fail(outage, 20, 100.0)
    outage.note(None, 200.0)
    fail(outage, 2, 200.0)
    assert pacer.wait_for_any(200.0) == 0


def test_calls_that_fail_together_are_one_failure_and_not_a_long_pause(pacer: Pacer) -> None:
    outage = Outage(pacer)
    fail(outage, 30, 100.0)
    assert pacer.wait_for_any(100.0) == pytest.approx(1.0)


def test_an_outage_lasts_until_something_comes_through(pacer: Pacer) -> None:
    outage = Outage(pacer)
    fail(outage, 2, 100.0)
    assert not outage.lasts
    outage.note(GONE, 100.0)
    assert outage.lasts
    outage.note(None, 200.0)
    assert not outage.lasts
