"""What falls due: reminders, announcements, forms nobody came back to, audiences to expand, housekeeping.

What is due is always a query over stored rows. The scheduler only rings: at the next due time, and every 15
seconds whatever happens, so that a clock that jumps or a ring that is lost costs seconds.
"""

from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TypeAlias

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clock import Clock
from bot.rings import Rings
from handlers import forms
from hopdrinks import outbox
from hopdrinks.broadcasts import run as broadcast_run
from hopdrinks.evenings import event_news, events, reminders
from hopdrinks.people import cities, rooms
from hopdrinks.planning import rhythm
from hopdrinks.questions import after_answers, answer_watch, blocks, closing, collecting, faq, retention
from hopdrinks.seats import waitlist
from hopdrinks.staff import absences, self_test
from hopdrinks.staff import digest as staff_digest
from storage import (
    answer_waits,
    deliveries,
    inbox,
    pending_changes,
    questions,
    relays,
    rsvps,
    undecided_parts,
)
from storage import events as stored_events
from storage import faq as stored_faq
from storage.database import Database, is_refused_value

log = structlog.get_logger()

_RING_EVERY_SECONDS = 15
_HOUSEKEEPING_EVERY_HOURS = 1
_FIRST_HOUSEKEEPING_AFTER = timedelta(minutes=1)
_NEXT_DUE = "next due"

#: Takes what is due at an instant; True while there is more of it.
Step: TypeAlias = Callable[[AsyncConnection, datetime], Awaitable[bool | None]]
#: Gives the next instant something falls due after another.
FindNext: TypeAlias = Callable[[AsyncConnection, datetime], Awaitable[datetime | None]]
STEPS: tuple[Step, ...] = (
    events.announce_due,
    events.refresh_cards_due,
    forms.expire,
    reminders.remind_due,
    rooms.release_pins,
    cities.end_visits,
    rhythm.propose_due,
    collecting.flush_due,
    closing.wake_due,
    blocks.lift_due,
    absences.end_due,
    answer_watch.watch_due,
    self_test.try_due,
    staff_digest.send_due,
    after_answers.settle_due,
    after_answers.ask_after_evenings,
    faq.ask_due,
    outbox.expand,
    broadcast_run.run_due,
)


@dataclass(frozen=True)
class EveningStep:
    """What is taken one evening after the other: one that fails holds up no other, nor is locked with one."""

    list_due: Callable[[AsyncConnection, datetime], Awaitable[list[int]]]
    take: Callable[[AsyncConnection, int, datetime], Awaitable[None]]


EVENING_STEPS = (
    EveningStep(event_news.list_due, event_news.tell_due),
    EveningStep(waitlist.list_due, waitlist.settle_due),
)


class Sweeper:
    """The one loop that looks for what is due, and the clock that rings it."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        rings: Rings,
        *,
        steps: Sequence[Step] = STEPS,
        evening_steps: Sequence[EveningStep] = EVENING_STEPS,
    ) -> None:
        self._steps = steps
        self._evening_steps = evening_steps
        self._database = database
        self._clock = clock
        self._rings = rings
        self._stopping = False
        self._failing: set[tuple[str, int]] = set()
        self._scheduler = AsyncIOScheduler(timezone="UTC")

    def start_clock(self) -> None:
        """Start ringing."""
        always = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        ring, keep_house = self._ring, self.keep_house
        self._scheduler.add_job(ring, "interval", seconds=_RING_EVERY_SECONDS, **always)
        soon = datetime.now(UTC) + _FIRST_HOUSEKEEPING_AFTER
        self._scheduler.add_job(
            keep_house, "interval", hours=_HOUSEKEEPING_EVERY_HOURS, next_run_time=soon, **always
        )
        self._scheduler.start()
        self._clock.on_move(self._rings.ring)

    async def run(self) -> None:
        """Sweep until `stop` is called."""
        failing = False
        while not self._stopping:
            try:
                await self._sweep()
                failing = False
            except DBAPIError as error:
                if not failing:
                    log.error("the database refuses the sweep; what is due waits", error=str(error.orig))
                failing = True
            await self._rings.sweep.wait()

    def stop(self) -> None:
        """Finish the sweep under way and start no other."""
        self._stopping = True
        self._rings.sweep.ring_last()
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    async def _sweep(self) -> None:
        """Take everything that is due, one small transaction after the other, so that taps get their turn."""
        await self._take_evenings()
        more = True
        while more and not self._stopping:
            more = False
            async with self._database.writing() as connection:
                more = await self._take_steps(connection)
            self._rings.outbox.ring()
        await self._arm()

    async def _take_steps(self, connection: AsyncConnection) -> bool:
        """Take what is due of every kind; True while there is more.

        Together, as nearly always nothing is due; only where a rule chokes on something each kind by itself.
        """
        try:
            async with connection.begin_nested():
                mores = [await step(connection, self._clock.now()) for step in self._steps]
        except Exception as error:
            _raise_trouble(error)
            mores = [await self._take(connection, _name_of(step), step) for step in self._steps]
        else:
            self._failing -= {(_name_of(step), 0) for step in self._steps}
        return any(mores)

    async def _take_evenings(self) -> None:
        """Take what is due of each evening in a transaction of its own."""
        for step in self._evening_steps:
            async with self._database.reading() as connection:
                due = await step.list_due(connection, self._clock.now())
            for event_id in due:
                async with self._database.writing() as connection:
                    await self._take(
                        connection,
                        _name_of(step.take),
                        partial(_of_evening, step, event_id),
                        event_id=event_id,
                    )
        self._rings.outbox.ring()

    async def _take(self, connection: AsyncConnection, what: str, step: Step, *, event_id: int = 0) -> bool:
        """Take what is due of one kind; True while there is more. What a rule chokes on stops no other."""
        try:
            async with connection.begin_nested():
                more = await step(connection, self._clock.now())
        except Exception as error:
            _raise_trouble(error)
            if (what, event_id) not in self._failing:
                log.exception(
                    "something that is due cannot be taken; it is tried again",
                    what=what,
                    evening=event_id or None,
                )
            self._failing.add((what, event_id))
            return False
        self._failing.discard((what, event_id))
        return bool(more)

    async def _arm(self) -> None:
        """Have the scheduler ring when the next thing falls due."""
        due = await self.next_due_at()
        if due is None or not self._scheduler.running:
            return
        self._scheduler.add_job(
            self._ring,
            "date",
            run_date=self._clock.real_time_of(due),
            id=_NEXT_DUE,
            replace_existing=True,
            misfire_grace_time=None,
        )

    async def _ring(self) -> None:
        """Wake every loop. A coroutine: a plain function would run in a thread, where no bell may be rung."""
        self._rings.ring()

    async def next_due_at(self) -> datetime | None:
        """Give the next instant something falls due."""
        async with self._database.reading() as connection:
            now = self._clock.now()
            evenings = await self._next_of_evenings(connection, now, reminders.find_next_due_at)
            asked = await self._next_of_questions(connection, now)
            digest = await staff_digest.find_next_due_at(connection, now)
        return _soonest((evenings, asked, digest), now)

    async def next_said_at(self, member_ids: Collection[int]) -> datetime | None:
        """Give the next instant some members hear of an evening; where there is none, that of a question.

        What the team is told of waiting questions, morning after morning, would stand before every reminder.
        """
        find_next = partial(reminders.find_next_said_at, member_ids=member_ids)
        async with self._database.reading() as connection:
            now = self._clock.now()
            evenings = await self._next_of_evenings(connection, now, find_next)
            return evenings or await self._next_of_questions(connection, now)

    async def _next_of_evenings(
        self, connection: AsyncConnection, now: datetime, find_next_reminder: FindNext
    ) -> datetime | None:
        dues = (
            await find_next_reminder(connection, now),
            await stored_events.find_next_announcement_at(connection),
            await rsvps.find_next_offer_end(connection),
            await pending_changes.find_next_change_at(connection),
            await broadcast_run.find_next_due_at(connection, now),
        )
        return _soonest(dues, now)

    async def _next_of_questions(self, connection: AsyncConnection, now: datetime) -> datetime | None:
        dues = (
            await relays.find_next_flush_at(connection),
            await stored_faq.find_next_suggestion_due(connection),
            await questions.find_next_waking_at(connection),
            await answer_waits.find_next_nudge_at(connection, now),
            await answer_watch.find_next_day_at(connection, now),
            await after_answers.find_next_due_at(connection, now),
        )
        return _soonest(dues, now)

    async def keep_house(self) -> None:
        """Delete what has been kept for long enough."""
        try:
            async with self._database.writing() as connection:
                now = self._clock.now()
                await inbox.delete_old_updates(connection, now)
                await deliveries.delete_old_deliveries(connection, now)
                await undecided_parts.delete_old_parts(connection, now)
            more = True
            while more and not self._stopping:
                async with self._database.writing() as connection:
                    more = await retention.forget_due(connection, self._clock.now())
        except DBAPIError as error:
            log.error("the database refuses housekeeping", error=str(error.orig))


async def _of_evening(step: EveningStep, event_id: int, connection: AsyncConnection, now: datetime) -> None:
    await step.take(connection, event_id, now)


def _raise_trouble(error: Exception) -> None:
    """Raise what is the database's trouble; a row that a constraint refuses is the mistake of a rule."""
    if isinstance(error, DBAPIError) and not is_refused_value(error):
        raise error


def _name_of(rule: Callable[..., object]) -> str:
    return f"{rule.__module__}.{rule.__name__}"


def _soonest(dues: Iterable[datetime | None], now: datetime) -> datetime | None:
    return min((due for due in dues if due is not None and due > now), default=None)
