"""Seats under every order of taps, on a real database, against a model that is a list and a dictionary.

Whatever runs concurrently must come out as the same actions would have in some order, one after the other.

`make properties` takes 100,000 steps on both kinds of database together; a longer run on one of them:

    HOPDRINKS_TEST_SEAT_STEPS=1000000 make test WORKERS= ARGS="tests/properties/test_seats.py -k sqlite"
"""

import asyncio
import math
import os
from collections import Counter
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import permutations
from typing import Any, TypeVar, cast, get_args

import pytest
from evenings import ORGANISER, add_chapter, add_members, announce_event, pass_time, tap
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from migrated import prepare_database
from seat_model import HOUR, MOST_GUESTS, PARIS, Action, Evening, People, Rows, Seen
from sqlalchemy import RowMapping, Select, Table, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from hopdrinks.evenings import event_edits, events
from hopdrinks.evenings.event_edits import EventEdit
from hopdrinks.seats import seating
from hopdrinks.seats.seating import Move
from storage import last_calls, named_guests, postings
from storage import rsvps as stored_rsvps
from storage.database import Database
from storage.records import Chapter, Event, Rsvp
from storage.tables import deliveries, members, rsvps
from storage.tables import events as event_table
from storage.tables import named_guests as named_table

T = TypeVar("T")

MORNING = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
MEMBERS = range(1, 6)

STEPS_PER_RUN = 40
THOROUGH = os.environ.get("HYPOTHESIS_PROFILE") == "thorough"
#: Steps on SQLite, and on PostgreSQL, which takes longer over each: so both take about as long.
USUAL_STEPS = (60_000, 40_000) if THOROUGH else (1280, 1280)
WANTED_STEPS = os.environ.get("HOPDRINKS_TEST_SEAT_STEPS")
#: Room for making a failure small, too.
TIMEOUT = max(600, int(WANTED_STEPS or USUAL_STEPS[0]) // 10)

MINUTE = timedelta(minutes=1)
#: The moments at which the rules change, counted from the start.
MOMENTS = {
    "more than a day before": -24 * HOUR - MINUTE,
    "a day before": -24 * HOUR,
    "the night before": -21 * HOUR,
    "before sunrise": -12.5 * HOUR,
    "half a day before": -12 * HOUR,
    "the last offers": -3.5 * HOUR,
    "the first taps": -3.5 * HOUR + MINUTE,
    "three hours before": -3 * HOUR,
    "the last minute": -MINUTE,
    "the start": timedelta(0),
    "the first minute": MINUTE,
    "the last answers": HOUR - MINUTE,
    "closing": HOUR,
    "the end": 3 * HOUR,
}
#: What members are told of their seats.
NEWS = ("Promotion", "GuestSeated", "SeatOffer", "OfferLapsed", "LastCall", "OrganiserMove")


@dataclass
class Room:
    """One database, and the loop on which everything about it runs."""

    runner: asyncio.Runner
    database: Database
    chapter: Chapter
    #: What went wrong, in words: where a failure does not repeat, Hypothesis speaks of that alone.
    trouble: list[str] = field(default_factory=list)

    def run(self, work: Coroutine[object, object, T]) -> T:
        return self.runner.run(work)


@contextmanager
def a_room(url: str) -> Iterator[Room]:
    with asyncio.Runner() as runner:
        runner.run(prepare_database(url))
        database = Database(url)

        async def furnish() -> Chapter:
            async with database.writing() as connection:
                await add_members(connection, MEMBERS)
                return await add_chapter(connection, max_guests=MOST_GUESTS)

        try:
            yield Room(runner, database, runner.run(furnish()))
        finally:
            runner.run(database.close())


class UndoneError(Exception):
    """Ends a transaction that must leave nothing behind."""


@st.composite
def acting(draw: st.DrawFn) -> Action:
    """Draw what somebody does: mostly a tap, now and then an organiser's edit or move."""
    evening = draw(which)
    match draw(st.integers(0, 6)):
        case 4:
            return (evening, 0, "seats", draw(seats))
        case 5:
            return (evening, draw(st.sampled_from(MEMBERS)), draw(moves), draw(st.booleans()))
        case 6 if draw(st.booleans()):
            return (evening, 0, draw(st.sampled_from(["add named", "remove named"])), draw(st.booleans()))
        case _:
            return (evening, draw(st.sampled_from(MEMBERS)), draw(answers))


seats = st.sampled_from([0, 1, 2, 2, 3, 3, 4, 5, 6, None])
which = st.integers(0, 1)
moves = st.sampled_from(["seat", "put_in_line", "put_first", "remove"])
moments = st.sampled_from(sorted(MOMENTS))
answers = st.sampled_from(["going"] * 4 + ["maybe", "declined"] + ["more", "less"] * 2)
actions = acting()
taps = actions.filter(lambda action: action[2] in ("going", "maybe", "declined", "more", "less"))


class Seats(RuleBasedStateMachine):
    """Two evenings of the same five members."""

    def __init__(self, room: Room) -> None:
        super().__init__()
        self.room = room
        self.now = MORNING
        self.people = People()
        self.model: list[Evening] = []
        self.ids: list[int] = []
        #: How many seats each evening may have taken at most after this step.
        self.bound: list[float] = [0, 0]

    @initialize(capacities=st.tuples(st.integers(1, 4), st.integers(1, 4)))
    def announce(self, capacities: tuple[int, int]) -> None:
        self.room.run(self._as_at_first())
        for capacity, day in zip(capacities, (26, 27), strict=True):
            self.ids.append(self.room.run(self._announce(capacity, date(2026, 11, day))))
            starts_at = datetime(2026, 11, day, 19, 0, tzinfo=PARIS).astimezone(UTC)
            self.model.append(Evening(capacity, starts_at, self.people))

    @rule(several=st.lists(actions, min_size=1, max_size=6))
    def act(self, several: list[Action]) -> None:
        for action in several:
            self._check([action], self.room.run(self._in_one_transaction([action])))

    @rule(several=st.lists(actions, min_size=2, max_size=8))
    def act_in_one_transaction(self, several: list[Action]) -> None:
        self._check(several, self.room.run(self._in_one_transaction(several)))

    @rule(evening=which, parties=st.lists(st.tuples(st.sampled_from(MEMBERS), st.integers(0, 2)), max_size=5))
    def fill_up(self, evening: int, parties: list[tuple[int, int]]) -> None:
        for who, guests in parties:
            self.act_in_one_transaction([(evening, who, "going"), *[(evening, who, "more")] * guests])

    @rule(action=taps)
    def tap_twice(self, action: Action) -> None:
        self._check([action, action], self.room.run(self._in_one_transaction([action, action])))

    @rule(several=st.lists(actions, min_size=1, max_size=3))
    def act_and_roll_back(self, several: list[Action]) -> None:
        with pytest.raises(UndoneError):
            self.room.run(self._in_one_transaction(several, undone=True))

    @rule(evening=which, several=st.lists(actions, min_size=2, max_size=4))
    def act_at_once(self, evening: int, several: list[Action]) -> None:
        several = [(evening, *action[1:]) for action in several]
        self._check_some_order(several, self.room.run(self._at_once(several)))

    @rule(evening=which, until=moments, swept=st.booleans())
    def wait_until(self, evening: int, until: str, swept: bool) -> None:
        self.now = max(self.now + MINUTE, self.model[evening].starts_at + MOMENTS[until])
        if swept:
            self.sweep()

    @rule(minutes=st.sampled_from([1, 10, 20, 30, 119, 120, 121, 600]), swept=st.booleans())
    def wait(self, minutes: int, swept: bool) -> None:
        self.now += minutes * MINUTE
        if swept:
            self.sweep()

    @rule(hours=st.sampled_from([1, 5, 30]))
    def put_the_clock_back(self, hours: int) -> None:
        self.now -= hours * HOUR

    @rule()
    def sweep(self) -> None:
        self.room.run(pass_time(self.room.database, self.now))
        ends = [(*end, at) for at, model in enumerate(self.model) for end in model.ends_of_offers(self.now)]
        for _, who, evening in sorted(ends):
            self.model[evening].end_offer(who, self.now)
        for model in self.model:
            if self.now < model.starts_at:
                model.settle(self.now)
        for evening in range(len(self.model)):
            self._allow(evening)
        self._nobody_waits_in_vain()

    @rule(who=st.sampled_from(MEMBERS), reachable=st.booleans())
    def block_or_return(self, who: int, reachable: bool) -> None:
        (self.people.unreachable.discard if reachable else self.people.unreachable.add)(who)
        self.room.run(self._reach(who, reachable=reachable))

    @rule(who=st.sampled_from(MEMBERS), sleep=st.sampled_from([(21, 8), (0, 0), (8, 21)]))
    def sleep_otherwise(self, who: int, sleep: tuple[int, int]) -> None:
        self.people.sleep[who] = sleep
        self.room.run(self._choose(who, quiet_from=time(sleep[0]), quiet_until=time(sleep[1])))

    @rule(evening=which, hours=st.sampled_from([2, 8, 26]))
    def put_off(self, evening: int, hours: int) -> None:
        model = self.model[evening]
        starts_at = (self.now + hours * HOUR).replace(second=0, microsecond=0)
        local = starts_at.astimezone(PARIS)
        change = EventEdit(local_date=local.date(), local_time=local.time())
        changed = self.room.run(self._edit(evening, change))
        assert changed == model.is_open(self.now)
        if changed:
            model.put_off(starts_at, self.now)
            self._allow(evening)

    @rule(evening=which, odds=st.integers(0, 19))
    def cancel(self, evening: int, odds: int) -> None:
        if odds == 7:  # rarely, for nothing moves any more afterwards
            action: Action = (evening, 0, "cancel")
            self._check([action], self.room.run(self._in_one_transaction([action])))

    @invariant()
    def the_rules_hold_and_the_model_agrees(self) -> None:
        if self.ids:
            stored = self.room.run(self._read())
            for model, bound, evening in zip(self.model, self.bound, stored, strict=True):
                self._hold(evening.taken <= bound, f"oversold: {evening.rows}")
                self._hold(evening.rows == model.rows(), f"{evening.rows}, not {model.rows()}")
                self._hold(evening.told == model.told, f"told {evening.told}, not {model.told}")
                held = {who: until for who, (_, until) in model.held.items()}
                self._hold(evening.held == held, f"held {evening.held}, not {held}")
            # From here on it may shrink to the seats there are, or stay as overfull as it is.
            self.bound = [max(evening.taken, _seats(evening.event.capacity)) for evening in stored]

    async def _announce(self, capacity: int | None, day: date) -> int:
        async with self.room.database.writing() as connection:
            event = await announce_event(
                connection, self.room.chapter, capacity=capacity, local_date=day, local_time=time(19),
                now=self.now,
            )  # fmt: skip
            await postings.add_posting(
                connection, event_id=event.id, chat_id=-1, message_id=event.id, digest="", now=self.now
            )
            return event.id

    async def _as_at_first(self) -> None:
        """Have the room as it was before earlier runs in it: their evenings would be swept on, ever more."""
        async with self.room.database.writing() as connection:
            await connection.execute(delete(deliveries))
            await connection.execute(delete(event_table))
        for who in MEMBERS:
            await self._reach(who, reachable=True)
            await self._choose(who, quiet_from=time(21), quiet_until=time(8))

    async def _reach(self, who: int, *, reachable: bool) -> None:
        await self._choose(who, reach="reachable" if reachable else "blocked")

    async def _choose(self, who: int, **values: object) -> None:
        async with self.room.database.writing() as connection:
            await connection.execute(update(members).where(members.c.id == who).values(values))

    async def _edit(self, evening: int, change: EventEdit) -> bool:
        async with self.room.database.writing() as connection:
            return (
                await event_edits.edit(connection, ORGANISER, self.ids[evening], change, self.now) is not None
            )

    async def _in_one_transaction(self, several: list[Action], *, undone: bool = False) -> list[Seen]:
        async with self.room.database.writing() as connection:
            seen = []
            for action in several:
                async with connection.begin_nested():
                    seen.append(await self._act(connection, action))
            if undone:
                raise UndoneError
            return seen

    async def _at_once(self, several: list[Action]) -> list[Seen]:
        return [
            seen for (seen,) in await asyncio.gather(*(self._in_one_transaction([one]) for one in several))
        ]

    async def _act(self, connection: AsyncConnection, action: Action) -> Seen:
        evening, who, what, *rest = action
        event_id = self.ids[evening]
        if what == "seats":
            change = EventEdit(capacity=rest[0])
            changed = await event_edits.edit(connection, ORGANISER, event_id, change, self.now)
            return (str(changed is not None), None, 0, None)
        if what == "cancel":
            return (str(await events.cancel(connection, ORGANISER, event_id, self.now)), None, 0, None)
        sure = bool(rest and rest[0])
        if what == "add named":
            verdict = await seating.add_named(connection, ORGANISER, event_id, "X", self.now, sure=sure)
            return (verdict, None, 0, None)
        if what == "remove named":
            listed = await named_guests.list_named_guests(connection, event_id)
            guest_id = listed[0].id if listed else 0
            verdict = await seating.remove_named(connection, ORGANISER, event_id, guest_id, self.now)
            return (verdict, None, 0, None)
        if what in get_args(Move):
            wanted = cast("Move", what)
            verdict = await seating.move(connection, ORGANISER, event_id, who, wanted, self.now, sure=sure)
            return (verdict, *await _standing(connection, event_id, who))
        answer = await tap(connection, event_id, who, what, self.now)
        state, guests = (None, 0) if answer.rsvp is None else (answer.rsvp.state, answer.rsvp.guests)
        return (answer.verdict, state, guests, answer.position)

    def _check(self, several: list[Action], seen: list[Seen]) -> None:
        expected = []
        for action in several:
            expected.append(self.model[action[0]].act(action, self.now))
            self._allow(action[0])
        self._hold(seen == expected, f"{several} gave {seen}, not {expected}")

    def _check_some_order(self, several: list[Action], seen: list[Seen]) -> None:
        """Find the order in which it happened: one that explains what everybody saw and what is stored."""
        # With the seats themselves: of two changes of them, rows alone need not tell which came last.
        stored = [
            (
                evening.rows,
                evening.told,
                evening.event.capacity,
                evening.event.state == "cancelled",
                evening.named,
            )
            for evening in self.room.run(self._read())
        ]
        for order in permutations(range(len(several))):
            model = deepcopy(self.model)
            expected = {index: model[several[index][0]].act(several[index], self.now) for index in order}
            as_seen = all(expected[index] == seen[index] for index in order)
            outcome = [
                (evening.rows(), evening.told, evening.capacity, evening.cancelled, evening.named)
                for evening in model
            ]
            if as_seen and stored == outcome:
                self._adopt([several[index] for index in order])
                return
        self._hold(False, f"no order of {several} explains {seen} and {stored}")

    def _adopt(self, several: list[Action]) -> None:
        for action in several:
            self.model[action[0]].act(action, self.now)
            self._allow(action[0])

    def _hold(self, condition: bool, otherwise: str) -> None:
        if not condition:
            self.room.trouble.append(otherwise)
            raise AssertionError(otherwise)

    def _nobody_waits_in_vain(self) -> None:
        """Hold that no seat is free after the sweep that somebody could be given, offered or told of."""
        for evening in self.room.run(self._read()):
            left = evening.event.starts_at - self.now
            if evening.event.state != "announced" or left <= timedelta(0):
                continue
            free = _seats(evening.event.capacity) - evening.taken
            called = self.room.run(self._called(evening.event.id))
            for party in evening.line:
                if party.seats_wanted > free or party.member_id in self.people.unreachable:
                    continue
                waits = f"{party} waits in vain for one of {free} seats at {self.now}"
                if left < 3.5 * HOUR:
                    self._hold(party.member_id in called, waits)
                elif left > 24 * HOUR:
                    self._hold(False, waits)
                elif self.people.is_asleep(party.member_id, self.now) and left > 12 * HOUR:
                    free -= party.seats_wanted  # the seat waits with them
                else:
                    self._hold(party.lapsed_at is not None and party.state == "waitlisted", waits)

    def _allow(self, evening: int) -> None:
        """Let as many seats be taken as there are now, or as an organiser gave beyond them."""
        model = self.model[evening]
        self.bound[evening] = max(self.bound[evening], _seats(model.capacity), model.given)

    async def _read(self) -> list["Stored"]:
        """Read both evenings, in as few queries as will do: this is done after every step."""
        async with self.room.database.reading() as connection:
            parties = await self._rows(connection, select(rsvps).order_by(rsvps.c.place), rsvps)
            known = await self._rows(connection, select(event_table), event_table, "id")
            counted = select(named_table.c.event_id, func.count().label("named"))
            named = await self._rows(connection, counted.group_by(named_table.c.event_id), named_table)
            told = (
                select(
                    deliveries.c.event_id,
                    deliveries.c.notice,
                    deliveries.c.chat_id,
                    func.count().label("times"),
                )
                .where(deliveries.c.notice.in_(NEWS))
                .group_by(deliveries.c.event_id, deliveries.c.notice, deliveries.c.chat_id)
            )
            news = await self._rows(connection, told, deliveries)
        return [
            Stored(
                Event.of(known[event_id][0]),
                [Rsvp.of(row) for row in parties[event_id]],
                Counter({(row["notice"], row["chat_id"]): int(row["times"]) for row in news[event_id]}),
                sum(row["named"] for row in named[event_id]),
            )
            for event_id in self.ids
        ]

    async def _rows(
        self, connection: AsyncConnection, wanted: Select[Any], table: Table, column: str = "event_id"
    ) -> dict[int, list[RowMapping]]:
        """Read the rows about the two evenings, by evening."""
        found = await connection.execute(wanted.where(table.c[column].in_(self.ids)))
        by_event: dict[int, list[RowMapping]] = {event_id: [] for event_id in self.ids}
        for row in found.mappings():
            by_event[row[column]].append(row)
        return by_event

    async def _called(self, event_id: int) -> set[int]:
        """Read whom a message tells that the first tap gets a free seat, or told within twenty minutes."""
        async with self.room.database.reading() as connection:
            calls = await last_calls.list_last_calls(connection, event_id)
        lately = [call for call in calls if abs(self.now - call.called_at) < 20 * MINUTE]
        return {call.member_id for call in calls if call.over_at is None or call in lately}


class Stored:
    """What the database holds of one evening."""

    def __init__(
        self,
        event: Event,
        parties: list[Rsvp],
        told: Counter[tuple[str, int]],
        named: int,
    ) -> None:
        self.event = event
        self.told = told
        self.named = named
        self.line = [party for party in parties if party.place is not None]
        seated = [party for party in parties if party.state in ("going", "offered")]
        self.taken = named + sum(1 + party.guests for party in seated)
        self.held = {party.member_id: party.offer_until for party in parties if party.state == "offered"}
        places = {party.member_id: index + 1 for index, party in enumerate(self.line)}
        self.rows: Rows = {
            party.member_id: (party.state, party.guests, party.guests_waiting, places.get(party.member_id))
            for party in parties
        }


async def _standing(
    connection: AsyncConnection, event_id: int, who: int
) -> tuple[str | None, int, int | None]:
    rsvp = await stored_rsvps.find_rsvp(connection, event_id, who)
    if rsvp is None:
        return (None, 0, None)
    position = None if rsvp.place is None else await stored_rsvps.get_position(connection, rsvp)
    return (rsvp.state, rsvp.guests, position)


def _seats(capacity: int | None) -> float:
    return math.inf if capacity is None else capacity


@pytest.mark.timeout(TIMEOUT)
def test_seats_agree_with_a_simple_model_whatever_happens(database_url: str) -> None:
    with a_room(database_url) as room:

        class SeatsInThisRoom(Seats):
            def __init__(self) -> None:
                super().__init__(room)

        steps = int(WANTED_STEPS or USUAL_STEPS[0 if room.database.is_sqlite else 1])
        runs = math.ceil(steps / STEPS_PER_RUN)
        wanted = settings(max_examples=runs, stateful_step_count=STEPS_PER_RUN)
        if not room.database.is_sqlite:
            # Its scheduling differs from run to run, so what failed once cannot be made smaller by repeating.
            wanted = settings(wanted, phases=[Phase.generate])
        try:
            run_state_machine_as_test(SeatsInThisRoom, settings=wanted)
        except Exception as error:
            error.add_note("\n".join(room.trouble[:1]))
            raise
