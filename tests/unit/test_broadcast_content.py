"""A broadcast is a snapshot of what its organiser wrote: what is read of a message is what is sent."""

from datetime import UTC, datetime
from typing import Any

import pytest
from telegram import Message

from handlers.broadcasts.content import editing, read_content, sending

BOLD = {"type": "bold", "offset": 0, "length": 5}
LINK = {"type": "text_link", "offset": 6, "length": 4, "url": "https://example.org/"}
PHOTO = [
    {"file_id": "small", "file_unique_id": "s", "width": 90, "height": 60},
    {"file_id": "large", "file_unique_id": "l", "width": 900, "height": 600},
]
VIDEO = {"file_id": "v", "file_unique_id": "v", "width": 9, "height": 6, "duration": 3}


def a_message(**content: object) -> Message:
    chat = {"id": 1, "type": "private"}
    known = {"message_id": 5, "date": int(datetime(2026, 11, 26, tzinfo=UTC).timestamp()), "chat": chat}
    message = Message.de_json(known | content, None)
    assert message is not None
    return message


@pytest.mark.parametrize(
    ("written", "method", "wanted"),
    [
        (
            {"text": "Hello here", "entities": [BOLD, LINK]},
            "sendMessage",
            {"text": "Hello here", "entities": [BOLD, LINK]},
        ),
        (
            {"text": "https://example.org/", "link_preview_options": {"is_disabled": True}},
            "sendMessage",
            {"text": "https://example.org/", "link_preview_options": {"is_disabled": True}},
        ),
        (
            {"photo": PHOTO, "caption": "Hello", "caption_entities": [BOLD]},
            "sendPhoto",
            {"photo": "large", "caption": "Hello", "caption_entities": [BOLD]},
        ),
        (
            {"video": VIDEO, "caption": "Hello", "show_caption_above_media": True, "has_media_spoiler": True},
            "sendVideo",
            {"video": "v", "caption": "Hello", "show_caption_above_media": True, "has_spoiler": True},
        ),
    ],
)
def test_what_is_sent_looks_like_what_was_written(
    written: dict[str, Any], method: str, wanted: dict[str, Any]
) -> None:
    content = read_content(a_message(**written))
    assert content is not None
    assert sending(content, ()) == (method, wanted)
    assert type(content).model_validate_json(content.model_dump_json()) == content


def test_a_correction_and_an_album_keep_how_a_picture_is_shown() -> None:
    content = read_content(
        a_message(photo=PHOTO, caption="Hello", show_caption_above_media=True, has_media_spoiler=True)
    )
    assert content is not None
    shown = {"type": "photo", "media": "large", "caption": "Hello"}
    shown |= {"show_caption_above_media": True, "has_spoiler": True}
    assert editing(content, 7, ()) == ("editMessageMedia", {"media": shown, "message_id": 7})
    album = content.model_copy(update={"parts": content.parts * 2})
    assert sending(album, ()) == ("sendMediaGroup", {"media": [shown, shown]})


def test_what_is_shown_as_usual_is_stored_as_it_always_was() -> None:
    content = read_content(a_message(text="Hello"))
    assert content is not None
    stored = '{"parts":[{"kind":"text","file_id":"","text":"Hello","entities":[]}],"album":""}'
    assert content.model_dump_json() == stored, "or no OK given before would hold any more"
