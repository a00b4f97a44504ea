"""Reminding those who come: the right people, once, in time or not at all."""

from datetime import datetime, timedelta

from pydantic import BaseModel, ConfigDict
from sqlalchemy.ext.asyncio import AsyncConnection

from hopdrinks.notices import Reminder
from hopdrinks.outbox import as_row
from hopdrinks.reminder_times import REMINDER_KINDS, ReminderKind, due_at, void_at
from storage import deliveries, events, reminders
from storage.records import Event

#: No reminder falls due earlier before its event than this.
_EARLIEST = timedelta(days=2)
#: How far ahead the next reminder is looked for; events are planned no further.
_FAR = timedelta(days=600)
#: Nobody gets two reminders closer together than this.
_APART = timedelta(minutes=60)
#: How many one transaction reminds, so that taps get their turn in between.
_CHUNK = 500


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
        members = await reminders.list_to_remind(
            connection, reminder.event, reminder.kind, reminder.due_at, (now - _APART, now + _APART), _CHUNK
        )
        if members:
            await _remind(connection, reminder, members, now)
            return True
    return False


async def find_next_due_at(connection: AsyncConnection, now: datetime) -> datetime | None:
    """Give the next instant a reminder falls due."""
    ahead = [
        reminder.due_at for reminder in await _list_ahead(connection, now, _FAR) if reminder.due_at > now
    ]
    return min(ahead, default=None)


async def _remind(
    connection: AsyncConnection, reminder: DueReminder, members: list[int], now: datetime
) -> None:
    event = reminder.event
    await reminders.add_reminders(connection, event, reminder.kind, members, now)
    notice = Reminder(event_id=event.id, kind=reminder.kind, starts_at=event.starts_at)
    rows = [as_row(notice, member_id, now, expires_at=reminder.void_at) for member_id in members]
    await deliveries.add_deliveries(connection, rows)


async def _list_ahead(connection: AsyncConnection, now: datetime, within: timedelta) -> list[DueReminder]:
    return [
        DueReminder(
            event=event,
            kind=kind,
            due_at=due_at(kind, event.local_date, event.local_time, event.time_zone),
            void_at=void_at(kind, event.starts_at),
        )
        for event in await events.list_events_starting(connection, now, now + within)
        for kind in REMINDER_KINDS
    ]
