"""What reaches the bot of what people do, privacy mode included.

Source: Bot API, "Privacy mode": without it, and without being an administrator, a bot in a group hears
commands, answers to its own messages, what is posted by its inline mode, mentions of itself and service
messages.
"""

from __future__ import annotations

from typing import Any

from sandbox.accounts import Account
from sandbox.bot_views import member_view, message_view
from sandbox.chats import PRESENT, Chat
from sandbox.messages import Message
from sandbox.world import World


def tell_bot(world: World, message: Message, *, edited: bool = False) -> None:
    """Queues the update about a person's message, if the bot hears it."""
    if not hears(world, message):
        return
    kind = "channel_post" if message.chat.kind == "channel" else "message"
    world.updates.push(f"edited_{kind}" if edited else kind, message_view(message))


def hears(world: World, message: Message) -> bool:
    """Tells whether the bot gets such a message."""
    bot = world.bot
    if bot is None:
        return False
    chat = message.chat
    if chat.person is not None:
        return chat.person.id not in world.blocked
    status = chat.status_of(bot)
    if status not in PRESENT:
        return False
    if chat.kind == "channel" or status == "administrator" or bot.can_read_all_group_messages:
        return True
    if message.is_service or message.via_bot is bot:
        return True
    if message.reply_to is not None and message.reply_to.sender is bot:
        return True
    return _is_meant_for(message, (bot.username or "").lower())


def _is_meant_for(message: Message, username: str) -> bool:
    words = message.words
    if words.startswith("/"):
        command = words.split(None, 1)[0]
        _, at, name = command.partition("@")
        return not at or name.lower() == username
    return f"@{username}" in words.lower()


def tell_bot_of_itself(world: World, chat: Chat, by: Account, before: dict[str, Any]) -> None:
    """Queues `my_chat_member`: the bot's own place has changed from what `before` describes."""
    bot = world.the_bot
    after = member_view(chat, bot, bot)
    world.updates.push("my_chat_member", _member_update(world, chat, by, before, after))


def tell_bot_of_member(
    world: World, chat: Chat, by: Account, account: Account, before: dict[str, Any]
) -> None:
    """Queues `chat_member`: somebody's place has changed; only administrators are told."""
    bot = world.bot
    if bot is None or not chat.is_administrator(bot):
        return
    after = member_view(chat, account, bot)
    world.updates.push("chat_member", _member_update(world, chat, by, before, after))


def _member_update(
    world: World, chat: Chat, by: Account, before: dict[str, Any], after: dict[str, Any]
) -> dict[str, Any]:
    return {
        "chat": chat.reference(),
        "from": by.user(),
        "date": int(world.clock.now().timestamp()),
        "old_chat_member": before,
        "new_chat_member": after,
    }


def tell_bot_of_reaction(world: World, message: Message, by: Account, old: list[str]) -> None:
    """Queues `message_reaction`; in groups only administrators are told."""
    bot = world.bot
    chat = message.chat
    if bot is None or (chat.person is None and not chat.is_administrator(bot)):
        return
    update = {
        "chat": chat.reference(),
        "message_id": message.id,
        "user": by.user(),
        "date": int(world.clock.now().timestamp()),
        "old_reaction": _reactions(old),
        "new_reaction": _reactions(message.reacted.get(by.id, [])),
    }
    world.updates.push("message_reaction", update)


def _reactions(emojis: list[str]) -> list[dict[str, str]]:
    return [{"type": "emoji", "emoji": emoji} for emoji in emojis]
