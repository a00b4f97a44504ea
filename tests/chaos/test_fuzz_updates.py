"""Updates made at random from the Bot API's types: none stops the program."""

import asyncio

import pytest
from commits import Commits
from random_updates import A_FEW_TYPES, Randomness, types
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection
from stage import Stage
from troubles import listen

from storage import tables

BATCH, BATCHES = 250, 4


@pytest.mark.parametrize("known", [types(), A_FEW_TYPES], ids=["all types there are", "a few types"])
async def test_no_update_stops_the_program(stage: Stage, known: dict[str, object]) -> None:
    randomness, commits = Randomness(known, seed=2), Commits(stage.database)
    event = await stage.announce()
    ended = asyncio.ensure_future(stage.program.wait())
    with listen():
        for number in range(1, BATCHES + 1):
            for _ in range(BATCH):
                stage.sandbox.inject_update(randomness.update())
            await commits.wait_until(Closed(number * BATCH), 40)
        stage.alice.start()
        card = await stage.alice.wait_message("Hopdrink Tours", timeout=30)
        toast = await stage.alice.tap(card, f"go:{event.id}")
    assert toast.answered
    assert not ended.done()
    ended.cancel()
    async with stage.database.reading() as connection:
        dead = tables.inbox.c.state == "dead"
        errors = list((await connection.execute(select(tables.inbox.c.error).where(dead))).scalars())
    # A number larger than a C int where the library reads a duration; a private message from nobody, a tap on
    # no message. Anything else is a mistake in a handler.
    assert {error.strip("'") for error in errors} <= {"OverflowError", "RuntimeError"}
    assert len(errors) < BATCH * BATCHES // 10


class Closed:
    """Asks whether so many updates are handled or set aside."""

    def __init__(self, number: int) -> None:
        self._number = number

    async def __call__(self, connection: AsyncConnection) -> bool:
        closed = select(func.count()).select_from(tables.inbox).where(tables.inbox.c.state != "waiting")
        return int((await connection.execute(closed)).scalar_one()) >= self._number
