"""Changing an evening: what an organiser may change of it, and what follows from that."""

from datetime import date, datetime, time, timedelta

from pydantic import BaseModel, ConfigDict
from sqlalchemy.ext.asyncio import AsyncConnection

from hopdrinks.evenings.event_news import keep_silent_about, matters, tell_of_change
from hopdrinks.evenings.events import VenuePlan, remember_venue
from hopdrinks.people.roles import Actor
from hopdrinks.questions import about_evenings
from hopdrinks.seats.waitlist import OFFERED_UNTIL, end_calls, phase_of, settle
from hopdrinks.wall_time import to_instant
from storage import events, roles, rsvps
from storage.records import Event, NamesShown, Picture

#: Whoever said that they come is asked again where the start moves by more than this.
FAR = timedelta(hours=2)


class EventEdit(BaseModel):
    """What an organiser changes; what is not set stays as it is. `minutes` is how long the evening lasts."""

    model_config = ConfigDict(frozen=True)

    local_date: date | None = None
    local_time: time | None = None
    minutes: int | None = None
    venue: VenuePlan | None = None
    #: None, where set: as many as come.
    capacity: int | None = None
    max_guests: int | None = None
    text: str | None = None
    representative: str | None = None
    answers_close_after: int | None = None
    names_shown: NamesShown | None = None
    picture: Picture | None = None
    #: Telegram's id of an organiser's photo.
    picture_file_id: str | None = None


#: What is written as it is given.
_PLAIN = (
    "max_guests", "text", "representative", "answers_close_after", "names_shown", "picture", "picture_file_id"
)  # fmt: skip


#: What follows from a change and is none.
_NOT_CHOSEN = frozenset({"sequence", "is_hand_edited", "start_moved_at"})


async def edit(
    connection: AsyncConnection,
    actor: Actor,
    event_id: int,
    change: EventEdit,
    now: datetime,
    *,
    tell: bool = True,
    by_hand: bool = True,
) -> Event | None:
    """Change an event and give it as it is now; None where it cannot be changed any more.

    Whoever has a stake in it is told old and new of what matters, unless told not to `tell`. Seats that came
    free are given to those who wait; fewer seats than people evict nobody. `by_hand` is False where a
    template's change is carried over.

    Raises:
        NonexistentTimeError: the clocks skip that hour on that day.
    """
    before = await events.lock_event(connection, event_id)
    if before is None or is_closed(before, now):
        return None
    values = await _values(connection, before, change, now)
    values = {name: value for name, value in values.items() if value != getattr(before, name)}
    if not values:
        return before
    if {"starts_at", "ends_at", "venue_id"} & set(values):
        values["sequence"] = before.sequence + 1
    if by_hand:
        values["is_hand_edited"] = True
    if tell and before.state == "announced" and "starts_at" in values:
        values["start_moved_at"] = now
    after = await events.update_event(connection, event_id, values, now)
    await _follow_start(connection, before, after, now)
    if after.state == "announced" and matters(before, after):
        if tell:
            await tell_of_change(connection, actor, before, after, now)
        else:
            await keep_silent_about(connection, before, after)
    await settle(connection, after, now)
    await roles.add_audit(
        connection,
        actor_id=actor.member_id,
        action="event.edit",
        subject=f"event:{event_id}",
        detail=", ".join(sorted(set(values) - _NOT_CHOSEN)),
        now=now,
    )
    return after


def is_closed(event: Event, now: datetime) -> bool:
    """Tell whether an evening cannot be changed any more."""
    return event.state == "cancelled" or event.ends_at <= now


def moves_far(before: datetime, after: datetime, before_day: date, after_day: date) -> bool:
    """Tell whether a start moves so far that whoever comes is asked whether it still suits them."""
    return before_day != after_day or abs(after - before) > FAR


async def _values(
    connection: AsyncConnection, before: Event, change: EventEdit, now: datetime
) -> dict[str, object]:
    given = change.model_fields_set
    values: dict[str, object] = {
        name: value for name in _PLAIN if name in given and (value := getattr(change, name)) is not None
    }
    if {"local_date", "local_time", "minutes"} & given:
        local_date = change.local_date or before.local_date
        local_time = change.local_time or before.local_time
        starts_at = to_instant(local_date, local_time, before.time_zone)
        lasts = before.ends_at - before.starts_at
        ends_at = starts_at + (lasts if change.minutes is None else timedelta(minutes=change.minutes))
        values |= {"local_date": local_date, "local_time": local_time}
        values |= {"starts_at": starts_at, "ends_at": ends_at}
    if change.venue is not None:
        values["venue_id"] = (await remember_venue(connection, before.chapter_id, change.venue, now)).id
    if "capacity" in given:
        values["capacity"] = change.capacity
    return values


async def _follow_start(connection: AsyncConnection, before: Event, after: Event, now: datetime) -> None:
    """Have offers end before the new start; confirmations of the old one and calls to it count no more.

    Answers to questions about it are due by the new start.
    """
    if after.starts_at != before.starts_at:
        await about_evenings.evening_changed(connection, after.id, now)
    if after.starts_at < before.starts_at:
        await rsvps.shorten_offers(connection, after.id, after.starts_at - OFFERED_UNTIL)
    if moves_far(before.starts_at, after.starts_at, before.local_date, after.local_date):
        await rsvps.clear_confirmations(connection, after.id)
    if after.starts_at != before.starts_at and phase_of(after, now) in ("given", "offered"):
        await end_calls(connection, after.id, now)
