"""The sweep's steps beside each other, on both databases."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection
from structlog.testing import capture_logs

from bot.clock import Clock
from bot.rings import Rings
from bot.sweep import EveningStep, Sweeper
from storage import facts
from storage.database import Database
from storage.tables import facts as fact_table


async def test_a_row_the_database_refuses_one_step_keeps_no_other_from_being_taken(
    database: Database,
) -> None:
    async def choke(connection: AsyncConnection, _now: datetime) -> None:
        await facts.put_fact(connection, "half done", "yes")
        await connection.execute(fact_table.insert().values(name="half done", value="twice"))

    async def go_on(connection: AsyncConnection, _now: datetime) -> None:
        await facts.put_fact(connection, "gone on", "yes")
        sweeper.stop()

    sweeper = Sweeper(database, Clock(), Rings(), steps=(choke, go_on), evening_steps=())
    await sweeper.run()
    async with database.reading() as connection:
        assert await facts.find_fact(connection, "gone on") == "yes"
        assert await facts.find_fact(connection, "half done") is None


async def test_an_evening_that_cannot_be_settled_holds_up_no_other(database: Database) -> None:
    async def list_due(_connection: AsyncConnection, _now: datetime) -> list[int]:
        return [1, 2]

    async def take(connection: AsyncConnection, event_id: int, _now: datetime) -> None:
        await facts.put_fact(connection, f"settled {event_id}", "yes")
        if event_id == 1:
            raise LookupError("this evening is broken")

    async def stop(_connection: AsyncConnection, _now: datetime) -> None:
        sweeper.stop()

    steps = [EveningStep(list_due, take)]
    sweeper = Sweeper(database, Clock(), Rings(), steps=(stop,), evening_steps=steps)
    with capture_logs() as logged:
        await sweeper.run()
    assert [entry["event"] for entry in logged] == [
        "something that is due cannot be taken; it is tried again"
    ]
    assert logged[0]["evening"] == 1
    async with database.reading() as connection:
        assert await facts.find_fact(connection, "settled 1") is None
        assert await facts.find_fact(connection, "settled 2") == "yes"
