"""Receiving: raw updates are stored and committed before Telegram is told that they arrived."""

import asyncio
import json
from collections.abc import Callable
from datetime import timedelta

import structlog
from sqlalchemy.exc import DBAPIError
from telegram.error import InvalidToken

from bot.api import BotApi
from bot.clock import Clock
from bot.pacing import back_off
from bot.rings import Rings
from bot.telegram_errors import Failure, classify
from hopdrinks import staff_chat
from hopdrinks.notices import OwnerAlert
from storage import inbox
from storage.database import Database

log = structlog.get_logger()

#: Telegram keeps messages for a day; a longer silence may have lost some.
_KEPT_BY_TELEGRAM = timedelta(hours=24)
_POLL_SECONDS = 50
_LONGEST_PAUSE = 30.0

#: Asked for by name at every poll: Telegram remembers the list, and leaves out two of these by default.
ALLOWED_UPDATES = (
    "message",
    "edited_message",
    "channel_post",
    "callback_query",
    "my_chat_member",
    "chat_member",
    "message_reaction",
)


class Poller:
    """The one loop that asks Telegram for updates."""

    def __init__(
        self,
        database: Database,
        api: BotApi,
        clock: Clock,
        rings: Rings,
        *,
        poll_seconds: int = _POLL_SECONDS,
    ) -> None:
        self._database = database
        self._api = api
        self._clock = clock
        self._rings = rings
        self._poll_seconds = poll_seconds
        self._offset: int | None = None
        self._trouble: str | None = None

    async def run(self, on_fatal: Callable[[Failure], None]) -> None:
        """Receive until cancelled; a token that was never valid is reported to `on_fatal`."""
        await self._notice_gap()
        failures = 0
        while True:
            try:
                await self._poll()
                failures = 0
                self._say_recovered()
            except DBAPIError as error:
                failures += 1
                self._say_once("the database refuses updates; Telegram keeps them meanwhile", str(error.orig))
            except asyncio.CancelledError:
                raise
            except Exception as error:
                failures += 1
                failure = classify(error)
                if (
                    failure.kind == "unauthorized"
                    and self._offset is None
                    and isinstance(error, InvalidToken)
                ):
                    on_fatal(failure)
                self._say_once(
                    _WORDS.get(failure.kind, "Telegram cannot be reached; asking again"), failure.reason
                )
            if failures:
                await asyncio.sleep(min(_LONGEST_PAUSE, back_off(failures)))

    async def _poll(self) -> None:
        parameters: dict[str, object] = {
            "timeout": self._poll_seconds,
            "allowed_updates": ALLOWED_UPDATES,
        }
        if self._offset is not None:
            parameters["offset"] = self._offset
        received = await self._api.call("getUpdates", parameters, read_timeout=self._poll_seconds + 10)
        if not isinstance(received, list) or not received:
            return
        # ASCII-escaped, as lone surrogates and NUL occur and no database takes them.
        updates = [(int(update["update_id"]), json.dumps(update)) for update in received]
        async with self._database.writing() as connection:
            await inbox.add_updates(connection, updates, self._clock.now())
        self._offset = updates[-1][0] + 1
        self._rings.inbox.ring()

    async def _notice_gap(self) -> None:
        """Tell the owners where the program was away for so long that Telegram may have dropped messages."""
        async with self._database.writing() as connection:
            last = await inbox.find_last_received_at(connection)
            now = self._clock.now()
            if last is not None and now - last > _KEPT_BY_TELEGRAM:
                hours = str(int((now - last).total_seconds() // 3600))
                await staff_chat.alert_owners(connection, OwnerAlert(alert="gap", detail=hours), now)

    def _say_once(self, trouble: str, reason: str) -> None:
        if self._trouble != trouble:
            self._trouble = trouble
            log.warning(trouble, reason=reason)

    def _say_recovered(self) -> None:
        if self._trouble is not None:
            self._trouble = None
            log.info("updates come in again")


_WORDS = {
    "conflict": "another program asks for this bot's updates: a second copy of this one, or a webhook that is"
    " still set; if it is neither, the token may be known to others and should be revoked with @BotFather",
    "unauthorized": "Telegram does not accept the token any more; see HOPDRINKS_BOT_TOKEN",
}
