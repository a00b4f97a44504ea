"""What became of a delivery, as far as rules look at it."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

#: Why a delivery failed, as far as it matters to a rule.
Cause = Literal["topic_gone", "topic_closed", "no_rights", "message_gone", "too_long", "deactivated", "other"]


class Sent(BaseModel):
    """What Telegram gave back for a delivery that went through."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    delivery_id: int
    chat_id: int
    #: The id of the message, where one was sent.
    message_id: int | None = None
    #: Their ids, where several were sent in one call.
    message_ids: tuple[int, ...] = ()
    #: The topic's id where one was created.
    topic_id: int | None = None
    #: The topic a message arrived in.
    thread_id: int | None = None
    #: Whether an earlier try, of which nobody knows, may have arrived as well.
    perhaps_twice: bool = False
    #: What was read, where something was.
    read: dict[str, object] | None = None
    #: What was read, where that is a list.
    listed: tuple[dict[str, object], ...] = ()
    #: A fingerprint of what was shown.
    digest: str = ""
    #: Of the picture that is shown.
    picture_digest: str | None = None


class NotSent(BaseModel):
    """Why a delivery did not go through, or is not known to have."""

    model_config = ConfigDict(frozen=True)

    delivery_id: int
    chat_id: int
    outcome: Literal["uncertain", "failed", "unreachable"]
    cause: Cause = "other"
    #: Whether it would have shown a picture.
    has_picture: bool = False
    #: The topic it was meant for.
    topic_id: int | None = None
