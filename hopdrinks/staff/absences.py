"""Representatives who are away: nobody counts on them meanwhile, and their questions are in other hands."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from hopdrinks.notices.relaying import AwayWord
from hopdrinks.outbox import owe
from hopdrinks.questions import carrying, claims
from hopdrinks.staff import surface
from storage import absences, questions, roles
from storage.question_records import Question


async def leave(
    connection: AsyncConnection,
    member_id: int,
    until: datetime,
    stand_in_id: int | None,
    now: datetime,
    *,
    told_in: int,
) -> int:
    """Be away until an instant; give how many questions went to the stand-in, or to everybody.

    Where the staff are they hear of it, unless it was said there (`told_in`).
    """
    place_id = await surface.find_place_id(connection)
    await absences.put_absence(connection, member_id, until, stand_in_id, now)
    count = 0
    for question in await questions.list_held(connection, member_id):
        count += await _pass_on(connection, question, member_id, stand_in_id, now)
    await _audit(connection, member_id, "staff.away", now)
    if place_id not in (None, told_in, member_id):
        await owe(connection, AwayWord(member_id=member_id, count=count), place_id, now)
    await _follow_place(connection, place_id, now)
    return count


async def come_back(connection: AsyncConnection, member_id: int, now: datetime) -> bool:
    """Be there again; True where they were away. What others took over stays theirs."""
    place_id = await surface.find_place_id(connection)
    if not await absences.delete_absence(connection, member_id):
        return False
    await _audit(connection, member_id, "staff.back", now)
    await _follow_place(connection, place_id, now)
    return True


async def end_due(connection: AsyncConnection, now: datetime) -> None:
    """End the absences whose time is over."""
    over = await absences.list_over(connection, now)
    if not over:
        return
    place_id = await surface.find_place_id(connection)
    for absence in over:
        await absences.delete_absence(connection, absence.member_id)
    await _follow_place(connection, place_id, now)


async def free_from_absent(connection: AsyncConnection, question: Question, now: datetime) -> Question:
    """Give a question that goes on back to everybody where its holder is away."""
    holder_id = question.assignee_id
    if holder_id is None or await absences.find_absence(connection, holder_id) is None:
        return question
    await claims.release(connection, question, holder_id, now)
    return await questions.get_question(connection, question.id)


async def _pass_on(
    connection: AsyncConnection, question: Question, from_id: int, to_id: int | None, now: datetime
) -> bool:
    """Give one question on; True where it was still theirs. Nobody is its own author's answer."""
    if to_id is None or to_id == question.member_id:
        return await claims.release(connection, question, from_id, now)
    since = now - claims.BUSY_FOR
    if not await questions.assign_question(connection, question.id, to_id, since, held_by=from_id):
        return False
    await carrying.refresh_card(connection, question, now)
    return True


async def _follow_place(connection: AsyncConnection, before: int | None, now: datetime) -> None:
    """Send what is unanswered along where the staff are elsewhere by now, as in another private chat."""
    if await surface.find_place_id(connection) != before:
        await carrying.go_elsewhere(connection, now)


async def _audit(connection: AsyncConnection, member_id: int, action: str, now: datetime) -> None:
    await roles.add_audit(connection, actor_id=member_id, action=action, subject="staff", detail="", now=now)
