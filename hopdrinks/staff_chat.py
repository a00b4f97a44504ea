"""The staff chat: which it is, what it can do, and what happens when it is lost or found."""

from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy.ext.asyncio import AsyncConnection

from hopdrinks.notices import ChatReading, OwnerAlert
from hopdrinks.outbox import owe, owe_each
from storage import facts, postings, roles
from storage.records import Chat

#: What is read, in this order: the rights last, as they decide whether questions go on.
READINGS: tuple[Literal["chat", "rights"], ...] = ("chat", "rights")

#: An alert about the staff chat comes again after this while the trouble lasts and questions come in.
ALERT_AGAIN_AFTER = timedelta(days=1)

_CAN_WRITE = ("member", "administrator", "creator")
_STAFF_CHAT = "staff_chat_id"
_SETTING = "staff_chat_id.setting"


async def find_staff_chat_id(connection: AsyncConnection) -> int | None:
    """Give the id of the staff chat, None where none is set."""
    value = await facts.find_fact(connection, _STAFF_CHAT)
    return int(value) if value else None


async def set_staff_chat_id(connection: AsyncConnection, chat_id: int | None) -> None:
    """Make a chat the staff chat, as when a group became a supergroup under a new id."""
    await facts.put_fact(connection, _STAFF_CHAT, "" if chat_id is None else str(chat_id))


async def take_setting(connection: AsyncConnection, setting: int | None) -> None:
    """Follow the setting where it changed since the last start; else what was learned since then stays."""
    word = "" if setting is None else str(setting)
    if await facts.find_fact(connection, _SETTING) != word:
        await facts.put_fact(connection, _SETTING, word)
        await set_staff_chat_id(connection, setting)


async def find_usable(connection: AsyncConnection) -> Chat | None:
    """Give the staff chat where the bot can write to it."""
    chat_id = await find_staff_chat_id(connection)
    chat = None if chat_id is None else await postings.find_chat(connection, chat_id)
    return chat if chat is not None and chat.bot_status in _CAN_WRITE else None


async def alert_owners(connection: AsyncConnection, notice: OwnerAlert, now: datetime) -> None:
    """Tell every owner something."""
    await owe_each(connection, notice, await roles.list_holders(connection, "owner", None), now)


async def alert_of_trouble(
    connection: AsyncConnection, notice: OwnerAlert, now: datetime, *, is_news: bool = False
) -> None:
    """Tell every owner of trouble with the staff chat: at once where it is news, else once a day."""
    name = f"alerted.{notice.alert}"
    last = await facts.find_fact(connection, name)
    if not is_news and last and now < datetime.fromisoformat(last) + ALERT_AGAIN_AFTER:
        return
    await facts.put_fact(connection, name, now.isoformat())
    await alert_owners(connection, notice, now)


async def works(connection: AsyncConnection) -> None:
    """Know that a question has arrived: the next trouble is a new one. Topics have their own trouble."""
    for trouble in ("no_staff_chat", "staff_chat_lost"):
        if await facts.find_fact(connection, f"alerted.{trouble}"):
            await facts.put_fact(connection, f"alerted.{trouble}", "")


async def lose(connection: AsyncConnection, chat_id: int, now: datetime, *, removed: bool) -> None:
    """Know that the bot cannot write to the staff chat, until it was read again.

    Not being there any more is news each time; being there without the right to write is read as usable, so
    it is found out again with every question.
    """
    known = await postings.find_chat(connection, chat_id)
    kind = "unknown" if known is None else known.kind
    is_news = removed and known is not None and known.bot_status in _CAN_WRITE
    await postings.put_chat(connection, chat_id, {"kind": kind, "bot_status": "lost", "read_at": now})
    await alert_of_trouble(connection, OwnerAlert(alert="staff_chat_lost"), now, is_news=is_news)


async def lose_topics(
    connection: AsyncConnection, chat_id: int, cause: Literal["not_a_forum", "no_rights"], now: datetime
) -> None:
    """Know that topics cannot be opened in the staff chat, until it was read again."""
    known = await postings.find_chat(connection, chat_id)
    kind = "unknown" if known is None else known.kind
    lost = {"is_forum": False} if cause == "not_a_forum" else {"can_manage_topics": False}
    await postings.put_chat(connection, chat_id, {"kind": kind, "read_at": now} | lost)
    if cause == "no_rights":
        await alert_of_trouble(connection, OwnerAlert(alert="topics_denied"), now)


async def read_again(connection: AsyncConnection, chat_id: int, bot_id: int, now: datetime) -> None:
    """Have Telegram asked what a group or channel is, and what the bot may do there."""
    for what in READINGS:
        await owe(connection, ChatReading(chat_id=chat_id, what=what, bot_id=bot_id), chat_id, now)
