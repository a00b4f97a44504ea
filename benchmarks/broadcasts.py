"""How fast a broadcast is: its audience written down, its messages out, after a kill, while people tap."""

import asyncio
import contextlib
import json
import subprocess
import sys
import time
from collections.abc import Sequence
from tempfile import TemporaryDirectory

from benchmarks.messages import Sent, announce
from benchmarks.stand import Taps, gather_people, running, tap
from sandbox.calls import Call
from sandbox.faults import Fault, Faults

BROADCAST = ["benchmarks.programs.broadcast", "{root}", "{token}", "{folder}"]
#: A storm: for so many seconds every message is refused for so many seconds more, again and again.
_STORM_SECONDS, _STORM_EVERY = 2, 8.0


async def measure_broadcasts(members: int, audience: int, followers: int, seconds: float) -> None:
    """Measure everything about broadcasts, and print it."""
    _expansion(members, audience)
    print(f"\n{'broadcast out':34}{'cap/s':>10}{'sent/s':>11}{'of cap':>9}{'refused':>9}{'CPU ms/msg':>12}")
    for label, cap, count, limited, storms in (
        ("sandbox without limits", 1000, followers, False, False),
        ("sandbox with limits", 30, 600, True, False),
        ("… and storms of 429", 30, 600, True, True),
    ):
        sent = await _send(cap, count, limited=limited, storms=storms)
        figures = f"{cap:>10}{sent.per_second:>11.1f}{sent.per_second / cap:>9.0%}{sent.refused:>9}"
        print(f"{label:34}{figures}{sent.cpu_each * 1000:>12.2f}")
    alive, sent_after = await _after_a_kill(followers)
    print(f"\nfrom kill -9 to the next message: {sent_after:.2f} s, of which starting up takes {alive:.2f} s")
    print(f"\n{'100 taps/s':34}{'handled/s':>10}{'p50 ms':>9}{'p99 ms':>9}")
    for label, told in (("nothing else under way", False), ("while a broadcast runs", True)):
        taps = await _tap(followers * 4, seconds, broadcast=told)
        p50, p99 = taps.percentile(0.5) * 1000, taps.percentile(0.99) * 1000
        print(f"{label:34}{taps.handled / taps.seconds:>10.0f}{p50:>9.0f}{p99:>9.0f}")


def _expansion(members: int, audience: int) -> None:
    with TemporaryDirectory() as folder:
        words = [f"{folder}/bench.db", str(members), str(audience)]
        done = subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-m", "benchmarks.programs.expansion", *words],
            check=True,
            capture_output=True,
        )
    figures = json.loads(done.stdout)
    print(f"\n{'an audience':34}{'count s':>10}{'expand s':>11}{'longest s':>11}{'memory MB':>12}")
    label = f"{audience:,} among {members:,}"
    times = f"{figures['count']:>10.2f}{figures['expand']:>11.2f}{figures['longest']:>11.3f}"
    print(f"{label:34}{times}{figures['memory']:>+12.0f}")


async def _send(cap: int, count: int, *, limited: bool, storms: bool) -> Sent:
    words = [*BROADCAST, str(cap), str(count), "{first_id}", "now"]
    async with running(words, followers=count) as measured:
        storm = asyncio.create_task(_storm(measured.sandbox.faults)) if storms else None
        sent = await announce(measured, count, limited=limited)
        if storm is not None:
            storm.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await storm
        return sent


async def _storm(faults: Faults) -> None:
    while True:
        await asyncio.sleep(_STORM_EVERY)
        faults.add(Fault("429", "sendMessage", times=10_000, retry_after=_STORM_SECONDS))
        await asyncio.sleep(_STORM_SECONDS)
        faults.clear()


async def _after_a_kill(followers: int) -> tuple[float, float]:
    """Give the seconds from a kill to the first call, and to the first message."""
    words = [*BROADCAST, "1000", str(followers), "{first_id}", "now"]
    async with running(words, followers=followers) as measured:
        calls = measured.sandbox.calls
        await measured.sandbox.wait_until(lambda: _count_sent(calls) > followers // 4, timeout=120)
        killed, before = time.perf_counter(), len(calls)
        measured.restart_killed()

        def since_alive() -> Sequence[Call]:
            later = calls[before:]  # what the killed one had sent may still be answered before the next getMe
            return later[next((i for i, call in enumerate(later) if call.method == "getMe"), len(later)) :]

        await measured.sandbox.wait_until(lambda: bool(since_alive()), timeout=60)
        alive = time.perf_counter() - killed
        await measured.sandbox.wait_until(lambda: _count_sent(since_alive()) > 0, timeout=60)
        return alive, time.perf_counter() - killed


def _count_sent(calls: Sequence[Call]) -> int:
    return sum(call.method == "sendMessage" and call.ok for call in calls)


async def _tap(followers: int, seconds: float, *, broadcast: bool) -> Taps:
    words = [*BROADCAST, "300", str(followers), "{first_id}", "told"]
    async with running(words, followers=followers) as measured:
        cards = await gather_people(measured, 200)
        if broadcast:
            (measured.folder / "go").touch()
            seen = len(measured.sandbox.calls)
            calls = measured.sandbox.calls
            await measured.sandbox.wait_until(lambda: _count_sent(calls[seen:]) > 20, timeout=60)
        return await tap(measured, cards, 100, seconds)
