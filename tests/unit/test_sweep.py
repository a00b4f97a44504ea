"""The clock that rings the loops."""

import asyncio
import threading
from datetime import UTC, datetime
from pathlib import Path

from bot.clock import Clock
from bot.rings import Rings
from bot.sweep import Sweeper
from storage.database import Database


class HeardRings(Rings):
    """Tells in which thread it was rung."""

    def __init__(self) -> None:
        super().__init__()
        self._loop = asyncio.get_running_loop()
        self.heard: asyncio.Future[int] = self._loop.create_future()

    def ring(self) -> None:
        thread = threading.get_ident()
        self._loop.call_soon_threadsafe(self.heard.set_result, thread)


async def test_the_scheduler_rings_on_the_loops_own_thread(tmp_path: Path) -> None:
    rings = HeardRings()
    database = Database(f"sqlite+aiosqlite:///{tmp_path}/sweep.db")
    sweeper = Sweeper(database, Clock(), rings)
    sweeper.start_clock()
    ringing = next(job for job in vars(sweeper)["_scheduler"].get_jobs() if "ring" in job.name)
    ringing.modify(next_run_time=datetime.now(UTC))
    assert await asyncio.wait_for(rings.heard, 5) == threading.get_ident()
    sweeper.stop()
    await database.close()
