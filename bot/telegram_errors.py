"""What an error of a Bot API call means for the delivery that made it.

The only place that looks into the texts of Telegram's errors. They are no contract: a text nobody knows yet
is `rejected`, which ends one delivery and never the program. Sources: the errors of python-telegram-bot and
the texts that tdlib's Bot API server answers with.
"""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
)

from bot.logs import redact
from bot.request import NotSent

FailureKind = Literal[
    "not_sent",  # certainly not sent: connect, DNS, TLS or pool failure
    "retry_after",  # refused by flood control until `retry_after` has passed
    "ambiguous",  # may have been done: read timeout, dropped connection, 5xx, an answer that makes no sense
    "forbidden",  # the recipient cannot be written to: blocked, deactivated, kicked, never started
    "migrated",  # the group became a supergroup, `new_chat_id`
    "already_done",  # nothing was changed because it was so already: a success
    "gone",  # the message the call is about is not there or cannot be touched any more
    "no_rights",  # the bot is in the chat without the right this needs
    "topic_gone",
    "topic_closed",
    "not_a_forum",
    "chat_gone",  # the chat is unknown to Telegram or was deleted
    "unparsable",  # our own markup is broken
    "query_too_old",  # a tap or an inline query answered too late, or twice
    "bad_file",  # the id of a file is not one that Telegram knows
    "caption_too_long",  # a Premium member's caption, which can only be copied as it is
    "rejected",  # any other refusal; trying again would be refused again
    "conflict",  # another program uses the same token, or a webhook is set
    "unauthorized",  # the token is not (or no longer) valid
]

_LONGEST_REASON = 200

# Looked up from top to bottom in the lower-cased text; the first fragment found decides.
_TEXTS: tuple[tuple[str, FailureKind], ...] = (
    ("message is not modified", "already_done"),
    ("message_not_modified", "already_done"),
    ("topic_not_modified", "already_done"),
    ("chat_not_modified", "already_done"),
    ("message to delete not found", "already_done"),
    ("message to unpin not found", "already_done"),
    ("query is too old", "query_too_old"),
    ("query_id_invalid", "query_too_old"),
    ("can't parse entities", "unparsable"),
    ("caption is too long", "caption_too_long"),
    ("message thread not found", "topic_gone"),
    ("topic_deleted", "topic_gone"),
    ("topic_id_invalid", "topic_gone"),
    ("wrong file identifier", "bad_file"),
    ("wrong remote file identifier", "bad_file"),
    ("wrong file_id", "bad_file"),
    ("file_reference_", "bad_file"),
    ("topic_closed", "topic_closed"),
    ("the chat is not a forum", "not_a_forum"),
    ("bot_forum_create_forbidden", "no_rights"),
    ("not enough rights", "no_rights"),
    ("have no rights", "no_rights"),
    ("need administrator rights", "no_rights"),
    ("chat_admin_required", "no_rights"),
    ("chat_write_forbidden", "no_rights"),
    ("message to edit not found", "gone"),
    ("message can't be edited", "gone"),
    ("message can't be deleted", "gone"),
    ("message to be replied not found", "gone"),
    ("reply message not found", "gone"),
    ("message to copy not found", "gone"),
    ("message to forward not found", "gone"),
    ("message to pin not found", "gone"),
    ("message to react not found", "gone"),
    ("message_id_invalid", "gone"),
    ("invalid inline message identifier", "gone"),
    ("chat not found", "chat_gone"),
    ("peer_id_invalid", "chat_gone"),
    ("group is deactivated", "chat_gone"),
    ("group chat was deactivated", "chat_gone"),
    ("group chat was deleted", "chat_gone"),
    # Some refusals to write to a person come as 400 instead of 403.
    ("bot was blocked by the user", "forbidden"),
    ("user is deactivated", "forbidden"),
    ("bot was kicked", "forbidden"),
    ("bot is not a member", "forbidden"),
    ("bot can't initiate conversation", "forbidden"),
)


class NotDrawn(BadRequest):
    """A poster or a file could not be made: nothing was sent, and trying again would end in the same way."""

    __slots__ = ()

    def __init__(self) -> None:
        super().__init__("The poster could not be drawn")


@dataclass(frozen=True)
class Failure:
    """What became of a call that raised.

    Attributes:
        kind: what to do about it; see `FailureKind`.
        reason: one short line for logs and tables, without token, address or quoted text.
        retry_after: how long Telegram asks to wait; given with `retry_after` alone.
        new_chat_id: the supergroup's id; given with `migrated` alone.
    """

    kind: FailureKind
    reason: str
    retry_after: timedelta | None = None
    new_chat_id: int | None = None


def classify(error: Exception) -> Failure:
    """Return what `error`, raised by a Bot API call, means.

    What is no error of the library counts as ambiguous: it may have been raised after Telegram had acted.
    """
    if not isinstance(error, TelegramError):
        return Failure("ambiguous", type(error).__name__)
    reason = _reason(error)
    # BadRequest and TimedOut are NetworkErrors: what is certain is looked at first, the rest is ambiguous.
    match error:
        case NotSent():
            return Failure("not_sent", reason)
        case RetryAfter():
            return Failure("retry_after", reason, retry_after=_duration(error.retry_after))
        case ChatMigrated():
            return Failure("migrated", reason, new_chat_id=error.new_chat_id)
        case Forbidden():
            return Failure(_kind_of_text(error, "forbidden"), reason)
        case BadRequest():
            return Failure(_kind_of_text(error, "rejected"), reason)
        case EndPointNotFound():
            return Failure("rejected", reason)
        case InvalidToken():
            # 404 stands for a malformed token as for an unknown method; the text tells them apart.
            return Failure("rejected" if "method" in error.message.lower() else "unauthorized", reason)
        case Conflict():
            return Failure("conflict", reason)
        case _:
            return Failure("ambiguous", reason)


def _kind_of_text(error: TelegramError, otherwise: FailureKind) -> FailureKind:
    text = error.message.lower()
    return next((kind for fragment, kind in _TEXTS if fragment in text), otherwise)


def _reason(error: TelegramError) -> str:
    # Telegram quotes pieces of what was sent; a member's words do not belong into logs.
    words = re.sub(r'"[^"]*"', '"…"', redact(error.message))
    return " ".join(words.split())[:_LONGEST_REASON] or type(error).__name__


def _duration(seconds: int | timedelta) -> timedelta:
    # The library answers with an int until PTB_TIMEDELTA is set, and will answer with a timedelta one day.
    return seconds if isinstance(seconds, timedelta) else timedelta(seconds=seconds)
