"""Every automatic message of an evening: when it goes, to how many, what went already, what is left out."""

from collections import Counter
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict
from sqlalchemy.ext.asyncio import AsyncConnection

from hopdrinks.evenings.events import UNANNOUNCED
from hopdrinks.evenings.reminder_times import REMINDER_KINDS, ReminderKind
from hopdrinks.evenings.reminders import DueReminder, list_expected, list_reminders, same_start
from hopdrinks.notices.registry import read_notice
from hopdrinks.notices.reminders import Nudge, Reminder
from hopdrinks.people.roles import Actor
from storage import deliveries, fanouts, reminders, roles, rooms, skipped_messages
from storage.records import Event

MessageKind = Literal["announcement", "group_card"] | ReminderKind
#: What is sent when an evening is announced, by the notice's name.
_ANNOUNCING: dict[MessageKind, str] = {"announcement": "Announcement", "group_card": "GroupCard"}
MESSAGE_KINDS: tuple[MessageKind, ...] = (*_ANNOUNCING, *REMINDER_KINDS)


class Planned(BaseModel):
    """One kind of message of an evening."""

    model_config = ConfigDict(frozen=True)

    kind: MessageKind
    #: When it is due, or was; None for the announcement of a draft.
    due_at: datetime | None
    #: Whether anybody can get it still.
    is_ahead: bool
    left_out: bool
    #: How many would get it still, as things stand.
    expected: int
    sent: int = 0
    #: Of those, how many may not have got it.
    unclear: int = 0


async def list_planned(connection: AsyncConnection, event: Event, now: datetime) -> list[Planned]:
    """Give every automatic message of an evening, in the order in which they go."""
    skips = {kind for _, kind in await skipped_messages.list_skips(connection, [event.id])}
    outcomes = await _count_outcomes(connection, event)
    announcing = [
        Planned(
            kind=kind,
            due_at=event.announced_at or event.announce_at,
            is_ahead=event.state in UNANNOUNCED and event.starts_at > now,
            left_out=kind in skips,
            expected=await _count_announced_to(connection, event, kind),
            **_sent(outcomes, kind),
        )
        for kind in _ANNOUNCING
    ]
    return announcing + [
        Planned(
            kind=reminder.kind,
            due_at=reminder.due_at,
            is_ahead=event.state != "cancelled" and now < reminder.void_at,
            left_out=reminder.kind in skips,
            expected=len(await list_expected(connection, reminder, now)),
            **_sent(outcomes, reminder.kind),
        )
        for reminder in list_planned_reminders(event)
    ]


def list_planned_reminders(event: Event) -> list[DueReminder]:
    """Give the reminders of an evening that need not be announced yet: as if it were when it is to be."""
    if event.announced_at is None:
        event = event.model_copy(update={"announced_at": event.announce_at})
    return list_reminders(event)


async def leave_out(
    connection: AsyncConnection, actor: Actor, event: Event, kind: MessageKind, now: datetime
) -> bool:
    """Have a kind of message not sent; True where this call did it."""
    done = await skipped_messages.add_skip(connection, event.id, kind, actor.member_id, now)
    if done:
        await _write_down(connection, actor, "message.leave_out", event, kind, now)
    return done


async def send_after_all(
    connection: AsyncConnection, actor: Actor, event: Event, kind: MessageKind, now: datetime
) -> bool:
    """Have a kind of message sent that was to be left out; True where this call did it."""
    done = await skipped_messages.delete_skip(connection, event.id, kind)
    if done:
        await _write_down(connection, actor, "message.send_after_all", event, kind, now)
    return done


async def _count_announced_to(connection: AsyncConnection, event: Event, kind: MessageKind) -> int:
    if event.state not in UNANNOUNCED:
        return 0
    if kind == "group_card":
        return len(await rooms.list_rooms(connection, event.chapter_id))
    return await fanouts.count_audience(connection, "followers", chapter_id=event.chapter_id)


async def _count_outcomes(connection: AsyncConnection, event: Event) -> dict[str, Counter[str]]:
    """Count what became of an evening's messages by kind; what is long gone, by the ledger alone."""
    found: dict[str, Counter[str]] = {}
    kinds = {notice: kind for kind, notice in _ANNOUNCING.items()} | {Nudge.__name__: "nudge"}
    names = [*kinds, Reminder.__name__]
    first, last = same_start(event)
    for name, payload, state, count in await deliveries.count_outcomes(connection, event.id, names):
        notice = read_notice(name, payload)
        if isinstance(notice, Reminder) and not first <= notice.starts_at <= last:
            continue  # it reminded of a start that is none any more
        kind = notice.kind if isinstance(notice, Reminder) else kinds[name]
        found.setdefault(kind, Counter())[state] += count
    for reminded, count in (await reminders.count_reminded(connection, event.id, (first, last))).items():
        found.setdefault(reminded, Counter({"sent": count}))
    return found


def _sent(outcomes: dict[str, Counter[str]], kind: str) -> dict[str, int]:
    states = outcomes.get(kind, Counter())
    unclear = states["uncertain"] + states["failed"]
    return {"sent": states["sent"] + states["queued"] + states["sending"] + unclear, "unclear": unclear}


async def _write_down(
    connection: AsyncConnection, actor: Actor, action: str, event: Event, kind: str, now: datetime
) -> None:
    await roles.add_audit(
        connection,
        actor_id=actor.member_id,
        action=action,
        subject=f"event:{event.id}",
        detail=kind,
        now=now,
    )
