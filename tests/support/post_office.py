"""The courier alone beside a sandbox: what is posted leaves over real HTTP, and back-offs pass in no time."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from commits import Commits
from migrated import prepare_database
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection
from stage import MONDAY, TOKEN, SandboxClock
from wire import Wire, wire_to

from bot.api import BotApi
from bot.clock import Clock
from bot.delivery import Courier
from bot.request import AiohttpRequest, FilePart
from bot.rings import Rings
from handlers.composing import COMPOSING
from handlers.language import Languages
from handlers.notices import Composer
from hopdrinks.notices.base import Lane
from hopdrinks.notices.calls import Call
from hopdrinks.outbox import owe
from sandbox import Person, Sandbox
from storage.database import Database
from storage.records import Reliability
from storage.tables import deliveries


class HurriedClock(Clock):
    """A clock whose monotonic time a test can skip, so that nobody waits for a back-off."""

    def __init__(self) -> None:
        super().__init__()
        self._skipped = 0.0

    def monotonic(self) -> float:
        return super().monotonic() + self._skipped

    def skip(self, seconds: float) -> None:
        """Let monotonic seconds pass at once."""
        self._skipped += seconds


class HastyApi(BotApi):
    """Waits for an answer no longer than it is told, and tells when a call has ended."""

    patience = 30.0

    def __init__(self, request: AiohttpRequest, root: str, token: str) -> None:
        super().__init__(request, root, token)
        self._ended = asyncio.Event()

    async def call(
        self,
        method: str,
        parameters: Mapping[str, object],
        *,
        files: Mapping[str, FilePart] | None = None,
        read_timeout: float = 30,
    ) -> object:
        patience = min(read_timeout, self.patience)
        try:
            return await super().call(method, parameters, files=files, read_timeout=patience)
        finally:
            self._ended.set()

    async def end_of_a_call(self) -> None:
        """Wait until a call ends, and whoever made it knows."""
        self._ended.clear()
        await self._ended.wait()
        await asyncio.sleep(0)


@dataclass
class PostOffice:
    """A courier, its outbox, and the sandbox it speaks to."""

    sandbox: Sandbox
    database: Database
    commits: Commits
    clock: HurriedClock
    rings: Rings
    wire: Wire
    api: HastyApi
    pace: int
    _running: list[tuple[Courier, asyncio.Task[None]]] = field(default_factory=list)

    def open(self) -> None:
        """Let a courier begin."""
        composer = Composer(Languages("fr"), COMPOSING)
        courier = Courier(self.database, self.api, composer, self.clock, self.rings, self.pace)
        self._running.append((courier, asyncio.ensure_future(courier.run())))

    async def die(self) -> None:
        """End the courier as a kill does: nothing more is recorded, whatever was under way."""
        _, task = self._running.pop()
        task.cancel()
        await asyncio.wait([task])

    async def close(self) -> None:
        """Stop the courier in good order."""
        for courier, task in self._running:
            await courier.stop(1.0)
            await task

    def add_person(self, name: str) -> Person:
        """Have somebody who started the bot."""
        person = self.sandbox.add_person(name)
        self.sandbox.world.started.add(person.id)
        return person

    async def post(
        self, text: str, chat_id: int, *, reliability: Reliability, lane: Lane = Lane.PERSONAL
    ) -> None:
        """Owe a chat a message."""
        await self.post_call("sendMessage", {"text": text}, chat_id, reliability=reliability, lane=lane)

    async def post_call(
        self,
        method: str,
        parameters: dict[str, object],
        chat_id: int,
        *,
        reliability: Reliability,
        lane: Lane = Lane.PERSONAL,
    ) -> None:
        """Owe a chat a call."""
        call = Call(method=method, parameters=parameters)
        async with self.database.writing() as connection:
            await owe(connection, call, chat_id, self.clock.now(), lane=lane, reliability=reliability)
        self.rings.ring()

    async def leaves_after(self, unclear: int) -> None:
        """Wait until the only delivery leaves after so many unclear tries, skipping all pauses."""

        async def leaves(connection: AsyncConnection) -> bool:
            row = (await connection.execute(select(deliveries.c.state, deliveries.c.tries))).one()
            if row.state == "queued":
                self.clock.skip(600)
                self.rings.ring()
            return (row.state, row.tries) == ("sending", unclear)

        await self.commits.wait_until(leaves)

    async def settled(self, timeout: float = 20.0) -> list[str]:
        """Wait until every delivery has come to an end, skipping all pauses, and give the ends in order."""

        async def ends(connection: AsyncConnection) -> list[str] | None:
            rows = await connection.execute(select(deliveries.c.state).order_by(deliveries.c.id))
            states = list(rows.scalars())
            if "sending" not in states and "queued" in states:
                self.clock.skip(600)
                self.rings.ring()
            return None if {"queued", "sending"} & set(states) else states

        return await self.commits.wait_until(ends, timeout)


@asynccontextmanager
async def open_post_office(database_url: str, *, pace: int = 1000) -> AsyncIterator[PostOffice]:
    """Open a post office; its courier begins when `open` is called."""
    clock = HurriedClock()
    clock.move_to(MONDAY)
    sandbox = Sandbox(clock=SandboxClock(clock))
    sandbox.add_bot(token=TOKEN, first_name="Concierge", username="hopdrinks_bot")
    await prepare_database(database_url)
    database = Database(database_url)
    request = AiohttpRequest()
    await request.initialize()
    async with sandbox.serve() as base_url, wire_to(base_url) as (wire, root):
        office = PostOffice(
            sandbox=sandbox,
            database=database,
            commits=Commits(database),
            clock=clock,
            rings=Rings(),
            wire=wire,
            api=HastyApi(request, root, TOKEN),
            pace=pace,
        )
        try:
            yield office
        finally:
            await office.close()
            await request.shutdown()
            await database.close()
