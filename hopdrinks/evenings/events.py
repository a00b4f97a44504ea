"""The life of an event: planned, announced, cancelled, planned anew; whoever is concerned is told."""

from datetime import date, datetime, time, timedelta

from pydantic import BaseModel, ConfigDict
from sqlalchemy.ext.asyncio import AsyncConnection

from hopdrinks.notices.evenings import Announcement, AnnouncementMissed, EventCancellation, GroupCard
from hopdrinks.outbox import owe_audience, owe_each
from hopdrinks.people.chapters import list_managers
from hopdrinks.people.roles import Actor
from hopdrinks.questions import about_evenings
from hopdrinks.seats.rsvps import answers_close_at
from hopdrinks.seats.waitlist import end_calls, refresh_postings
from hopdrinks.wall_time import to_instant
from storage import chapters, events, facts, pending_changes, roles, rooms, skipped_messages
from storage.records import Chapter, Event, EventState, NamesShown, Picture, Venue

#: An evening lasts this long unless somebody says otherwise: 19:00 to 22:00.
USUAL_LENGTH = timedelta(hours=3)
#: What nobody was told of yet.
UNANNOUNCED: tuple[EventState, ...] = ("draft", "scheduled")
MOST_SEATS = 10_000
LONGEST_TEXT = 1_500
LONGEST_LENGTH = timedelta(hours=12)
#: Each person brings so many guests at most.
MOST_GUESTS = 3
#: Answers are taken at most so long after the start, or closed so long before it.
LONGEST_CLOSING = timedelta(hours=24)
_CARDS_DRAWN_AT = "cards_drawn_at"


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
    #: What is not said here is the chapter's or the usual, or as in the evening that is planned anew.
    minutes: int | None = None
    max_guests: int | None = None
    representative: str | None = None
    answers_close_after: int | None = None
    names_shown: NamesShown | None = None
    picture: Picture | None = None
    #: Telegram's id of an organiser's photo.
    picture_file_id: str | None = None


#: What an evening planned anew takes over beside what its plan says; never people, messages, feedback.
_TAKEN_OVER = (
    "max_guests", "representative", "answers_close_after", "names_shown", "picture", "picture_file_id"
)  # fmt: skip


def minutes_of(event: Event) -> int:
    """Give how long an event lasts, in minutes."""
    return (event.ends_at - event.starts_at) // timedelta(minutes=1)


async def add_draft(
    connection: AsyncConnection,
    actor: Actor,
    chapter: Chapter,
    plan: EventPlan,
    now: datetime,
    *,
    like: Event | None = None,
) -> Event:
    """Keep a planned evening as a draft; nobody is told. `like` is the evening that is planned anew.

    Raises:
        NonexistentTimeError: the clocks skip that hour on that day.
    """
    starts_at = to_instant(plan.local_date, plan.local_time, chapter.time_zone)
    usual: dict[str, object] = {"max_guests": chapter.max_guests, "names_shown": chapter.names_shown}
    if like is not None:
        usual = {name: getattr(like, name) for name in _TAKEN_OVER}
    said = {name: value for name in _TAKEN_OVER if (value := getattr(plan, name, None)) is not None}
    lasts = USUAL_LENGTH if like is None else like.ends_at - like.starts_at
    if plan.minutes is not None:
        lasts = timedelta(minutes=plan.minutes)
    event = await events.add_event(
        connection,
        usual
        | said
        | {
            "chapter_id": chapter.id,
            "venue_id": (await remember_venue(connection, chapter.id, plan.venue, now)).id,
            "state": "draft",
            "local_date": plan.local_date,
            "local_time": plan.local_time,
            "time_zone": chapter.time_zone,
            "starts_at": starts_at,
            "ends_at": starts_at + lasts,
            "capacity": plan.capacity,
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
    done = await events.claim_event_state(connection, event_id, UNANNOUNCED, values, now)
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
    if not await events.claim_event_state(connection, event_id, UNANNOUNCED, values, now):
        return False
    chapter = await chapters.get_chapter(connection, event.chapter_id)
    # Whoever announces by hand means it; what was to be left out is left out of what goes by itself.
    left_out = await skipped_messages.list_skips(connection, [event_id] if actor is None else [])
    if (event_id, "group_card") not in left_out:
        chat_ids = await rooms.list_rooms(connection, chapter.id)
        await owe_each(connection, GroupCard(event_id=event_id), chat_ids, now, expires_at=event.ends_at)
    if (event_id, "announcement") not in left_out:
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


async def refresh_cards_due(connection: AsyncConnection, now: datetime) -> None:
    """Have the cards redrawn of evenings that began, took their last answers or ended since the last time."""
    said = await facts.find_fact(connection, _CARDS_DRAWN_AT)
    last = now if said is None else datetime.fromisoformat(said)
    since = min(now, last)  # a clock put back starts anew
    drawn = False
    for event in await events.list_events_about(connection, since - LONGEST_CLOSING, now):
        moments = (event.starts_at, event.ends_at, answers_close_at(event))
        if any(since < moment <= now for moment in moments):
            await refresh_postings(connection, event.id, now)
            drawn = True
    if drawn or said is None or since < last:
        await facts.put_fact(connection, _CARDS_DRAWN_AT, now.isoformat())


async def announce_due(connection: AsyncConnection, now: datetime) -> None:
    """Announce what was scheduled for now; an evening that began meanwhile becomes a draft, as is told."""
    for event in await events.list_events_to_announce(connection, now):
        if event.starts_at <= now:
            values: dict[str, object] = {"state": "draft", "announce_at": None}
            await events.claim_event_state(connection, event.id, ("scheduled",), values, now)
            managers = await list_managers(connection, event.chapter_id)
            await owe_each(connection, AnnouncementMissed(event_id=event.id), managers, now)
        else:
            await announce(connection, None, event.id, now)


async def put_back(connection: AsyncConnection, actor: Actor, event_id: int, now: datetime) -> bool:
    """Make a draft of what is scheduled; True where this call did it."""
    values: dict[str, object] = {"state": "draft", "announce_at": None}
    done = await events.claim_event_state(connection, event_id, ("scheduled",), values, now)
    if done:
        await _write_down(connection, actor, "event.put_back", event_id, now)
    return done


async def discard(connection: AsyncConnection, actor: Actor, event_id: int, now: datetime) -> bool:
    """Delete what was never announced; True where this call did it."""
    done = await events.delete_event(connection, event_id, UNANNOUNCED)
    if done:
        await _write_down(connection, actor, "event.discard", event_id, now)
    return done


def can_be_called_off(event: Event, now: datetime) -> bool:
    """Tell whether an evening is announced and not over yet."""
    return event.state == "announced" and now < event.ends_at


async def cancel(
    connection: AsyncConnection, actor: Actor, event_id: int, now: datetime, *, reason: str = ""
) -> bool:
    """Cancel an announced event for good and tell everybody concerned; True where this call did it.

    Answers stay as they are; offers, calls and news of changes are void with it.
    """
    event = await events.lock_event(connection, event_id)
    if event is None:
        return False
    values: dict[str, object] = {
        "state": "cancelled",
        "cancelled_at": now,
        "cancel_reason": reason,
        "sequence": event.sequence + 1,
    }
    if not await events.claim_event_state(connection, event_id, ("announced",), values, now):
        return False
    await pending_changes.delete_pending_change(connection, event_id)
    await end_calls(connection, event_id, now)
    await about_evenings.evening_changed(connection, event_id, now)
    if can_be_called_off(event, now):
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


async def remember_venue(
    connection: AsyncConnection, chapter_id: int, plan: VenuePlan, now: datetime
) -> Venue:
    """Give a chapter's venue of that name and address, new where there is none yet."""
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
