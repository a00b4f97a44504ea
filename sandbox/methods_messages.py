"""Bot API: sendMessage, sendLocation, sendVenue and sendChatAction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sandbox.access import chat_with_bot, known_message, open_topic, writable_chat
from sandbox.bot_views import message_view
from sandbox.chats import Chat
from sandbox.errors import bad_request
from sandbox.files import StoredFile
from sandbox.markup import parse
from sandbox.messages import Message
from sandbox.parameters_chats import SendChatAction
from sandbox.parameters_messages import NewMessage, SendLocation, SendMessage, SendVenue
from sandbox.parameters_objects import MessageEntity, ReplyParameters
from sandbox.world import World


def send(
    world: World, wanted: NewMessage, content: dict[str, Any], file: StoredFile | None = None
) -> Message:
    """Sends what the bot wrote, with all that every sending method has in common."""
    chat = writable_chat(world, wanted.chat_id)
    reply_to = replied_message(world, chat, wanted.reply_parameters)
    topic = open_topic(world, chat, wanted.message_thread_id, reply_to)
    if wanted.protect_content:
        content["has_protected_content"] = True
    markup = wanted.reply_markup.model_dump(exclude_none=True) if wanted.reply_markup else None
    sender = None if chat.kind == "channel" else world.the_bot
    return world.post(
        chat,
        sender,
        content,
        topic=topic,
        reply_to=reply_to,
        markup=markup,
        file=file,
        by_bot=True,
    )


def replied_message(world: World, chat: Chat, reply: ReplyParameters | None) -> Message | None:
    """Returns the message an answer is for; None when it answers nothing."""
    if reply is None:
        return None
    if reply.chat_id is not None and chat_with_bot(world, reply.chat_id) is not chat:
        raise bad_request("answers across chats are not in this sandbox")
    if reply.allow_sending_without_reply and reply.message_id not in chat.messages:
        return None
    return known_message(chat, reply.message_id, "message to be replied")


def formatted(text: str, parse_mode: str | None, entities: Sequence[MessageEntity] | None) -> dict[str, Any]:
    """Returns `text` and `entities` of a message from what the bot wrote."""
    parsed = parse(text, parse_mode, entities)
    return {"text": parsed.text, "entities": parsed.entities} if parsed.entities else {"text": parsed.text}


def send_message(world: World, wanted: SendMessage) -> object:
    """Sends a text."""
    content = formatted(wanted.text, wanted.parse_mode, wanted.entities)
    if wanted.link_preview_options is not None:
        content["link_preview_options"] = wanted.link_preview_options.model_dump(exclude_none=True)
    return message_view(send(world, wanted, content))


def send_location(world: World, wanted: SendLocation) -> object:
    """Sends a position."""
    return message_view(send(world, wanted, {"location": _location(wanted.latitude, wanted.longitude)}))


def send_venue(world: World, wanted: SendVenue) -> object:
    """Sends a place with its name; like Telegram's, the message has its position as `location` too."""
    location = _location(wanted.latitude, wanted.longitude)
    venue = {"location": location, "title": wanted.title, "address": wanted.address}
    return message_view(send(world, wanted, {"venue": venue, "location": location}))


def send_chat_action(world: World, wanted: SendChatAction) -> object:
    """Shows "typing…" and the like to whoever watches."""
    chat = writable_chat(world, wanted.chat_id)
    topic = open_topic(world, chat, wanted.message_thread_id, None)
    world.changes.publish(
        lambda: {
            "type": "action",
            "chat_id": chat.id,
            "topic_id": topic.id if topic else None,
            "action": wanted.action,
        }
    )
    return True


def _location(latitude: float, longitude: float) -> dict[str, float]:
    return {"latitude": latitude, "longitude": longitude}


METHODS = {
    "sendMessage": send_message,
    "sendLocation": send_location,
    "sendVenue": send_venue,
    "sendChatAction": send_chat_action,
}
