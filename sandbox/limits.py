"""Telegram's flood limits, as far as they are known: off until a test or host turns them on.

Source: the Bots FAQ ("My bot is hitting limits"): about 30 messages a second in all, one a second in a
private chat with short bursts, 20 a minute in a group.
"""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable

from sandbox.errors import too_many_requests

COUNTED = frozenset(
    {
        "sendMessage",
        "sendPhoto",
        "sendDocument",
        "sendVoice",
        "sendMediaGroup",
        "sendVenue",
        "sendLocation",
        "copyMessage",
        "copyMessages",
        "forwardMessage",
        "editMessageText",
        "editMessageCaption",
        "editMessageMedia",
        "editMessageReplyMarkup",
        "createForumTopic",
        "editForumTopic",
        "closeForumTopic",
        "reopenForumTopic",
    }
)


class _Window:
    """At most `count` events in any `seconds`."""

    def __init__(self, count: int, seconds: float) -> None:
        self._times: deque[float] = deque(maxlen=count)
        self._seconds = seconds

    def wait(self, now: float) -> float:
        """Returns the seconds until one more is allowed; 0 or less: now."""
        if len(self._times) < (self._times.maxlen or 0):
            return 0
        return self._times[0] + self._seconds - now

    def count(self, now: float) -> None:
        self._times.append(now)


class _Bucket:
    """One event a second on average, with bursts of `burst`."""

    def __init__(self, burst: int) -> None:
        self._burst = burst
        self._tokens = float(burst)
        self._at = -math.inf

    def wait(self, now: float) -> float:
        self._tokens = min(float(self._burst), self._tokens + max(0.0, now - self._at))
        self._at = now
        return 1 - self._tokens

    def count(self, _: float) -> None:
        self._tokens -= 1


class Limits:
    """Counts what the bot sends, by real time.

    Attributes:
        enabled: False lets everything through.
        per_second: messages a second in all.
        burst: messages at once in a private chat, then one a second.
        per_minute: messages a minute in a group or channel.
    """

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.enabled = False
        self.per_second = 30
        self.burst = 3
        self.per_minute = 20
        self._monotonic = monotonic
        self._all: _Window | None = None
        self._chats: dict[int | str, _Window | _Bucket] = {}

    def check(self, method: str, chat_id: int | str | None) -> None:
        """Counts a call, or refuses it.

        Raises:
            BotApiError: 429 with the seconds to wait, rounded up.
        """
        if not self.enabled or chat_id is None or method not in COUNTED:
            return
        now = self._monotonic()
        if self._all is None:
            self._all = _Window(self.per_second, 1)
        chat = self._chats.get(chat_id)
        if chat is None:
            private = isinstance(chat_id, int) and chat_id > 0
            chat = self._chats[chat_id] = _Bucket(self.burst) if private else _Window(self.per_minute, 60)
        wait = max(self._all.wait(now), chat.wait(now))
        if wait > 0:
            raise too_many_requests(math.ceil(wait))
        self._all.count(now)
        chat.count(now)
