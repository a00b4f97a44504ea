import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from stage import MONDAY, Stage

from bot.demo_clock import DemoClock
from hopdrinks.wall_time import to_local
from sandbox import PersonError

PARIS = "Europe/Paris"


@pytest.fixture
async def demo_clock(stage: Stage) -> AsyncIterator[DemoClock]:
    clock = DemoClock(stage.clock, PARIS)
    assert stage.program.parts is not None
    following = asyncio.create_task(
        clock.follow(stage.sandbox, stage.program.database, stage.program.parts.sweeper)
    )
    yield clock
    following.cancel()
    await asyncio.gather(following, return_exceptions=True)


def offered(clock: DemoClock) -> list[str]:
    return [move.id for move in clock.moves()]


async def test_the_next_due_thing_is_offered_as_soon_as_there_is_one_and_reached(
    stage: Stage, demo_clock: DemoClock
) -> None:
    assert offered(demo_clock) == ["hour", "thursday"]
    with pytest.raises(PersonError, match="nothing is due"):
        await demo_clock.move("due")
    event = await stage.announce(days=3)
    alice = stage.alice
    alice.start()
    card = await alice.wait_message(containing="Hopdrink Tours")
    await alice.tap(card, card.labels[0])
    await stage.sandbox.wait_until(lambda: offered(demo_clock) == ["hour", "due", "thursday"])
    before = len(alice.messages())
    await demo_clock.move("due")
    day_before = to_local(event.starts_at - timedelta(days=1), PARIS).date()
    there = to_local(demo_clock.now(), PARIS)
    assert (there.date(), there.hour, there.minute) == (day_before, 11, 0)
    await stage.sandbox.wait_until(lambda: len(alice.messages()) > before)


async def test_thursday_is_the_afternoon_of_the_next_evening_whatever_its_weekday(
    stage: Stage, demo_clock: DemoClock
) -> None:
    assert MONDAY.weekday() == 0
    await stage.announce(days=1)
    await stage.sandbox.wait_until(
        lambda: (
            demo_clock.moves()[-1].label
            == {"fr": "À mardi\xa024, 16\xa0h", "en": "To Tuesday\xa024, 4\xa0PM"}
        )
    )
    await demo_clock.move("thursday")
    there = to_local(demo_clock.now(), PARIS)
    assert (there.weekday(), there.hour, there.minute) == (1, 16, 0)


async def test_an_unknown_move_is_refused(demo_clock: DemoClock) -> None:
    with pytest.raises(KeyError):
        await demo_clock.move("yesterday")
