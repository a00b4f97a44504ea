"""Bot API: deleteMessage, deleteMessages, and what is pinned."""

from __future__ import annotations

from datetime import timedelta

from sandbox.access import chat_with_bot, known_message
from sandbox.bot_views import message_view
from sandbox.chats import Chat
from sandbox.errors import bad_request
from sandbox.messages import Message
from sandbox.parameters_edits import (
    DeleteMessage,
    DeleteMessages,
    PinChatMessage,
    UnpinAllChatMessages,
    UnpinChatMessage,
)
from sandbox.world import World

DELETABLE_FOR = timedelta(hours=48)
_NEVER_DELETED = frozenset({"forum_topic_created", "migrate_from_chat_id"})


def delete_message(world: World, wanted: DeleteMessage) -> object:
    """Deletes a message for everybody."""
    chat = chat_with_bot(world, wanted.chat_id)
    message = known_message(chat, wanted.message_id, "message to delete")
    refusal = _why_not_deletable(world, message)
    if refusal is not None:
        raise bad_request(refusal)
    world.remove(message)
    return True


def delete_messages(world: World, wanted: DeleteMessages) -> object:
    """Deletes messages for everybody; passes over what is not there or cannot be deleted."""
    chat = chat_with_bot(world, wanted.chat_id)
    for message_id in wanted.message_ids:
        message = chat.messages.get(message_id)
        if message is not None and _why_not_deletable(world, message) is None:
            world.remove(message)
    return True


def pin_chat_message(world: World, wanted: PinChatMessage) -> object:
    """Puts a message at the top of its chat; groups and private chats say so in a service message."""
    chat = _chat_to_pin_in(world, wanted.chat_id)
    message = known_message(chat, wanted.message_id, "message to pin")
    if message.is_service:
        raise bad_request("message can't be pinned")
    if message.pinned:
        return True
    message.pinned = True
    chat.pins.append(message.id)
    world.touch(message, "pin")
    if chat.kind != "channel":
        content = {"pinned_message": message_view(message, nested=True)}
        topic = chat.topics.get(message.topic_id) if message.topic_id else None
        world.post(chat, world.the_bot, content, topic=topic, is_service=True, by_bot=True)
    return True


def unpin_chat_message(world: World, wanted: UnpinChatMessage) -> object:
    """Takes a message from the top; without an id, the one pinned last."""
    chat = _chat_to_pin_in(world, wanted.chat_id)
    if wanted.message_id is None:
        if not chat.pins:
            raise bad_request("message to unpin not found")
        message = chat.messages[chat.pins[-1]]
    else:
        message = known_message(chat, wanted.message_id, "message to unpin")
    _unpin(world, message)
    return True


def unpin_all_chat_messages(world: World, wanted: UnpinAllChatMessages) -> object:
    """Takes all messages from the top."""
    chat = _chat_to_pin_in(world, wanted.chat_id)
    for message_id in list(chat.pins):
        _unpin(world, chat.messages[message_id])
    return True


def _unpin(world: World, message: Message) -> None:
    if message.pinned:
        message.pinned = False
        message.chat.pins.remove(message.id)
        world.touch(message, "pin")


def _chat_to_pin_in(world: World, chat_id: int | str) -> Chat:
    chat = chat_with_bot(world, chat_id)
    right = "can_edit_messages" if chat.kind == "channel" else "can_pin_messages"
    if chat.person is None and not chat.allows(world.the_bot, right):
        raise bad_request("not enough rights to manage pinned messages in the chat")
    return chat


def _why_not_deletable(world: World, message: Message) -> str | None:
    """Says why the bot may not delete the message; None when it may (Bot API, deleteMessage)."""
    chat = message.chat
    if not _NEVER_DELETED.isdisjoint(message.content):
        return "message can't be deleted"
    if chat.person is None and not message.by_bot and not chat.allows(world.the_bot, "can_delete_messages"):
        return "message can't be deleted"
    if world.clock.now() - message.date > DELETABLE_FOR:
        return "message can't be deleted for everyone"
    return None


METHODS = {
    "deleteMessage": delete_message,
    "deleteMessages": delete_messages,
    "pinChatMessage": pin_chat_message,
    "unpinChatMessage": unpin_chat_message,
    "unpinAllChatMessages": unpin_all_chat_messages,
}
