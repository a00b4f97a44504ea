"""Receiving: raw updates are stored and committed before Telegram is told that they arrived."""

import asyncio
import json
from datetime import timedelta

import structlog
from sqlalchemy.exc import DBAPIError

from bot.api import BotApi
from bot.clock import Clock
from bot.pacing import back_off
from bot.rings import Rings
from bot.telegram_errors import classify
from hopdrinks.silence import TAPS_ARE_KEPT, find_heard_at, heard, make_good
from storage import inbox
from storage.database import Database

log = structlog.get_logger()

#: How often it is written down that Telegram is heard; the next start tells by it how long it was away.
_NOTE_EVERY_SECONDS = 60.0
_POLL_SECONDS = 50
_LONGEST_PAUSE = 30.0
_REST_SECONDS = 0.015

#: Asked for by name at every poll: Telegram remembers the list, and leaves out two of these by default.
ALLOWED_UPDATES = (
    "message",
    "edited_message",
    "channel_post",
    "callback_query",
    "inline_query",
    "chosen_inline_result",
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
        #: Monotonic times: when Telegram was last heard, and when that was last written down.
        self._heard = clock.monotonic()
        self._noted: float | None = None

    async def run(self) -> None:
        """Receive until cancelled, whatever Telegram, the network or the database do meanwhile."""
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
        # ASCII-escaped, as lone surrogates and NUL occur and no database takes them.
        updates = [(_id_of(update), json.dumps(update)) for update in _as_list(received)]
        await self._store(updates)
        if updates:
            self._offset = updates[-1][0] + 1
            self._rings.inbox.ring()
            await asyncio.sleep(_REST_SECONDS)  # what comes meanwhile shares the next poll and its commit

    async def _store(self, updates: list[tuple[int, str]]) -> None:
        """Commit what was received, and once a minute that Telegram is heard."""
        now, monotonic = self._clock.now(), self._clock.monotonic()
        silence = timedelta(seconds=monotonic - self._heard)
        noting = self._noted is None or monotonic - self._noted > _NOTE_EVERY_SECONDS
        if not updates and not noting and silence < TAPS_ARE_KEPT:
            self._heard = monotonic
            return
        async with self._database.writing() as connection:
            if updates:
                await inbox.add_updates(connection, updates, now)
            if self._noted is None:  # the first time since the start: how long was the program away?
                last = await find_heard_at(connection)
                silence = timedelta(0) if last is None else now - last
            if silence >= TAPS_ARE_KEPT:
                await make_good(connection, silence, now)
            if noting:
                await heard(connection, now)
        self._heard = monotonic
        self._noted = monotonic if noting else self._noted

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


def _as_list(received: object) -> list[dict[str, object]]:
    return received if isinstance(received, list) else []


def _id_of(update: dict[str, object]) -> int:
    update_id = update.get("update_id")
    if not isinstance(update_id, int):
        raise TypeError("an update came without its id")
    return update_id
