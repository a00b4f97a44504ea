"""Whose question it is: taken by whoever is first, given back or on, free when nothing was done for long."""

from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy.ext.asyncio import AsyncConnection

from hopdrinks.notices.questions import StaffMark
from hopdrinks.notices.relaying import QuestionGiven
from hopdrinks.outbox import owe
from hopdrinks.questions import carrying
from hopdrinks.staff import colleagues, icons
from storage import members, questions, relays, roles
from storage.question_records import Question

#: Who has done nothing for a question for so long holds it no more.
IDLE_AFTER = timedelta(minutes=30)
#: A colleague's reply is held while the holder was active within this.
BUSY_FOR = timedelta(minutes=2)
#: Stands beneath a member's message while somebody answers it.
BEING_ANSWERED = "✍"

#: What becomes of giving a question to somebody: it is theirs, was theirs, or somebody was quicker.
Given = Literal["given", "theirs", "closed", "moved"]


async def take(connection: AsyncConnection, question: Question, member_id: int, now: datetime) -> bool:
    """Take a question, as the first or from somebody idle; True where it is this member's by then.

    Its topic's icon stays as it is: whoever takes it by answering has answered in a moment.
    """
    won = await _claim(connection, question, member_id, now)
    if won:
        await carrying.refresh_card(connection, question, now, with_icon=False)
    return won


async def take_by_button(
    connection: AsyncConnection, question: Question, member_id: int, now: datetime
) -> bool:
    """Take a question ahead of the answer, which its author sees."""
    won = await take(connection, question, member_id, now)
    if won:
        await icons.follow(connection, question, now)
    last = await relays.find_last_asked(connection, question.id)
    if won and last is not None and last.state == "delivered" and question.state == "open":
        mark = StaffMark(message_id=last.from_message_id, emoji=BEING_ANSWERED)
        await owe(connection, mark, last.from_chat_id, now)
    return won


async def release(connection: AsyncConnection, question: Question, member_id: int, now: datetime) -> bool:
    """Give a question back to everybody; True where this member held it."""
    released = await questions.release_question(connection, question.id, member_id)
    if released:
        await carrying.refresh_card(connection, question, now)
    return released


async def assign(
    connection: AsyncConnection,
    question_id: int,
    to_id: int,
    by: int,
    now: datetime,
    *,
    held_by: int | None,
) -> Given:
    """Give a question to somebody, who is told beneath its card; `held_by` is who was seen to hold it.

    Whoever may not be there is told in private too. They have not begun to answer: nobody's reply is held
    for that.
    """
    question = await questions.get_question(connection, question_id)
    if question.state == "closed":
        return "closed"
    if question.assignee_id == to_id:
        return "theirs"
    since = now - BUSY_FOR
    if not await questions.assign_question(connection, question_id, to_id, since, held_by=held_by):
        return "moved"
    await roles.add_audit(
        connection,
        actor_id=by,
        action="question.assign",
        subject=f"member:{to_id}",
        detail=str(question_id),
        now=now,
    )
    if question.card_chat_id is not None and to_id != by:
        notice = QuestionGiven(question_id=question_id, to_id=to_id, by=by)
        await owe(connection, notice, question.card_chat_id, now)
        if not await colleagues.reads_along(connection, to_id, now):
            await owe(connection, notice, to_id, now)
    await carrying.refresh_card(connection, question, now)
    return "given"


def is_busy_with(question: Question, now: datetime) -> int | None:
    """Give who is answering a question right now, None where nobody is."""
    active = question.assignee_active_at
    return question.assignee_id if active is not None and now < active + BUSY_FOR else None


async def name_of_holder(connection: AsyncConnection, question: Question) -> str:
    """Give the name of who holds a question; "" for nobody."""
    holder = (
        None if question.assignee_id is None else await members.find_member(connection, question.assignee_id)
    )
    return "" if holder is None else holder.name


async def _claim(connection: AsyncConnection, question: Question, member_id: int, now: datetime) -> bool:
    return await questions.claim_question(
        connection, question.id, member_id, now, idle_since=now - IDLE_AFTER
    )
