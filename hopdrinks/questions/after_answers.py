"""After the answer: whether anything remains open is asked once, and then the question closes by itself."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from hopdrinks.notices.waiting import RemainsOpen
from hopdrinks.outbox import owe
from hopdrinks.questions import closing
from hopdrinks.questions.answer_times import DAY_ENDS_AFTER, Wait, is_by_the_event
from storage import after_answers, events, members, relays
from storage.question_records import Question

ASKED_AFTER = timedelta(hours=48)
CLOSED_AFTER = timedelta(hours=24)
#: What was answered longer ago, as before this rule was there, is left alone.
_FORGOTTEN_AFTER = timedelta(days=7)
#: So long after an evening's hour its questions are asked about.
_STILL_FRESH = timedelta(hours=12)
_CHUNK = 50


async def settle_due(connection: AsyncConnection, now: datetime) -> bool:
    """Ask whose answer is two days old, close what nobody said more about; True while there may be more."""
    silent = await after_answers.list_unasked(
        connection, after=now - _FORGOTTEN_AFTER, until=now - ASKED_AFTER, limit=_CHUNK
    )
    for question in silent:
        await _ask(connection, question, now)
    over = await after_answers.list_asked(connection, now - CLOSED_AFTER, _CHUNK)
    for question in over:
        await closing.close_answered(connection, question, now)
    return _CHUNK in (len(silent), len(over))


async def ask_after_evenings(connection: AsyncConnection, now: datetime) -> None:
    """Ask whoever got no answer around an evening whether they found what they looked for; nothing closes."""
    begun = await after_answers.list_of_evenings_begun(
        connection, after=now - DAY_ENDS_AFTER - _STILL_FRESH, until=now - DAY_ENDS_AFTER, limit=_CHUNK
    )
    for question in begun:
        event = None if question.event_id is None else await events.find_event(connection, question.event_id)
        wait = Wait(since=question.asked_at, is_first=True, event=event)
        member = await members.find_member(connection, question.member_id)
        can_be_asked = member is not None and member.reach == "reachable"
        by_the_event = is_by_the_event(wait, question.asked_at)
        if can_be_asked and by_the_event and await after_answers.claim_asking(connection, question, now):
            notice = RemainsOpen(question_id=question.id, after_evening=True)
            await owe(connection, notice, question.member_id, now)


async def find_next_due_at(connection: AsyncConnection, now: datetime) -> datetime | None:
    """Give when the next author is asked, or the next question closed."""
    return await after_answers.find_next_at(connection, now, ASKED_AFTER, CLOSED_AFTER)


async def _ask(connection: AsyncConnection, question: Question, now: datetime) -> None:
    """Ask whether anything remains; whoever said thanks, or cannot be asked, is left in peace."""
    member = await members.find_member(connection, question.member_id)
    can_be_asked = member is not None and member.reach == "reachable"
    last = await relays.find_last_asked(connection, question.id)
    said_thanks = last is not None and last.relayed_at > (question.answered_at or now)
    if said_thanks or not can_be_asked:
        await closing.close_answered(connection, question, now)
    elif await after_answers.claim_asking(connection, question, now):
        await owe(connection, RemainsOpen(question_id=question.id), question.member_id, now)
