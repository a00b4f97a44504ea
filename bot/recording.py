"""Recording what became of deliveries: each error's consequence, by the delivery's reliability."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Self

import structlog
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.pacing import Pacer, back_off
from bot.telegram_errors import Failure, FailureKind
from handlers.notices import Attached, LateFile, Upload
from hopdrinks.evenings import pictures
from hopdrinks.notices.base import Lane, Notice
from hopdrinks.notices.registry import read_notice
from hopdrinks.outbox import is_chat
from hopdrinks.outcomes import forget_secret, record_not_sent, record_sent, record_unclear
from hopdrinks.people import members, rooms
from hopdrinks.questions.locking import lock_concerned
from hopdrinks.results import Cause, NotSent, Sent
from storage import deliveries
from storage.database import is_refused_value
from storage.records import Delivery, DeliveryState, KeptPicture, Reach

log = structlog.get_logger()

#: A call that may be repeated freely is given up after so many unclear outcomes.
_MOST_TRIES = 10
#: Other deliveries may have found the same id before it was known to be wrong.
_MOST_FILE_TRIES = 3

_CAUSES: dict[FailureKind, Cause] = {
    "topic_gone": "topic_gone",
    "topic_closed": "topic_closed",
    "not_a_forum": "topic_gone",
    "no_rights": "no_rights",
    "gone": "message_gone",
    "caption_too_long": "too_long",
}


@dataclass(frozen=True)
class Outgoing:
    """A delivery composed into a Bot API call."""

    delivery: Delivery
    notice: Notice
    method: str = ""
    parameters: Mapping[str, object] = field(default_factory=dict)
    digest: str = ""
    files: Mapping[str, Upload] = field(default_factory=dict)
    #: When it was claimed; None where that is not known any more.
    claimed_at: datetime | None = None
    picture: Attached | None = None
    late_files: Mapping[str, LateFile] = field(default_factory=dict)

    @classmethod
    def of(cls, delivery: Delivery) -> Self:
        """Take up a delivery whose call is not known any more."""
        return cls(delivery, read_notice(delivery.notice, delivery.payload))


@dataclass(frozen=True)
class Outcome:
    """How a call ended: with what Telegram gave back, or with a failure."""

    outgoing: Outgoing
    result: object = None
    failure: Failure | None = None


async def record(
    connection: AsyncConnection, outcomes: Sequence[Outcome], now: datetime, pacer: Pacer, monotonic: float
) -> None:
    """Record outcomes and what follows from them, in the caller's transaction.

    Where that fails for one, the others are recorded all the same: a bug in a rule must not end deliveries.
    `now` is what is stored; pauses are counted from `monotonic`.

    Raises:
        DBAPIError: the database is in trouble.
    """
    if len(outcomes) > 1:
        await lock_concerned(connection, [outcome.outgoing.notice for outcome in outcomes])
    try:
        async with connection.begin_nested():
            await _record_all(connection, outcomes, now, pacer, monotonic)
    except Exception as error:
        if isinstance(error, DBAPIError) and not is_refused_value(error):
            raise
        for outcome in outcomes:
            await _record_alone(connection, outcome, now, pacer, monotonic)


async def _record_alone(
    connection: AsyncConnection, outcome: Outcome, now: datetime, pacer: Pacer, monotonic: float
) -> None:
    delivery, failure = outcome.outgoing.delivery, outcome.failure
    try:
        async with connection.begin_nested():
            await _record_all(connection, [outcome], now, pacer, monotonic)
    except Exception as error:
        if isinstance(error, DBAPIError) and not is_refused_value(error):
            raise
        log.exception("an outcome has no consequences", notice=delivery.notice, delivery=delivery.id)
        state: DeliveryState = "sent" if failure is None else "failed"
        row = _row(delivery, state, now, reason=f"not concluded: {type(error).__name__}")
        await deliveries.settle_deliveries(connection, [row])


async def _record_all(
    connection: AsyncConnection, outcomes: Sequence[Outcome], now: datetime, pacer: Pacer, monotonic: float
) -> None:
    settled: list[dict[str, object]] = []
    for outcome in outcomes:
        delivery, failure = outcome.outgoing.delivery, outcome.failure
        if failure is not None and failure.kind != "already_done" and _may_repeat(delivery, failure):
            await _requeue(connection, outcome, failure, now, pacer, monotonic)
            continue
        if failure is None or failure.kind == "already_done":
            settled.append(await _record_sent(connection, outcome, now))
        else:
            settled.append(await _record_not_sent(connection, outcome, failure, now))
        await forget_secret(connection, outcome.outgoing.notice, delivery.id)
    if settled:
        await deliveries.settle_deliveries(connection, settled)


def _may_repeat(delivery: Delivery, failure: Failure) -> bool:
    """Decide whether a call goes out again: surely if it never left, else by what a double would mean."""
    if failure.kind == "migrated":
        # What goes to no chat is a menu of the group that was; the one it became is given its own.
        return is_chat(delivery.chat_id)
    if failure.kind == "bad_file":  # sent by an id: next time it is drawn and uploaded, or left out
        return delivery.tries < _MOST_FILE_TRIES
    if failure.kind in ("not_sent", "retry_after", "unauthorized", "conflict"):
        return True
    if failure.kind != "ambiguous":
        return False
    allowed = {"repeatable": _MOST_TRIES, "must_arrive": 1, "must_not_double": 0}
    return delivery.tries < allowed[delivery.reliability]


async def _requeue(
    connection: AsyncConnection,
    outcome: Outcome,
    failure: Failure,
    now: datetime,
    pacer: Pacer,
    monotonic: float,
) -> None:
    delivery, picture = outcome.outgoing.delivery, outcome.outgoing.picture
    counts = failure.kind in ("ambiguous", "bad_file")
    if failure.kind == "ambiguous":
        await record_unclear(connection, outcome.outgoing.notice)
    if failure.kind == "bad_file" and picture is not None and picture.file_id is not None:
        await pictures.lose(connection, picture.digest, picture.file_id, delivery.event_id, now)
    if failure.retry_after is not None:
        pacer.refused(delivery.chat_id, failure.retry_after.total_seconds(), monotonic)
    elif failure.new_chat_id is not None:
        await rooms.move(connection, delivery.chat_id, failure.new_chat_id, now)
    else:
        pacer.pause_chat(delivery.chat_id, back_off(delivery.tries + 1), monotonic)
    tries = delivery.tries + 1 if counts else delivery.tries
    await deliveries.requeue_delivery(connection, delivery, now, tries=tries, reason=failure.reason)


async def _record_sent(connection: AsyncConnection, outcome: Outcome, now: datetime) -> dict[str, object]:
    outgoing, result = outcome.outgoing, outcome.result
    fields = result if isinstance(result, dict) else {}
    listed = result if isinstance(result, list) else []
    is_read = outgoing.method.startswith("get")
    album = [] if is_read else [one["message_id"] for one in listed]
    sent = Sent(
        delivery_id=outgoing.delivery.id,
        chat_id=outgoing.delivery.chat_id,
        message_id=next(iter(album), fields.get("message_id")),
        message_ids=tuple(album),
        topic_id=fields.get("message_thread_id") if outgoing.method == "createForumTopic" else None,
        thread_id=fields.get("message_thread_id") if fields.get("is_topic_message") else None,
        perhaps_twice=outgoing.delivery.tries > 0,
        read=fields if is_read else None,
        listed=tuple(listed) if is_read else (),
        digest=outgoing.digest,
        picture_digest=None if outgoing.picture is None else outgoing.picture.digest,
    )
    kept = None if outgoing.picture is None else _kept_picture(outgoing.picture.digest, fields)
    if kept is not None:
        await pictures.keep(connection, kept, now)
    await record_sent(connection, outgoing.notice, sent, now)
    return _row(outgoing.delivery, "sent", now, message_id=sent.message_id)


async def _record_not_sent(
    connection: AsyncConnection, outcome: Outcome, failure: Failure, now: datetime
) -> dict[str, object]:
    outgoing, delivery = outcome.outgoing, outcome.outgoing.delivery
    unreachable = failure.kind in ("forbidden", "chat_gone")
    uncertain = failure.kind == "ambiguous" and delivery.reliability != "repeatable"
    if unreachable and delivery.chat_id > 0:
        as_of = outgoing.claimed_at or delivery.queued_at
        await members.lose(connection, delivery.chat_id, _reach(failure), now, as_of=as_of)
    topic = outgoing.parameters.get("message_thread_id")
    not_sent = NotSent(
        delivery_id=delivery.id,
        chat_id=delivery.chat_id,
        outcome="uncertain" if uncertain else "unreachable" if unreachable else "failed",
        cause="deactivated" if _is_deactivated(failure) else _CAUSES.get(failure.kind, "other"),
        topic_id=topic if isinstance(topic, int) else None,
        has_picture=outgoing.picture is not None,
    )
    await record_not_sent(connection, outgoing.notice, not_sent, now)
    # A pin that is not allowed, the edit of a deleted card: nothing anybody misses.
    missed = delivery.lane != Lane.COSMETIC or not_sent.cause == "other"
    skipped = unreachable or not missed
    state: DeliveryState = "uncertain" if uncertain else "skipped" if skipped else "failed"
    if state == "failed" and not_sent.cause == "other":
        log.error("a delivery failed", notice=delivery.notice, delivery=delivery.id, reason=failure.reason)
    return _row(delivery, state, now, reason=failure.reason)


def _kept_picture(digest: str, message: dict[str, object]) -> KeptPicture | None:
    """Read from the message that carries a picture what Telegram calls it: its largest size, the last."""
    sizes = message.get("photo")
    largest = sizes[-1] if isinstance(sizes, list) and sizes else None
    match largest:
        case {"file_id": str(file_id), "file_unique_id": str(unique_id)}:
            return KeptPicture(digest=digest, file_id=file_id, unique_id=unique_id)
        case _:
            return None


def _row(
    delivery: Delivery,
    state: DeliveryState,
    now: datetime,
    *,
    message_id: int | None = None,
    reason: str | None = None,
) -> dict[str, object]:
    return {
        "delivery_id": delivery.id,
        "state": state,
        "message_id": message_id,
        "reason": reason,
        "settled_at": now,
    }


def _is_deactivated(failure: Failure) -> bool:
    return failure.kind == "forbidden" and "deactivated" in failure.reason.lower()


def _reach(failure: Failure) -> Reach:
    """Tell from Telegram's words why somebody cannot be written to."""
    if _is_deactivated(failure):
        return "deactivated"
    return "never_started" if "initiate" in failure.reason.lower() else "blocked"
