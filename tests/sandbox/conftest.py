"""A sandbox served over real HTTP, and an unmodified python-telegram-bot client that talks to it."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
import telegram

from sandbox import Chat, Move, Person, Sandbox

TOKEN = "123456789:AAEx7mpleTokenOfTheSandboxForTests_1"


class HandClock:
    """A clock that stands still until a test moves it."""

    def __init__(self) -> None:
        self._now = datetime(2026, 12, 3, 18, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self._now

    def forward(self, **by: float) -> None:
        self._now += timedelta(**by)

    def moves(self) -> list[Move]:
        return [Move("hour", {"fr": "+1 h", "en": "+1 h"})]

    async def move(self, id: str) -> None:  # noqa: A002  the word of sandbox.MovableClock
        assert id == "hour"
        self.forward(hours=1)


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def sandbox(clock: HandClock) -> Sandbox:
    sandbox = Sandbox(clock)
    sandbox.add_bot(TOKEN, "Concierge", "concierge_bot")
    return sandbox


@pytest.fixture
def ann(sandbox: Sandbox) -> Person:
    """Somebody who has started the bot."""
    ann = sandbox.add_person("Ann", username="ann")
    ann.start()
    sandbox.world.updates.drop()
    return ann


@pytest.fixture
def bob(sandbox: Sandbox) -> Person:
    """Somebody who never wrote to the bot."""
    return sandbox.add_person("Bob", "Builder", language_code="en")


@pytest.fixture
def forum(sandbox: Sandbox, ann: Person) -> Chat:
    """A group with topics where the bot may do everything."""
    return sandbox.add_group("Staff", [ann], is_forum=True, bot="administrator", owner=ann)


@pytest.fixture
async def address(sandbox: Sandbox) -> AsyncIterator[str]:
    async with sandbox.serve() as address:
        yield address


@pytest.fixture
async def bot(sandbox: Sandbox, address: str) -> AsyncIterator[telegram.Bot]:
    client = telegram.Bot(TOKEN, base_url=f"{address}/bot", base_file_url=f"{address}/file/bot")
    async with client:
        yield client
