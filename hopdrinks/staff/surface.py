"""Where the staff are: a group with topics, a plain group, a representative's own chat, or nowhere yet.

The staff group comes first, with topics where the bot may open them. Where there is none the bot can write
to, questions go to the private chat of a representative. It is found out with every question, so nothing is
lost when rights, topics or people change; whatever is unanswered moves along.
"""

from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy.ext.asyncio import AsyncConnection

from hopdrinks.notices.calls import ChatReading, OwnerAlert
from hopdrinks.notices.relaying import SurfaceWord, TopicIconsReading
from hopdrinks.outbox import NOWHERE, is_private, owe, owe_each
from storage import absences, facts, members, postings, roles
from storage.records import Chat

#: What is read, in this order: the rights last, as they decide whether questions go on.
READINGS: tuple[Literal["chat", "rights"], ...] = ("chat", "rights")

#: An alert about the staff chat comes again after this while the trouble lasts and questions come in.
ALERT_AGAIN_AFTER = timedelta(days=1)

#: The way questions arrive: in a topic each member, in one stream, or in a representative's private chat.
Mode = Literal["topics", "plain", "private"]

_PRIVATE = "private"
#: Whether private chats with the bot have topics, as it was read at the start; and where that was refused.
_PRIVATE_TOPICS, _NO_PRIVATE_TOPICS = "private_topics", "private_topics.refused"
_SURFACE = "staff_surface"
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


async def is_set(connection: AsyncConnection) -> bool:
    """Tell whether there is a staff chat, be it out of reach."""
    return await find_staff_chat_id(connection) is not None


async def find_usable(connection: AsyncConnection) -> Chat | None:
    """Give the place of the staff: their chat where the bot can write to it, else a representative's own."""
    chat_id = await find_staff_chat_id(connection)
    chat = None if chat_id is None else await postings.find_chat(connection, chat_id)
    if chat is not None and chat.bot_status in _CAN_WRITE:
        return chat
    return await _find_private(connection)


async def find_place_id(connection: AsyncConnection) -> int | None:
    """Give the id of the chat where the staff are at this moment."""
    chat = await find_usable(connection)
    return None if chat is None else chat.id


async def find_chat(connection: AsyncConnection, chat_id: int) -> Chat | None:
    """Give what is known of a chat where the staff are, or were."""
    if not is_private(chat_id):
        return await postings.find_chat(connection, chat_id)
    place = await find_usable(connection)
    return place if place is not None and place.id == chat_id else None


async def note_surface(connection: AsyncConnection, now: datetime) -> None:
    """Tell the staff once when questions begin to arrive in another way."""
    chat = await find_usable(connection)
    mode = None if chat is None else mode_of(chat)
    word = "" if chat is None else f"{mode}:{chat.id}"
    known = await facts.find_fact(connection, _SURFACE)
    if known == word:
        return
    await facts.put_fact(connection, _SURFACE, word)
    if known and chat is not None and mode is not None:
        await owe(connection, SurfaceWord(mode=mode), chat.id, now)


def mode_of(chat: Chat) -> Mode:
    """Say in which way questions arrive in a chat."""
    if chat.kind == _PRIVATE:
        return "private"
    return "topics" if chat.has_topics else "plain"


async def _find_private(connection: AsyncConnection) -> Chat | None:
    """Give the private chat of the first representative who can be written to; those away come last."""
    absent = await absences.list_absent(connection)
    granted = await roles.list_holders_anywhere(connection, "representative")
    holders = sorted(granted, key=lambda member_id: member_id in absent)
    known = {member.id: member for member in await members.list_members(connection, holders)}
    for member_id in holders:
        member = known.get(member_id)
        if member is not None and member.reach == "reachable":
            return Chat(
                id=member_id,
                kind=_PRIVATE,
                title=member.name,
                is_forum=await _has_private_topics(connection, member_id),
                bot_status="member",
                can_manage_topics=True,
            )
    return None


async def know_private_topics(connection: AsyncConnection, *, enabled: bool) -> None:
    """Know whether private chats with the bot have topics; what was refused before is tried again."""
    await facts.put_fact(connection, _PRIVATE_TOPICS, "yes" if enabled else "")
    await facts.delete_fact(connection, _NO_PRIVATE_TOPICS)


async def lose_private_topics(connection: AsyncConnection, chat_id: int) -> None:
    """Know that topics do not work in a representative's private chat, until the next start."""
    refused = await facts.find_fact(connection, _NO_PRIVATE_TOPICS) or ""
    await facts.put_fact(connection, _NO_PRIVATE_TOPICS, f"{refused} {chat_id}".strip())


async def _has_private_topics(connection: AsyncConnection, chat_id: int) -> bool:
    refused = await facts.find_fact(connection, _NO_PRIVATE_TOPICS) or ""
    enabled = await facts.find_fact(connection, _PRIVATE_TOPICS)
    return bool(enabled) and str(chat_id) not in refused.split()


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
    await note_surface(connection, now)


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
    await note_surface(connection, now)


async def read_again(connection: AsyncConnection, chat_id: int, bot_id: int | None, now: datetime) -> None:
    """Have Telegram asked what the staff chat is, what the bot may do there, and which icons topics have."""
    for what in READINGS:
        await owe(connection, ChatReading(chat_id=chat_id, what=what, bot_id=bot_id), chat_id, now)
    await owe(connection, TopicIconsReading(), NOWHERE, now)
