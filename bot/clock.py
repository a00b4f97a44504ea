"""The process's one clock: wall time that the demo and the tests can move, monotonic time that nobody can."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta


class Clock:
    """Tells the time to everything that asks "is it due?".

    Wall time is the machine's plus an offset, zero unless somebody moved the clock. Monotonic time, which
    paces sends and measures timeouts, never moves: an hour skipped in the demo must not look like an hour of
    silence.
    """

    def __init__(self) -> None:
        self._offset = timedelta(0)
        self._listeners: list[Callable[[], None]] = []

    def now(self) -> datetime:
        """Return the present instant, aware and in UTC."""
        return datetime.now(UTC) + self._offset

    def monotonic(self) -> float:
        """Return seconds since an arbitrary start, unaffected by moves of this clock and of the machine's."""
        return time.monotonic()

    def move_to(self, instant: datetime) -> None:
        """Make `now()` go on from `instant` (aware, any zone, earlier or later) and tell the listeners.

        Raises:
            ValueError: `instant` is naive.
        """
        self._shift(_aware(instant) - datetime.now(UTC))

    def move_by(self, delta: timedelta) -> None:
        """Move `now()` by `delta`, which may be negative, and tell the listeners."""
        self._shift(self._offset + delta)

    def on_move(self, callback: Callable[[], None]) -> None:
        """Have `callback` called after every move, in order of registration; it must not block."""
        self._listeners.append(callback)

    def real_time_of(self, instant: datetime) -> datetime:
        """Return when the machine's clock will show what this clock calls `instant` (aware; answered in UTC).

        A scheduler that sleeps on the machine's time is armed with this.

        Raises:
            ValueError: `instant` is naive.
        """
        return _aware(instant) - self._offset

    def _shift(self, offset: timedelta) -> None:
        self._offset = offset
        for callback in tuple(self._listeners):
            callback()


def _aware(instant: datetime) -> datetime:
    if instant.utcoffset() is None:
        msg = f"{instant!r} has no time zone"
        raise ValueError(msg)
    # In UTC before any arithmetic: between instants of one zone Python counts wall-clock hours.
    return instant.astimezone(UTC)
