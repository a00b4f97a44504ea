"""The answers of a form about an evening, whether a new one is planned or an old one changed."""

from datetime import date, datetime, time, timedelta
from typing import Literal

from markupsafe import Markup
from pydantic import BaseModel, ConfigDict

from handlers.context import Context
from handlers.evenings.event_facts import gather
from handlers.evenings.views.event_card import EventFacts
from handlers.planning.views import evening_questions as views
from hopdrinks.evenings.events import USUAL_LENGTH, EventPlan, VenuePlan, minutes_of
from hopdrinks.wall_time import first_valid_instant, to_local
from storage.records import Chapter, Counts, Event, NamesShown, Picture, Venue

Field = Literal["date", "place", "seats", "text", "length", "guests", "host", "closing", "names", "picture"]
#: Which answers each question gives.
_ANSWERS: dict[Field, tuple[str, ...]] = {
    "date": ("local_date", "local_time"),
    "place": ("venue",),
    "seats": ("seats",),
    "text": ("text",),
    "length": ("minutes",),
    "guests": ("max_guests",),
    "host": ("representative",),
    "closing": ("answers_close_after",),
    "names": ("names_shown",),
    "picture": ("picture", "picture_file_id"),
}


class Position(BaseModel):
    """A position that has no name yet, in degrees."""

    model_config = ConfigDict(frozen=True)

    latitude: float
    longitude: float


class Evening(BaseModel):
    """What is answered so far; None: not yet."""

    model_config = ConfigDict(frozen=True)

    chapter_id: int
    time_zone: str
    #: The event that is changed, and in what; None for a new one.
    event_id: int | None = None
    changing: Field | None = None
    #: The event's version that whoever changes it has seen.
    seen: int = 0
    #: The event that is planned anew.
    like: int | None = None
    local_date: date | None = None
    local_time: time | None = None
    venue: VenuePlan | None = None
    position: Position | None = None
    seats_given: bool = False
    #: None, once given: as many as come.
    seats: int | None = None
    text: str | None = None
    minutes: int | None = None
    max_guests: int | None = None
    representative: str | None = None
    answers_close_after: int | None = None
    names_shown: NamesShown | None = None
    picture: Picture | None = None
    #: Telegram's id of a photo that was sent.
    picture_file_id: str | None = None
    #: The part of a text that was far too long: Telegram cuts such a text into several messages.
    overlong: str = ""
    overlong_at: datetime | None = None

    @property
    def is_complete(self) -> bool:
        """Whether every question has its answer."""
        return (
            self.local_date is not None
            and self.local_time is not None
            and self.venue is not None
            and self.seats_given
            and self.text is not None
        )

    def plan(self) -> EventPlan:
        """Give the plan of a complete evening."""
        if self.local_date is None or self.local_time is None or self.venue is None:
            raise ValueError("an evening is planned before its date or place is known")
        return EventPlan(
            local_date=self.local_date,
            local_time=self.local_time,
            venue=self.venue,
            capacity=self.seats,
            text=self.text or "",
            minutes=self.minutes,
            max_guests=self.max_guests,
            representative=self.representative,
            answers_close_after=self.answers_close_after,
            names_shown=self.names_shown,
            picture=self.picture,
            picture_file_id=self.picture_file_id,
        )

    def changed(self, event_now: "Evening") -> "Evening":
        """Give an event's answers of now with the one answer that is changed here: no other's is undone."""
        names = () if self.changing is None else _ANSWERS[self.changing]
        return event_now.model_copy(update={name: getattr(self, name) for name in names})

    def as_seen(self, event_now: "Evening") -> "Evening":
        """Give the event's answers as they were when one of them began to be changed, as far as is known."""
        names = () if self.changing is None else _ANSWERS[self.changing]
        return self.model_copy(update={name: getattr(event_now, name) for name in names})


def begin_evening(chapter: Chapter) -> Evening:
    """Give an evening of which nothing is answered."""
    return Evening(chapter_id=chapter.id, time_zone=chapter.time_zone)


async def evening_of(context: Context, event: Event) -> Evening:
    """Give the answers that would make an event as it is."""
    venue = await context.facts.venue(event.venue_id)
    return Evening(
        chapter_id=event.chapter_id,
        time_zone=event.time_zone,
        event_id=event.id,
        local_date=event.local_date,
        local_time=event.local_time,
        venue=VenuePlan(
            name=venue.name, address=venue.address, latitude=venue.latitude, longitude=venue.longitude
        ),
        seats_given=True,
        seats=event.capacity,
        text=event.text,
        minutes=minutes_of(event),
        max_guests=event.max_guests,
        representative=event.representative,
        answers_close_after=event.answers_close_after,
        names_shown=event.names_shown,
        picture=event.picture,
        picture_file_id=event.picture_file_id,
        seen=event.version,
    )


def known_so_far(context: Context, evening: Evening) -> Markup:
    """Repeat what is answered."""
    day = None
    if evening.local_date is not None and evening.local_time is not None:
        day = (evening.local_date, evening.local_time)
    return views.known_so_far(
        context.language,
        day,
        evening.venue,
        evening.seats,
        seats_given=evening.seats_given,
        today=to_local(context.now, evening.time_zone).date(),
    )


async def as_announced(context: Context, evening: Evening) -> EventFacts:
    """Give what the card of a complete evening will show once it is announced."""
    plan = evening.plan()
    chapter = await context.facts.chapter(evening.chapter_id)
    starts_at = first_valid_instant(plan.local_date, plan.local_time, evening.time_zone)
    event = Event(
        id=0,
        chapter_id=chapter.id,
        venue_id=0,
        state="announced",
        local_date=plan.local_date,
        local_time=plan.local_time,
        time_zone=evening.time_zone,
        starts_at=starts_at,
        ends_at=starts_at + (USUAL_LENGTH if plan.minutes is None else timedelta(minutes=plan.minutes)),
        capacity=plan.capacity,
        max_guests=chapter.max_guests if plan.max_guests is None else plan.max_guests,
        representative=plan.representative or "",
        text=plan.text,
        picture=plan.picture or "none",
        picture_file_id=plan.picture_file_id,
        announce_at=None,
        announced_at=None,
        cancelled_at=None,
        created_by=context.member.id,
        version=1,
        changed_at=context.now,
    )
    venue = Venue(id=0, chapter_id=chapter.id, **plan.venue.model_dump())
    return EventFacts(event=event, chapter=chapter, venue=venue, counts=Counts(), now=context.now)


async def as_members_see(context: Context, event: Event) -> EventFacts:
    """Give what the card of an event shows, or will show once it is announced."""
    facts = await gather(context.facts, event)
    if event.state in ("draft", "scheduled"):
        shown = event.model_copy(update={"state": "announced"})
        return EventFacts(shown, facts.chapter, facts.venue, facts.counts, facts.now)
    return facts


async def may_manage(context: Context, evening: Evening) -> bool:
    """Tell whether who answers may still plan and change evenings of the chapter."""
    return await context.allowed("manage_events", evening.chapter_id)
