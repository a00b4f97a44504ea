"""The end of a question, and how it goes on after all."""

from datetime import datetime
from typing import Literal

from sqlalchemy.ext.asyncio import AsyncConnection

from hopdrinks.notices.relaying import QuestionClosed, StaffLine
from hopdrinks.outbox import owe
from hopdrinks.questions import carrying
from hopdrinks.staff import absences, pins
from storage import members, questions
from storage.question_records import Question

_LONGEST_REASON = 300
#: How many questions are woken in one go.
_CHUNK = 50


async def close(
    connection: AsyncConnection,
    question: Question,
    by: int | None,
    now: datetime,
    *,
    reason: str = "",
    tell_member: bool = True,
    line: Literal["closed", "all_withdrawn"] = "closed",
) -> bool:
    """Close a question and say so on both sides; True where this call did it."""
    await members.lock_member(connection, question.member_id)
    if not await questions.close_question(connection, question.id, by, reason[:_LONGEST_REASON], now):
        return False
    if tell_member:
        await owe(connection, QuestionClosed(question_id=question.id), question.member_id, now)
    await _line(connection, question, StaffLine(question_id=question.id, line=line, by=by or 0), now)
    await carrying.refresh_card(connection, question, now)
    await pins.follow(connection, question, now)
    return True


async def close_answered(connection: AsyncConnection, question: Question, now: datetime) -> bool:
    """Close quietly what was answered and nobody said more about; True where it was so still."""
    await members.lock_member(connection, question.member_id)
    question = await questions.get_question(connection, question.id)
    return question.state == "answered" and await close(connection, question, None, now, tell_member=False)


async def reopen(connection: AsyncConnection, question: Question, by: int, now: datetime) -> bool:
    """Take a closed question up again, as the member (0) or a representative wishes.

    For the member something may remain open after an answer too. What the staff take up again stays
    answered, and its author is left in peace for as long as after an answer.
    """
    await members.lock_member(connection, question.member_id)
    question = await questions.get_question(connection, question.id)
    if question.words_deleted_at is not None:
        return False
    if question.state != "closed" and not (question.state == "answered" and by == 0):
        return False
    question = await absences.free_from_absent(connection, question, now)
    state = "answered" if question.answered_at is not None and by else "open"
    values: dict[str, object] = {"state": state, "closed_at": None, "closed_by": None, "close_reason": ""}
    values |= {"remains_asked_at": None, "reopened_at": now if state == "answered" else None}
    await questions.update_question(connection, question.id, values)
    await _line(connection, question, StaffLine(question_id=question.id, line="reopened", by=by), now)
    await carrying.refresh_card(connection, question, now)
    await pins.follow(connection, question, now)
    return True


async def snooze(connection: AsyncConnection, question: Question, until: datetime, now: datetime) -> None:
    """Let a question rest until an instant, or until its author writes."""
    await questions.update_question(connection, question.id, questions.NO_WAIT | {"snoozed_until": until})
    await carrying.refresh_card(connection, question, now)


async def wake_due(connection: AsyncConnection, now: datetime) -> bool:
    """Bring back the questions whose rest is over; True while there may be more."""
    woken = await questions.list_woken(connection, now, _CHUNK)
    for question in woken:
        await questions.update_question(connection, question.id, {"snoozed_until": None})
        if question.state == "open":  # one that was answered rests for nothing
            await _line(connection, question, StaffLine(question_id=question.id, line="woken"), now)
        await carrying.refresh_card(connection, question, now)
    return len(woken) == _CHUNK


async def _line(connection: AsyncConnection, question: Question, line: StaffLine, now: datetime) -> None:
    if question.card_chat_id is not None:
        await owe(connection, line, question.card_chat_id, now)
