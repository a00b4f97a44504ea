"""Who listens to the world: tests that wait for something, and pages that show it live."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

T = TypeVar("T")

# A page that does not read for so many events has gone; it reads the state anew when it comes back.
_BACKLOG = 10_000


class Changes:
    """Rings everybody who waits whenever the world changes; costs nothing while nobody listens."""

    def __init__(self) -> None:
        self._waiters: set[asyncio.Event] = set()
        self._listeners: set[asyncio.Queue[dict[str, Any] | None]] = set()

    def changed(self) -> None:
        """Wakes who waits for a predicate."""
        for waiter in self._waiters:
            waiter.set()

    def publish(self, build: Callable[[], dict[str, Any]]) -> None:
        """Wakes who waits, and tells the listening pages an event that is built only for them."""
        if self._waiters:
            self.changed()
        if not self._listeners:
            return
        event = build()
        for listener in list(self._listeners):
            if listener.full():
                self._listeners.discard(listener)
            else:
                listener.put_nowait(event)

    async def wait_until(self, predicate: Callable[[], T | None], timeout: float) -> T:
        """Returns the first true value of `predicate`, tried now and after each change.

        Raises:
            TimeoutError: nothing true within `timeout` seconds of real time.
        """
        ring = asyncio.Event()
        self._waiters.add(ring)
        try:
            async with asyncio.timeout(timeout):
                while not (value := predicate()):
                    ring.clear()
                    await ring.wait()
                return value
        finally:
            self._waiters.discard(ring)

    @contextmanager
    def listen(self) -> Iterator[asyncio.Queue[dict[str, Any] | None]]:
        """Gives a queue of the events from now on; None in it means the server stops."""
        queue: asyncio.Queue[dict[str, Any] | None] = asyncio.Queue(_BACKLOG)
        self._listeners.add(queue)
        try:
            yield queue
        finally:
            self._listeners.discard(queue)

    def close(self) -> None:
        """Ends all listening pages' streams."""
        for listener in self._listeners:
            if not listener.full():
                listener.put_nowait(None)
