"""What the sandbox refuses, in Telegram's own codes and words, and what a person cannot do."""

from __future__ import annotations


class BotApiError(Exception):
    """A refusal of a Bot API call, answered as Telegram answers it.

    Attributes:
        code: HTTP status and `error_code` of the answer.
        description: the sentence of the answer, such as "Bad Request: chat not found".
        retry_after: seconds to wait (429 only); becomes `parameters.retry_after`.
        migrate_to_chat_id: the group's new id; becomes `parameters.migrate_to_chat_id`.
    """

    def __init__(
        self,
        code: int,
        description: str,
        *,
        retry_after: int | None = None,
        migrate_to_chat_id: int | None = None,
    ) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.retry_after = retry_after
        self.migrate_to_chat_id = migrate_to_chat_id

    def answer(self) -> dict[str, object]:
        """Returns the JSON object of the refusal (Bot API, "Making requests")."""
        answer: dict[str, object] = {
            "ok": False,
            "error_code": self.code,
            "description": self.description,
        }
        if self.retry_after is not None:
            answer["parameters"] = {"retry_after": self.retry_after}
        elif self.migrate_to_chat_id is not None:
            answer["parameters"] = {"migrate_to_chat_id": self.migrate_to_chat_id}
        return answer


class PersonError(Exception):
    """What a person tried and a Telegram client would not let them do; the text is for them."""


def bad_request(reason: str) -> BotApiError:
    """Returns a 400 with Telegram's prefix."""
    return BotApiError(400, f"Bad Request: {reason}")


def forbidden(reason: str) -> BotApiError:
    """Returns a 403 with Telegram's prefix."""
    return BotApiError(403, f"Forbidden: {reason}")


def too_many_requests(retry_after: int) -> BotApiError:
    """Returns a 429 that asks to wait `retry_after` seconds."""
    return BotApiError(429, f"Too Many Requests: retry after {retry_after}", retry_after=retry_after)


def conflict(reason: str) -> BotApiError:
    """Returns a 409, Telegram's answer to two consumers of the same updates."""
    return BotApiError(409, f"Conflict: {reason}")
