"""Polling: Telegram is asked for updates, and told that they arrived by the next question alone."""

import asyncio

from bot.api import BotApi
from bot.intake import ALLOWED_UPDATES, Intake, Listener, as_stored
from bot.webhook import remove_own_webhook

_POLL_SECONDS = 50
_REST_SECONDS = 0.015


class Poller(Listener):
    """Asks Telegram for updates."""

    def __init__(self, intake: Intake, api: BotApi, *, poll_seconds: int = _POLL_SECONDS) -> None:
        super().__init__(intake, api)
        self._poll_seconds = poll_seconds
        self._offset: int | None = None
        self._alone = False

    async def _listen(self) -> None:
        if not self._alone:
            await remove_own_webhook(self._intake.database, self._api)
            self._alone = True
        parameters: dict[str, object] = {
            "timeout": self._poll_seconds,
            "allowed_updates": ALLOWED_UPDATES,
        }
        if self._offset is not None:
            parameters["offset"] = self._offset
        received = await self._api.call("getUpdates", parameters, read_timeout=self._poll_seconds + 10)
        updates = [as_stored(update) for update in _as_list(received)]
        await self._intake.store(updates)
        if updates:
            self._offset = updates[-1][0] + 1
            await asyncio.sleep(_REST_SECONDS)  # what comes meanwhile shares the next poll and its commit


def _as_list(received: object) -> list[object]:
    return received if isinstance(received, list) else []
