"""What storage hands out of broadcasts: frozen records."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import RowMapping

from storage.records import Record

BroadcastState = Literal["draft", "scheduled", "sending", "paused", "done", "cancelled", "recalled"]
RecipientState = Literal["queued", "sending", "sent", "uncertain", "failed", "skipped"]
#: What a broadcast is about: members turn the two off separately.
Category = Literal["news", "evening"]
PartKind = Literal["text", "photo", "video", "animation", "document", "audio", "voice"]
#: From which moment of an evening one counts.
Anchor = Literal["start", "end"]
#: An answer to an evening, or none.
Answered = Literal["going", "maybe", "declined", "waitlisted", "none"]


class Part(BaseModel):
    """One message of a broadcast, as its organiser wrote it: a snapshot, so a deleted draft harms none."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    kind: PartKind
    #: Telegram's id of the file.
    file_id: str = ""
    #: The text, or the caption of a file, with Telegram's entities.
    text: str = ""
    entities: tuple[dict[str, Any], ...] = ()
    #: How it is shown, by Telegram's parameters: a link without preview, a picture below its words or veiled.
    #: Left out where it is empty: fingerprints from before there was such a thing stay true.
    shown: dict[str, Any] = Field(default={}, exclude_if=lambda shown: not shown)


class Resting(BaseModel):
    """An album whose parts come in: it is shown once none has come for a while."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    until: datetime
    reader_id: int


class Content(BaseModel):
    """What is sent in one language: a message, or an album of several."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    parts: tuple[Part, ...]
    #: Telegram's id of the album the parts came in; its last parts may still be on their way.
    album: str = ""
    #: Until it has been shown to whoever wrote it; None for what is no album as well.
    resting: Resting | None = Field(default=None, exclude_if=lambda resting: resting is None)


class Audience(BaseModel):
    """Whom a broadcast is for, among the followers of its chapter."""

    model_config = ConfigDict(frozen=True)

    #: How they answered the evening the broadcast is about; empty: whatever they answered.
    answers: tuple[Answered, ...] = ()
    #: Whether they ever came to an evening of the chapter.
    came: Literal["any", "before", "never"] = "any"
    #: Only those who began to follow the chapter within the last 30 days.
    new: bool = False
    #: Only those who read this language; "" for all.
    locale: str = ""
    #: The language of those of whom none is known.
    default_locale: str = "fr"


class Broadcast(Record):
    """A message an organiser writes to an audience."""

    id: int
    chapter_id: int
    author_id: int
    state: BroadcastState
    #: Counts up with each change of the content, and once more when it is taken back.
    version: int
    #: By locale; the first is what was written first, and stands in for the others.
    contents: dict[str, Content]
    audience: Audience
    category: Category
    #: The evening it is about.
    event_id: int | None
    #: Whether it waits for the morning rather than to arrive without a sound.
    waits_for_morning: bool
    send_at: datetime | None
    #: So many minutes after the start or end of the evening (before it: negative), in place of an instant.
    anchor: Anchor | None
    offset_minutes: int | None
    warned_at: datetime | None
    #: Nothing leaves before; until then it is undone without a trace.
    undo_until: datetime | None
    #: How far the audience is written down as recipients.
    after_id: int
    expanded_at: datetime | None
    pause_reason: str
    begun_at: datetime | None
    #: When it last began to go on.
    resumed_at: datetime | None
    ended_at: datetime | None
    #: When it was last seen to go on.
    alive_at: datetime | None
    #: The message that shows how far it is, in its author's chat, and when it may change again.
    card_message_id: int | None
    card_due_at: datetime | None
    #: Whether whoever says later that they come to its evening gets it as well.
    for_later: bool
    #: The fingerprint of what a second person is to look at, or has; who asked for that, when, who agreed.
    looked_at: str
    look_asked_by: int | None
    look_asked_at: datetime | None
    approved_by: int | None
    #: When its author was shown what came of it.
    effects_shown_at: datetime | None
    created_at: datetime

    @classmethod
    def of(cls, row: RowMapping | Mapping[str, object]) -> Self:
        """Read a record from a row."""
        values = dict(row)
        for name in ("contents", "audience"):
            values[name] = json.loads(str(values[name]))
        return cls(**values)

    @property
    def subject(self) -> str:
        """What the audit calls it."""
        return f"broadcast:{self.id}"

    @property
    def written_in(self) -> str:
        """The locale it was written in first; "" where nothing is written."""
        return next(iter(self.contents), "")

    def content_for(self, locale: str) -> Content:
        """Give what somebody reads who reads this locale."""
        return self.contents.get(locale) or self.contents[self.written_in]


class Recipient(Record):
    """Somebody a broadcast is for, and what became of it for them."""

    broadcast_id: int
    chat_id: int
    state: RecipientState
    reason: str
    version: int
    message_id: int | None
    #: The ids of an album's messages, as JSON.
    message_ids: str
    settled_at: datetime | None
