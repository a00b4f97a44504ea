from datetime import timedelta

import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.request import NotSent, ServerError
from bot.telegram_errors import Failure, FailureKind, classify

TOKEN = "123456789:AAExampleExampleExampleExampleExamp"


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (NotSent("Not sent: Connection refused"), "not_sent"),
        (TimedOut(), "ambiguous"),
        (ServerError(502, "Server error"), "ambiguous"),
        (NetworkError("The connection broke"), "ambiguous"),
        (TelegramError("Invalid server response"), "ambiguous"),
        (KeyError("result"), "ambiguous"),
        (Conflict("Conflict: terminated by other getUpdates request"), "conflict"),
        (InvalidToken("Unauthorized"), "unauthorized"),
        (InvalidToken("Not Found"), "unauthorized"),
        (InvalidToken("Not Found: method not found"), "rejected"),
        (EndPointNotFound("Endpoint 'x' not found in Bot API"), "rejected"),
    ],
)
def test_the_class_of_an_error_tells_whether_something_was_sent(error: Exception, kind: FailureKind) -> None:
    assert classify(error).kind == kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("message is not modified: specified new message content and reply markup are …", "already_done"),
        ("MESSAGE_NOT_MODIFIED", "already_done"),
        ("TOPIC_NOT_MODIFIED", "already_done"),
        ("CHAT_NOT_MODIFIED", "already_done"),
        ("message to delete not found", "already_done"),
        ("message to unpin not found", "already_done"),
        ("query is too old and response timeout expired or query ID is invalid", "query_too_old"),
        ("QUERY_ID_INVALID", "query_too_old"),
        ('can\'t parse entities: Unsupported start tag "x" at byte offset 3', "unparsable"),
        ("message caption is too long", "caption_too_long"),
        ("message thread not found", "topic_gone"),
        ("TOPIC_DELETED", "topic_gone"),
        ("TOPIC_ID_INVALID", "topic_gone"),
        ("TOPIC_CLOSED", "topic_closed"),
        ("the chat is not a forum", "not_a_forum"),
        ("not enough rights to send text messages to the chat", "no_rights"),
        ("not enough rights to create a topic", "no_rights"),
        ("have no rights to send a message", "no_rights"),
        ("need administrator rights in the channel chat", "no_rights"),
        ("CHAT_ADMIN_REQUIRED", "no_rights"),
        ("CHAT_WRITE_FORBIDDEN", "no_rights"),
        ("BOT_FORUM_CREATE_FORBIDDEN", "no_rights"),
        ("message to edit not found", "gone"),
        ("message can't be edited", "gone"),
        ("message can't be deleted for everyone", "gone"),
        ("message to be replied not found", "gone"),
        ("reply message not found", "gone"),
        ("message to copy not found", "gone"),
        ("message to forward not found", "gone"),
        ("message to pin not found", "gone"),
        ("message to react not found", "gone"),
        ("MESSAGE_ID_INVALID", "gone"),
        ("chat not found", "chat_gone"),
        ("PEER_ID_INVALID", "chat_gone"),
        ("group is deactivated", "chat_gone"),
        ("group chat was deactivated", "chat_gone"),
        ("bot was blocked by the user", "forbidden"),
        ("user is deactivated", "forbidden"),
        ("bot was kicked from the group chat", "forbidden"),
        ("bot is not a member of the channel chat", "forbidden"),
        ("bot can't initiate conversation with a user", "forbidden"),
        ("message text is empty", "rejected"),
        ("a text that nobody knows yet", "rejected"),
    ],
)
def test_a_bad_request_is_told_by_its_text(text: str, kind: FailureKind) -> None:
    # The library takes the prefix off and changes the case, but only where there was a prefix.
    assert classify(BadRequest(f"Bad Request: {text}")).kind == kind
    assert classify(BadRequest(text)).kind == kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("bot was blocked by the user", "forbidden"),
        ("user is deactivated", "forbidden"),
        ("bot was kicked from the supergroup chat", "forbidden"),
        ("bot is not a member of the supergroup chat", "forbidden"),
        ("bot can't initiate conversation with a user", "forbidden"),
        ("bot can't send messages to bots", "forbidden"),
        ("a text that nobody knows yet", "forbidden"),
        ("the group chat was deleted", "chat_gone"),
        ("not enough rights to pin a message", "no_rights"),
    ],
)
def test_forbidden_means_the_recipient_unless_its_text_says_otherwise(text: str, kind: FailureKind) -> None:
    assert classify(Forbidden(f"Forbidden: {text}")).kind == kind


@pytest.mark.parametrize("wait", [3, timedelta(seconds=3)])
@pytest.mark.parametrize("library", ["", "true"])
def test_flood_control_gives_the_wait_as_a_duration(
    wait: int | timedelta, library: str, monkeypatch: pytest.MonkeyPatch, recwarn: pytest.WarningsRecorder
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", library)  # without it the library gives an int, with a warning
    failure = classify(RetryAfter(wait))
    assert (failure.kind, failure.retry_after) == ("retry_after", timedelta(seconds=3))


def test_a_migrated_group_gives_its_new_id() -> None:
    failure = classify(ChatMigrated(-1001234567890))
    assert (failure.kind, failure.new_chat_id) == ("migrated", -1001234567890)


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (Forbidden("Forbidden: bot was blocked by the user"), "Forbidden: bot was blocked by the user"),
        (InvalidToken(f"The token `{TOKEN}` was rejected"), "The token `[redacted]` was rejected"),
        (BadRequest("Bad Request: can't parse \"Alice's words\"\nat 3"), 'Can\'t parse "…" at 3'),
        (NetworkError(""), "NetworkError"),
        (ValueError("Alice's words"), "ValueError"),
    ],
)
def test_the_reason_is_one_line_without_token_or_quoted_words(error: Exception, reason: str) -> None:
    assert classify(error).reason == reason


def test_the_reason_is_short() -> None:
    assert len(classify(BadRequest("x" * 5000)).reason) == 200


def test_a_failure_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        Failure("gone", "because").kind = "rejected"  # type: ignore[misc]  # the point of the test
