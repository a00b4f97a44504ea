"""The icon of a member's topic: what becomes of the questions in it, at a glance.

A bot may give topics the icons of one set of Telegram's, whose ids are read from it and kept. Where a state
has no icon there, a topic shows none.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Literal

from sqlalchemy.ext.asyncio import AsyncConnection

from hopdrinks.notices.relaying import TopicIcon
from hopdrinks.outbox import owe
from storage import facts, questions
from storage.question_records import Question, Thread

#: What is most pressing comes first: it is what a topic of several questions shows.
State = Literal["urgent", "waiting", "taken", "resting", "answered", "closed"]

#: Telegram's set holds about a hundred emoji; of these the first that is there.
_EMOJI: dict[State, tuple[str, ...]] = {
    "urgent": ("‼️", "❗️", "🔥"),
    "waiting": ("❓",),
    "taken": ("✍️", "👀"),
    "resting": ("☕️", "🏖"),
    "answered": ("💬", "📣"),
    "closed": ("✅", "🏁"),
}
_PRESSING = tuple(_EMOJI)
#: Of a member who asks a lot, only the latest questions count.
_LATEST = 20
_ICONS = "topic_icons"
_REFUSED = "topic_icons.refused"
#: An emoji with this sign is shown in colour; the set writes some without it.
_IN_COLOUR = "\ufe0f"


async def learn(connection: AsyncConnection, stickers: Iterable[Mapping[str, object]], now: datetime) -> None:
    """Remember the icons there are; where they are other ones, the topics of what waits follow."""
    ids = {
        _plain(str(one["emoji"])): str(one["custom_emoji_id"])
        for one in stickers
        if one.get("emoji") and one.get("custom_emoji_id")
    }
    icons = {state: _first_of(ids, emoji) for state, emoji in _EMOJI.items()}
    value = json.dumps(icons)
    if await facts.find_fact(connection, _ICONS) == value:
        return
    await facts.put_fact(connection, _ICONS, value)
    for question in await questions.list_waiting_for_staff(connection, limit=50):
        await follow(connection, question, now)


async def forget(connection: AsyncConnection) -> None:
    """Know that an icon is not one that Telegram has: until they are read again there are none."""
    await facts.delete_fact(connection, _ICONS)


async def follow(connection: AsyncConnection, question: Question, now: datetime) -> None:
    """Have the topic of a question show what became of it, unless it does: each edit counts in a group."""
    thread = await questions.find_thread_of(connection, question.member_id, question.alias)
    if thread is not None:
        await _follow(connection, thread, now)


async def find_icon(connection: AsyncConnection, thread: Thread) -> str | None:
    """Give the custom emoji that the topic of a thread should show, "" for none; None: nobody may say."""
    known = await facts.find_fact(connection, _ICONS)
    if known is None or await is_refused(connection, thread.chat_id):
        return None
    asked = await questions.list_of_thread(connection, thread, _LATEST)
    state = min((state_of(one) for one in asked), key=_PRESSING.index, default="closed")
    return str(json.loads(known).get(state, ""))


async def shown(connection: AsyncConnection, thread_id: int, icon: str, now: datetime) -> None:
    """Remember what a topic shows; what changed while it was on its way follows."""
    await questions.update_thread(connection, thread_id, {"icon": icon})
    thread = await questions.find_thread(connection, thread_id)
    if thread is not None:
        await _follow(connection, thread, now)


async def refuse(connection: AsyncConnection, chat_id: int) -> None:
    """Know that the bot may not change icons in a chat, until its rights were read again."""
    await facts.put_fact(connection, _REFUSED, str(chat_id))


async def try_again(connection: AsyncConnection, chat_id: int) -> None:
    """Know that the bot's rights in a chat are other ones by now."""
    if await is_refused(connection, chat_id):
        await facts.delete_fact(connection, _REFUSED)


async def is_refused(connection: AsyncConnection, chat_id: int) -> bool:
    """Tell whether the bot was not allowed to change an icon in a chat."""
    return await facts.find_fact(connection, _REFUSED) == str(chat_id)


def state_of(question: Question) -> State:
    """Say what a question's topic shows of it."""
    if question.state in ("closed", "answered"):
        return "closed" if question.state == "closed" else "answered"
    if question.snoozed_until is not None:
        return "resting"
    if question.is_urgent:
        return "urgent"
    return "waiting" if question.assignee_id is None else "taken"


async def _follow(connection: AsyncConnection, thread: Thread, now: datetime) -> None:
    icon = await find_icon(connection, thread)
    if thread.topic_id is not None and icon not in (None, thread.icon):
        await owe(connection, TopicIcon(thread_id=thread.id), thread.chat_id, now)


def _first_of(ids: Mapping[str, str], emoji: Iterable[str]) -> str:
    return next((ids[_plain(one)] for one in emoji if _plain(one) in ids), "")


def _plain(emoji: str) -> str:
    return emoji.replace(_IN_COLOUR, "")
