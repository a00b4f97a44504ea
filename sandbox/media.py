"""What a message with a file holds, whoever sends it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sandbox.errors import bad_request
from sandbox.files import StoredFile, image_size
from sandbox.markup import parse_caption
from sandbox.parameters_objects import MessageEntity

CAPTIONED_KINDS = frozenset({"photo", "document", "voice", "video", "audio"})
PHOTO_LIMIT = 10 * 1024 * 1024


def media_content(kind: str, file: StoredFile, *, duration: int = 0, strict: bool = True) -> dict[str, Any]:
    """Returns the fields of a message that holds the file.

    The kind is photo, document, voice, video, audio, animation or sticker; the duration, where it has
    one, is in seconds. Strict refuses a photo that is no picture, as Telegram does with what a bot
    uploads; people's uploads in tests may be any bytes.

    Raises:
        BotApiError: no picture, or one that is too big.
    """
    file.kind = file.kind or kind
    fields = file.fields()
    named = fields | {"mime_type": file.mime} | ({"file_name": file.name} if file.name else {})
    if kind == "photo":
        return {"photo": [fields | _picture_size(file, strict=strict)]}
    if kind == "document":
        return {"document": named}
    if kind == "voice":
        return {"voice": fields | {"mime_type": file.mime, "duration": duration}}
    if kind == "audio":
        return {"audio": named | {"duration": duration}}
    if kind in {"video", "animation"}:
        return {kind: named | {"duration": duration, "width": 640, "height": 360}}
    sticker = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
    return {"sticker": fields | sticker | {"emoji": "🙂"}}


def captioned(
    caption: str | None, parse_mode: str | None, entities: Sequence[MessageEntity] | None
) -> dict[str, Any]:
    """Returns `caption` and `caption_entities` from what the bot wrote; nothing for no caption."""
    if not caption:
        return {}
    parsed = parse_caption(caption, parse_mode, entities)
    if not parsed.text:
        return {}
    fields: dict[str, Any] = {"caption": parsed.text}
    if parsed.entities:
        fields["caption_entities"] = parsed.entities
    return fields


def _picture_size(file: StoredFile, *, strict: bool) -> dict[str, int]:
    size = image_size(file.data)
    if strict:
        if file.size > PHOTO_LIMIT:
            raise bad_request("file is too big")
        if size is None:
            raise bad_request("IMAGE_PROCESS_FAILED")
        # Bot API, sendPhoto: the sides' sum must not exceed 10000, their ratio 20.
        if sum(size) > 10_000 or max(size) > 20 * min(size):
            raise bad_request("PHOTO_INVALID_DIMENSIONS")
    width, height = size or (800, 600)
    return {"width": width, "height": height}
