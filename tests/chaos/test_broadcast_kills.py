"""A broadcast to thousands, killed with SIGKILL at any moment: nobody twice, nobody forgotten."""

import asyncio
import functools
import os
import random
import signal
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from program_process import Life, Lives
from sqlalchemy import make_url, select
from stage import MONDAY, TOKEN, SandboxClock

from bot.clock import Clock
from hopdrinks.broadcasts import life as rules
from hopdrinks.people import chapters
from hopdrinks.people.roles import Actor, Grant
from sandbox import Person, Sandbox
from storage import tables
from storage.broadcast_records import Content, Part
from storage.database import Database
from storage.migrate import migrate

#: How many get it, and how often the program is killed; more with `make properties`, or as one likes.
_USUAL = "5000,12" if os.environ.get("HYPOTHESIS_PROFILE") == "thorough" else "1500,4"
RECIPIENTS, KILLS = (int(number) for number in os.environ.get("HOPDRINKS_TEST_BROADCAST", _USUAL).split(","))
PACE = 300
WORDS = "Come on Thursday"
#: Of so many one blocked the bot, and of as many one closed the account.
ONE_IN = 40


@dataclass
class World:
    """A sandbox with people, a database, and the program's lives."""

    sandbox: Sandbox
    database: Database
    clock: Clock
    api_url: str
    log: Path
    author: Person
    people: list[Person]
    lives: Lives

    async def begin_life(self) -> Life:
        settings: dict[str, object] = {
            "bot_api_url": self.api_url,
            "database_url": self.database.url.render_as_string(hide_password=False),
            "messages_per_second": PACE,
        }
        return await self.lives.begin(
            token=TOKEN, ahead=self.clock.now() - datetime.now(UTC), settings=settings
        )

    async def send(self) -> int:
        """Have the people follow, and the author's broadcast about to leave."""
        now = self.clock.now() - timedelta(seconds=61)
        known = {"reach": "reachable", "reach_since": now, "created_at": now, "language_code": "fr"}
        async with self.database.writing() as connection:
            chapter = await chapters.ensure_first_chapter(
                connection, name="Tours", time_zone="Europe/Paris", locale="fr", now=now
            )
            rows = [{"id": one.id, "name": one.first_name, **known} for one in [self.author, *self.people]]
            await connection.execute(tables.members.insert(), rows)
            follows = [
                {"chapter_id": chapter.id, "member_id": one.id, "followed_at": now} for one in self.people
            ]
            await connection.execute(tables.follows.insert(), follows)
            actor = Actor(member_id=self.author.id, roles=(Grant("organiser", chapter.id),))
            content = Content(parts=(Part(kind="text", text=WORDS),))
            draft = await rules.write(connection, actor, chapter.id, "fr", content, now, default_locale="fr")
            assert await rules.send(connection, actor, draft, now, card_message_id=1)
        return draft.id

    async def is_done(self, broadcast_id: int) -> bool:
        state = select(tables.broadcasts.c.state).where(tables.broadcasts.c.id == broadcast_id)
        async with self.database.reading() as connection:
            return (await connection.execute(state)).scalar_one() == "done"

    async def run_out(self, broadcast_id: int, seconds: float) -> None:
        """Wait until the broadcast has ended; asked again at each call, and one is made every second."""
        async with asyncio.timeout(seconds):
            while not await self.is_done(broadcast_id):
                # The first number is 0: true only at the next change of the world.
                await self.sandbox.wait_until(functools.partial(next, count()), 10)

    async def calls_made(self, number: int) -> None:
        """Wait until the program has made so many calls more."""
        enough = len(self.sandbox.calls) + number
        await self.sandbox.wait_until(lambda: len(self.sandbox.calls) >= enough, 30)


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    clock = Clock()
    clock.move_to(MONDAY)
    sandbox = Sandbox(clock=SandboxClock(clock))
    sandbox.add_bot(token=TOKEN, first_name="Concierge", username="hopdrinks_bot")
    # Long enough that a kill finds calls under way.
    sandbox.answer_delay = 0.05
    url = f"sqlite+aiosqlite:///{tmp_path}/kills.db"
    await migrate(make_url(url))
    author = sandbox.add_person("Author", language_code="fr")
    people = [sandbox.add_person(f"Member {n}", language_code="fr") for n in range(RECIPIENTS)]
    sandbox.world.started.update(one.id for one in [author, *people])
    for number, person in enumerate(people):
        if number % ONE_IN == 1:
            person.block()
        elif number % ONE_IN == 2:
            person.deactivate()
    database = Database(url)
    log = tmp_path / "program.log"
    async with sandbox.serve() as api_url:
        raised = World(sandbox, database, clock, api_url, log, author, people, await Lives.load(log))
        yield raised
        await raised.lives.close()
        await database.close()


async def test_a_broadcast_killed_again_and_again_reaches_everybody_once(world: World) -> None:
    # The same kills at each run; the moments within a call are the machine's.
    chance = random.Random(5)  # noqa: S311 - no secret, a seed
    broadcast_id = await world.send()
    process = await world.begin_life()
    for _ in range(KILLS):
        await world.calls_made(chance.randint(3, max(4, RECIPIENTS // (KILLS + 2))))
        assert await process.kill() == -signal.SIGKILL
        process = await world.begin_life()
    await world.run_out(broadcast_id, 60 + RECIPIENTS / 100)
    assert await process.stop() == 0, world.log.read_text()
    assert "Traceback" not in world.log.read_text()
    await the_totals_add_up(world, broadcast_id)


async def the_totals_add_up(world: World, broadcast_id: int) -> None:
    arrived = Counter(
        call.parameters["chat_id"]
        for call in world.sandbox.calls
        if call.method == "sendMessage" and call.ok and call.parameters["text"] == WORDS
    )
    table = tables.recipients
    async with world.database.reading() as connection:
        query = select(table.c.chat_id, table.c.state, table.c.reason).where(
            table.c.broadcast_id == broadcast_id
        )
        rows = (await connection.execute(query)).all()
    state = {row.chat_id: row.state for row in rows}
    assert set(state) == {one.id for one in [world.author, *world.people]}
    assert set(arrived.values()) == {1}, "somebody got it twice"
    sent = {chat for chat, ended in state.items() if ended == "sent"}
    assert sent <= set(arrived), "recorded as sent, but never arrived"
    assert {state[chat] for chat in set(arrived) - sent} <= {"uncertain"}
    assert set(state.values()) <= {"sent", "uncertain", "skipped"}
    assert all(row.reason for row in rows if row.state in ("skipped", "uncertain"))
    gone = {one.id for n, one in enumerate(world.people) if n % ONE_IN in (1, 2)}
    assert {chat for chat, ended in state.items() if ended == "skipped"} <= gone
    # A kill leaves no more in doubt than may be under way at once.
    assert sum(ended == "uncertain" for ended in state.values()) <= KILLS * 256
    assert len(sent) > RECIPIENTS // 4
