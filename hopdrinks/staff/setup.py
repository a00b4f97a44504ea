"""Setting the staff chat up: what it needs, and whether the way there and back works."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from hopdrinks.notices.relaying import SetupReport, SetupTest
from hopdrinks.outbox import owe
from hopdrinks.staff import surface
from storage import facts

_TEST = "staff_setup.test"


async def begin(
    connection: AsyncConnection,
    chat_id: int,
    bot_id: int,
    report_to: int,
    now: datetime,
    *,
    beneath: int | None,
) -> None:
    """Read what the staff chat is and what the bot may do there, report it, and try the way back.

    `beneath` is the message that asked for it.
    """
    await surface.read_again(connection, chat_id, bot_id, now)
    # In the same lane of the same chat, so that it is composed from what was just read.
    await owe(connection, SetupReport(chat_id=chat_id, beneath=beneath), report_to, now)
    await owe(connection, SetupTest(beneath=beneath if report_to == chat_id else None), chat_id, now)


async def test_posted(connection: AsyncConnection, chat_id: int, message_id: int) -> None:
    """Remember the message somebody is asked to reply to."""
    await facts.put_fact(connection, _TEST, f"{chat_id}:{message_id}")


async def heard(connection: AsyncConnection, chat_id: int, message_id: int) -> bool:
    """Tell whether a reply to a message is the one that was asked for: then the way back works."""
    return await facts.find_fact(connection, _TEST) == f"{chat_id}:{message_id}"
