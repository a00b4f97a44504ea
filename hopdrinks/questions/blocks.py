"""Members whose messages are not passed on for a while: everything is kept, and they are told."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from hopdrinks.notices.relaying import BlockedWord, BlockLifted
from hopdrinks.outbox import owe
from hopdrinks.questions import carrying
from storage import questions, staff_notes
from storage.question_records import Question

#: Who writes on is told again after this.
TELL_AGAIN_AFTER = timedelta(hours=24)
#: How many of the last cards of somebody say that a block is lifted.
_CARDS = 20


async def block(
    connection: AsyncConnection, question: Question, until: datetime | None, by: int | None, now: datetime
) -> None:
    """Pass on nothing of whoever asked this, until an instant or for good; they are told.

    Under the name it was asked with: where that is a guest's, what they write with their own name goes on
    arriving. Otherwise who falls silent would tell who the guest is.
    """
    asked_as = question.alias or ""
    await staff_notes.put_block(connection, question.member_id, asked_as, until, by, now)
    await _tell(connection, question.member_id, asked_as, now)
    await carrying.refresh_card(connection, question, now)


async def unblock(connection: AsyncConnection, question: Question, now: datetime) -> int | None:
    """Lift the block put under the name a question was asked with.

    Its author is told, who may have been told that it is for good. Gives how many questions go on with
    what was kept; None where there was no block.
    """
    asked_as = question.alias or ""
    passed_on = await _lift(connection, question.member_id, asked_as, now)
    if passed_on is not None:
        await owe(connection, BlockLifted(asked_as=asked_as), question.member_id, now)
    return passed_on


async def lift_due(connection: AsyncConnection, now: datetime) -> None:
    """Lift the blocks whose time is over."""
    for found in await staff_notes.list_blocks_over(connection, now):
        await _lift(connection, found.member_id, found.asked_as, now)


async def _lift(connection: AsyncConnection, member_id: int, asked_as: str, now: datetime) -> int | None:
    """Pass on again what somebody writes, beginning with what was kept.

    What was closed meanwhile stays so.
    """
    if not await staff_notes.delete_block(connection, member_id, asked_as):
        return None
    for question in await questions.list_of_member(connection, member_id, _CARDS, alias=asked_as or None):
        await carrying.refresh_card(connection, question, now)
    passed_on = 0
    for question in await questions.list_with_kept(connection, member_id):
        if question.state != "closed" and not await keeps_back(connection, question, now):
            await carrying.forward(connection, question, now)
            passed_on += 1
    return passed_on


async def is_blocked(
    connection: AsyncConnection, member_id: int, now: datetime, *, unnamed: bool = False
) -> bool:
    """Tell whether what a member writes, with their name or without (`unnamed`), is kept at this moment."""
    return await staff_notes.find_block_in_force(connection, member_id, now, unnamed=unnamed) is not None


async def keeps_back(connection: AsyncConnection, question: Question, now: datetime) -> bool:
    """Tell whether what the author of a question adds to it is kept at this moment."""
    return await is_blocked(connection, question.member_id, now, unnamed=question.alias is not None)


async def is_shown_blocked(connection: AsyncConnection, question: Question, now: datetime) -> bool:
    """Tell whether a question's card says that its author is blocked.

    Only where they asked under the name they were blocked by: elsewhere it would tell who a guest is.
    """
    found = await staff_notes.find_block(connection, question.member_id, question.alias or "")
    return found is not None and (found.until is None or found.until > now)


async def tell_again(
    connection: AsyncConnection, member_id: int, now: datetime, *, unnamed: bool = False
) -> None:
    """Tell a blocked member who writes on, now and then, that their words are kept."""
    found = await staff_notes.find_block_in_force(connection, member_id, now, unnamed=unnamed)
    if found is not None and (found.told_at is None or now >= found.told_at + TELL_AGAIN_AFTER):
        await _tell(connection, member_id, found.asked_as, now)


async def _tell(connection: AsyncConnection, member_id: int, asked_as: str, now: datetime) -> None:
    await staff_notes.update_block_told(connection, member_id, asked_as, now)
    await owe(connection, BlockedWord(member_id=member_id, asked_as=asked_as), member_id, now)
