"""Under which name the staff answer: each by their own, as the team, or without a word."""

from typing import Literal, get_args

from sqlalchemy.ext.asyncio import AsyncConnection

from storage import facts, members

#: What members read of who answers.
Naming = Literal["name", "team", "nothing"]
NAMINGS: tuple[Naming, ...] = get_args(Naming)

_FACT = "staff_naming"


async def get_naming(connection: AsyncConnection) -> Naming:
    """Give what members read of who answers; their own names unless it was chosen otherwise."""
    known = await facts.find_fact(connection, _FACT)
    return next((naming for naming in NAMINGS if naming == known), "name")


async def set_naming(connection: AsyncConnection, naming: Naming) -> None:
    """Choose what members read of who answers, from the next answer on."""
    await facts.put_fact(connection, _FACT, naming)


async def name_for_members(connection: AsyncConnection, staff_id: int | None) -> str:
    """Give the name members know somebody of the staff by; "" where they know none."""
    if staff_id is None or await get_naming(connection) != "name":
        return ""
    somebody = await members.find_member(connection, staff_id)
    return "" if somebody is None else somebody.name
