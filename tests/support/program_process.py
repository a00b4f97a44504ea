"""The program as processes of its own, to be killed without warning.

As a script it loads the program, which takes more than a second, and forks one process per line of JSON that
says how to start; so a new life begins at once, and is as real a process as any.
"""

import asyncio
import json
import os
import signal
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any, Self

from pydantic import SecretStr

from bot.clock import Clock
from bot.program import Program
from bot.settings import Settings


class Life:
    """One process of the program."""

    def __init__(self, pid: int, answers: asyncio.StreamReader) -> None:
        self._pid = pid
        self._answers = answers

    async def kill(self) -> int:
        """Kill it with SIGKILL, and give its exit code once it is gone."""
        return await self._end(signal.SIGKILL)

    async def stop(self) -> int:
        """Ask it to stop, and give its exit code."""
        return await self._end(signal.SIGTERM)

    async def _end(self, by: signal.Signals) -> int:
        os.kill(self._pid, by)
        return int(await self._answers.readline())


class Lives:
    """Gives the program one life after the other."""

    def __init__(self, loader: asyncio.subprocess.Process) -> None:
        self._loader = loader

    @classmethod
    async def load(cls, log: Path) -> Self:
        """Load the program; what its processes say is added to the file `log`."""
        with log.open("ab") as said:
            pipe = asyncio.subprocess.PIPE
            loader = await asyncio.create_subprocess_exec(
                sys.executable, __file__, stdin=pipe, stdout=pipe, stderr=said, process_group=0
            )
        return cls(loader)

    async def begin(self, *, token: str, ahead: timedelta, settings: dict[str, object]) -> Life:
        """Start the program on a clock that is `ahead` of the machine's; the life before must have ended."""
        commands, answers = self._loader.stdin, self._loader.stdout
        if commands is None or answers is None:
            raise RuntimeError("the loader has no pipes")
        order = {"token": token, "ahead": ahead.total_seconds(), "settings": settings}
        commands.write(json.dumps(order).encode() + b"\n")
        return Life(int(await answers.readline()), answers)

    async def close(self) -> None:
        """End the loader and, should a test have left it, the life under way."""
        os.killpg(self._loader.pid, signal.SIGKILL)
        await self._loader.wait()


async def run(order: dict[str, Any]) -> None:
    """Run the program until SIGTERM."""
    clock = Clock()
    clock.move_by(timedelta(seconds=order["ahead"]))
    settings = Settings(bot_token=SecretStr(order["token"]), **order["settings"])
    program = Program(settings, clock=clock, poll_seconds=1)
    stopping = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopping.set)
    await program.start()
    endings = [asyncio.ensure_future(program.wait()), asyncio.ensure_future(stopping.wait())]
    done, waiting = await asyncio.wait(endings, return_when=asyncio.FIRST_COMPLETED)
    for ending in waiting:
        ending.cancel()
    await program.stop()
    for ending in done:
        ending.result()


def live(answers: int) -> None:
    """Fork one life per order, report its process id and, when it has ended, its exit code."""
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            asyncio.run(run(json.loads(line)))
            return
        os.write(answers, b"%d\n" % pid)
        _, status = os.waitpid(pid, 0)
        os.write(answers, b"%d\n" % os.waitstatus_to_exitcode(status))


if __name__ == "__main__":
    reports = os.dup(1)
    # What the program prints belongs into the log, not between the reports.
    os.dup2(2, 1)
    live(reports)
