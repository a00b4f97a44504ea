"""Erasing a question for good: its words from what is stored, its messages from where the bot put them.

What is stored goes at once. A topic is deleted with all that stands in it, whatever its age, unless other
questions live there; elsewhere each message of the bot's is deleted, and what is too old for that is edited
to say that it was erased. Once Telegram has answered to all of it, a report is owed.
"""

from collections.abc import Sequence
from datetime import datetime

from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncConnection

from hopdrinks.notices.base import Notice
from hopdrinks.notices.erasing import CopyErasure, ErasureReport, TopicErasure
from hopdrinks.notices.questions import QuestionCard
from hopdrinks.notices.relaying import QuestionClosed
from hopdrinks.outbox import is_private, owe
from hopdrinks.questions import quotes
from hopdrinks.questions.contents import read_content
from hopdrinks.questions.withdrawals import DELETABLE_FOR
from hopdrinks.results import NotSent, Sent
from hopdrinks.staff import icons, surface
from storage import deliveries, facts, faq, inbox, members, question_words, questions, relays, roles
from storage.question_records import Question, Relay, Thread

#: Calls whose outcome an erasure counts: none is dropped, as it would never end.
COUNTED = (TopicErasure.__name__, CopyErasure.__name__)
_MOST_IN_THREAD = 1000


class _Message(BaseModel):
    """A message of the bot's that is to go."""

    chat_id: int
    message_id: int
    is_text: bool
    #: When it was sent; None where that is not known.
    at: datetime | None = None
    #: Whether it may stand elsewhere than in its question's topic.
    is_apart: bool = False


class _Tally(BaseModel):
    """How far an erasure is, until it is reported."""

    report_to: int | None
    pending: int = 0
    with_topic: bool = False
    deleted: int = 0
    blanked: int = 0
    left: int = 0
    was_answered: bool = False
    is_published: bool = False
    #: What goes with the topic, and singly where that is refused.
    in_topic: tuple[_Message, ...] = ()


async def erase(
    connection: AsyncConnection,
    question: Question,
    by: int | None,
    now: datetime,
    *,
    report_to: int | None = None,
    tell_member: bool = True,
) -> bool:
    """Erase a question; what came of it is told to a chat (None: to none). False where that is under way."""
    await members.lock_member(connection, question.member_id)
    if await facts.find_fact(connection, _fact(question.id)) is not None:
        return False
    question = await questions.get_question(connection, question.id)
    thread = await find_own_topic(connection, question)
    said = await relays.list_relays(connection, question.id)
    messages = await _messages(connection, question, said)
    tally = _Tally(
        report_to=report_to,
        left=0 if thread is not None else sum(_is_out_of_reach(one) for one in said),
        was_answered=any(one.direction == "to_member" and _has_arrived(one) for one in said),
        is_published=await faq.is_published_of(connection, question.id),
    )
    await _forget(connection, question, by, now)
    if thread is None:  # its topic stays, where there is one
        await icons.follow(connection, question, now)
    if tell_member and question.state != "closed":
        await owe(connection, QuestionClosed(question_id=question.id), question.member_id, now)
    await roles.add_audit(
        connection,
        actor_id=by,
        action="question.erase",
        subject=f"question:{question.id}",
        detail="",
        now=now,
    )
    await _begin(connection, question.id, thread, messages, tally, now)
    return True


async def find_own_topic(connection: AsyncConnection, question: Question) -> Thread | None:
    """Give the topic that can be deleted with a question: nothing else that is kept lives there."""
    thread = await questions.find_thread_of(connection, question.member_id, question.alias)
    if thread is None or thread.topic_id is None or thread.chat_id != await surface.find_place_id(connection):
        return None
    beside = await questions.list_of_thread(connection, thread, _MOST_IN_THREAD)
    is_shared = any(one.id != question.id and one.words_deleted_at is None for one in beside)
    return None if is_shared else thread


async def topic_gone(connection: AsyncConnection, notice: TopicErasure, now: datetime) -> None:
    """Know that a topic is deleted."""
    thread = await questions.find_thread(connection, notice.thread_id)
    if thread is not None:  # the cards of what was forgotten before went along
        await questions.forget_cards(connection, thread)
    tally = await _find(connection, notice.question_id)
    if tally is not None:
        done = {"with_topic": True, "pending": tally.pending - 1, "in_topic": ()}
        await _go_on(connection, notice.question_id, tally.model_copy(update=done), now)


async def _topic_stays(
    connection: AsyncConnection, notice: TopicErasure, not_sent: NotSent, now: datetime
) -> None:
    """Delete what stands in a topic message by message, as the topic itself cannot be deleted."""
    if not_sent.cause == "topic_gone":
        await topic_gone(connection, notice, now)
        return
    await _live_on(connection, notice.thread_id)
    tally = await _find(connection, notice.question_id)
    if tally is None:
        return
    await _owe_each(connection, notice.question_id, tally.in_topic, now)
    pending = tally.pending - 1 + len(tally.in_topic)
    left = tally.model_copy(update={"pending": pending, "in_topic": ()})
    await _go_on(connection, notice.question_id, left, now)


async def _live_on(connection: AsyncConnection, thread_id: int) -> None:
    """Have what is asked next go to a topic that stays, unless that has another one by now."""
    thread = await questions.find_thread(connection, thread_id)
    if thread is None:
        return
    await members.lock_member(connection, thread.member_id)
    if await questions.find_thread_of(connection, thread.member_id, thread.alias) is None:
        await questions.update_thread(connection, thread.id, {"gone_at": None})


async def stays(
    connection: AsyncConnection, notice: TopicErasure | CopyErasure, not_sent: NotSent, now: datetime
) -> None:
    """Go another way where something could not be deleted."""
    if isinstance(notice, TopicErasure):
        await _topic_stays(connection, notice, not_sent, now)
    else:
        await _copy_stays(connection, notice, not_sent, now)


async def copy_gone(connection: AsyncConnection, notice: CopyErasure, now: datetime) -> None:
    """Know that nothing is left of a message."""
    await _count(connection, notice.question_id, "blanked" if notice.blanks else "deleted", now)


async def copy_out_of_reach(connection: AsyncConnection, notice: CopyErasure, now: datetime) -> None:
    """Know that a message stays, as its group has moved."""
    await _count(connection, notice.question_id, "left", now)


async def arrived_late(connection: AsyncConnection, notice: Notice, sent: Sent, now: datetime) -> bool:
    """Take away a card, or what repeats words, that was on its way while its question was erased.

    True where it was so. Copies of messages were taken back, which is seen to where they arrive.
    """
    if sent.message_id is None:
        return False
    if isinstance(notice, QuestionCard):
        ids: tuple[int, ...] = (notice.question_id,)
    else:
        ids = await quotes.list_question_ids(connection, notice)
    erased_id = await _find_erased(connection, ids)
    if erased_id is None:
        return False
    message = _Message(chat_id=sent.chat_id, message_id=sent.message_id, is_text=True, at=now)
    await _owe_each(connection, erased_id, [message], now)
    tally = await _find(connection, erased_id)
    if tally is not None:
        more = tally.model_copy(update={"pending": tally.pending + 1})
        await _go_on(connection, erased_id, more, now)
    return True


async def _find_erased(connection: AsyncConnection, question_ids: Sequence[int]) -> int | None:
    """Give the first of some questions that was erased, waiting for whoever erases one just now."""
    found = await questions.list_by_ids(connection, question_ids)
    for member_id in sorted({question.member_id for question in found}):
        await members.lock_member(connection, member_id)
    fresh = await questions.list_by_ids(connection, question_ids)
    return next((question.id for question in fresh if question.words_deleted_at is not None), None)


async def _copy_stays(
    connection: AsyncConnection, notice: CopyErasure, not_sent: NotSent, now: datetime
) -> None:
    """Edit a message that cannot be deleted; where that fails too, know whether it is there at all."""
    if not notice.blanks and not_sent.outcome != "unreachable":
        await owe(connection, notice.model_copy(update={"blanks": True}), not_sent.chat_id, now)
    else:
        gone = not_sent.cause == "message_gone"
        await _count(connection, notice.question_id, "deleted" if gone else "left", now)


async def _messages(connection: AsyncConnection, question: Question, said: Sequence[Relay]) -> list[_Message]:
    """Give the bot's messages that belong to a question; what its author was sent in private is theirs."""
    found = [
        _Message(
            chat_id=one.to_chat_id, message_id=one.to_message_id, is_text=_is_text(one), at=one.delivered_at
        )
        for one in said
        if one.to_message_id is not None
        and one.to_chat_id is not None
        and (one.direction == "to_staff" or not is_private(one.to_chat_id))
    ]
    if question.card_chat_id is not None and question.card_message_id is not None:
        card = _Message(chat_id=question.card_chat_id, message_id=question.card_message_id, is_text=True)
        found.append(card)
    return found + await _take_quotes(connection, question)


async def _take_quotes(connection: AsyncConnection, question: Question) -> list[_Message]:
    """Give the messages that repeated what was written, and keep nothing of them in the outbox."""
    if question.card_chat_id is not None:  # what was shown there before it was sent, word by word
        await deliveries.delete_settled_calls(connection, question.card_chat_id)
    return [
        _Message(
            chat_id=quote.chat_id,
            message_id=quote.message_id,
            is_text=True,
            is_apart=quote.notice in quotes.LISTS,
        )
        for quote in await quotes.take(connection, [question.id])
        if quote.message_id is not None
    ]


async def _forget(connection: AsyncConnection, question: Question, by: int | None, now: datetime) -> None:
    """Delete what is stored of a question; what is on its way never leaves, or is taken back on arrival."""
    await question_words.delete_words(connection, [question.id])
    await inbox.forget_dead(connection, question.member_id)
    await relays.withdraw_undelivered(connection, question.id)
    await relays.forget_copies(connection, question.id)
    ended: dict[str, object] = {
        "state": "closed",
        "closed_at": question.closed_at or now,
        "closed_by": by if question.state != "closed" else question.closed_by,
        "snoozed_until": None,
        "card_chat_id": None,
        "card_message_id": None,
        "words_deleted_at": now,
    }
    await questions.update_question(connection, question.id, questions.NO_WAIT | ended)


async def _begin(
    connection: AsyncConnection,
    question_id: int,
    thread: Thread | None,
    messages: Sequence[_Message],
    tally: _Tally,
    now: datetime,
) -> None:
    in_topic = tuple(one for one in messages if thread is not None and _is_within(one, thread))
    single = [one for one in messages if one not in in_topic]
    pending = len(single)
    if thread is not None and thread.topic_id is not None:
        notice = TopicErasure(question_id=question_id, thread_id=thread.id, topic_id=thread.topic_id)
        await owe(connection, notice, thread.chat_id, now)
        # What is asked from now on opens another one.
        await questions.update_thread(connection, thread.id, {"gone_at": now})
        pending += 1
    await _owe_each(connection, question_id, single, now)
    await _go_on(
        connection, question_id, tally.model_copy(update={"pending": pending, "in_topic": in_topic}), now
    )


async def _owe_each(
    connection: AsyncConnection, question_id: int, messages: Sequence[_Message], now: datetime
) -> None:
    for one in messages:
        is_old = one.at is not None and now >= one.at + DELETABLE_FOR
        notice = CopyErasure(
            question_id=question_id,
            message_id=one.message_id,
            chat_id=one.chat_id,
            is_text=one.is_text,
            blanks=is_old,
        )
        await owe(connection, notice, one.chat_id, now)


async def _count(connection: AsyncConnection, question_id: int, what: str, now: datetime) -> None:
    tally = await _find(connection, question_id)
    if tally is not None:
        done = {what: getattr(tally, what) + 1, "pending": tally.pending - 1}
        await _go_on(connection, question_id, tally.model_copy(update=done), now)


async def _go_on(connection: AsyncConnection, question_id: int, tally: _Tally, now: datetime) -> None:
    """Remember how far an erasure is; once nothing is under way any more, report it."""
    if tally.pending > 0:
        await facts.put_fact(connection, _fact(question_id), tally.model_dump_json())
        return
    await facts.delete_fact(connection, _fact(question_id))
    if tally.report_to is not None:
        report = ErasureReport(
            question_id=question_id,
            with_topic=tally.with_topic,
            deleted=tally.deleted,
            blanked=tally.blanked,
            left=tally.left,
            was_answered=tally.was_answered,
            is_published=tally.is_published,
        )
        await owe(connection, report, tally.report_to, now)


async def _find(connection: AsyncConnection, question_id: int) -> _Tally | None:
    stored = await facts.find_fact(connection, _fact(question_id))
    return None if stored is None else _Tally.model_validate_json(stored)


def _fact(question_id: int) -> str:
    return f"erasure.{question_id}"


def _is_within(one: _Message, thread: Thread) -> bool:
    """Tell whether a message stands in a topic, as far as can be told: it was sent since that was opened."""
    return (
        not one.is_apart and one.chat_id == thread.chat_id and (one.at is None or one.at >= thread.opened_at)
    )


def _is_out_of_reach(relay: Relay) -> bool:
    """Tell whether a copy stands, or may stand, with the staff under a number nobody knows any more."""
    has_arrived = relay.state == "delivered" and relay.to_message_id is None
    return relay.direction == "to_staff" and (has_arrived or relay.state == "uncertain")


def _has_arrived(relay: Relay) -> bool:
    return relay.delivered_at is not None and relay.to_chat_id is not None and is_private(relay.to_chat_id)


def _is_text(relay: Relay) -> bool:
    content = read_content(relay.content)
    return content is None or content.kind == "text" or relay.words is not None
