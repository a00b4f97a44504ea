"""Members whose messages are not passed on for a while: everything is kept, and they are told."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from hopdrinks.notices.relaying import BlockedWord
from hopdrinks.outbox import owe
from hopdrinks.questions import carrying
from storage import facts, questions, staff_notes
from storage.question_records import Question

#: Who writes on is told again after this.
TELL_AGAIN_AFTER = timedelta(hours=24)


async def block(
    connection: AsyncConnection, question: Question, until: datetime | None, by: int | None, now: datetime
) -> None:
    """Pass on nothing of whoever asked this, until an instant or for good; they are told."""
    await staff_notes.put_block(connection, question.member_id, until, by, now)
    await facts.put_fact(connection, _asked_as(question.member_id), question.alias or "")
    await _tell(connection, question.member_id, now)
    await carrying.refresh_card(connection, question, now)


async def unblock(connection: AsyncConnection, member_id: int, now: datetime) -> bool:
    """Pass on again what a member writes, beginning with what was kept; True where they were blocked.

    What was closed meanwhile stays so.
    """
    if not await staff_notes.delete_block(connection, member_id):
        return False
    await facts.delete_fact(connection, _asked_as(member_id))
    for question in await questions.list_with_kept(connection, member_id):
        if question.state != "closed":
            await carrying.forward(connection, question, now)
    return True


async def is_blocked(connection: AsyncConnection, member_id: int, now: datetime) -> bool:
    """Tell whether a member is blocked at this moment."""
    found = await staff_notes.find_block(connection, member_id)
    return found is not None and (found.until is None or found.until > now)


async def is_shown_blocked(connection: AsyncConnection, question: Question, now: datetime) -> bool:
    """Tell whether a question's card says that its author is blocked.

    Only where they asked under the name they were blocked by: elsewhere it would tell who a guest is.
    """
    if not await is_blocked(connection, question.member_id, now):
        return False
    asked_as = await facts.find_fact(connection, _asked_as(question.member_id))
    return (asked_as or "") == (question.alias or "")


async def tell_again(connection: AsyncConnection, member_id: int, now: datetime) -> None:
    """Tell a blocked member who writes on, now and then, that their words are kept."""
    found = await staff_notes.find_block(connection, member_id)
    if found is not None and (found.told_at is None or now >= found.told_at + TELL_AGAIN_AFTER):
        await _tell(connection, member_id, now)


async def lift_due(connection: AsyncConnection, now: datetime) -> None:
    """Lift the blocks whose time is over."""
    for found in await staff_notes.list_blocks_over(connection, now):
        await unblock(connection, found.member_id, now)


def _asked_as(member_id: int) -> str:
    """Name the fact under which name somebody asked when they were blocked; "" is their own."""
    return f"blocked_as.{member_id}"


async def _tell(connection: AsyncConnection, member_id: int, now: datetime) -> None:
    await staff_notes.update_block_told(connection, member_id, now)
    await owe(connection, BlockedWord(member_id=member_id), member_id, now)
