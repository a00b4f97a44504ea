"""What the staff call a question: up to three short words, the same however they are typed."""

import re
import unicodedata
from collections.abc import Collection
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from hopdrinks.questions import carrying
from storage import members, questions
from storage.question_records import Question

#: So many words a question has at most, each of so many signs.
MOST, LONGEST = 3, 20
_WORD = re.compile(rf"\w{{1,{LONGEST}}}")
#: What Telegram would end a #word at.
_JOINING = re.compile(r"[-'’.]+")


def normalise(typed: str) -> str | None:
    """Give a word as it is kept, without # and in small letters; None where it is none, or too long."""
    plain = unicodedata.normalize("NFC", typed.strip().lstrip("#").casefold())
    word = _JOINING.sub("_", plain).strip("_")
    return word if _WORD.fullmatch(word) else None


def tags_of(question: Question) -> list[str]:
    """Give what the staff call a question."""
    return question.tags.split()


async def retag(
    connection: AsyncConnection,
    question: Question,
    added: Collection[str],
    removed: Collection[str],
    now: datetime,
) -> list[str] | None:
    """Give a question words and take others from it; give what it has then, None where that is too many."""
    await members.lock_member(connection, question.member_id)
    question = await questions.get_question(connection, question.id)
    before = tags_of(question)
    after = [word for word in dict.fromkeys((*before, *added)) if word not in removed]
    if len(after) > MOST:
        return None
    if after != before:
        await questions.update_question(connection, question.id, {"tags": " ".join(after)})
        await carrying.refresh_card(connection, question, now, with_icon=False)
    return after
