"""The webhook: Telegram brings updates to the program's own address instead of being asked for them.

Each is answered with 200 only once it is committed; until then Telegram brings it again.
"""

import asyncio
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass

import structlog
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from bot.api import BotApi
from bot.intake import ALLOWED_UPDATES, Intake, Listener, as_stored
from bot.settings import Settings
from storage import facts
from storage.database import Database

log = structlog.get_logger()

#: Beneath the public address.
WEBHOOK_PATH = "/telegram"
#: No update is larger than a fraction of it.
_LARGEST_BODY = 1024 * 1024
_BODY_SECONDS = 15.0
_COMMIT_SECONDS = 20.0
_LOOK_EVERY_SECONDS = 60.0
_SECRET_HEADER = "x-telegram-bot-api-secret-token"  # noqa: S105 - the header's name
#: Under this name is remembered where this program last had updates brought to.
_REMEMBERED = "webhook.url"


@dataclass(frozen=True)
class Address:
    """Where Telegram brings updates, and what it shows so that nobody else can."""

    url: str
    secret: str


def webhook_address(settings: Settings) -> Address | None:
    """Give where Telegram is to bring updates; None where they are fetched."""
    secret, public_url = settings.webhook_secret, settings.public_url
    if secret is None or public_url is None:
        return None
    return Address(public_url + WEBHOOK_PATH, secret.get_secret_value())


async def find_own_webhook(connection: AsyncConnection) -> str | None:
    """Give the address this program last had updates brought to, unless it polled since."""
    return await facts.find_fact(connection, _REMEMBERED)


class WebhookKeeper(Listener):
    """Sets the webhook, and looks once a minute whether it is still set and works."""

    def __init__(self, intake: Intake, api: BotApi, address: Address) -> None:
        super().__init__(intake, api)
        self._address = address
        self._is_set = False
        #: When Telegram last failed to bring something, as far as known here.
        self._failed_at = 0

    async def _listen(self) -> None:
        if not self._is_set:
            await self._set()
        info = await self._api.call("getWebhookInfo", {})
        if not isinstance(info, Mapping) or info.get("url") != self._address.url:
            self._is_set = False
            log.warning("the webhook was taken away by another program; setting it again")
            return
        if self._has_failed(info):
            log.warning("Telegram could not bring updates", reason=str(info.get("last_error_message"))[:200])
        else:
            await self._intake.store([])  # it could have brought some: Telegram is heard
        await asyncio.sleep(_LOOK_EVERY_SECONDS)

    async def _set(self) -> None:
        async with self._intake.database.writing() as connection:
            await facts.put_fact(connection, _REMEMBERED, self._address.url)
        parameters: dict[str, object] = {
            "url": self._address.url,
            "secret_token": self._address.secret,
            "allowed_updates": ALLOWED_UPDATES,
        }
        await self._api.call("setWebhook", parameters)
        info = await self._api.call("getWebhookInfo", {})
        if isinstance(info, Mapping):
            self._has_failed(info)  # what failed while the program was away is no news
        self._is_set = True
        log.info("Telegram brings updates from now on")

    def _has_failed(self, info: Mapping[str, object]) -> bool:
        at = info.get("last_error_date")
        known, self._failed_at = self._failed_at, at if isinstance(at, int) else 0
        return self._failed_at > known


async def remove_own_webhook(database: Database, api: BotApi) -> None:
    """Go back to polling, where this program had updates brought to it; another program's stays."""
    async with database.reading() as connection:
        remembered = await find_own_webhook(connection)
    if remembered is None:
        return
    info = await api.call("getWebhookInfo", {})
    if isinstance(info, Mapping) and info.get("url") == remembered:
        await api.call("deleteWebhook", {})
        log.info("the webhook is taken away; updates are fetched by polling")
    async with database.writing() as connection:
        await facts.delete_fact(connection, _REMEMBERED)


class Entrance:
    """Where Telegram brings updates to."""

    def __init__(self, intake: Intake, secret: str) -> None:
        self._intake = intake
        self._secret = secret.encode()

    async def receive(self, request: Request) -> Response:
        """Store one update; what does not know the secret is not even read."""
        shown = request.headers.get(_SECRET_HEADER, "").encode(errors="replace")
        if not hmac.compare_digest(shown, self._secret):
            return Response(status_code=403)
        try:
            async with asyncio.timeout(_BODY_SECONDS):
                body = await _read(request)
        except (TimeoutError, ClientDisconnect):
            return Response(status_code=408)
        if body is None:
            return Response(status_code=413)
        try:
            # The same way as what is fetched: bytes that are no UTF-8 become U+FFFD.
            update = as_stored(json.loads(body.decode(errors="replace")))
        except (ValueError, RecursionError):
            return Response(status_code=400)
        return await self._store(update)

    async def _store(self, update: tuple[int, str, int | None]) -> Response:
        try:
            async with asyncio.timeout(_COMMIT_SECONDS):
                await self._intake.store([update])
        except (DBAPIError, TimeoutError) as error:
            log.warning("an update could not be stored; Telegram keeps it", reason=type(error).__name__)
            return Response(status_code=503, headers={"Retry-After": "5"})
        return Response(status_code=200)


async def _read(request: Request) -> bytes | None:
    """Read a body; None for one that is too large, of which no more is read than shows that."""
    length = request.headers.get("content-length", "")
    if length.isascii() and length.isdigit() and int(length[:20]) > _LARGEST_BODY:
        return None
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _LARGEST_BODY:
            return None
    return bytes(body)
