"""What members think of how their question was answered: said once, counted, never asked for again."""

from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy.ext.asyncio import AsyncConnection

from hopdrinks.notices.waiting import RatingWords
from hopdrinks.outbox import owe
from storage import after_answers
from storage.question_records import Question

#: So long after the end of a question it can be rated.
RATED_WITHIN = timedelta(days=7)
LONGEST_WORDS = 300
_COUNTED_DAYS = timedelta(days=30)
#: Fewer would tell who said what.
_FEWEST = 5

Thumb = Literal["up", "down"]


async def rate(connection: AsyncConnection, question: Question, thumb: Thumb, now: datetime) -> bool:
    """Take what a question's author thinks; False where they said so before, or it is too late."""
    rating = 1 if thumb == "up" else -1
    closed_after = now - RATED_WITHIN
    return await after_answers.claim_rating(connection, question.id, rating, now, closed_after=closed_after)


async def say(connection: AsyncConnection, question: Question, words: str, now: datetime) -> bool:
    """Pass a sentence about it on to the staff, once; False where it is too late."""
    sentence = " ".join(words.split())[:LONGEST_WORDS]
    rated_after = now - RATED_WITHIN
    if not sentence or not await after_answers.claim_rating_words(
        connection, question.id, sentence, rated_after=rated_after
    ):
        return False
    if question.card_chat_id is not None:
        await owe(connection, RatingWords(question_id=question.id), question.card_chat_id, now)
    return True


async def counted(connection: AsyncConnection, now: datetime) -> tuple[int, int] | None:
    """Count the ratings of the last 30 days: it helped, it did not; None while they are too few."""
    up, down = await after_answers.count_ratings(connection, now - _COUNTED_DAYS)
    return (up, down) if up + down >= _FEWEST else None
