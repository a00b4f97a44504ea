"""Noticing that Telegram is out of reach, saying so once, and trying ever more rarely until it is back.

Tried is with a question that costs nobody anything: a message whose call ends in doubt might never be sent.
"""

import structlog

from bot.pacing import Pacer, back_off
from bot.telegram_errors import Failure

log = structlog.get_logger()

#: One failed call may be anything; so many in a row are an outage.
_FAILURES_IN_A_ROW = 3
#: Nobody wants to wait five minutes once the network is back.
_LONGEST_PAUSE = 30.0


class Outage:
    """Pauses everything while calls fail in a row for want of a network, a server or a token."""

    def __init__(self, pacer: Pacer) -> None:
        self._pacer = pacer
        self._failures = 0
        self._paused_until = 0.0

    @property
    def lasts(self) -> bool:
        """Whether nothing has come through since the last failures."""
        return self._failures >= _FAILURES_IN_A_ROW

    def note(self, failure: Failure | None, now: float) -> None:
        """Learn how a call ended, at a monotonic time; None for well."""
        if failure is None or failure.kind not in ("not_sent", "ambiguous", "unauthorized", "conflict"):
            if self.lasts:
                log.info("Telegram answers again; what was kept is being sent")
            self._failures = 0
            return
        if now < self._paused_until:
            return  # it left before the pause: what failed together is one failure
        self._failures += 1
        if self.lasts:
            pause = min(_LONGEST_PAUSE, back_off(self._failures - _FAILURES_IN_A_ROW + 1))
            self._paused_until = now + pause
            self._pacer.pause_all(pause, now)
            if self._failures == _FAILURES_IN_A_ROW:
                log.warning("Telegram cannot be reached; everything is kept", reason=failure.reason)
