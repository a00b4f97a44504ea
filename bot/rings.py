"""What wakes the program's loops. A ring carries nothing: whoever wakes looks into the database."""

import asyncio
import contextlib
import math
import time


class Bell:
    """Wakes one loop, but no more often than its work is worth: what rings meanwhile shares the next turn.

    A transaction costs the same for one row as for ten, so a loop that is rung for every row separately would
    be busy with commits alone. A ring after a rest is answered at once.
    """

    def __init__(self, rest: float = 0.0) -> None:
        """Make a bell for a loop that rests `rest` seconds between two turns."""
        self._rest = rest
        self._rung = asyncio.Event()
        self._last = asyncio.Event()
        self._last_turn = -math.inf

    def ring(self) -> None:
        """Wake the loop."""
        self._rung.set()

    def ring_last(self) -> None:
        """Wake the loop so that it ends, from its rest too."""
        self._last.set()
        self._rung.set()

    async def wait(self, seconds: float | None = None) -> None:
        """Wait for a ring, or for `seconds` to pass, and begin a turn."""
        if seconds is None:
            await self._rung.wait()
        elif not self._rung.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._rung.wait(), seconds)
        rest = self._last_turn + self._rest - time.monotonic()
        if rest > 0:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(rest):
                    await self._last.wait()
        self._rung.clear()
        self._last.clear()
        self._last_turn = time.monotonic()


class Rings:
    """One bell per loop; rung after every commit, by the scheduler, and when the clock was moved."""

    def __init__(self) -> None:
        self.inbox = Bell(rest=0.01)
        self.sweep = Bell(rest=0.25)
        self.outbox = Bell(rest=0.02)

    def ring(self) -> None:
        """Wake every loop."""
        self.inbox.ring()
        self.sweep.ring()
        self.outbox.ring()
