"""Questions to erase, with all that may be said in one, and whether anything of it is left."""

from typing import Any

from relay_post import (
    ALICE,
    NOW,
    ROBIN,
    STAFF,
    Post,
    answered,
    asked,
    part,
    relay_of,
    says,
)
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.notices import Composed
from hopdrinks.notices.calls import Call
from hopdrinks.outbox import owe
from hopdrinks.questions import (
    answers,
    asking,
    closing,
    corrections,
    erasure,
    ratings,
)
from hopdrinks.questions.contents import Content
from storage import questions as stored
from storage import staff_notes
from storage.question_records import Question
from storage.records import Delivery
from storage.tables import deliveries, faq_entries, notes
from storage.tables import questions as question_rows
from storage.tables import relays as relay_rows

#: Stands in everything that is said.
CANARY = "kanarienvogel"


async def is_said_anywhere(connection: AsyncConnection) -> bool:
    rows = [
        row
        for table in (relay_rows, notes, question_rows, faq_entries, deliveries)
        for row in (await connection.execute(select(table))).mappings()
    ]
    return CANARY in str(rows)


async def fresh(connection: AsyncConnection, question: Question) -> Question:
    return await stored.get_question(connection, question.id)


async def erase(post: Post, question: Question) -> None:
    assert await erasure.erase(post.connection, question, ROBIN, post.now, report_to=STAFF)


async def whole(connection: AsyncConnection, *, forum: bool) -> tuple[Post, Question]:
    """Have a question of words, a picture, an edit, an answer, a note, a rating and a history, each told."""
    post, question = await asked(connection, forum=forum)
    await asking.add_to(connection, question, says(12, f"And {CANARY}?"), NOW)
    await asking.add_to(connection, question, part(13, "", media_group_id=None), NOW)
    await post.all_arrive()
    await answered(post, question, text=f"Yes, {CANARY}.")
    edit = Content(kind="text", text=f"No {CANARY}?")
    await corrections.edited(connection, await relay_of(connection, ALICE, 12), edit, NOW)
    note = {"question_id": question.id, "author_id": ROBIN, "chat_id": STAFF, "message_id": 950}
    await staff_notes.add_note(connection, note | {"text": CANARY, "noted_at": NOW})
    await closing.close(connection, await fresh(connection, question), ROBIN, NOW, reason=CANARY)
    await ratings.rate(connection, question, "up", NOW)
    await ratings.say(connection, await fresh(connection, question), CANARY, NOW)
    history = Call(method="sendMessage", parameters={"text": CANARY})
    await owe(connection, history, STAFF, NOW, reliability="repeatable")
    await post.all_arrive()
    return post, await fresh(connection, question)


def removed(post: Post) -> list[dict[str, Any]]:
    """Give the parameters of each call that removed, or blanked, a message of the staff chat."""
    return post.told("CopyErasure", STAFF)


async def leaving(post: Post, question: Question) -> tuple[Delivery, Composed]:
    """Have an answer of Robin's be on its way."""
    await answers.answer(post.connection, question, STAFF, says(900, "Yes.", author_id=ROBIN), NOW)
    await post.arrive("Introduction")
    return await post.take("AnswerCopy")
