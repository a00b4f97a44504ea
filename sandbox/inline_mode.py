"""What people do with inline mode: typing the bot's name in any chat, and posting what it offers."""

from __future__ import annotations

import asyncio
import re
from base64 import urlsafe_b64encode
from struct import pack

from sandbox import speaking
from sandbox.accounts import Account
from sandbox.chats import Chat
from sandbox.errors import PersonError
from sandbox.inline_queries import InlineQuery, InlineResult, InlineResults
from sandbox.messages import Message
from sandbox.world import World

#: Telegram asks a bot no more than so much of what is typed.
QUERY_LENGTH = 256


async def ask(world: World, person: Account, typed: str, chat: Chat, timeout: float) -> InlineResults:
    """Asks the bot for what `typed` ("@bot words") brings up; an answer that is kept asks it nothing."""
    text = query_text(world, typed)
    speaking.require_member(person, chat)
    kept = world.inline_queries.kept(person, text)
    if kept is not None:
        return kept
    query = world.inline_queries.add(person, chat, text)
    world.updates.push("inline_query", _update(query))
    try:
        async with asyncio.timeout(timeout):
            await query.ring.wait()
    except TimeoutError:
        return InlineResults(answered=False)
    return query.answer or InlineResults(answered=False)


def query_text(world: World, typed: str) -> str:
    """Returns what stands behind the bot's name; raises PersonError where a client would ask no bot."""
    bot = world.the_bot
    if not bot.supports_inline_queries:
        raise PersonError(f"@{bot.username} has no inline mode")
    match = re.fullmatch(rf"@{re.escape(bot.username or '')}\s(.*)", typed, re.IGNORECASE | re.DOTALL)
    if match is None:
        raise PersonError(f"an inline query begins with @{bot.username} and a space")
    return match[1].strip()[:QUERY_LENGTH]


def choose(
    world: World,
    person: Account,
    result: InlineResult,
    chat: Chat,
    topic_id: int | None = None,
    reply_to: Message | None = None,
) -> Message:
    """Posts a result in somebody's name; the bot is told where it asked for that feedback."""
    _require_offered(world, person, result)
    inline_id = _new_id(world) if result.markup is not None else None
    message = speaking.say(
        world,
        person,
        dict(result.content),
        chat,
        topic_id,
        reply_to,
        markup=result.markup,
        via_bot=world.the_bot,
        inline_id=inline_id,
    )
    if inline_id is not None:
        world.inline_messages[inline_id] = message
    if world.the_bot.inline_feedback:
        update = {"result_id": result.id, "from": person.user(), "query": result.query.text}
        world.updates.push(
            "chosen_inline_result", update | ({"inline_message_id": inline_id} if inline_id else {})
        )
    return message


def _require_offered(world: World, person: Account, result: InlineResult) -> None:
    if result.query.person is person:
        return
    kept = world.inline_queries.kept(person, result.query.text)
    if kept is None or result not in kept.results:
        raise PersonError("this was offered to somebody else")


def _update(query: InlineQuery) -> dict[str, object]:
    kind = "sender" if query.chat.person is not None else query.chat.kind
    return {
        "id": query.id,
        "from": query.person.user(),
        "query": query.text,
        "offset": "",
        "chat_type": kind,
    }


def _new_id(world: World) -> str:
    """Returns an inline_message_id of Telegram's shape: a data centre, an id and a hash."""
    count = len(world.inline_messages) + 1
    return (
        urlsafe_b64encode(pack("<iqq", 2, count, -count * 7_046_029_254_386_353_131 % 2**62))
        .decode()
        .rstrip("=")
    )
