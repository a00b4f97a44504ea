"""What is carried, as a call: a copy of the message, or what it says anew where that cannot be copied.

A group that became a supergroup took the ids of its messages along: what was written there is kept, and sent
from that.
"""

from collections.abc import Sequence
from typing import Any

from hopdrinks.questions.contents import Content, read_content
from storage.question_records import Relay

#: Kinds that are sent anew by the id of their file, each by a method of its own; these carry a caption.
_CAPTIONED = {
    "photo": "sendPhoto",
    "document": "sendDocument",
    "video": "sendVideo",
    "audio": "sendAudio",
    "animation": "sendAnimation",
    "voice": "sendVoice",
}
#: These carry none.
_BARE = {"video_note": "sendVideoNote", "sticker": "sendSticker"}

Carried = tuple[str, dict[str, Any]]


def carried(relay: Relay) -> Carried:
    """Give the call that carries a message: its method and its parameters."""
    if relay.words is not None:
        return "sendMessage", {"text": relay.words, "link_preview_options": {"is_disabled": True}}
    anew = None if relay.is_within_reach else _anew(read_content(relay.content))
    # What cannot be sent anew is copied all the same: Telegram refuses, and its author hears of that.
    return anew or _copy(relay)


def carried_together(found: Sequence[Relay]) -> Carried:
    """Give the one call that carries an album, or several messages."""
    contents = [read_content(relay.content) for relay in found]
    is_within_reach = all(relay.is_within_reach for relay in found)
    if not is_within_reach and len(found) == 1:
        return carried(found[0])
    if not is_within_reach and all(contents):
        return "sendMediaGroup", {"media": [_medium(content) for content in contents if content]}
    ids = sorted(relay.from_message_id for relay in found)
    return "copyMessages", {"from_chat_id": found[0].from_chat_id, "message_ids": ids}


def _copy(relay: Relay) -> Carried:
    return "copyMessage", {"from_chat_id": relay.from_chat_id, "message_id": relay.from_message_id}


def _anew(content: Content | None) -> Carried | None:
    if content is None:
        return None
    entities = list(content.entities)
    if content.kind == "text":
        return "sendMessage", {"text": content.text, "entities": entities}
    if content.file_id is None:
        return None
    file: dict[str, Any] = {content.kind: content.file_id}
    if content.kind in _CAPTIONED:
        words = {"caption": content.text, "caption_entities": entities}
        return _CAPTIONED[content.kind], file | words
    return (_BARE[content.kind], file) if content.kind in _BARE else None


def _medium(content: Content) -> dict[str, Any]:
    words = {"caption": content.text, "caption_entities": list(content.entities)}
    return {"type": content.kind, "media": content.file_id} | words
