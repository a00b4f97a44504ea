"""What people do with inline buttons."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

from sandbox.accounts import Account
from sandbox.bot_views import callback_message_view
from sandbox.callbacks import CallbackAnswer, CallbackQuery
from sandbox.errors import PersonError
from sandbox.messages import Message
from sandbox.speaking import require_member
from sandbox.world import World


def find_button(message: Message, button: str) -> dict[str, Any]:
    """Returns the inline button with that label or callback data, as the Bot API has it.

    Raises:
        PersonError: the message has no such button; the text names those it has.
    """
    for row in message.inline_keyboard:
        for raw in row:
            if button in (raw["text"], raw.get("callback_data")):
                return raw
    raise PersonError(f"no button {button!r} here; there are: {', '.join(message.labels) or 'none'}")


def press(world: World, person: Account, message: Message, data: str) -> CallbackQuery:
    """Sends the bot a callback query with that data."""
    require_member(person, message.chat)
    if person.id in world.blocked and message.chat.person is not None:
        raise PersonError(f"{person.first_name} has blocked the bot: unblock it first")
    query = world.queries.add(person, message)
    update = {
        "id": query.id,
        "from": person.user(),
        "chat_instance": str(abs(message.chat.id) * 31),
        "data": data,
    }
    # Of an inline message the bot learns no more than by which id it can edit it.
    if message.inline_id is not None:
        update["inline_message_id"] = message.inline_id
    else:
        update["message"] = callback_message_view(message)
    world.updates.push("callback_query", update)
    return query


async def tap(
    world: World,
    person: Account,
    message: Message,
    button: str,
    timeout: float,
    start: Callable[[str], Message],
) -> CallbackAnswer:
    """Does what a client does when that button is pressed; waits for the bot where it is asked."""
    raw = find_button(message, button)
    if "callback_data" in raw:
        query = press(world, person, message, raw["callback_data"])
        try:
            async with asyncio.timeout(timeout):
                await query.ring.wait()
        except TimeoutError:
            return CallbackAnswer(answered=False)
        answer = query.answer or CallbackAnswer(answered=False)
        follow(world, answer.url, start)
        return answer
    if "url" in raw:
        follow(world, raw["url"], start)
        return CallbackAnswer(url=raw["url"])
    if "copy_text" in raw:
        return CallbackAnswer(text=raw["copy_text"]["text"])
    raise PersonError(f"the sandbox's client cannot press a button like {raw}")


def follow(world: World, url: str | None, start: Callable[[str], Message]) -> bool:
    """Opens a link to the bot with a start payload; returns False for any other link."""
    payload = start_payload(world, url)
    if payload is None:
        return False
    start(payload)
    return True


def start_payload(world: World, url: str | None) -> str | None:
    """Returns the payload of a link t.me/<bot>?start=…; None for any other link."""
    if url is None or world.bot is None:
        return None
    parts = urlsplit(url)
    name = (world.bot.username or "").lower()
    query = parse_qs(parts.query)
    if parts.scheme == "tg":
        domain = query.get("domain", [""])[0].lower()
        return query["start"][0] if domain == name and "start" in query else None
    if parts.hostname not in {"t.me", "telegram.me"} or parts.path.strip("/").lower() != name:
        return None
    return query["start"][0] if "start" in query else None
