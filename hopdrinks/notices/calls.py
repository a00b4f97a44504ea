"""What is owed to nobody's evening in particular: calls composed already, readings, alerts."""

from typing import Any, Literal

from hopdrinks.notices.base import Lane, Notice


class Call(Notice):
    """A Bot API call composed already: the answer to somebody who just wrote."""

    lane = Lane.REPLY
    reliability = "must_arrive"

    method: str
    #: The method's parameters but for `chat_id`, which is the delivery's: groups change theirs.
    parameters: dict[str, Any]


class AlbumAnswer(Call):
    """The answer to somebody who sent an album: its parts come one by one, and are answered once."""

    #: Telegram's id of the album.
    album: str

    @property
    def coalesce_key(self) -> str:
        """One answer per album is enough."""
        return f"album-answer:{self.album}"


class FormExpiry(Notice):
    """Nobody came back to a form; what was typed is gone."""

    lane = Lane.PERSONAL
    reliability = "must_arrive"

    kind: str


class ChatReading(Notice):
    """What a group or channel is, or what the bot may do there, must be read from Telegram."""

    lane = Lane.REPLY
    reliability = "repeatable"

    chat_id: int
    what: Literal["chat", "rights"]
    #: The bot's own id, whose rights are read; None where a rule asks, which does not know it.
    bot_id: int | None

    @property
    def coalesce_key(self) -> str:
        """One reading per chat is enough."""
        return f"reading:{self.chat_id}:{self.what}"


#: What an owner is alerted to.
Alert = Literal["gap", "no_staff_chat", "staff_chat_lost", "topics_denied", "question_unclear", "dead_letter"]


class OwnerAlert(Notice):
    """Something needs the owner's eye; twice does no harm, never would."""

    lane = Lane.PERSONAL
    reliability = "repeatable"

    alert: Alert
    detail: str = ""


CALLS: tuple[type[Notice], ...] = (
    Call,
    AlbumAnswer,
    FormExpiry,
    ChatReading,
    OwnerAlert,
)
