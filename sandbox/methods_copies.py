"""Bot API: copyMessage, copyMessages and forwardMessage."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from sandbox.access import chat_with_bot, known_message, open_topic, writable_chat
from sandbox.bot_views import message_view
from sandbox.errors import bad_request
from sandbox.media import CAPTIONED_KINDS, captioned
from sandbox.messages import Message
from sandbox.methods_messages import send
from sandbox.parameters_messages import CopyMessage, CopyMessages, ForwardMessage
from sandbox.world import World

# What belongs to the one message and not to its content.
_NOT_COPIED = ("media_group_id", "has_protected_content")


def copy_message(world: World, wanted: CopyMessage) -> object:
    """Sends the content of a message anew, without a trace of where it comes from."""
    original = _original(world, wanted.from_chat_id, wanted.message_id, "message to copy")
    content = _content(original)
    if wanted.caption is not None and original.kind in CAPTIONED_KINDS:
        content = {key: value for key, value in content.items() if not key.startswith("caption")}
        content |= captioned(wanted.caption, wanted.parse_mode, wanted.caption_entities)
    return {"message_id": send(world, wanted, content, original.file).id}


def copy_messages(world: World, wanted: CopyMessages) -> object:
    """Sends several messages anew; those that are not there, or cannot be copied, are passed over."""
    if any(after <= before for before, after in pairwise(wanted.message_ids)):
        raise bad_request("message identifiers must be in a strictly increasing order")
    source = chat_with_bot(world, wanted.from_chat_id)
    chat = writable_chat(world, wanted.chat_id)
    topic = open_topic(world, chat, wanted.message_thread_id, None)
    groups: dict[str, str] = {}
    copies = []
    for message_id in wanted.message_ids:
        original = source.messages.get(message_id)
        if original is None or original.deleted or not _is_copyable(original):
            continue
        content = _content(original)
        group = original.content.get("media_group_id")
        if group is not None:
            content["media_group_id"] = groups.setdefault(group, str(world.next_revision()))
        sender = None if chat.kind == "channel" else world.the_bot
        copies.append(world.post(chat, sender, content, topic=topic, file=original.file, by_bot=True))
    if not copies:
        raise bad_request("there are no messages to copy")
    return [{"message_id": copy.id} for copy in copies]


def forward_message(world: World, wanted: ForwardMessage) -> object:
    """Sends a message on, with the name of who wrote it."""
    original = _original(world, wanted.from_chat_id, wanted.message_id, "message to forward")
    chat = writable_chat(world, wanted.chat_id)
    topic = open_topic(world, chat, wanted.message_thread_id, None)
    message = world.post(
        chat,
        None if chat.kind == "channel" else world.the_bot,
        _content(original) | ({"has_protected_content": True} if wanted.protect_content else {}),
        topic=topic,
        file=original.file,
        forward_origin=original.forward_origin or _origin(original),
        by_bot=True,
    )
    return message_view(message)


def _original(world: World, chat_id: int | str, message_id: int, what: str) -> Message:
    message = known_message(chat_with_bot(world, chat_id), message_id, what)
    if not _is_copyable(message):
        refusal = "copied" if what == "message to copy" else "forwarded"
        raise bad_request(f"the message can't be {refusal}")
    return message


def _is_copyable(message: Message) -> bool:
    return not message.is_service and not message.content.get("has_protected_content")


def _content(original: Message) -> dict[str, Any]:
    return {key: value for key, value in original.content.items() if key not in _NOT_COPIED}


def _origin(original: Message) -> dict[str, Any]:
    date = int(original.date.timestamp())
    if original.sender is None:
        chat = original.chat.reference()
        return {"type": "channel", "date": date, "chat": chat, "message_id": original.id}
    return {"type": "user", "date": date, "sender_user": original.sender.user()}


METHODS = {
    "copyMessage": copy_message,
    "copyMessages": copy_messages,
    "forwardMessage": forward_message,
}
