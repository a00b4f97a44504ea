"""Receiving: raw updates are stored and committed before Telegram is told that they arrived."""

import asyncio
import json
from abc import ABC, abstractmethod
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
_LONGEST_PAUSE = 30.0
_LARGEST_ID = 2**63

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


class Intake:
    """Stores what was received, whichever way it came, and knows since when Telegram is not heard."""

    def __init__(self, database: Database, clock: Clock, rings: Rings) -> None:
        self.database = database
        self._clock = clock
        self._rings = rings
        #: Arrivals at the same time are stored in this order, which is then the order they are handled in.
        self._turn = asyncio.Lock()
        #: Monotonic times: when Telegram was last heard, and when that was last written down.
        self._heard = clock.monotonic()
        self._noted: float | None = None

    async def store(self, updates: list[tuple[int, str, int | None]]) -> None:
        """Commit what was received, (`update_id`, JSON, sender), and once a minute that Telegram is heard.

        Raises:
            DBAPIError: the database is in trouble; nothing was stored.
        """
        async with self._turn:
            await self._commit(updates)
        if updates:
            self._rings.inbox.ring()

    async def _commit(self, updates: list[tuple[int, str, int | None]]) -> None:
        now, monotonic = self._clock.now(), self._clock.monotonic()
        silence = timedelta(seconds=monotonic - self._heard)
        noting = self._noted is None or monotonic - self._noted > _NOTE_EVERY_SECONDS
        if not updates and not noting and silence < TAPS_ARE_KEPT:
            self._heard = monotonic
            return
        async with self.database.writing() as connection:
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


class Listener(ABC):
    """A loop that hears Telegram for as long as the program runs."""

    def __init__(self, intake: Intake, api: BotApi) -> None:
        self._intake = intake
        self._api = api
        self._trouble: str | None = None

    async def run(self) -> None:
        """Listen until cancelled, whatever Telegram, the network or the database do meanwhile."""
        failures = 0
        while True:
            try:
                await self._listen()
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

    @abstractmethod
    async def _listen(self) -> None:
        """Listen once, for a while."""

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
    "rejected": "Telegram refuses what it is asked for; with a webhook, see HOPDRINKS_PUBLIC_URL",
    "unauthorized": "Telegram does not accept the token any more; see HOPDRINKS_BOT_TOKEN",
}


def as_stored(update: object) -> tuple[int, str, int | None]:
    """Give an update's id, the text it is stored as, and who sent it.

    Raises:
        ValueError: it is no update: without an id, or with one that no database takes.
    """
    update_id = update.get("update_id") if isinstance(update, dict) else None
    if not isinstance(update_id, int) or isinstance(update_id, bool) or not 0 <= update_id < _LARGEST_ID:
        raise ValueError("an update came without its id")
    # ASCII-escaped, as lone surrogates and NUL occur and no database takes them.
    return update_id, json.dumps(update), _sender_of(update)


def _sender_of(update: object) -> int | None:
    """Give who sent an update, None where that is nobody, or it is anything but an update."""
    for content in update.values() if isinstance(update, dict) else ():
        sender = content.get("from") if isinstance(content, dict) else None
        sender_id = sender.get("id") if isinstance(sender, dict) else None
        if isinstance(sender_id, int) and not isinstance(sender_id, bool) and 0 < sender_id < _LARGEST_ID:
            return sender_id
    return None
