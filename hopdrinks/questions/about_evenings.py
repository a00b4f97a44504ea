"""Questions about an evening that is another one by now."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from hopdrinks.questions import carrying
from storage import answer_waits, questions


async def evening_changed(connection: AsyncConnection, event_id: int, now: datetime) -> None:
    """Follow an evening that moved or was cancelled: answers are due anew, and the cards say so."""
    await answer_waits.count_anew_about(connection, event_id)
    for question in await questions.list_going_on_about(connection, event_id):
        await carrying.refresh_card(connection, question, now, with_icon=False)
