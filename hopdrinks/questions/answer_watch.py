"""Watching over what waits for an answer: the clock begins with each wait, and reminds the staff, gently.

On the day of the evening it is about it begins anew, by that evening's own clock.
"""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from hopdrinks.notices.waiting import AnswerDue, AnswerOverdue
from hopdrinks.outbox import owe, owe_each
from hopdrinks.questions import carrying
from hopdrinks.questions.answer_times import (
    DAY_BEGINS_BEFORE,
    DAY_ENDS_AFTER,
    Wait,
    due_at,
    is_by_the_event,
    nudge_at,
    on_its_day,
)
from hopdrinks.staff import hours as staff_hours
from hopdrinks.staff import surface
from hopdrinks.staff.opening_hours import OpeningHours
from storage import absences, answer_waits, events, members, roles
from storage.question_records import Question
from storage.records import Event

#: How many questions are taken in one go.
_CHUNK = 50
#: From this nudge on somebody is asked in private too.
_COVER_FROM = 2


async def watch_due(connection: AsyncConnection, now: datetime) -> bool:
    """Begin the clock of what waits without one, and nudge where it is time; True while there may be more."""
    fresh = await answer_waits.list_unwatched(connection, _CHUNK)
    fresh += await _list_whose_day_came(connection, now)
    due = await answer_waits.list_nudges_due(connection, now, _CHUNK)
    if fresh or due:
        hours = await staff_hours.get_hours(connection)
        for question in fresh:
            await _begin(connection, question, hours, now)
        for question in due:  # one whose time was just counted anew is left to that
            await _nudge(connection, question, hours, now)
    return len(fresh) >= _CHUNK or len(due) == _CHUNK


async def find_next_day_at(connection: AsyncConnection, now: datetime) -> datetime | None:
    """Give when the next evening's clock begins to count for a question."""
    starts_at = await answer_waits.find_next_start_asked_about(connection, now + DAY_BEGINS_BEFORE)
    return None if starts_at is None else starts_at - DAY_BEGINS_BEFORE


async def _list_whose_day_came(connection: AsyncConnection, now: datetime) -> list[Question]:
    """Give the questions whose evening's day has come, and whose time is not counted by it yet."""
    found: list[Question] = []
    for event in await events.list_events_starting(connection, now - DAY_ENDS_AFTER, now + DAY_BEGINS_BEFORE):
        before = event.starts_at - DAY_BEGINS_BEFORE
        found += await answer_waits.list_not_due_by_day(connection, event.id, before, _CHUNK)
    return found


async def _begin(connection: AsyncConnection, question: Question, hours: OpeningHours, now: datetime) -> None:
    """Begin to count; what the member adds later does not begin anew, the evening's day does."""
    since = question.waits_since or now
    before = await _wait(connection, question, since)
    by_its_day = on_its_day(before, now)
    wait, nudges = (before, question.nudges) if by_its_day is None else (by_its_day, 0)
    urgent = nudges > 0 or is_by_the_event(wait, now)
    values = {
        "waits_since": since,
        "due_at": due_at(wait, hours),
        "nudge_at": nudge_at(wait, hours, nudges),
        "nudges": nudges,
        "is_urgent": urgent,
    }
    if await answer_waits.begin_wait(connection, question, values) and urgent != question.is_urgent:
        await carrying.refresh_card(connection, question, now)


async def _nudge(connection: AsyncConnection, question: Question, hours: OpeningHours, now: datetime) -> None:
    """Nudge once, however many were missed; while nobody is there, on the evening's own day alone."""
    before = await _wait(connection, question, question.waits_since or now)
    wait = on_its_day(before, now) or before
    by_the_event = is_by_the_event(wait, now)
    if not by_the_event and not hours.is_open(now):
        later = {"nudge_at": hours.next_opening(now)}
        await answer_waits.claim_nudge(connection, question, later)
        return
    nudges = question.nudges
    following = nudge_at(wait, hours, nudges)
    while following is not None and following <= now:
        nudges += 1
        following = nudge_at(wait, hours, nudges)
    is_nudge = nudges > question.nudges
    values = {"nudges": nudges, "nudge_at": following, "is_urgent": question.is_urgent or is_nudge}
    if await answer_waits.claim_nudge(connection, question, values) and is_nudge:
        await _tell(connection, question, wait, nudges, now, by_the_event=by_the_event)


async def _tell(
    connection: AsyncConnection,
    question: Question,
    wait: Wait,
    nudges: int,
    now: datetime,
    *,
    by_the_event: bool,
) -> None:
    if question.card_chat_id is not None:
        await owe(connection, AnswerDue(question_id=question.id), question.card_chat_id, now)
    await carrying.refresh_card(connection, question, now)
    cover: list[int] = []
    if nudges >= _COVER_FROM:
        cover = await _cover(connection, question)
        await owe_each(connection, AnswerOverdue(question_id=question.id), cover, now)
    if by_the_event and wait.event is not None:
        told = {question.member_id, question.card_chat_id, *cover}
        organisers = await _organisers(connection, wait.event, told, or_owners=nudges >= _COVER_FROM)
        notice = AnswerOverdue(question_id=question.id, for_organiser=True)
        await owe_each(connection, notice, organisers, now)


async def _cover(connection: AsyncConnection, question: Question) -> list[int]:
    """Give who is written to in private: the representatives, else the owners, who can be and are there."""
    apart = {question.member_id, await surface.find_place_id(connection)}
    apart |= await absences.list_absent(connection)
    for holders in (
        await roles.list_holders_anywhere(connection, "representative"),
        await roles.list_holders(connection, "owner", None),
    ):
        found = [one for one in await _reachable(connection, holders) if one not in apart]
        if found:
            return found
    return []


async def _organisers(
    connection: AsyncConnection, event: Event, told: set[int | None], *, or_owners: bool
) -> list[int]:
    """Give who organises an evening and is told of what is asked about it; else, at last, the owners."""
    holders = await roles.list_holders_for_event(connection, "organiser", event.chapter_id, event.id)
    organisers = await _reachable(connection, holders)
    if not organisers and or_owners:
        organisers = await _reachable(connection, await roles.list_holders(connection, "owner", None))
    return [one for one in organisers if one not in told]


async def _reachable(connection: AsyncConnection, member_ids: list[int]) -> list[int]:
    known = await members.list_members(connection, member_ids)
    return [member.id for member in known if member.reach == "reachable"]


async def _wait(connection: AsyncConnection, question: Question, since: datetime) -> Wait:
    event = None if question.event_id is None else await events.find_event(connection, question.event_id)
    return Wait(since=since, is_first=question.first_answered_at is None, event=event)
