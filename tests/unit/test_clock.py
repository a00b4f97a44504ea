from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from bot.clock import Clock

NOON = datetime(2026, 12, 3, 12, tzinfo=UTC)
PARIS = ZoneInfo("Europe/Paris")


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_now_is_the_machines_time_in_utc(clock: Clock) -> None:
    with time_machine.travel(NOON, tick=False):
        assert clock.now() == NOON
        assert clock.now().tzinfo is UTC


def test_a_clock_moved_to_an_instant_goes_on_from_there(clock: Clock) -> None:
    with time_machine.travel(NOON, tick=False) as machine:
        clock.move_to(NOON + timedelta(days=7))
        machine.shift(timedelta(minutes=5))
        assert clock.now() == NOON + timedelta(days=7, minutes=5)


def test_moves_by_a_duration_add_up_and_may_go_back(clock: Clock) -> None:
    with time_machine.travel(NOON, tick=False):
        clock.move_by(timedelta(hours=3))
        clock.move_by(timedelta(hours=-1))
        assert clock.now() == NOON + timedelta(hours=2)


@pytest.mark.parametrize(
    ("local", "in_utc"),
    [
        (datetime(2026, 10, 25, 2, 30, tzinfo=PARIS), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        (datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=PARIS), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),
        (datetime(2027, 3, 28, 3, 0, tzinfo=PARIS), datetime(2027, 3, 28, 1, 0, tzinfo=UTC)),
    ],
    ids=["first half past two", "second half past two", "just after the skipped hour"],
)
def test_a_local_instant_is_met_exactly_when_summer_time_changes(
    clock: Clock, local: datetime, in_utc: datetime
) -> None:
    with time_machine.travel(NOON, tick=False):
        clock.move_to(local)
        assert clock.now() == in_utc


def test_every_listener_hears_of_a_move_after_it_was_made(clock: Clock) -> None:
    heard: list[tuple[str, datetime]] = []
    with time_machine.travel(NOON, tick=False):
        clock.on_move(lambda: heard.append(("first", clock.now())))
        clock.on_move(lambda: heard.append(("second", clock.now())))
        clock.move_by(timedelta(hours=1))
        clock.move_to(NOON)
    later = NOON + timedelta(hours=1)
    assert heard == [("first", later), ("second", later), ("first", NOON), ("second", NOON)]


def test_monotonic_time_does_not_move_with_the_clock(clock: Clock) -> None:
    before = clock.monotonic()
    clock.move_by(timedelta(days=365))
    assert 0 <= clock.monotonic() - before < 3600


def test_the_real_time_of_an_instant_is_when_the_machine_reaches_it(clock: Clock) -> None:
    with time_machine.travel(NOON, tick=False) as machine:
        clock.move_by(timedelta(days=2))
        due = clock.now() + timedelta(minutes=10)
        real = clock.real_time_of(due)
        assert real == NOON + timedelta(minutes=10)
        machine.move_to(real)
        assert clock.now() == due


@pytest.mark.parametrize("use", [Clock.move_to, Clock.real_time_of])
def test_a_naive_instant_is_refused(clock: Clock, use: Callable[[Clock, datetime], object]) -> None:
    with pytest.raises(ValueError, match="no time zone"):
        use(clock, NOON.replace(tzinfo=None))
