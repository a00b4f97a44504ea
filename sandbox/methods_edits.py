"""Bot API: editMessageText, editMessageCaption, editMessageMedia and editMessageReplyMarkup."""

from __future__ import annotations

import re
from typing import Any

from sandbox.access import chat_with_bot, known_message
from sandbox.bot_views import message_view
from sandbox.errors import bad_request
from sandbox.files import StoredFile
from sandbox.media import CAPTIONED_KINDS, captioned, media_content
from sandbox.messages import Message
from sandbox.methods_messages import formatted
from sandbox.parameters_edits import (
    EditedMessage,
    EditMessageCaption,
    EditMessageMedia,
    EditMessageReplyMarkup,
    EditMessageText,
)
from sandbox.world import World

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a "
    "current content and reply markup of the message"
)
# What an edit leaves as it was.
_KEPT = ("has_protected_content",)
_INLINE_ID = re.compile(r"[A-Za-z0-9_-]{27,32}")


def edit_message_text(world: World, wanted: EditMessageText) -> object:
    """Gives a text message another text."""
    message = _own_message(world, wanted)
    if message.kind != "text":
        raise bad_request("there is no text in the message to edit")
    content = formatted(wanted.text or "", wanted.parse_mode, wanted.entities)
    if wanted.link_preview_options is not None:
        content["link_preview_options"] = wanted.link_preview_options.model_dump(exclude_none=True)
    return _change(world, message, content, wanted)


def edit_message_caption(world: World, wanted: EditMessageCaption) -> object:
    """Gives a file another caption, or none."""
    message = _own_message(world, wanted)
    if message.kind not in CAPTIONED_KINDS:
        raise bad_request("there is no caption in the message to edit")
    content = {key: value for key, value in message.content.items() if not key.startswith("caption")}
    content |= captioned(wanted.caption, wanted.parse_mode, wanted.caption_entities)
    return _change(world, message, content, wanted, file=message.file)


def edit_message_media(world: World, wanted: EditMessageMedia) -> object:
    """Puts another file in a file's or text's place."""
    message = _own_message(world, wanted)
    if message.kind not in CAPTIONED_KINDS | {"text"}:
        raise bad_request("message can't be edited")
    media = wanted.media
    file = world.files.get(media.media)
    content = media_content(media.type, file)
    content |= captioned(media.caption, media.parse_mode, media.caption_entities)
    return _change(world, message, content, wanted, file=file)


def edit_message_reply_markup(world: World, wanted: EditMessageReplyMarkup) -> object:
    """Gives a message other buttons, or none."""
    message = _own_message(world, wanted)
    return _change(world, message, message.content, wanted, file=message.file)


def _own_message(world: World, wanted: EditedMessage) -> Message:
    """Returns the message to edit, if the bot may edit it."""
    if wanted.inline_message_id:
        return _inline_message(world, wanted.inline_message_id)
    if wanted.chat_id is None or wanted.message_id is None:
        raise bad_request("message identifier is not specified")
    chat = chat_with_bot(world, wanted.chat_id)
    message = known_message(chat, wanted.message_id, "message to edit")
    own = message.sender is world.bot or (
        chat.kind == "channel"
        and message.sender is None
        and (message.by_bot or chat.allows(world.the_bot, "can_edit_messages"))
    )
    if not own or message.is_service or message.forward_origin is not None:
        raise bad_request("message can't be edited")
    # A keyboard that is not inline belongs to the chat, and keeps its message from being edited.
    if message.markup is not None and "inline_keyboard" not in message.markup:
        raise bad_request("message can't be edited")
    return message


def _inline_message(world: World, inline_id: str) -> Message:
    """Returns the message that somebody posted by inline mode; the bot need not be in its chat."""
    if not _INLINE_ID.fullmatch(inline_id):
        raise bad_request("invalid inline message identifier specified")
    message = world.inline_messages.get(inline_id)
    if message is None or message.deleted:
        raise bad_request("MESSAGE_ID_INVALID")
    return message


def _change(
    world: World,
    message: Message,
    content: dict[str, Any],
    wanted: EditedMessage,
    *,
    file: StoredFile | None = None,
) -> object:
    """Sets the new content and keyboard; refuses what changes nothing."""
    markup = wanted.reply_markup.model_dump(exclude_none=True) if wanted.reply_markup else None
    if markup is not None and not markup["inline_keyboard"]:
        markup = None
    content |= {key: message.content[key] for key in _KEPT if key in message.content}
    if content == message.content and markup == message.markup:
        raise bad_request(NOT_MODIFIED)
    message.content, message.markup, message.file = content, markup, file
    message.edited_at = world.clock.now()
    world.touch(message, "edit")
    return True if message.inline_id is not None else message_view(message)


METHODS = {
    "editMessageText": edit_message_text,
    "editMessageCaption": edit_message_caption,
    "editMessageMedia": edit_message_media,
    "editMessageReplyMarkup": edit_message_reply_markup,
}
