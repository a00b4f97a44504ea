"""What is collected before it is carried: the parts of an album, and more messages than anybody reads singly.

Nothing is dropped. Parts of an album come as messages of their own; they are carried together, 1.2 s after
the last came and at most 4 s after the first. What somebody writes faster than the staff can answer is
carried together a little later.
"""

from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy.ext.asyncio import AsyncConnection

from hopdrinks.notices.relaying import HeldBack
from hopdrinks.outbox import owe
from hopdrinks.questions import answers, carrying, collecting_times
from hopdrinks.questions.contents import Written
from storage import members, questions, relays
from storage.question_records import Question, Relay

#: So many messages within so long, since the last answer, and the next ones are carried together.
FLOOD_MESSAGES, FLOOD_WITHIN = 5, timedelta(minutes=10)
#: So many messages in an hour, and the next ones rest for an hour.
HOUR_MESSAGES, HOUR = 30, timedelta(hours=1)
#: Of one flood so many are carried at once, and so many in an hour.
_MOST_AT_ONCE = 100
_CHUNK = 500


async def keep(
    connection: AsyncConnection, question: Question, written: Written, now: datetime, *, from_chat_id: int
) -> Relay | None:
    """Write down a member's message for a question; None where it was written down before."""
    row = written.as_row() | {
        "question_id": question.id,
        "direction": "to_staff",
        "from_chat_id": from_chat_id,
        "state": "kept",
        "relayed_at": now,
    }
    if written.media_group_id is not None:
        row |= await collecting_times.album_times(connection, from_chat_id, written.media_group_id, now)
    elif from_chat_id == question.member_id:
        until, why = await _held_back(connection, question, now)
        if until is not None:
            row |= {"state": "collecting", "flush_at": until}
        if why is not None:
            await owe(connection, HeldBack(why=why), question.member_id, now)
    relay = await relays.add_relay(connection, row)
    if relay is not None and relay.state == "collecting" and written.media_group_id is not None:
        await relays.update_album_flush(
            connection, from_chat_id, written.media_group_id, relay.flush_at or now
        )
    return relay


async def flush_due(connection: AsyncConnection, now: datetime) -> bool:
    """Carry what has been collected for long enough; True while there may be more."""
    due = await relays.list_collected(connection, now, _CHUNK)
    await members.lock_authors(connection, relay_ids=[relay.id for relay in due])
    by_question: dict[int, list[Relay]] = {}
    for relay in await relays.list_by_ids(connection, [relay.id for relay in due]):
        if relay.state == "collecting":  # and was not taken back, or erased, just now
            by_question.setdefault(relay.question_id, []).append(relay)
    for question_id, collected in by_question.items():
        await _flush(connection, await questions.get_question(connection, question_id), collected, now)
    return len(due) == _CHUNK


async def _flush(
    connection: AsyncConnection, question: Question, collected: list[Relay], now: datetime
) -> None:
    to_member = [relay for relay in collected if relay.direction == "to_member"]
    to_staff = [relay for relay in collected if relay.direction == "to_staff"]
    if to_member:
        await answers.send_collected(connection, question, to_member, now)
    if not to_staff:
        return
    leaving = [relay.id for relay in to_staff[:_MOST_AT_ONCE]]
    await relays.update_relays(connection, leaving, {"state": "kept", "flush_at": None})
    if len(to_staff) >= _MOST_AT_ONCE:
        await relays.put_off_collected(connection, question.id, now, now + HOUR)
    await carrying.forward(connection, await questions.get_question(connection, question.id), now)


async def _held_back(
    connection: AsyncConnection, question: Question, now: datetime
) -> tuple[datetime | None, Literal["many", "too_many"] | None]:
    """Say until when a message is collected, None for not at all, and what its author is told of it."""
    last = await relays.find_last_asked(connection, question.id)
    collected = last is not None and last.state == "collecting" and last.media_group_id is None
    until = last.flush_at if last is not None and collected else None
    if until is not None and until <= now:
        until = None
    if await relays.count_since(connection, question.id, now - HOUR, HOUR_MESSAGES) >= HOUR_MESSAGES:
        if until is not None and until > now + FLOOD_WITHIN:
            return until, None
        return now + HOUR, "too_many"
    unanswered = question.answered_at is None or question.state == "open"
    since = max(now - FLOOD_WITHIN, question.answered_at or now - FLOOD_WITHIN)
    many = await relays.count_since(connection, question.id, since, FLOOD_MESSAGES)
    if not unanswered or many < FLOOD_MESSAGES:
        return None, None
    return (until, None) if until is not None else (now + FLOOD_WITHIN, "many")
