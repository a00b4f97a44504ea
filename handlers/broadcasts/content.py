"""A broadcast's content: read from what somebody wrote, and made into the call that sends or changes it."""

from typing import Any

from telegram import Message

from handlers.view import Button
from storage.broadcast_records import Content, Part, PartKind

#: Telegram takes captions and texts of so many characters.
_CAPTION, _TEXT = 1_024, 4_096
#: So much of it is kept free for the mark that it was written in another language only.
_MARK = 64
LONGEST_CAPTION, LONGEST_TEXT = _CAPTION - _MARK, _TEXT - _MARK
MOST_PARTS = 10
#: An animation is a document as well, so it is looked for first.
_FILES: tuple[PartKind, ...] = ("animation", "video", "document", "audio", "voice")


def read_content(message: Message) -> Content | None:
    """Take a snapshot of a message; None where it is of a kind that cannot be sent to many."""
    if message.text is not None:
        entities = tuple(entity.to_dict() for entity in message.entities)
        options = message.link_preview_options
        shown = {} if options is None else {"link_preview_options": options.to_dict()}
        return Content(parts=(Part(kind="text", text=message.text, entities=entities, shown=shown),))
    caption = message.caption or ""
    entities = tuple(entity.to_dict() for entity in message.caption_entities)
    kind, file_id = _file_of(message)
    if kind is None:
        return None
    part = Part(kind=kind, file_id=file_id, text=caption, entities=entities, shown=_look_of(message))
    return Content(parts=(part,), album=message.media_group_id or "")


def _file_of(message: Message) -> tuple[PartKind | None, str]:
    if message.photo:
        return "photo", message.photo[-1].file_id
    found = next((kind for kind in _FILES if getattr(message, kind) is not None), None)
    return found, "" if found is None else getattr(message, found).file_id


def _look_of(message: Message) -> dict[str, bool]:
    look = {
        "show_caption_above_media": message.show_caption_above_media,
        "has_spoiler": message.has_media_spoiler,
    }
    return {name: True for name, wanted in look.items() if wanted}


def marked(content: Content, mark: str) -> Content:
    """Add a line in italics beneath a message's words; albums and what has no words stay as they are."""
    part = content.parts[0]
    text = f"{part.text}\n\n{mark}"
    if len(content.parts) > 1 or not part.text or len(text) > (_TEXT if part.kind == "text" else _CAPTION):
        return content
    # Telegram counts in UTF-16.
    length = len(mark.encode("utf-16-le")) // 2
    italic = {"type": "italic", "offset": len(text.encode("utf-16-le")) // 2 - length, "length": length}
    changed = part.model_copy(update={"text": text, "entities": (*part.entities, italic)})
    return content.model_copy(update={"parts": (changed,)})


def sending(content: Content, rows: tuple[tuple[Button, ...], ...]) -> tuple[str, dict[str, Any]]:
    """Give the method and parameters that send a content; an album carries no buttons."""
    if len(content.parts) > 1:
        return "sendMediaGroup", {"media": [_media(part) for part in content.parts]}
    part = content.parts[0]
    if part.kind == "text":
        return "sendMessage", _text(part) | keyboard(rows)
    method = f"send{part.kind.capitalize()}"
    return method, {part.kind: part.file_id} | _caption(part) | part.shown | keyboard(rows)


def editing(
    content: Content, message_id: int, rows: tuple[tuple[Button, ...], ...]
) -> tuple[str, dict[str, Any]]:
    """Give the method and parameters that put a content in place of what was sent; not for albums."""
    part = content.parts[0]
    where = {"message_id": message_id} | keyboard(rows)
    if part.kind == "text":
        return "editMessageText", _text(part) | where
    if part.kind == "voice":  # Telegram lets only its caption change
        return "editMessageCaption", _caption(part) | where
    return "editMessageMedia", {"media": _media(part)} | where


def keyboard(rows: tuple[tuple[Button, ...], ...]) -> dict[str, Any]:
    """Give the parameter that shows buttons; nothing where there are none."""
    shown = [[button.as_json() for button in row] for row in rows if row]
    return {"reply_markup": {"inline_keyboard": shown}} if shown else {}


def _text(part: Part) -> dict[str, Any]:
    return {"text": part.text} | ({"entities": list(part.entities)} if part.entities else {}) | part.shown


def _caption(part: Part) -> dict[str, Any]:
    if not part.text:
        return {}
    return {"caption": part.text} | ({"caption_entities": list(part.entities)} if part.entities else {})


def _media(part: Part) -> dict[str, Any]:
    return {"type": part.kind, "media": part.file_id} | _caption(part) | part.shown
