"""The very first words of somebody nobody knows, where they may be spam: held back until a tap of the staff.

Nothing is dropped, and their author is not told: the card says what they wrote, and one tap lets it through.
What they add meanwhile waits along with it.
"""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from hopdrinks.notices.questions import StaffMark
from hopdrinks.outbox import owe
from hopdrinks.questions import carrying
from hopdrinks.questions.contents import Written
from storage import members, questions, relays, screenings
from storage.question_records import Question


async def screen(connection: AsyncConnection, question: Question, written: Written, now: datetime) -> None:
    """Hold a question back whose author is new, and who sends a link or what somebody else wrote.

    What was asked in a group is there for everybody to read already.
    """
    # Without a name, after the warning that it may tell who they are, a message is known by its id alone.
    unknown = question.alias is not None and written.content is None
    if question.group_chat_id is not None or not (unknown or written.may_be_spam):
        return
    if await screenings.is_known(connection, question.member_id):
        return
    if await screenings.claim_screening(connection, question.id, ("",), "held"):
        await carrying.refresh_card(connection, question, now)
        if question.card_message_id is not None:
            await card_posted(connection, question.id, now)


async def look_again(connection: AsyncConnection, question: Question, now: datetime) -> None:
    """Let a question through whose author is known by now."""
    if question.is_held and await screenings.is_known(connection, question.member_id):
        await let_through(connection, question, now)


async def card_posted(connection: AsyncConnection, question_id: int, now: datetime) -> None:
    """Mark what is held back as whatever else has arrived, once the staff have read of it."""
    if not await screenings.claim_screening(connection, question_id, ("held",), "shown"):
        return
    first = await relays.find_first_asked(connection, question_id)
    if first is not None and first.state != "withdrawn":  # as it may be while its card is on its way
        mark = StaffMark(message_id=first.from_message_id, emoji=carrying.ARRIVED)
        await owe(connection, mark, first.from_chat_id, now)


async def let_through(connection: AsyncConnection, question: Question, now: datetime) -> bool:
    """Carry on what was held back; True where this call let it through."""
    await members.lock_member(connection, question.member_id)
    if not await screenings.claim_screening(connection, question.id, ("held", "shown"), "released"):
        return False
    question = await questions.get_question(connection, question.id)
    if question.card_chat_id is not None and question.card_message_id is not None:
        await carrying.copy_kept(connection, question.id, question.card_chat_id, now)
        await carrying.refresh_card(connection, question, now)
    return True
