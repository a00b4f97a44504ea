"""The life of an event: planned, announced, changed, cancelled; whoever is concerned is told."""

from datetime import date, datetime, time, timedelta

from pydantic import BaseModel, ConfigDict
from sqlalchemy.ext.asyncio import AsyncConnection

from hopdrinks.notices import Announcement, EventCancellation, EventChange, GroupCard
from hopdrinks.outbox import owe_audience, owe_each
from hopdrinks.roles import Actor
from hopdrinks.waitlist import OFFERED_UNTIL, refresh_postings, settle
from hopdrinks.wall_time import to_instant
from storage import chapters, events, roles, rooms, rsvps
from storage.records import Chapter, Event, EventState, Venue

#: An evening lasts this long unless somebody says otherwise: 19:00 to 22:00.
USUAL_LENGTH = timedelta(hours=3)
MOST_SEATS = 10_000
LONGEST_TEXT = 1_500


class VenuePlan(BaseModel):
    """A place as an organiser names it."""

    model_config = ConfigDict(frozen=True)

    name: str
    address: str = ""
    latitude: float | None = None
    longitude: float | None = None


class EventPlan(BaseModel):
    """What an organiser decides of an evening. `capacity` None: as many as come."""

    model_config = ConfigDict(frozen=True)

    local_date: date
    local_time: time
    venue: VenuePlan
    capacity: int | None
    text: str = ""


async def add_draft(
    connection: AsyncConnection, actor: Actor, chapter: Chapter, plan: EventPlan, now: datetime
) -> Event:
    """Keep a planned evening as a draft; nobody is told.

    Raises:
        NonexistentTimeError: the clocks skip that hour on that day.
    """
    starts_at = to_instant(plan.local_date, plan.local_time, chapter.time_zone)
    event = await events.add_event(
        connection,
        {
            "chapter_id": chapter.id,
            "venue_id": (await _remember_venue(connection, chapter.id, plan.venue, now)).id,
            "state": "draft",
            "local_date": plan.local_date,
            "local_time": plan.local_time,
            "time_zone": chapter.time_zone,
            "starts_at": starts_at,
            "ends_at": starts_at + USUAL_LENGTH,
            "capacity": plan.capacity,
            "max_guests": chapter.max_guests,
            "text": plan.text,
            "created_by": actor.member_id,
            "created_at": now,
            "changed_at": now,
        },
    )
    await _write_down(connection, actor, "event.draft", event.id, now)
    return event


async def schedule(
    connection: AsyncConnection, actor: Actor, event_id: int, announce_at: datetime, now: datetime
) -> bool:
    """Have a draft announced at an instant; True where it was a draft or scheduled otherwise."""
    values: dict[str, object] = {"state": "scheduled", "announce_at": announce_at}
    done = await events.claim_event_state(connection, event_id, ("draft", "scheduled"), values, now)
    if done:
        await _write_down(connection, actor, "event.schedule", event_id, now)
    return done


async def announce(connection: AsyncConnection, actor: Actor | None, event_id: int, now: datetime) -> bool:
    """Announce an event to its chapter's followers, group and channel; True where this call did it.

    An evening that is over is announced to nobody.
    """
    event = await events.find_event(connection, event_id)
    if event is None or event.ends_at <= now:
        return False
    values: dict[str, object] = {"state": "announced", "announced_at": now, "announce_at": None}
    if not await events.claim_event_state(connection, event_id, ("draft", "scheduled"), values, now):
        return False
    chapter = await chapters.get_chapter(connection, event.chapter_id)
    chat_ids = await rooms.list_rooms(connection, chapter.id)
    await owe_each(connection, GroupCard(event_id=event_id), chat_ids, now, expires_at=event.ends_at)
    await owe_audience(
        connection,
        Announcement(event_id=event_id),
        "followers",
        now,
        chapter_id=chapter.id,
        event_id=event_id,
    )
    await _write_down(connection, actor, "event.announce", event_id, now)
    return True


async def announce_due(connection: AsyncConnection, now: datetime) -> None:
    """Announce what was scheduled for now; an evening that began meanwhile stays a draft."""
    for event in await events.list_events_to_announce(connection, now):
        if event.starts_at <= now:
            values: dict[str, object] = {"state": "draft", "announce_at": None}
            await events.claim_event_state(connection, event.id, ("scheduled",), values, now)
        else:
            await announce(connection, None, event.id, now)


class EventEdit(BaseModel):
    """What an organiser changes; what is not set stays as it is."""

    model_config = ConfigDict(frozen=True)

    local_date: date | None = None
    local_time: time | None = None
    venue: VenuePlan | None = None
    capacity: int | None = None
    text: str | None = None


async def edit(
    connection: AsyncConnection, actor: Actor, event_id: int, change: EventEdit, now: datetime
) -> Event | None:
    """Change an event and give it as it is now; None where it cannot be changed any more.

    Whoever has a stake in it is told old and new where date, time or place changed. Seats that came free are
    given to those who wait; fewer seats than people evict nobody.

    Raises:
        NonexistentTimeError: the clocks skip that hour on that day.
    """
    before = await events.lock_event(connection, event_id)
    if before is None or before.state == "cancelled" or before.ends_at <= now:
        return None
    values: dict[str, object] = {}
    if change.local_date is not None or change.local_time is not None:
        local_date = change.local_date or before.local_date
        local_time = change.local_time or before.local_time
        starts_at = to_instant(local_date, local_time, before.time_zone)
        ends_at = starts_at + (before.ends_at - before.starts_at)
        values |= {
            "local_date": local_date,
            "local_time": local_time,
            "starts_at": starts_at,
            "ends_at": ends_at,
        }
    if change.venue is not None:
        values["venue_id"] = (await _remember_venue(connection, before.chapter_id, change.venue, now)).id
    if "capacity" in change.model_fields_set:
        values["capacity"] = change.capacity
    if change.text is not None:
        values["text"] = change.text
    after = await events.update_event(connection, event_id, values, now)
    await _tell_of_change(connection, actor, before, after, now)
    if after.starts_at < before.starts_at:
        await rsvps.shorten_offers(connection, event_id, after.starts_at - OFFERED_UNTIL)
    await settle(connection, after, now)
    await _write_down(connection, actor, "event.edit", event_id, now)
    return after


async def cancel(connection: AsyncConnection, actor: Actor, event_id: int, now: datetime) -> bool:
    """Cancel an event for good and tell everybody concerned; True where this call did it."""
    event = await events.lock_event(connection, event_id)
    values: dict[str, object] = {"state": "cancelled", "cancelled_at": now, "announce_at": None}
    alive: tuple[EventState, ...] = ("draft", "scheduled", "announced")
    if event is None or not await events.claim_event_state(connection, event_id, alive, values, now):
        return False
    if event.state == "announced" and now < event.ends_at:
        await owe_audience(
            connection,
            EventCancellation(event_id=event_id),
            "concerned",
            now,
            chapter_id=event.chapter_id,
            event_id=event_id,
            except_id=actor.member_id,
        )
        await refresh_postings(connection, event_id, now)
    await _write_down(connection, actor, "event.cancel", event_id, now)
    return True


async def _tell_of_change(
    connection: AsyncConnection, actor: Actor, before: Event, after: Event, now: datetime
) -> None:
    if after.state != "announced":
        return
    if (before.starts_at, before.venue_id) == (after.starts_at, after.venue_id):
        return
    await owe_audience(
        connection,
        EventChange(
            event_id=before.id,
            local_date=before.local_date,
            local_time=before.local_time,
            venue_id=before.venue_id,
        ),
        "concerned",
        now,
        chapter_id=before.chapter_id,
        event_id=before.id,
        except_id=actor.member_id,
    )


async def _remember_venue(
    connection: AsyncConnection, chapter_id: int, plan: VenuePlan, now: datetime
) -> Venue:
    return await chapters.add_venue(
        connection,
        chapter_id=chapter_id,
        name=plan.name,
        address=plan.address,
        latitude=plan.latitude,
        longitude=plan.longitude,
        now=now,
    )


async def _write_down(
    connection: AsyncConnection, actor: Actor | None, action: str, event_id: int, now: datetime
) -> None:
    actor_id = None if actor is None else actor.member_id
    await roles.add_audit(
        connection, actor_id=actor_id, action=action, subject=f"event:{event_id}", detail="", now=now
    )
