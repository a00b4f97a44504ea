"""A real browser for the tests of a file, and the demo for it to look at; both start once per file."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from demo_page import browsing, playing
from playwright.async_api import Browser

from tests.conftest import chromium_path


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with browsing(chromium_path()) as browser:
        yield browser


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def demo(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    """Give the address of a demo in which nobody has done anything yet."""
    async with playing(tmp_path_factory.mktemp("demo")) as address:
        yield address
