"""How fast an announcement goes to many."""

import time
from dataclasses import dataclass

from benchmarks.stand import Measured

#: The first and last messages are left out: a run has to get going and to end.
_EDGE = 0.05


@dataclass(frozen=True)
class Sent:
    """What became of an announcement."""

    per_second: float
    refused: int
    cpu_each: float


async def announce(measured: Measured, followers: int, *, limited: bool) -> Sent:
    """Watch an announcement go out to followers; the program begins by itself."""
    measured.sandbox.limits.enabled = limited
    calls = measured.sandbox.calls
    seen = 0
    sent: list[float] = []

    def count() -> bool:
        nonlocal seen
        now = time.perf_counter()
        sent.extend(now for call in calls[seen:] if call.method == "sendMessage" and call.ok)
        seen = len(calls)
        return len(sent) >= followers

    cpu = measured.cpu_seconds()
    await measured.sandbox.wait_until(count, timeout=300)
    cpu = measured.cpu_seconds() - cpu
    edge = int(len(sent) * _EDGE)
    middle = sent[edge : len(sent) - edge]
    refused = sum(call.method == "sendMessage" and not call.ok for call in calls)
    return Sent((len(middle) - 1) / (middle[-1] - middle[0]), refused, cpu / followers)
