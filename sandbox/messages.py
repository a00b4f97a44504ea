"""A message as the sandbox keeps it: one object both the bot and the people look at."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sandbox.accounts import Account
    from sandbox.chats import Chat
    from sandbox.files import StoredFile

# The fields of a Message that say what it is, in the order in which they are looked for.
_KINDS = ("text", "photo", "document", "voice", "video", "audio", "sticker", "venue", "location", "contact")


@dataclass(frozen=True)
class Button:
    """A button of an inline keyboard, as a person sees it."""

    text: str
    data: str | None = None
    url: str | None = None
    copy_text: str | None = None
    style: str | None = None


@dataclass(eq=False, slots=True)
class Message:
    """One message; it changes in place when it is edited.

    Attributes:
        id: `message_id`.
        sender: who wrote it; None for a post of the channel itself.
        date: aware, by the sandbox's clock.
        content: the Bot API's own fields of the content: text, entities, photo, caption, …, or those
            of a service message.
        topic_id: the forum topic it is in; None in General and outside forums.
        thread_id: `message_thread_id`: the topic, or the first message of a chain of replies.
        markup: its `reply_markup`, whatever kind.
        by_bot: the bot posted it, be it in the name of a channel.
        via_bot: the bot whose inline result a person posted.
        inline_id: `inline_message_id`, by which the bot reaches such a message wherever it is.
        created: its place among all changes of the world; `revision` is that of its last change.
    """

    id: int
    chat: Chat
    sender: Account | None
    date: datetime
    content: dict[str, Any]
    created: int
    revision: int
    topic_id: int | None = None
    thread_id: int | None = None
    reply_to: Message | None = None
    markup: dict[str, Any] | None = None
    file: StoredFile | None = None
    edited_at: datetime | None = None
    forward_origin: dict[str, Any] | None = None
    reacted: dict[int, list[str]] = field(default_factory=dict)
    pinned: bool = False
    deleted: bool = False
    is_service: bool = False
    by_bot: bool = False
    via_bot: Account | None = None
    inline_id: str | None = None

    @property
    def kind(self) -> str:
        """Text, photo, document, voice, video, audio, sticker, venue, location, contact or service."""
        if self.is_service:
            return "service"
        return next((kind for kind in _KINDS if kind in self.content), "text")

    @property
    def text(self) -> str | None:
        """The plain text without markup."""
        return self.content.get("text")

    @property
    def entities(self) -> list[dict[str, Any]]:
        """The formatting of the text; offsets and lengths count UTF-16 units."""
        entities: list[dict[str, Any]] = self.content.get("entities", [])
        return entities

    @property
    def caption(self) -> str | None:
        """The caption of a file."""
        return self.content.get("caption")

    @property
    def words(self) -> str:
        """Text or caption, else nothing."""
        return self.content.get("text") or self.content.get("caption") or ""

    @property
    def inline_keyboard(self) -> list[list[dict[str, Any]]]:
        """The rows of its inline keyboard as the Bot API has them."""
        rows: list[list[dict[str, Any]]] = (self.markup or {}).get("inline_keyboard", [])
        return rows

    @property
    def buttons(self) -> list[list[Button]]:
        """The rows of its inline keyboard."""
        return [[_button(raw) for raw in row] for row in self.inline_keyboard]

    @property
    def labels(self) -> list[str]:
        """The texts of all buttons, row by row."""
        return [raw["text"] for row in self.inline_keyboard for raw in row]

    @property
    def reactions(self) -> dict[str, list[int]]:
        """Who reacted: ids by emoji."""
        by_emoji: dict[str, list[int]] = {}
        for account_id, emojis in self.reacted.items():
            for emoji in emojis:
                by_emoji.setdefault(emoji, []).append(account_id)
        return by_emoji

    def __repr__(self) -> str:
        sender = self.sender.first_name if self.sender else self.chat.name
        buttons = f" {self.labels}" if self.labels else ""
        return f"<{self.kind} {self.id} from {sender}: {self.words!r}{buttons}>"


def _button(raw: dict[str, Any]) -> Button:
    copied = raw.get("copy_text")
    return Button(
        text=raw["text"],
        data=raw.get("callback_data"),
        url=raw.get("url"),
        copy_text=copied.get("text") if copied else None,
        style=raw.get("style"),
    )
