"""A sandbox served over real HTTP, and an unmodified python-telegram-bot client that talks to it."""

from collections.abc import AsyncIterator
from types import SimpleNamespace

import pytest
import telegram

from sandbox import Person, Sandbox

TOKEN = "123456789:AAEx7mpleTokenOfTheSandboxForTests_1"


@pytest.fixture
def sandbox() -> Sandbox:
    sandbox = Sandbox()
    sandbox.add_bot(TOKEN, "Concierge", "concierge_bot")
    return sandbox


@pytest.fixture
def ann(sandbox: Sandbox) -> Person:
    return sandbox.add_person("Ann", username="ann")


@pytest.fixture
def bob(sandbox: Sandbox) -> Person:
    return sandbox.add_person("Bob", "Builder", language_code="en")


@pytest.fixture
async def address(sandbox: Sandbox) -> AsyncIterator[str]:
    async with sandbox.serve() as address:
        yield address


@pytest.fixture
async def bot(sandbox: Sandbox, address: str) -> AsyncIterator[telegram.Bot]:
    client = telegram.Bot(TOKEN, base_url=f"{address}/bot", base_file_url=f"{address}/file/bot")
    async with client:
        yield client


@pytest.fixture
def started(ann: Person) -> SimpleNamespace:
    """Ann has started the bot."""
    return SimpleNamespace(message=ann.start())
