"""The sweep's steps beside each other, on both databases."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clock import Clock
from bot.rings import Rings
from bot.sweep import Sweeper
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

    sweeper = Sweeper(database, Clock(), Rings(), steps=(choke, go_on))
    await sweeper.run()
    async with database.reading() as connection:
        assert await facts.find_fact(connection, "gone on") == "yes"
        assert await facts.find_fact(connection, "half done") is None
