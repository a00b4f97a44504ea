"""Single facts the program remembers about itself."""

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import facts
from storage.upserts import insert_into


async def find_fact(connection: AsyncConnection, name: str) -> str | None:
    """Give what is remembered under a name."""
    found: str | None = (
        await connection.execute(select(facts.c.value).where(facts.c.name == name))
    ).scalar_one_or_none()
    return found


async def put_fact(connection: AsyncConnection, name: str, value: str) -> None:
    """Remember a value under a name, in place of the last."""
    statement = insert_into(connection, facts).values(name=name, value=value)
    await connection.execute(statement.on_conflict_do_update(index_elements=["name"], set_={"value": value}))


async def keep_fact(connection: AsyncConnection, name: str, value: str) -> str:
    """Remember a value under a name where there is none yet, and give the one that is remembered."""
    statement = insert_into(connection, facts).values(name=name, value=value)
    await connection.execute(statement.on_conflict_do_nothing())
    kept: str = (await connection.execute(select(facts.c.value).where(facts.c.name == name))).scalar_one()
    return kept


async def delete_fact(connection: AsyncConnection, name: str) -> None:
    """Forget what is remembered under a name."""
    await connection.execute(delete(facts).where(facts.c.name == name))
