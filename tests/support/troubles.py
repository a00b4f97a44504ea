"""The program behind wires that can be cut, and what it says when it is in trouble."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import NoReturn

import structlog
from migrated import prepare_database
from post_office import HurriedClock
from pydantic import SecretStr
from stage import MONDAY, TOKEN, SandboxClock
from structlog.testing import LogCapture
from structlog.typing import EventDict, WrappedLogger
from wire import Wire, wire_to

from bot.program import Program
from bot.settings import Settings
from sandbox import Person, Sandbox


class Sayings(LogCapture):
    """What the program logs, in order."""

    def __init__(self) -> None:
        super().__init__()
        self._said = asyncio.Event()

    def __call__(self, logger: WrappedLogger, method_name: str, event_dict: EventDict) -> NoReturn:
        self._said.set()
        super().__call__(logger, method_name, event_dict)

    def count(self, words: str) -> int:
        """Count the lines that hold some words."""
        return sum(words in str(entry["event"]) for entry in self.entries)

    async def wait_for(self, words: str, timeout: float = 15.0) -> None:
        """Wait until a line holds some words.

        Raises:
            TimeoutError: none did; what was said instead is named.
        """
        try:
            async with asyncio.timeout(timeout):
                while not self.count(words):
                    self._said.clear()
                    await self._said.wait()
        except TimeoutError:
            raise TimeoutError(f"nothing like {words!r} in {self.entries}") from None


@contextmanager
def listen() -> Iterator[Sayings]:
    """Gather what the program logs from here on."""
    sayings = Sayings()
    # In place, as loggers hold on to the list: structlog's own capture_logs does the same.
    processors = structlog.get_config()["processors"]
    before = list(processors)
    processors[:] = [sayings]
    try:
        yield sayings
    finally:
        processors[:] = before


@dataclass
class Troubled:
    """A program that is not started yet, with its wires to Telegram and to the database."""

    sandbox: Sandbox
    program: Program
    clock: HurriedClock
    telegram: Wire
    database: Wire | None
    alice: Person


@asynccontextmanager
async def behind_wires(database_url: str) -> AsyncIterator[Troubled]:
    """Prepare a program whose ways to Telegram and, on PostgreSQL, to the database can be cut."""
    clock = HurriedClock()
    clock.move_to(MONDAY)
    sandbox = Sandbox(clock=SandboxClock(clock))
    sandbox.add_bot(token=TOKEN, first_name="Concierge", username="hopdrinks_bot")
    alice = sandbox.add_person("Alice")
    await prepare_database(database_url)
    async with sandbox.serve() as base_url, wire_to(base_url) as (telegram, root):
        if database_url.startswith("sqlite"):
            yield _program(sandbox, clock, telegram, root, database_url, None, alice)
            return
        async with wire_to(database_url) as (database, wired_url):
            yield _program(sandbox, clock, telegram, root, wired_url, database, alice)


def _program(
    sandbox: Sandbox,
    clock: HurriedClock,
    telegram: Wire,
    root: str,
    database_url: str,
    database: Wire | None,
    alice: Person,
) -> Troubled:
    settings = Settings(
        bot_token=SecretStr(TOKEN), bot_api_url=root, database_url=database_url, messages_per_second=1000
    )
    program = Program(settings, clock=clock, poll_seconds=1)
    return Troubled(sandbox, program, clock, telegram, database, alice)
