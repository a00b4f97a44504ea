"""The program, killed with SIGKILL while it works: no update is lost, no effect happens twice."""

import asyncio
import functools
import json
import os
import random
import signal
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from migrated import prepare_database
from program_process import Life, Lives
from sqlalchemy import RowMapping, Select, select
from stage import MONDAY, TOKEN, SandboxClock

from bot.clock import Clock
from handlers.language import Languages
from hopdrinks.evenings import events
from hopdrinks.evenings.events import EventPlan, VenuePlan
from hopdrinks.people import chapters
from hopdrinks.people.roles import Actor
from sandbox import Person, Sandbox
from sandbox.messages import Message
from storage import tables
from storage.database import Database
from storage.records import Event

TAPPERS, FOLLOWERS, CAPACITY = 15, 200, 6
PACE = 300
#: What `bot.delivery` allows of what must arrive to be under way at once.
MUST_ARRIVE_IN_FLIGHT = 4
GOOD_NEWS = "a seat came free"
NAMED_ENDS = {"sent", "uncertain", "failed", "skipped"}


@dataclass
class Model:
    """What taps must lead to, one after the other: seats in order, a queue, and who is told of a seat."""

    capacity: int
    going: set[int] = field(default_factory=set)
    waiting: list[int] = field(default_factory=list)
    declined: set[int] = field(default_factory=set)
    promoted: Counter[int] = field(default_factory=Counter)

    def tap(self, member: int, wish: str) -> None:
        if wish == "go":
            if member in self.going or member in self.waiting:
                return
            self.declined.discard(member)
            if len(self.going) < self.capacity and not self.waiting:
                self.going.add(member)
            else:
                self.waiting.append(member)
            return
        self.going.discard(member)
        self.waiting = [other for other in self.waiting if other != member]
        self.declined.add(member)
        while self.waiting and len(self.going) < self.capacity:
            first = self.waiting.pop(0)
            self.going.add(first)
            self.promoted[first] += 1


@dataclass
class World:
    """A sandbox with people, a database, and the program's lives."""

    sandbox: Sandbox
    database: Database
    clock: Clock
    api_url: str
    log: Path
    tappers: list[Person]
    followers: list[Person]
    lives: Lives

    async def begin_life(self) -> Life:
        """Start the program."""
        settings: dict[str, object] = {
            "bot_api_url": self.api_url,
            "database_url": self.database.url.render_as_string(hide_password=False),
            "messages_per_second": PACE,
        }
        ahead = self.clock.now() - datetime.now(UTC)
        return await self.lives.begin(token=TOKEN, ahead=ahead, settings=settings)

    async def announce(self, ahead: timedelta, place: str, capacity: int | None) -> Event:
        """Announce an event while the program is dead."""
        now = self.clock.now()
        starts = (now + ahead).astimezone(ZoneInfo("Europe/Paris"))
        plan = EventPlan(
            local_date=starts.date(),
            local_time=time(starts.hour, starts.minute),
            venue=VenuePlan(name=place, latitude=47.39, longitude=0.69),
            capacity=capacity,
        )
        async with self.database.writing() as connection:
            chapter = await chapters.ensure_first_chapter(
                connection, name="Tours", time_zone="Europe/Paris", locale="fr", now=now
            )
            actor = Actor(member_id=1, roles=(("owner", None),))
            event = await events.add_draft(connection, actor, chapter, plan, now)
            await events.announce(connection, actor, event.id, now)
        return event

    async def let_followers_follow(self) -> None:
        """Have the followers as members whom the bot may write to."""
        now = self.clock.now()
        async with self.database.writing() as connection:
            chapter_id = (await connection.execute(select(tables.chapters.c.id))).scalar_one()
            known = {"reach": "reachable", "reach_since": now, "created_at": now, "language_code": "fr"}
            rows = [{"id": person.id, "name": person.first_name, **known} for person in self.followers]
            await connection.execute(tables.members.insert(), rows)
            follows = [
                {"chapter_id": chapter_id, "member_id": person.id, "followed_at": now}
                for person in self.followers
            ]
            await connection.execute(tables.follows.insert(), follows)
        self.sandbox.world.started.update(person.id for person in self.followers)

    async def have_come(self, event: Event, people: list[Person]) -> None:
        """Have people come to an event since yesterday, so that a reminder is due to them."""
        rows = [
            {
                "event_id": event.id,
                "member_id": person.id,
                "state": "going",
                "state_since": self.clock.now() - timedelta(days=1),
            }
            for person in people
        ]
        async with self.database.writing() as connection:
            await connection.execute(tables.rsvps.insert(), rows)

    async def rows(self, query: Select[Any]) -> list[RowMapping]:
        """Read rows while nobody writes."""
        async with self.database.reading() as connection:
            return list((await connection.execute(query)).mappings())

    async def nothing_is_under_way(self) -> bool:
        """Tell whether every update is handled and every delivery has come to an end."""
        queued = select(tables.deliveries.c.id).where(tables.deliveries.c.state.in_(["queued", "sending"]))
        waiting = select(tables.inbox.c.id).where(tables.inbox.c.state == "waiting")
        owed = select(tables.fanouts.c.id)
        return not self.sandbox.world.updates and not any(
            [await self.rows(query.limit(1)) for query in (queued, waiting, owed)]
        )

    async def run_out(self) -> None:
        """Wait until nothing is under way; asked again at each call, and one is made every second."""
        async with asyncio.timeout(45):
            while not await self.nothing_is_under_way():
                # The first number is 0: true only at the next change of the world.
                await self.sandbox.wait_until(functools.partial(next, count()), 10)

    async def calls_made(self, number: int) -> None:
        """Wait until the program has made so many calls more."""
        enough = len(self.sandbox.calls) + number
        await self.sandbox.wait_until(lambda: len(self.sandbox.calls) >= enough, 20)

    def sent(self, method: str, words: str) -> Counter[int]:
        """Count what arrived, by chat: calls of a method that had their effect and hold some words."""
        return Counter(
            call.parameters["chat_id"]
            for call in self.sandbox.calls
            if call.method == method and call.ok and words in json.dumps(call.parameters, ensure_ascii=False)
        )


@pytest.fixture
async def world(database_url: str, tmp_path: Path) -> AsyncIterator[World]:
    clock = Clock()
    clock.move_to(MONDAY)
    sandbox = Sandbox(clock=SandboxClock(clock))
    sandbox.add_bot(token=TOKEN, first_name="Concierge", username="hopdrinks_bot")
    # Long enough that a kill finds calls under way.
    sandbox.answer_delay = 0.08
    await prepare_database(database_url)
    log = tmp_path / "program.log"
    database = Database(database_url)
    async with sandbox.serve() as api_url:
        raised = World(
            sandbox=sandbox,
            database=database,
            clock=clock,
            api_url=api_url,
            log=log,
            tappers=[sandbox.add_person(f"Tapper {n}") for n in range(TAPPERS)],
            followers=[sandbox.add_person(f"Follower {n}") for n in range(FOLLOWERS)],
            lives=await Lives.load(log),
        )
        yield raised
        await raised.lives.close()
        await database.close()


async def test_kills_lose_no_update_and_double_no_effect(world: World) -> None:
    kills = 12 if os.environ.get("HYPOTHESIS_PROFILE") == "thorough" else 5
    # The same kills at each run; the moments within a call are the machine's.
    chance = random.Random(9)  # noqa: S311 - no secret, a seed
    model = Model(CAPACITY)
    event = await world.announce(timedelta(days=10), "Le Cellier", CAPACITY)
    process = await world.begin_life()
    cards = await start_all(world, event)
    await world.let_followers_follow()
    later: list[Event] = []
    for life in range(kills):
        await tap_while_it_works(world, model, event, cards, chance)
        assert await process.kill() == -signal.SIGKILL
        if life in (0, 3):
            later.append(await world.announce(timedelta(days=11 + life), f"Chez Léon {life}", 500))
        if life == 1:
            soon = await world.announce(timedelta(hours=2, minutes=30), "La Cave", 500)
            await world.have_come(soon, world.followers[:80])
        process = await world.begin_life()
    await tap_while_it_works(world, model, event, cards, chance)
    await world.run_out()
    assert await process.stop() == 0, world.log.read_text()
    assert "Traceback" not in world.log.read_text()

    await every_tap_was_handled_once(world, model, event)
    await every_delivery_came_to_an_end(world)
    await the_promoted_were_told(world, model, kills)
    for announced in later:
        arrived = world.sent("sendMessage", f'"go:{announced.id}"')
        await nobody_heard_twice(world, "Announcement", announced, arrived)
    await nobody_heard_twice(world, "Reminder", soon, world.sent("sendVenue", ""))
    assert len(world.sent("sendVenue", "")) > 0


async def start_all(world: World, event: Event) -> dict[int, Message]:
    """Have the tappers start the bot, and give each one's card."""
    for person in world.tappers:
        person.start()
    return {person.id: await card_of(person, event) for person in world.tappers}


async def card_of(person: Person, event: Event) -> Message:
    message = await person.wait_message("Le Cellier", timeout=20)
    assert f"go:{event.id}" in [button.data for row in message.buttons for button in row]
    return message


async def tap_while_it_works(
    world: World, model: Model, event: Event, cards: dict[int, Message], chance: random.Random
) -> None:
    """Tap ✅ and 🚫 while the program is seen to work, up to some moment."""
    for _ in range(chance.randint(2, 5)):
        tapping = chance.sample(world.tappers, chance.randint(1, 5))
        for person in tapping:
            wish = chance.choice(["go", "go", "no"])
            # Whoever leaves the line is asked first; these people have answered that already.
            sure = "" if wish == "go" else ":sure"
            person.press(cards[person.id], f"{wish}:{event.id}{sure}", forged=True)
            model.tap(person.id, wish)
        # Each tap is answered at least, so that many calls are sure to come.
        await world.calls_made(chance.randint(1, len(tapping)))


async def every_tap_was_handled_once(world: World, model: Model, event: Event) -> None:
    states = await world.rows(select(tables.inbox.c.state).distinct())
    assert [row["state"] for row in states] == ["done"]
    rsvps = tables.rsvps
    rows = await world.rows(select(rsvps).where(rsvps.c.event_id == event.id).order_by(rsvps.c.place))
    by_state = {
        state: [row["member_id"] for row in rows if row["state"] == state]
        for state in ("going", "waitlisted", "declined")
    }
    assert by_state["waitlisted"] == model.waiting
    assert set(by_state["going"]) == model.going
    assert set(by_state["declined"]) == model.declined


async def every_delivery_came_to_an_end(world: World) -> None:
    states = await world.rows(select(tables.deliveries.c.state).distinct())
    assert {row["state"] for row in states} <= NAMED_ENDS
    failed = select(tables.deliveries).where(tables.deliveries.c.state == "failed")
    assert await world.rows(failed) == []


async def the_promoted_were_told(world: World, model: Model, kills: int) -> None:
    """Each promotion is owed exactly once, arrives, and a kill doubles no more than was under way."""
    table = tables.deliveries
    rows = await world.rows(select(table).where(table.c.notice == "Promotion"))
    assert Counter(row["chat_id"] for row in rows) == model.promoted
    assert model.promoted.total() > 5, "the taps promoted too few for this test to mean anything"
    news = str(Languages("fr").get("fr").html("<b>Good news: a seat came free, and it is yours!</b>"))
    arrived = world.sent("sendMessage", news)
    owed = Counter(row["chat_id"] for row in rows if row["state"] == "sent")
    assert not owed - arrived, "recorded as sent, but never arrived"
    perhaps = Counter(row["chat_id"] for row in rows if row["state"] in ("sent", "uncertain"))
    assert (arrived - perhaps).total() <= kills * MUST_ARRIVE_IN_FLIGHT


async def nobody_heard_twice(world: World, notice: str, event: Event, arrived: Counter[int]) -> None:
    """What must not double arrived at most once with each, and surely where it is recorded as sent."""
    table = tables.deliveries
    rows = await world.rows(select(table).where(table.c.notice == notice, table.c.event_id == event.id))
    by_chat = {row["chat_id"]: row["state"] for row in rows}
    assert len(by_chat) == len(rows), "owed twice"
    audience = {person.id for person in world.followers}
    owed_to = audience if notice == "Announcement" else {person.id for person in world.followers[:80]}
    assert owed_to <= set(by_chat)
    reached = Counter({chat: n for chat, n in arrived.items() if chat in audience})
    assert set(reached.values()) <= {1}
    sent = {chat for chat, state in by_chat.items() if state == "sent" and chat in audience}
    assert sent <= set(reached)
    assert {by_chat[chat] for chat in set(reached) - sent} <= {"uncertain"}
