"""The test stand: a sandbox on one core, the measured program on another, and an open-loop load of taps."""

import asyncio
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from sandbox import Message, Person, Sandbox

TOKEN = "123456789:AAExampleExampleExampleExampleExamp"  # noqa: S105 - the sandbox's own
#: Seconds the sandbox takes for each answer, as a Bot API far away would.
ANSWER_SECONDS = 0.04
_TICKS = os.sysconf("SC_CLK_TCK")
_CORES = sorted(os.sched_getaffinity(0))


@dataclass(frozen=True)
class Taps:
    """What became of a load of taps; times in seconds from when a tap was due."""

    offered: int
    handled: int
    seconds: float
    latencies: list[float]
    cpu: float

    def percentile(self, share: float) -> float:
        """Give the latency that this share of the taps did not exceed."""
        if not self.latencies:
            return float("nan")
        return sorted(self.latencies)[min(len(self.latencies) - 1, int(share * len(self.latencies)))]


@dataclass
class Measured:
    """A program being measured."""

    sandbox: Sandbox
    process: subprocess.Popen[bytes]
    started_in: float
    #: The folder it keeps its file in, and how it was started.
    folder: Path
    words: list[str]

    def restart_killed(self) -> None:
        """Kill the program, and start it again on what it left."""
        self.process.kill()
        self.process.wait()
        self.process = _start(self.words)

    def cpu_seconds(self) -> float:
        """Give the CPU time the program used so far."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS

    def memory_mb(self) -> float:
        """Give the program's resident memory."""
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1])
        return pages * resource.getpagesize() / 1e6


@asynccontextmanager
async def running(program: list[str], *, followers: int = 0) -> AsyncIterator[Measured]:
    """Run a program against a fresh sandbox in which `followers` people can be written to."""
    os.sched_setaffinity(0, {_CORES[0]})
    sandbox = Sandbox()
    sandbox.add_bot(token=TOKEN, first_name="Bench", username="bench_bot")
    ids = [sandbox.add_person(f"F{number}").id for number in range(followers)]
    sandbox.world.started.update(ids)  # without a /start each, which the program would have to answer
    first_id = ids[0] if ids else 0
    sandbox.answer_delay = ANSWER_SECONDS
    async with sandbox.serve() as root:
        with tempfile.TemporaryDirectory() as folder:
            words = [
                word.format(root=root, token=TOKEN, folder=folder, first_id=first_id) for word in program
            ]
            begun = time.perf_counter()
            process = _start(words)
            measured = Measured(sandbox, process, 0.0, Path(folder), words)
            try:
                await sandbox.wait_until(
                    lambda: any(call.method == "getMe" for call in sandbox.calls), timeout=60
                )
                measured.started_in = time.perf_counter() - begun
                yield measured
            finally:
                measured.process.terminate()
                await asyncio.to_thread(measured.process.wait)


def _start(words: list[str]) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(  # noqa: S603 - our own program; nothing else runs yet
        [sys.executable, "-m", *words],
        preexec_fn=lambda: os.sched_setaffinity(0, {_CORES[-1]}),
    )


async def gather_people(measured: Measured, count: int) -> list[tuple[Person, Message]]:
    """Have people start the bot, each with a card to tap."""
    measured.sandbox.answer_delay = 0
    people = [measured.sandbox.add_person(f"P{i}", language_code="fr") for i in range(count)]
    for person in people:
        person.start()
    cards = [(person, await person.wait_message(containing="Hopdrink", timeout=120)) for person in people]
    measured.sandbox.answer_delay = ANSWER_SECONDS
    return cards


async def tap(measured: Measured, cards: list[tuple[Person, Message]], rate: float, seconds: float) -> Taps:
    """Offer taps at a steady rate whatever becomes of them, and wait a little for the last ones."""
    latencies: list[float] = []
    waiting: list[asyncio.Task[None]] = []
    cpu = measured.cpu_seconds()
    begun = time.perf_counter()
    offered = int(rate * seconds)
    for i in range(offered):
        due = begun + i / rate
        if (pause := due - time.perf_counter()) > 0:
            await asyncio.sleep(pause)
        person, card = cards[i % len(cards)]
        buttons = [data for data in ("go:1", "maybe:1") if (i // len(cards)) % 2 == (data != "go:1")]
        known = {button.data for row in card.buttons for button in row}
        data = buttons[0] if buttons[0] in known else "go:1"
        waiting.append(asyncio.create_task(_answered(person, card, data, due, latencies)))
    done = time.perf_counter() - begun
    await asyncio.wait(waiting, timeout=3)
    for task in waiting:
        task.cancel()
    within = [latency for latency in latencies if latency <= seconds]
    return Taps(offered, len(within), max(done, seconds), latencies, measured.cpu_seconds() - cpu)


async def _answered(person: Person, card: Message, data: str, due: float, latencies: list[float]) -> None:
    answer = await person.tap(card, data, timeout=60)
    if answer.answered:
        latencies.append(time.perf_counter() - due)


def median(values: list[float]) -> float:
    """Give the median."""
    return statistics.median(values)
