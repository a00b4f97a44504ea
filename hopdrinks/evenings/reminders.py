"""Reminding people of an evening: the right ones, once, in time or not at all."""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime, time, timedelta

from pydantic import BaseModel, ConfigDict
from sqlalchemy.ext.asyncio import AsyncConnection

from hopdrinks.evenings.event_edits import FAR
from hopdrinks.evenings.reminder_times import LONGEST_LEAD, REMINDER_KINDS, ReminderKind, due_at, void_at
from hopdrinks.notices.base import Notice
from hopdrinks.notices.reminders import Nudge, Reminder
from hopdrinks.outbox import as_row
from hopdrinks.quiet import is_quiet, must_wait
from hopdrinks.seats.rsvps import why_closed
from hopdrinks.wall_time import first_valid_instant
from storage import deliveries, events, reminders, rsvps, skipped_messages
from storage.audiences import CAP, CAPPED_FOR
from storage.records import Event, Member, RsvpState

#: No reminder falls due earlier before its event than this.
_EARLIEST = LONGEST_LEAD + timedelta(days=1)
#: How far ahead the next reminder is looked for; events are planned no further.
_FAR = timedelta(days=600)
#: Nobody gets two reminders closer together than this.
_APART = timedelta(minutes=60)
#: How many one transaction reminds, so that taps get their turn in between.
_CHUNK = 500
#: Nobody is nudged sooner after the announcement than this.
_NUDGED_AFTER = timedelta(days=7)
_EVER = (datetime(1970, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC))
#: Which choices of reminders bring which kind; a nudge is none of them: it comes with following a chapter.
_CHOICES: dict[ReminderKind, tuple[str, ...]] = {
    "decide": ("day_before", "three_hours", "both", "own"),
    "day_before": ("day_before", "both"),
    "still_waiting": ("day_before", "three_hours", "both", "own"),
    "three_hours": ("three_hours", "both"),
    "own": ("own",),
}


class DueReminder(BaseModel):
    """A kind of reminder of one event, with the instants between which it is of use."""

    model_config = ConfigDict(frozen=True)

    event: Event
    kind: ReminderKind
    due_at: datetime
    void_at: datetime


async def remind_due(connection: AsyncConnection, now: datetime) -> bool:
    """Owe the reminders that are due, one chunk of members at a time; True while more may be due.

    The ledger entry and the delivery commit together, so a kill in between reminds nobody twice.
    """
    for reminder in await _list_ahead(connection, now, _EARLIEST):
        if not reminder.due_at <= now < reminder.void_at:
            continue
        members = await _find_chunk(connection, reminder, now)
        if members:
            await _remind(connection, reminder, members, now)
            return True
    return False


async def find_next_due_at(connection: AsyncConnection, now: datetime) -> datetime | None:
    """Give the next instant a reminder falls due; those at a lead time of one's own need no ring."""
    ahead = [
        reminder.due_at
        for reminder in await _list_ahead(connection, now, _FAR)
        if reminder.due_at > now and reminder.kind != "own"
    ]
    return min(ahead, default=None)


async def find_next_said_at(
    connection: AsyncConnection, now: datetime, member_ids: Collection[int]
) -> datetime | None:
    """Give the next instant at which one of some members is reminded, if nothing changes until then."""
    moments: list[datetime] = []
    for reminder in await _list_ahead(connection, now, _FAR):
        everybody = await list_expected(connection, reminder, now)
        expected = [member for member in everybody if member.id in member_ids]
        if reminder.kind == "own":
            leads = [timedelta(minutes=member.remind_minutes or 0) for member in expected]
            moments += [reminder.event.starts_at - lead for lead in leads]
        elif expected:
            moments.append(reminder.due_at)
    return min((moment for moment in moments if moment > now), default=None)


def list_reminders(event: Event) -> list[DueReminder]:
    """Give every kind of reminder there may be of an announced event, the first due first."""
    ahead = [
        DueReminder(
            event=event, kind=kind, due_at=_due_at(event, kind), void_at=void_at(kind, event.starts_at)
        )
        for kind in REMINDER_KINDS
    ]
    return sorted((one for one in ahead if one.due_at < one.void_at), key=lambda one: one.due_at)


async def list_expected(connection: AsyncConnection, reminder: DueReminder, now: datetime) -> list[Member]:
    """Give everybody whom a reminder would reach if nothing changed until it is due."""
    at = reminder.void_at - timedelta(minutes=1) if reminder.kind == "own" else max(now, reminder.due_at)
    found: list[Member] = []
    while page := await _list_page(connection, reminder, at, found[-1].id if found else 0, apart=False):
        found += [member for member, _ in page]
    return found


def wants(member: Member, kind: ReminderKind, now: datetime) -> bool:
    """Tell whether a member wants such a reminder at an instant."""
    if member.stopped_at is not None or (member.paused_until is not None and now < member.paused_until):
        return False
    return kind == "nudge" or member.reminders in _CHOICES[kind]


def reminded_states(
    kind: ReminderKind, event: Event, free: int | None, now: datetime
) -> tuple[RsvpState, ...]:
    """Give whom a kind of reminder is for, by their answer; `free` seats, None: as many as come.

    Whoever may come is reminded only while they can say so, and shortly before only where a seat is left.
    """
    may_come_still = why_closed(event, now) is None
    match kind:
        case "decide":
            return ("maybe",) if may_come_still else ()
        case "still_waiting":
            return ("waitlisted",)
        case "three_hours" | "own" if may_come_still and (free is None or free > 0):
            return ("going", "maybe")
        case _:
            return ("going",)


def same_start(event: Event) -> tuple[datetime, datetime]:
    """Give the starts between which an evening may have moved without being one to remind of anew."""
    day = [
        first_valid_instant(event.local_date + timedelta(days=ahead), time(0), event.time_zone)
        for ahead in (0, 1)
    ]
    last = day[1] - timedelta(microseconds=1)
    return max(event.starts_at - FAR, day[0]), min(event.starts_at + FAR, last)


async def _find_chunk(connection: AsyncConnection, reminder: DueReminder, now: datetime) -> list[Member]:
    """Give the next members whose turn it is; whoever sleeps holds up nobody."""
    after_id = 0
    while True:
        page = await _list_page(connection, reminder, now, after_id)
        found = [member for member, since in page if _is_turn(reminder, member, since, now)]
        if found or len(page) < _CHUNK:
            return found
        after_id = page[-1][0].id


async def _list_page(
    connection: AsyncConnection, reminder: DueReminder, now: datetime, after_id: int, *, apart: bool = True
) -> Sequence[tuple[Member, datetime | None]]:
    event, kind = reminder.event, reminder.kind
    search = reminders.Search(
        event=event,
        kind=kind,
        now=now,
        # Nobody is nudged to come twice, however often the evening moves.
        starts=_EVER if kind == "nudge" else same_start(event),
        apart=(now - _APART, now + _APART) if apart else (now, now),
        after_id=after_id,
        limit=_CHUNK,
    )
    free = await _count_free(connection, event)
    if kind != "nudge":
        states = reminded_states(kind, event, free, now)
        return await reminders.list_answered(connection, search, states, _CHOICES[kind])
    if free is not None and free <= 0:
        return []
    unasked = (now - CAPPED_FOR, now + CAPPED_FOR)
    found = await reminders.list_unanswered(connection, search, unasked, CAP)
    return [(member, None) for member in found]


def _is_turn(reminder: DueReminder, member: Member, since: datetime | None, now: datetime) -> bool:
    """Tell whether a member is reminded now: not if they answered since, nor while they sleep.

    Nor if it was due, by the new start, before that was decided: the news of it says all that this would.
    """
    event = reminder.event
    if since is None:
        return not is_quiet(member, event.time_zone, now)
    due = reminder.due_at
    if reminder.kind == "own":
        due = event.starts_at - timedelta(minutes=member.remind_minutes or 0)
    told_at = since if event.start_moved_at is None else max(since, event.start_moved_at)
    return told_at < due and not must_wait(member, event, now)


async def _count_free(connection: AsyncConnection, event: Event) -> int | None:
    if event.capacity is None:
        return None
    counts = await rsvps.get_counts(connection, event.id)
    return event.capacity - counts.seats_used


def _due_at(event: Event, kind: ReminderKind) -> datetime:
    due = due_at(kind, event.local_date, event.local_time, event.time_zone)
    if kind != "nudge" or event.announced_at is None:
        return due
    return max(due, event.announced_at + _NUDGED_AFTER)


async def _list_ahead(connection: AsyncConnection, now: datetime, within: timedelta) -> list[DueReminder]:
    """Give the reminders of the evenings to come, without those that an organiser leaves out."""
    coming = await events.list_events_starting(connection, now, now + within)
    left_out = await skipped_messages.list_skips(connection, [event.id for event in coming])
    return [
        reminder
        for event in coming
        for reminder in list_reminders(event)
        if (event.id, reminder.kind) not in left_out
    ]


async def _remind(
    connection: AsyncConnection, reminder: DueReminder, members: list[Member], now: datetime
) -> None:
    event, kind = reminder.event, reminder.kind
    ids = [member.id for member in members]
    await reminders.add_reminders(connection, event, kind, ids, now)
    notice: Notice = Reminder(event_id=event.id, kind=kind, starts_at=event.starts_at)
    if kind == "nudge":
        notice = Nudge(event_id=event.id)
    rows = [as_row(notice, member_id, now, expires_at=reminder.void_at) for member_id in ids]
    await deliveries.add_deliveries(connection, rows)
