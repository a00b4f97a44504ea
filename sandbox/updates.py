"""The queue of updates between the world and the bot, with the rules of getUpdates and of webhooks.

Source: Bot API, "Getting updates"; how long updates are kept is not documented and is taken from the
Bot API server: taps 150 s, inline queries 30 s, chosen results 600 s, everything else a day.
"""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sandbox.changes import Changes
from sandbox.clock import Clock
from sandbox.errors import conflict

TAP_LIFE = timedelta(seconds=150)
INLINE_QUERY_LIFE = timedelta(seconds=30)
UPDATE_LIFE = timedelta(hours=24)
_LIFE_BY_KIND = {
    "callback_query": TAP_LIFE,
    "inline_query": INLINE_QUERY_LIFE,
    "chosen_inline_result": timedelta(seconds=600),
}
NOT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})

TWO_CONSUMERS = "terminated by other getUpdates request; make sure that only one bot instance is running"
WEBHOOK_ACTIVE = (
    "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)


@dataclass(frozen=True, slots=True, eq=False)
class Queued:
    """An update that the bot has not confirmed.

    Attributes:
        chat_id: where it happened, or who did it; a webhook gets a chat's updates one after the other.
    """

    id: int
    expires: float
    body: bytes
    chat_id: int = 0


class UpdateQueue:
    """What the bot has not yet confirmed, oldest first.

    Attributes:
        webhook_url: where updates are brought to; as long as it is set, getUpdates is refused.
        on_arrival: called when something comes into the queue.
    """

    def __init__(self, clock: Clock, changes: Changes, first_id: int = 100_000_001) -> None:
        self._clock = clock
        self._changes = changes
        self._next_id = first_id
        self._waiting: deque[Queued] = deque()
        self._once: list[bytes] = []
        self._handed_out: deque[Queued] = deque(maxlen=1000)
        self._newest_handed_out = 0
        self._allowed: frozenset[str] | None = None
        self._poll: asyncio.Future[None] | None = None
        self._closed = False
        self.webhook_url = ""
        self.on_arrival: Callable[[], None] = _nothing

    def __len__(self) -> int:
        return len(self._waiting)

    @property
    def is_polled(self) -> bool:
        """Whether the bot waits for updates at this moment."""
        return self._poll is not None

    @property
    def allowed(self) -> list[str] | None:
        """What the bot last asked for by `allowed_updates`; None is Telegram's default list."""
        return None if self._allowed is None else sorted(self._allowed)

    def wants(self, kind: str) -> bool:
        """Tells whether the bot asked for such updates."""
        return kind not in NOT_BY_DEFAULT if self._allowed is None else kind in self._allowed

    def push(self, kind: str, payload: Mapping[str, Any]) -> int | None:
        """Queues an update of that kind; returns its id, or None when the bot did not ask for such."""
        if not self.wants(kind):
            return None
        update_id = self._next_id
        self._next_id += 1
        life = _LIFE_BY_KIND.get(kind, UPDATE_LIFE)
        self._queue(update_id, {"update_id": update_id, kind: payload}, life, _chat_of(payload))
        return update_id

    def inject(self, raw: Mapping[str, Any]) -> None:
        """Queues a hand-made update, however malformed.

        Without `update_id` it gets the next one. With one that is new it joins the queue; with one
        already used, or no number at all, it is handed out once, for it can never be confirmed.
        """
        update = {"update_id": self._next_id} | dict(raw)
        update_id = update["update_id"]
        if isinstance(update_id, int) and update_id >= self._next_id:
            self._next_id = update_id + 1
            self._queue(update_id, update, UPDATE_LIFE)
        else:
            self._once.append(_encode(update))
            self._ring()

    def repeat(self, count: int) -> None:
        """Hands out the last `count` delivered updates a second time, whatever was confirmed."""
        if count > 0:
            self._once.extend(queued.body for queued in list(self._handed_out)[-count:])
            self._ring()

    def drop(self) -> None:
        """Forgets everything that waits (`drop_pending_updates`)."""
        self._waiting.clear()
        self._once.clear()

    def next_for_webhook(self, except_chats: Container[int]) -> Queued | None:
        """Returns the oldest update of a chat that is not excepted; it stays until it is `delivered`."""
        self._ready()
        day = self._clock.now().timestamp() + UPDATE_LIFE.total_seconds()
        self._waiting.extend(Queued(0, day, body) for body in self._once)
        self._once.clear()
        return next((queued for queued in self._waiting if queued.chat_id not in except_chats), None)

    def delivered(self, queued: Queued) -> None:
        """Takes an update out of the queue that the webhook took."""
        if queued in self._waiting:
            self._waiting.remove(queued)
            self._handed_out.append(queued)

    def allow(self, allowed: Iterable[str] | None) -> None:
        """Notes what the bot asks for: None keeps what was asked before, an empty list is the default."""
        if allowed is not None:
            self._allowed = frozenset(allowed) or None

    def end_poll(self, reason: str) -> None:
        """Ends a running poll with a conflict."""
        if self._poll is not None and not self._poll.done():
            self._poll.set_exception(conflict(reason))

    def close(self) -> None:
        """Ends a running poll with nothing, so that the server can stop."""
        self._closed = True
        self._ring()

    def open(self) -> None:
        """Lets polls wait again after `close`."""
        self._closed = False

    async def poll(
        self, offset: int, limit: int, timeout_seconds: float, allowed: Iterable[str] | None
    ) -> list[bytes]:
        """Returns unconfirmed updates as JSON, waiting for the first up to `timeout_seconds` of real time.

        Args:
            offset: confirms everything below it; negative keeps that many from the end; 0 does nothing.
            limit: 1 to 100.
            timeout_seconds: 0 answers at once.
            allowed: None keeps what was asked before; an empty list asks for the default.

        Raises:
            BotApiError: 409 when another poll begins meanwhile, or a webhook is set.
        """
        if self.webhook_url:
            raise conflict(WEBHOOK_ACTIVE)
        self.end_poll(TWO_CONSUMERS)
        self.allow(allowed)
        self._confirm(offset)
        if not self._ready() and timeout_seconds > 0 and not self._closed:
            await self._wait(timeout_seconds)
        return self._hand_out(limit)

    async def _wait(self, seconds: float) -> None:
        mine: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._poll = mine
        self._changes.changed()
        try:
            async with asyncio.timeout(seconds):
                await mine
        except TimeoutError:
            pass
        finally:
            if self._poll is mine:
                self._poll = None

    def _queue(self, update_id: int, update: Mapping[str, Any], life: timedelta, chat_id: int = 0) -> None:
        expires = (self._clock.now() + life).timestamp()
        self._waiting.append(Queued(update_id, expires, _encode(update), chat_id))
        self._ring()

    def _ring(self) -> None:
        if self._poll is not None and not self._poll.done():
            self._poll.set_result(None)
        self.on_arrival()

    def _confirm(self, offset: int) -> None:
        if offset < 0:
            while len(self._waiting) > -offset:
                self._waiting.popleft()
        else:
            while self._waiting and self._waiting[0].id < offset:
                self._waiting.popleft()

    def _ready(self) -> bool:
        now = self._clock.now().timestamp()
        if any(queued.expires <= now for queued in self._peek(100)):
            self._waiting = deque(queued for queued in self._waiting if queued.expires > now)
        return bool(self._waiting or self._once)

    def _peek(self, count: int) -> list[Queued]:
        return [queued for queued, _ in zip(self._waiting, range(count), strict=False)]

    def _hand_out(self, limit: int) -> list[bytes]:
        self._ready()
        once, self._once = self._once[:limit], self._once[limit:]
        batch = self._peek(limit - len(once))
        for queued in batch:
            if queued.id > self._newest_handed_out:
                self._newest_handed_out = queued.id
                self._handed_out.append(queued)
        return once + [queued.body for queued in batch]


def _chat_of(payload: Mapping[str, Any]) -> int:
    """Returns the chat an update is of, else who caused it."""
    message = payload.get("message", payload)
    place = message.get("chat") or payload.get("from") or {}
    chat_id: int = place.get("id", 0)
    return chat_id


def _nothing() -> None:
    pass


def _encode(update: Mapping[str, Any]) -> bytes:
    return json.dumps(update, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
