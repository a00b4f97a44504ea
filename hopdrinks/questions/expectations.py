"""What whoever asks may expect: how soon answers usually come, and when the team is back where it is away."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from hopdrinks.questions.answer_times import Wait, is_by_the_event
from hopdrinks.staff import hours as staff_hours
from hopdrinks.staff.opening_hours import OpeningHours
from storage import answer_waits, events, questions
from storage.question_records import Question

#: The first answers of so many days tell how soon one usually comes, where there are enough of them.
_DAYS_BACK = timedelta(days=30)
_FEWEST, _MOST = 5, 200
#: Whoever wrote so lately is there, whatever the hours say.
_STILL_THERE = timedelta(minutes=15)
_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


async def usually_within(connection: AsyncConnection, now: datetime) -> timedelta | None:
    """Give how soon a first answer usually comes once the team is there; None where too few tell."""
    hours = await staff_hours.get_hours(connection)
    known = await answer_waits.list_first_answers(connection, now - _DAYS_BACK, _MOST)
    lasted = sorted(_lasted(known, hours))
    return None if len(lasted) < _FEWEST else kindly(lasted[len(lasted) // 2])


async def note_away(connection: AsyncConnection, question: Question, now: datetime) -> bool:
    """Tell whether a question's author is to hear that the team is away; once for each time it is.

    Not where somebody of the team wrote or took it just now, nor where the evening's own clock counts.
    """
    hours = await staff_hours.get_hours(connection)
    if hours.is_open(now) or await _is_by_the_event(connection, question, now):
        return False
    last_done = max(filter(None, (question.answered_at, question.assignee_active_at)), default=None)
    if last_done is not None and now < last_done + _STILL_THERE:
        return False
    back = hours.next_opening(now)
    if question.away_until == back:
        return False
    await questions.update_question(connection, question.id, {"away_until": back})
    return True


def kindly(length: timedelta) -> timedelta:
    """Round a length up to what people say: five minutes, forty, three hours, two days."""
    if length <= 30 * _MINUTE:
        step = 5 * _MINUTE
    elif length <= _HOUR:
        step = 10 * _MINUTE
    else:
        step = _HOUR if length <= 2 * _DAY else _DAY
    return max(1, -(-length // step)) * step


def _lasted(known: Iterable[tuple[datetime, datetime]], hours: OpeningHours) -> list[timedelta]:
    """Give how long each first answer took, counted from when the team was there."""
    return [max(timedelta(0), answered_at - hours.next_opening(asked_at)) for asked_at, answered_at in known]


async def _is_by_the_event(connection: AsyncConnection, question: Question, now: datetime) -> bool:
    event = None if question.event_id is None else await events.find_event(connection, question.event_id)
    return is_by_the_event(Wait(since=now, is_first=True, event=event), now)
