"""Waiting for what is written down: a question is asked again after each commit, never after a sleep."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database

T = TypeVar("T")


class Commits:
    """Knows of every commit that a `Database` of this process makes."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._committed = asyncio.Event()
        self._write = database.writing
        # On the instance, as every part of a program holds the same one.
        vars(database)["writing"] = self._writing

    async def wait_until(
        self, question: Callable[[AsyncConnection], Awaitable[T | None]], timeout: float = 10.0
    ) -> T:
        """Ask now and after each commit, and give the first true answer.

        Raises:
            TimeoutError: no true answer within `timeout` seconds of real time; the last one is named.
        """
        answer: T | None = None
        try:
            async with asyncio.timeout(timeout):
                while True:
                    self._committed.clear()
                    async with self._database.reading() as connection:
                        answer = await question(connection)
                    if answer:
                        return answer
                    await self._committed.wait()
        except TimeoutError:
            raise TimeoutError(f"the last answer in {timeout} s was {answer!r}") from None

    async def after(self, act: Callable[[], None], timeout: float = 10.0) -> None:
        """Do something, and wait for the next commit.

        Raises:
            TimeoutError: there was none within `timeout` seconds of real time.
        """
        self._committed.clear()
        act()
        async with asyncio.timeout(timeout):
            await self._committed.wait()

    @asynccontextmanager
    async def _writing(self) -> AsyncIterator[AsyncConnection]:
        async with self._write() as connection:
            yield connection
        self._committed.set()
