"""Measure, and print the figures as they are: `make bench`, or `python -m benchmarks --rounds 3`."""

import argparse
import asyncio
import os
import platform
from importlib.metadata import version

from benchmarks.broadcasts import measure_broadcasts
from benchmarks.messages import Sent, announce
from benchmarks.stand import ANSWER_SECONDS, Taps, gather_people, median, running, tap

PLAIN = ["benchmarks.programs.plain", "{root}", "{token}"]
CONCIERGE = ["benchmarks.programs.concierge", "{root}", "{token}", "{folder}/bench.db"]
PROGRAMS = {
    "concierge, everything stored": [*CONCIERGE, "1000", "0", "0"],
    "plain python-telegram-bot": [*PLAIN, "sequential"],
    "… with concurrent_updates(256)": [*PLAIN, "concurrent"],
}
RATES = (100, 300)
PEOPLE = 300
_SETTLING_SECONDS, _IDLE_SECONDS = 5.0, 20.0


def main() -> None:
    """Run every measurement."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="how often each program is measured")
    parser.add_argument("--seconds", type=float, default=10, help="how long each load lasts")
    parser.add_argument("--only", choices=("taps", "messages", "broadcasts"), help="measure one of these")
    parser.add_argument("--followers", type=int, default=3000, help="how many get the announcement")
    parser.add_argument("--members", type=int, default=1_000_000, help="how many members there are")
    parser.add_argument("--audience", type=int, default=100_000, help="how many of them a broadcast is for")
    asyncio.run(measure(parser.parse_args()))


async def measure(arguments: argparse.Namespace) -> None:
    """Measure taps, messages, broadcasts."""
    names = ("python-telegram-bot", "SQLAlchemy", "aiohttp", "aiosqlite")
    versions = ", ".join(f"{name} {version(name)}" for name in names)
    print(f"{os.cpu_count()} cores, Python {platform.python_version()}, {versions}")
    print(f"The sandbox answers after {ANSWER_SECONDS * 1000:.0f} ms; the load does not wait for answers.\n")
    if arguments.only in (None, "taps"):
        await _measure_taps(arguments.rounds, arguments.seconds)
    if arguments.only in (None, "messages"):
        await _measure_messages(arguments.followers)
    if arguments.only in (None, "broadcasts"):
        await measure_broadcasts(
            arguments.members, arguments.audience, arguments.followers, arguments.seconds
        )


async def _measure_taps(rounds: int, seconds: float) -> None:
    taps: dict[tuple[str, int], list[Taps]] = {}
    starts: dict[str, list[float]] = {name: [] for name in PROGRAMS}
    memory: dict[str, list[float]] = {name: [] for name in PROGRAMS}
    idle: dict[str, list[float]] = {name: [] for name in PROGRAMS}
    names = list(PROGRAMS)
    for turn in range(rounds):
        for name in names[turn % len(names) :] + names[: turn % len(names)]:
            async with running(PROGRAMS[name]) as measured:
                starts[name].append(measured.started_in)
                await asyncio.sleep(_SETTLING_SECONDS)
                used = measured.cpu_seconds()
                await asyncio.sleep(_IDLE_SECONDS)
                idle[name].append((measured.cpu_seconds() - used) / _IDLE_SECONDS)
                memory[name].append(measured.memory_mb())
            for rate in RATES:  # a fresh process each, so that no backlog of one load meets the next
                async with running(PROGRAMS[name]) as measured:
                    cards = await gather_people(measured, PEOPLE)
                    taps.setdefault((name, rate), []).append(await tap(measured, cards, rate, seconds))
    print(f"{'taps':34}{'offered/s':>10}{'handled/s':>11}{'p50 ms':>9}{'p99 ms':>9}{'CPU ms/tap':>12}")
    for (name, rate), results in taps.items():
        handled = median([result.handled / result.seconds for result in results])
        p50 = median([result.percentile(0.50) for result in results]) * 1000
        p99 = median([result.percentile(0.99) for result in results]) * 1000
        cpu = median([result.cpu / max(1, result.handled) for result in results]) * 1000
        print(f"{name:34}{rate:>10}{handled:>11.0f}{p50:>9.0f}{p99:>9.0f}{cpu:>12.2f}")
    print(f"\n{'at rest':34}{'start s':>10}{'memory MB':>11}{'CPU':>9}")
    for name in PROGRAMS:
        print(
            f"{name:34}{median(starts[name]):>10.2f}{median(memory[name]):>11.0f}{median(idle[name]):>9.1%}"
        )


async def _measure_messages(followers: int) -> None:
    print(f"\n{'messages out':34}{'cap/s':>10}{'sent/s':>11}{'of cap':>9}{'refused':>9}{'CPU ms/msg':>12}")
    for cap, count, limited in ((1000, followers, False), (30, 600, True)):
        async with running([*CONCIERGE, str(cap), str(count), "{first_id}"], followers=count) as measured:
            sent: Sent = await announce(measured, count, limited=limited)
        share = sent.per_second / cap
        label = "announcement, sandbox with limits" if limited else "announcement, no limits"
        figures = f"{cap:>10}{sent.per_second:>11.0f}{share:>9.0%}{sent.refused:>9}"
        print(f"{label:34}{figures}{sent.cpu_each * 1000:>12.2f}")


if __name__ == "__main__":
    main()
