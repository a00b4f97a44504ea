"""Bringing updates to the bot's own address, as the Bot API does once a webhook is set.

One chat's updates come one after the other, several chats' at once. What is not answered with 2xx comes
again, after a second at first and then ever more rarely, and whatever is newer in that chat waits for it.

Source: Bot API, "setWebhook" and its guide to webhooks; the pauses are those of the Bot API server.
Like a Bot API server of one's own it takes plain HTTP and any port, but on loopback only.
"""

from __future__ import annotations

import asyncio
import ipaddress
import time
from urllib.parse import urlsplit

import aiohttp

from sandbox.changes import Changes
from sandbox.clock import Clock
from sandbox.errors import bad_request
from sandbox.updates import Queued, UpdateQueue

_PORTS = frozenset({80, 88, 443, 8443})
_SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name
_ANSWER_SECONDS = 60
_LONGEST_PAUSE = 60.0
_LONGEST_ASKED = 3600.0


class Webhook:
    """Where updates are brought, and how that goes.

    Attributes:
        first_pause: seconds until what was refused comes again for the first time.
    """

    def __init__(self, updates: UpdateQueue, clock: Clock, changes: Changes) -> None:
        self._updates = updates
        self._clock = clock
        self._changes = changes
        self._secret = ""
        self._connections = 40
        self._running: asyncio.Task[None] | None = None
        self._arrived = asyncio.Event()
        #: By chat: the delivery under way, and until when a refused one waits, by monotonic time.
        self._under_way: dict[int, asyncio.Task[None]] = {}
        self._paused: dict[int, float] = {}
        self._failures: dict[int, int] = {}
        self._error: tuple[int, str] | None = None
        self.first_pause = 1.0
        updates.on_arrival = self._arrived.set

    def set(self, url: str, secret: str, connections: int) -> None:
        """Brings updates to an address from now on; of several the newest holds."""
        self.clear()
        self._updates.webhook_url, self._secret, self._connections = url, secret, connections
        self.open()

    def clear(self) -> None:
        """Brings updates nowhere any more."""
        self.close()
        self._updates.webhook_url = ""
        self._paused.clear()
        self._failures.clear()
        self._error = None

    def open(self) -> None:
        """Begins, or goes on, to bring updates where an address is set."""
        if self._updates.webhook_url and self._running is None:
            self._running = asyncio.get_running_loop().create_task(self._run())

    def close(self) -> None:
        """Stops bringing updates; the address stays."""
        for task in (self._running, *self._under_way.values()):
            if task is not None:
                task.cancel()
        self._running = None
        self._under_way.clear()

    def info(self) -> dict[str, object]:
        """Returns what getWebhookInfo tells beside the address."""
        if not self._updates.webhook_url:
            return {}
        info: dict[str, object] = {"max_connections": self._connections}
        host = urlsplit(self._updates.webhook_url).hostname or ""
        if _is_loopback(host):
            info["ip_address"] = "127.0.0.1"
        if self._error is not None:
            info |= {"last_error_date": self._error[0], "last_error_message": self._error[1]}
        return info

    async def _run(self) -> None:
        timeout = aiohttp.ClientTimeout(total=_ANSWER_SECONDS)
        async with aiohttp.ClientSession(timeout=timeout) as session:
            while True:
                self._arrived.clear()
                self._begin(session)
                await self._rest()

    def _begin(self, session: aiohttp.ClientSession) -> None:
        now = time.monotonic()
        self._paused = {chat_id: until for chat_id, until in self._paused.items() if until > now}
        while len(self._under_way) < self._connections:
            queued = self._updates.next_for_webhook(self._under_way.keys() | self._paused.keys())
            if queued is None:
                return
            delivery = self._deliver(session, queued)
            self._under_way[queued.chat_id] = asyncio.get_running_loop().create_task(delivery)

    async def _rest(self) -> None:
        """Waits until something arrives or a pause ends."""
        seconds = min((until - time.monotonic() for until in self._paused.values()), default=None)
        try:
            async with asyncio.timeout(None if seconds is None else max(seconds, 0.0)):
                await self._arrived.wait()
        except TimeoutError:
            pass

    async def _deliver(self, session: aiohttp.ClientSession, queued: Queued) -> None:
        trouble, asked = await self._post(session, queued.body)
        chat_id = queued.chat_id
        if trouble is None:
            self._updates.delivered(queued)
            self._failures.pop(chat_id, None)
        else:
            failures = self._failures[chat_id] = self._failures.get(chat_id, 0) + 1
            pause = min(self.first_pause * 2 ** (failures - 1), _LONGEST_PAUSE)
            self._paused[chat_id] = time.monotonic() + max(pause, asked)
            self._error = int(self._clock.now().timestamp()), trouble
        self._under_way.pop(chat_id, None)
        self._arrived.set()
        self._changes.changed()

    async def _post(self, session: aiohttp.ClientSession, body: bytes) -> tuple[str | None, float]:
        """Returns what went wrong, None for nothing, and how many seconds the bot asks to wait."""
        headers = {"Content-Type": "application/json"}
        if self._secret:
            headers[_SECRET_HEADER] = self._secret
        try:
            async with session.post(
                self._updates.webhook_url, data=body, headers=headers, allow_redirects=False
            ) as answer:
                await answer.read()
                status, reason = answer.status, answer.reason
                wait = answer.headers.get("Retry-After", "")
        except TimeoutError:
            return "Read timeout expired", 0.0
        except aiohttp.ClientConnectorError:
            return "Connection refused", 0.0
        except (aiohttp.ClientError, OSError):
            return "Connection reset by peer", 0.0
        if 200 <= status < 300:
            return None, 0.0
        asked = min(float(wait), _LONGEST_ASKED) if wait.isascii() and wait.isdigit() else 0.0
        return f"Wrong response from the webhook: {status} {reason}", asked


def check_address(url: str) -> None:
    """Refuses an address that Telegram brings nothing to.

    Raises:
        BotApiError: it is none, not HTTPS, or on another port than Telegram's four; loopback may be both.
    """
    if not url:
        return
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        host = port = None
    if not host or parts.scheme not in ("http", "https"):
        raise bad_request("bad webhook: Failed to parse URL")
    if _is_loopback(host):
        return
    if parts.scheme != "https":
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if (port or 443) not in _PORTS:
        raise bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
