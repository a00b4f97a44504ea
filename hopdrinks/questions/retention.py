"""How long what was said is kept: its words for a month after the end, which message is whose for two.

What remains counts: that a question was asked, when it was answered, and whether that helped. What was
published for everybody stays, as it names nobody.
"""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from hopdrinks.questions import quotes
from storage import question_words

#: So long after the end of a question its words are kept.
WORDS_KEPT_FOR = timedelta(days=30)
#: So long which message was the copy of which.
CARRIED_KEPT_FOR = timedelta(days=60)
_QUESTIONS, _MESSAGES = 50, 500


async def forget_due(connection: AsyncConnection, now: datetime) -> bool:
    """Delete what has been kept for long enough, a little at a time; True while there may be more."""
    ended = await question_words.claim_ended(connection, now - WORDS_KEPT_FOR, now, _QUESTIONS)
    await quotes.take(connection, ended, with_lists=False)
    await question_words.delete_words(connection, ended)
    carried = await question_words.delete_carried(connection, now - CARRIED_KEPT_FOR, _MESSAGES)
    return len(ended) == _QUESTIONS or carried == _MESSAGES
