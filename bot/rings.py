"""What wakes the program's loops. A ring carries nothing: whoever wakes looks into the database."""

import asyncio


class Rings:
    """One bell per loop; rung after every commit, by the scheduler, and when the clock was moved."""

    def __init__(self) -> None:
        self.inbox = asyncio.Event()
        self.sweep = asyncio.Event()
        self.outbox = asyncio.Event()

    def ring(self) -> None:
        """Wake every loop."""
        self.inbox.set()
        self.sweep.set()
        self.outbox.set()


async def wait_for(bell: asyncio.Event, seconds: float | None) -> None:
    """Wait until the bell rings, or `seconds` have passed, and silence it."""
    try:
        await asyncio.wait_for(bell.wait(), seconds)
    except TimeoutError:
        return
    finally:
        bell.clear()
