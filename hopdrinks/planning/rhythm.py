"""The rhythm of a chapter: which Thursday is next, who is asked about it, and what they decide.

A date is proposed once. What was decided of it stays: a skipped date is never proposed again.
"""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from typing import Literal

from pydantic import BaseModel, ConfigDict
from sqlalchemy.ext.asyncio import AsyncConnection

from hopdrinks.evenings import events
from hopdrinks.evenings.events import EventPlan, VenuePlan
from hopdrinks.notices.evenings import DateProposal
from hopdrinks.outbox import owe_each
from hopdrinks.people.roles import Actor
from hopdrinks.planning.templates import find_usual_venue, get_template
from hopdrinks.planning.thursdays import THURSDAY, WEEK, are_close, is_bridge_day, public_holiday
from hopdrinks.wall_time import first_valid_instant, to_local
from storage import deliveries, facts, members, roles, templates
from storage import events as stored_events
from storage.records import Chapter, Event, EventState, Member, Proposal, Template

#: A date nearer than this is proposed no more: people make plans.
SHORTEST_NOTICE = WEEK
#: Organisers are asked between these hours, on the chapter's clocks.
ASKED_FROM, ASKED_UNTIL = time(10), time(20)
#: So far back an evening can set the beat: more than the slowest rhythm.
_LOOK_BACK = timedelta(weeks=52)
#: Days before a holiday on which nobody comes for a drink with colleagues, as month and day.
_EVES = frozenset({(12, 24), (12, 31)})
#: The day on which it was last looked at whether an open proposal reached anybody.
_LOOKED_AT = "rhythm.looked_at:{chapter_id}"
_ALIVE: tuple[EventState, ...] = ("draft", "scheduled", "announced")


class Decision(BaseModel):
    """What became of somebody's wish for a proposed date."""

    model_config = ConfigDict(frozen=True)

    #: `already`: somebody was quicker. `close`: an evening was planned meanwhile, less than a week away.
    verdict: Literal["drafted", "skipped", "already", "close", "no_place", "too_late", "unknown"]
    proposal: Proposal | None = None
    event: Event | None = None


def next_date(every_weeks: int, known: Collection[date], today: date, country: str) -> date:
    """Give the next Thursday of a rhythm.

    It counts from the last date there is, held, planned, proposed or skipped, and leaves out public holidays,
    bridge days, and what is less than a week from another date or tomorrow.

    Args:
        every_weeks: The rhythm.
        known: The dates of evenings, and those that were proposed whatever was decided.
        today: The date where the chapter is.
        country: ISO 3166 code of the country whose public holidays count.
    """
    last = max((day for day in known if day <= today), default=None)
    while True:
        day = _first_suitable(last, every_weeks, today, country)
        ahead = [other for other in known if (last is None or other > last) and other < day + WEEK]
        if not ahead:
            return day
        last = max(ahead)


async def find_next_date(connection: AsyncConnection, chapter: Chapter, now: datetime) -> date | None:
    """Give the date a chapter's rhythm gives next; None without a rhythm."""
    return await _next_of(connection, chapter, await get_template(connection, chapter), now)


async def propose_due(connection: AsyncConnection, now: datetime) -> None:
    """Ask organisers about the dates whose time to be proposed has come, at a civil hour, one at a time."""
    for chapter, template in await templates.list_rhythms(connection):
        local = to_local(now, chapter.time_zone)
        if not ASKED_FROM <= local.time() < ASKED_UNTIL:
            continue
        today = local.date()
        proposed = await templates.list_open_proposals(connection, chapter.id, today + SHORTEST_NOTICE)
        if proposed:
            await _ask_again(connection, chapter, proposed[0], now)
            continue
        day = await _next_of(connection, chapter, template, now)
        if day is None or day - today > timedelta(days=template.propose_days_before):
            continue
        asked = await _list_asked(connection, chapter.id, now)
        if asked and await templates.add_proposal(connection, chapter.id, day, now):
            notice = DateProposal(chapter_id=chapter.id, local_date=day)
            await owe_each(connection, notice, asked, now)
            await facts.put_fact(connection, _LOOKED_AT.format(chapter_id=chapter.id), today.isoformat())


async def _ask_again(
    connection: AsyncConnection, chapter: Chapter, proposal: Proposal, now: datetime
) -> None:
    """Ask anew about a date of which no question arrived: looked at once a day, never on the first."""
    looked_at = _LOOKED_AT.format(chapter_id=chapter.id)
    today = to_local(now, chapter.time_zone).date().isoformat()
    if await facts.find_fact(connection, looked_at) == today:
        return
    await facts.put_fact(connection, looked_at, today)
    notice = DateProposal(chapter_id=chapter.id, local_date=proposal.local_date)
    outcomes = await deliveries.list_outcomes_of(connection, DateProposal.__name__, notice.model_dump_json())
    if outcomes and outcomes <= {"failed", "skipped"}:
        await owe_each(connection, notice, await _list_asked(connection, chapter.id, now), now)


async def draft(
    connection: AsyncConnection,
    actor: Actor,
    chapter: Chapter,
    day: date,
    now: datetime,
    *,
    venue: VenuePlan | None = None,
) -> Decision:
    """Make a draft of a proposed date from the chapter's template; the first of several organisers wins.

    `venue` is the place where neither the template nor an earlier evening says one.
    """
    settled = await _settled(connection, chapter, day, now)
    if settled is not None:
        return settled
    template = await get_template(connection, chapter)
    place = venue or await find_usual_venue(connection, template)
    if place is None:
        return Decision(verdict="no_place")
    starts_at = first_valid_instant(day, template.local_time, chapter.time_zone)
    if starts_at <= now:
        return Decision(verdict="too_late")
    values: dict[str, object] = {"state": "drafted", "decided_by": actor.member_id}
    if not await templates.claim_proposal(connection, chapter.id, day, values):
        return await _settled(connection, chapter, day, now) or Decision(verdict="unknown")
    local = to_local(starts_at, chapter.time_zone)
    plan = EventPlan(
        local_date=local.date(),
        local_time=local.time(),
        venue=place,
        capacity=chapter.default_capacity,
        text=template.text,
        minutes=template.minutes,
    )
    event = await events.add_draft(connection, actor, chapter, plan, now)
    await templates.name_draft(connection, chapter.id, day, event.id)
    return Decision(verdict="drafted", event=event)


async def skip(
    connection: AsyncConnection, actor: Actor, chapter: Chapter, day: date, now: datetime
) -> Decision:
    """Leave a proposed date out for good."""
    values: dict[str, object] = {"state": "skipped", "decided_by": actor.member_id}
    if await templates.claim_proposal(connection, chapter.id, day, values):
        await roles.add_audit(
            connection,
            actor_id=actor.member_id,
            action="rhythm.skip",
            subject=f"chapter:{chapter.id}",
            detail=day.isoformat(),
            now=now,
        )
        return Decision(verdict="skipped")
    return await _decided(connection, chapter, day) or Decision(verdict="unknown")


async def _settled(
    connection: AsyncConnection, chapter: Chapter, day: date, now: datetime
) -> Decision | None:
    """Give what stands in the way of a draft: a decision, or an evening that is close."""
    decided = await _decided(connection, chapter, day)
    if decided is not None:
        return decided
    for event in await stored_events.list_upcoming_events(connection, [chapter.id], now, _ALIVE):
        if are_close(event.local_date, day):
            return Decision(verdict="close", event=event)
    return None


async def _decided(connection: AsyncConnection, chapter: Chapter, day: date) -> Decision | None:
    proposal = await templates.find_proposal(connection, chapter.id, day)
    if proposal is None:
        return Decision(verdict="unknown")
    if proposal.state == "proposed":
        return None
    event_id = proposal.event_id
    event = None if event_id is None else await stored_events.find_event(connection, event_id)
    return Decision(verdict="already", proposal=proposal, event=event)


async def _next_of(
    connection: AsyncConnection, chapter: Chapter, template: Template, now: datetime
) -> date | None:
    if template.every_weeks is None:
        return None
    today = to_local(now, chapter.time_zone).date()
    known = await templates.list_dates(connection, chapter.id, today - _LOOK_BACK)
    return next_date(template.every_weeks, known, today, chapter.country)


async def _list_asked(connection: AsyncConnection, chapter_id: int, now: datetime) -> list[int]:
    """Give the organisers of a chapter who may be written to; the owners where there is none."""
    organisers = await roles.list_holders(connection, "organiser", chapter_id)
    everywhere = await roles.list_holders(connection, "organiser", None)
    owners = await roles.list_holders(connection, "owner", None)
    for asked in ({*organisers, *everywhere}, set(owners)):
        known = await members.list_members(connection, asked) if asked else []
        willing = sorted(member.id for member in known if _may_be_asked(member, now))
        if willing:
            return willing
    return []


def _may_be_asked(member: Member, now: datetime) -> bool:
    pauses = member.paused_until is not None and now < member.paused_until
    return member.reach == "reachable" and member.stopped_at is None and not pauses


def _first_suitable(last: date | None, every_weeks: int, today: date, country: str) -> date:
    earliest = today + SHORTEST_NOTICE
    if last is not None:
        earliest = max(earliest, last + every_weeks * WEEK)
    day = earliest + timedelta(days=(THURSDAY - earliest.weekday()) % 7)
    while not _suits(day, country):
        day += WEEK
    return day


def _suits(day: date, country: str) -> bool:
    if (day.month, day.day) in _EVES:
        return False
    try:
        return public_holiday(day, country) is None and not is_bridge_day(day, country)
    except NotImplementedError:  # a country whose holidays nobody knows has ordinary Thursdays
        return True
