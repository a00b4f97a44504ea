"""The demo's clock: the program's own, with the moves that the sandbox's page offers as buttons."""

from datetime import date, datetime, time, timedelta

from babel.dates import format_datetime

from bot.clock import Clock
from bot.sweep import Sweeper
from hopdrinks.planning.thursdays import next_thursdays
from hopdrinks.staff.opening_hours import OpeningHours
from hopdrinks.wall_time import to_instant, to_local
from sandbox import Move, PersonError, Sandbox
from storage import chapters, events
from storage.database import Database

#: Early enough for the reminder three hours before an evening at seven.
_AFTERNOON = time(16)
_BEFORE_EVENT = timedelta(hours=3)
_AFTER_OPENING = timedelta(hours=1)


class DemoClock:
    """Implements `sandbox.MovableClock` on the program's clock."""

    def __init__(self, clock: Clock, time_zone: str) -> None:
        self.time_zone = time_zone
        self._clock = clock
        self._next_said: datetime | None = None
        self._afternoon: datetime | None = None

    def now(self) -> datetime:
        """Return the present in UTC."""
        return self._clock.now()

    def begin_by_day(self) -> None:
        """Go on to the next working morning, as at night and on days off people and bot are quiet."""
        hours = OpeningHours(time_zone=self.time_zone)
        opens = hours.next_opening(self.now())
        if opens > self.now():
            self._clock.move_to(opens + _AFTER_OPENING)

    def moves(self) -> list[Move]:
        """Offer an hour, what is said next, and the afternoon of the next evening or Thursday."""
        offered = [Move("hour", {"fr": "+1\u00a0h", "en": "+1\u00a0h"})]
        if self._next_said is not None and self._next_said > self.now():
            offered.append(Move("due", {"fr": "Prochaine échéance", "en": "Next due"}))
        thursday = to_local(self._thursday(), self.time_zone)
        words = {
            locale: format_datetime(thursday, pattern, locale=locale)
            for locale, pattern in (("fr", "EEEE\u00a0d, H\u00a0'h'"), ("en", "EEEE\u00a0d, h\u00a0a"))
        }
        return [*offered, Move("thursday", {"fr": f"À {words['fr']}", "en": f"To {words['en']}"})]

    async def move(self, id: str) -> None:  # noqa: A002 - sandbox.MovableClock's word
        """Move the program's clock, which wakes its loops.

        Raises:
            KeyError: there is no such move.
            PersonError: nothing is due any more.
        """
        match id:
            case "hour":
                self._clock.move_by(timedelta(hours=1))
            case "due":
                if self._next_said is None or self._next_said <= self.now():
                    raise PersonError("nothing is due")
                self._clock.move_to(self._next_said)
            case "thursday":
                self._clock.move_to(self._thursday())
            case _:
                raise KeyError(id)

    async def follow(self, sandbox: Sandbox, database: Database, sweeper: Sweeper) -> None:
        """Look after each change of the world what is said next; tell the page when its buttons change."""
        with sandbox.world.changes.listen() as queue:
            event: object = True
            while event is not None:
                before = self.moves()
                on_page = [person.id for person in sandbox.people.values() if person.on_page]
                self._next_said = await sweeper.next_said_at(on_page)
                self._afternoon = await self._next_event_afternoon(database)
                if self.moves() != before:
                    sandbox.world.announce("clock")
                event = await queue.get()
                while event is not None and not queue.empty():
                    event = queue.get_nowait()

    async def _next_event_afternoon(self, database: Database) -> datetime | None:
        async with database.reading() as connection:
            known = [chapter.id for chapter in await chapters.list_chapters(connection)]
            upcoming = await events.list_upcoming_events(
                connection, known, self.now(), ("scheduled", "announced")
            )
        afternoons = (
            min(self._afternoon_of(event.local_date), event.starts_at - _BEFORE_EVENT) for event in upcoming
        )
        return next((instant for instant in afternoons if instant > self.now()), None)

    def _thursday(self) -> datetime:
        if self._afternoon is not None and self._afternoon > self.now():
            return self._afternoon
        today = to_local(self.now(), self.time_zone).date()
        return self._afternoon_of(next_thursdays(today, 1)[0])

    def _afternoon_of(self, day: date) -> datetime:
        return to_instant(day, _AFTERNOON, self.time_zone)
