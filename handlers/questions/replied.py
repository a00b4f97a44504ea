"""What a carried message is a reply to, as Telegram's `reply_parameters`; what was quoted stays quoted."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from hopdrinks.questions.contents import read_content
from storage import relays
from storage.question_records import Relay

#: A quote must have the same of these as the message it is from (ReplyParameters, `quote`).
_FORMATS = frozenset({"bold", "italic", "underline", "strikethrough", "spoiler", "custom_emoji"})

Reply = dict[str, Any]


def reply_to(message_id: int) -> Reply:
    """Reply to a message, or send without where it was deleted: arriving matters more."""
    return {"message_id": message_id, "allow_sending_without_reply": True}


def quotes(parameters: Mapping[str, Any]) -> bool:
    """Tell whether a call quotes a message."""
    return "quote" in parameters.get("reply_parameters", {})


async def reply_to_asked(connection: AsyncConnection, relay: Relay) -> Reply | None:
    """Put an answer beneath the member's message that it replies to, else beneath the first."""
    if relay.reply_to_id is not None:
        copied = await relays.find_relay_to_staff(connection, relay.from_chat_id, relay.reply_to_id)
        if copied is not None and copied.from_chat_id == relay.to_chat_id:
            return _quoting(relay, copied, copied.from_message_id)
    first = await relays.find_first_asked(connection, relay.question_id)
    is_there = first is not None and first.from_chat_id == relay.to_chat_id
    return reply_to(first.from_message_id) if first is not None and is_there else None


async def reply_among_staff(connection: AsyncConnection, relay: Relay, chat_id: int) -> Reply | None:
    """Put a member's message beneath what it answers where the staff are; a late part beneath its album."""
    if relay.reply_to_id is not None:
        answer = await relays.find_relay_to(connection, relay.from_chat_id, relay.reply_to_id)
        if answer is not None and answer.from_chat_id == chat_id and answer.is_within_reach:
            return _quoting(relay, answer, answer.from_message_id)
        earlier = await relays.find_relay_from(connection, relay.from_chat_id, relay.reply_to_id)
        if earlier is not None and earlier.to_chat_id == chat_id:
            return None if earlier.to_message_id is None else _quoting(relay, earlier, earlier.to_message_id)
    if relay.media_group_id is not None:
        for part in await relays.list_album(connection, relay.from_chat_id, relay.media_group_id):
            if part.id != relay.id and part.to_chat_id == chat_id and part.to_message_id is not None:
                return reply_to(part.to_message_id)
    return None


def _quoting(relay: Relay, replied: Relay, message_id: int) -> Reply:
    """Reply to a message, quoting of it what the reply quotes, as long as it says so."""
    reply = reply_to(message_id)
    said, before = read_content(relay.content), read_content(replied.content)
    if said is None or before is None or not said.quoted or replied.words is not None:
        return reply
    is_formatted = any(entity.get("type") in _FORMATS for entity in before.entities)
    return reply | {"quote": said.quoted} if said.quoted in before.text and not is_formatted else reply
