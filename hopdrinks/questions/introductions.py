"""Who answers is said once, before their first answer, and again when somebody else goes on."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from hopdrinks.notices.relaying import Introduction
from hopdrinks.outbox import owe
from hopdrinks.staff import names
from storage import questions
from storage.question_records import Question

#: Stands for the team where nobody in particular is named.
THE_TEAM = 0


async def introduce(
    connection: AsyncConnection, question: Question, staff_id: int | None, now: datetime
) -> None:
    """Have a member read who answers, unless they know, or the staff answer without a word."""
    naming = await names.get_naming(connection)
    who = THE_TEAM if naming == "team" or staff_id is None else staff_id
    if naming == "nothing" or question.introduced_id == who:
        return
    await questions.update_question(connection, question.id, {"introduced_id": who})
    await owe(connection, Introduction(question_id=question.id, staff_id=who), question.member_id, now)


async def not_introduced(connection: AsyncConnection, question_id: int) -> None:
    """Say it anew before the next answer, as it did not arrive."""
    await questions.update_question(connection, question_id, {"introduced_id": None})
