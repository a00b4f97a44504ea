"""A message before it is sent: text and buttons. A view is a pure function that makes one."""

import hashlib
import json
import re
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from hopdrinks.evenings.pictures import Picture
from hopdrinks.notices.calls import Call

#: What stands beneath a picture may be so long, as Telegram counts: in UTF-16, without markup.
LONGEST_CAPTION = 1024
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class Button:
    """An inline button: it taps `data`, or opens `url`."""

    text: str
    data: str | None = None
    url: str | None = None

    def as_json(self) -> dict[str, str]:
        """Give Telegram's InlineKeyboardButton."""
        return {"text": self.text} | ({"url": self.url} if self.url else {"callback_data": self.data or ""})


@dataclass(frozen=True)
class View:
    """A text with buttons beneath; rows without a button vanish."""

    text: Markup
    rows: tuple[tuple[Button, ...], ...] = ()
    #: Telegram's `force_reply`, to open the reader's keyboard, with this hint in the field.
    placeholder: str | None = None
    silent: bool = False
    #: The text stands beneath this.
    picture: Picture | None = None

    @property
    def digest(self) -> str:
        """Give a fingerprint of what is shown: the same digest, the same picture."""
        shown = self._shown() if self.picture is None else [self._shown(), self.picture.digest]
        return hashlib.blake2s(json.dumps(shown).encode(), digest_size=16).hexdigest()

    def sending(self, *, topic_id: int | None = None, reply_to: int | None = None) -> Call:
        """Give the call that sends it."""
        parameters = self._shown()
        if topic_id is not None:
            parameters["message_thread_id"] = topic_id
        if reply_to is not None:
            parameters["reply_parameters"] = {"message_id": reply_to, "allow_sending_without_reply": True}
        if self.silent:
            parameters["disable_notification"] = True
        return Call(method="sendMessage", parameters=parameters)

    def editing(self, message_id: int | str) -> Call:
        """Give the call that puts it in place of a message; a word is the id of an inline message."""
        name = "inline_message_id" if isinstance(message_id, str) else "message_id"
        return Call(method="editMessageText", parameters=self._shown() | {name: message_id})

    def captioning(self, message_id: int) -> Call:
        """Give the call that puts it beneath the picture that a message is."""
        return Call(method="editMessageCaption", parameters=self.beneath() | {"message_id": message_id})

    def beneath(self) -> dict[str, Any]:
        """Give what is shown, as parameters of a picture's caption."""
        shown = self._shown()
        caption = {"caption": shown.pop("text")}
        del shown["link_preview_options"]
        return caption | shown

    @property
    def fits_beneath(self) -> bool:
        """Whether it is short enough to stand beneath a picture."""
        return shown_length(self.text) <= LONGEST_CAPTION

    def as_inline_result(self, result_id: str, title: str, description: str) -> dict[str, Any]:
        """Give the InlineQueryResultArticle that posts it."""
        shown = self._shown()
        keyboard = {"reply_markup": shown["reply_markup"]} if "reply_markup" in shown else {}
        content = {
            "message_text": shown["text"],
            "parse_mode": shown["parse_mode"],
            "link_preview_options": shown["link_preview_options"],
        }
        words = {"id": result_id, "title": title, "description": description}
        return {"type": "article", **words, "input_message_content": content, **keyboard}

    def _shown(self) -> dict[str, Any]:
        shown: dict[str, Any] = {
            "text": str(self.text),
            "parse_mode": "HTML",
            "link_preview_options": {"is_disabled": True},
        }
        rows = [[button.as_json() for button in row] for row in self.rows if row]
        if rows:
            shown["reply_markup"] = {"inline_keyboard": rows}
        elif self.placeholder is not None:
            shown["reply_markup"] = {"force_reply": True, "input_field_placeholder": self.placeholder}
        return shown


def shown_length(text: Markup) -> int:
    """Count a text as Telegram does: without markup, in UTF-16."""
    return len(Markup(_TAG.sub("", text)).unescape().encode("utf-16-le")) // 2  # noqa: S704 - as it is sent


def lines(*parts: Markup | str | None) -> Markup:
    """Put texts under one another; what is None or empty leaves no line."""
    return Markup("\n").join(part for part in parts if part)


def paragraphs(*parts: Markup | str | None) -> Markup:
    """Put texts under one another with an empty line between them."""
    return Markup("\n\n").join(part for part in parts if part)


def quoted(text: Markup) -> Markup:
    """Set a message apart from what is said about it."""
    return Markup("<blockquote>{}</blockquote>").format(text)
