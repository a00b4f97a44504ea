"""The card of a question at the top of its topic, for as long as the question goes on.

In a group without topics nothing is pinned: each would hide the one before.
"""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from hopdrinks.notices.relaying import CardPin
from hopdrinks.outbox import owe
from storage import postings, questions
from storage.question_records import Question


async def follow(connection: AsyncConnection, question: Question, now: datetime) -> None:
    """Have a question's card pinned, or released, as the question goes on or has ended."""
    question = await questions.get_question(connection, question.id)
    if question.card_chat_id is not None and await should_change(connection, question):
        await owe(connection, CardPin(question_id=question.id), question.card_chat_id, now)


async def should_change(connection: AsyncConnection, question: Question) -> bool:
    """Tell whether a card is to be pinned that is not, or to be released, and the bot may do so."""
    card, chat_id = question.card_message_id, question.card_chat_id
    chat = None if chat_id is None else await postings.find_chat(connection, chat_id)
    if card is None or chat is None or not chat.can_pin:
        return False
    if question.state == "closed":
        return question.pinned_message_id == card
    thread = await questions.find_thread_of(connection, question.member_id, question.alias)
    has_topic = thread is not None and thread.chat_id == chat_id and thread.topic_id is not None
    return has_topic and chat.is_forum and question.pinned_message_id != card


async def shown(connection: AsyncConnection, question_id: int, message_id: int | None, now: datetime) -> None:
    """Remember which card is pinned; where the question has ended meanwhile, it is released."""
    await questions.update_question(connection, question_id, {"pinned_message_id": message_id})
    await follow(connection, await questions.get_question(connection, question_id), now)


async def refuse(connection: AsyncConnection, chat_id: int, now: datetime) -> None:
    """Know that the bot may not pin in a chat, until its rights were read again."""
    known = await postings.find_chat(connection, chat_id)
    kind = "unknown" if known is None else known.kind
    await postings.put_chat(connection, chat_id, {"kind": kind, "can_pin": False, "read_at": now})
