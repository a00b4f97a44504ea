"""What waits for an answer, read for a list of it."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.language import Language
from handlers.questions.views.questions import name_of_asker
from handlers.staff.views.lookup import Queue, Queued
from hopdrinks.questions import claims, ratings
from hopdrinks.questions.contents import read_content
from storage import members, questions, relays
from storage.question_records import Question, Relay

#: So many questions are listed at once.
MOST_LISTED = 15
#: Among so many of its last messages is what a question waits for, beside thanks.
_LOOKED_AT = 30
#: What stands for a message without words; anything else is 📎.
_SIGNS = {"photo": "📷", "video": "🎬", "animation": "🎬", "voice": "🎤", "audio": "🎵", "location": "📍"}
#: What Telegram's ids of supergroups begin with, and addresses of their messages leave out.
_SUPERGROUP = "-100"


async def read_queue(connection: AsyncConnection, language: Language, now: datetime, tag: str = "") -> Queue:
    """Read what waits, with who holds it; of one tag alone, where there is one."""
    waiting = await questions.list_waiting_for_staff(connection, MOST_LISTED, tag)
    return Queue(
        waiting=[await _queued(connection, language, question) for question in waiting],
        count=await questions.count_waiting_for_staff(connection, tag),
        ratings=None if tag else await ratings.counted(connection, now),
        tag=tag,
    )


def words_of(relay: Relay | None) -> str:
    """Give the words of a message that was carried; "" for none."""
    if relay is None:
        return ""
    content = read_content(relay.content)
    return relay.words or ("" if content is None else content.text)


async def words_waiting(connection: AsyncConnection, question_id: int) -> str:
    """Give what a question waits for: what its author wrote last, but for thanks, or what it began with.

    The words of an album stand beneath any of its pictures; one without words is 📷 and their number.
    """
    standing = await relays.list_standing(connection, question_id, _LOOKED_AT)
    if not standing:
        return ""
    meant = next((relay for relay in standing if not _is_courtesy(relay)), standing[-1])
    album = [one for one in standing if one.media_group_id == meant.media_group_id]
    parts = [meant] if meant.media_group_id is None else album
    return next((words for words in map(words_of, parts) if words), "") or _sign_of(parts)


def link_to(question: Question) -> str | None:
    """Give the address of a question's card, for those who are in the staff group."""
    chat = str(question.card_chat_id or "")
    if not chat.startswith(_SUPERGROUP) or question.card_message_id is None:
        return None
    return f"https://t.me/c/{chat.removeprefix(_SUPERGROUP)}/{question.card_message_id}"


async def _queued(connection: AsyncConnection, language: Language, question: Question) -> Queued:
    member = await members.find_member(connection, question.member_id)
    return Queued(
        question=question,
        name="" if member is None else name_of_asker(language, question.alias, member),
        words=await words_waiting(connection, question.id),
        holder=await claims.name_of_holder(connection, question),
        link=link_to(question),
    )


def _is_courtesy(relay: Relay) -> bool:
    content = read_content(relay.content)
    return content is not None and content.is_courtesy


def _sign_of(parts: list[Relay]) -> str:
    content = read_content(parts[0].content)
    if content is None:
        return ""
    sign = _SIGNS.get(content.kind, "📎")
    return sign if len(parts) == 1 else f"{sign} {len(parts)}"
