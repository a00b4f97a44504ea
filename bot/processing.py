"""Handling what was received: one transaction for many updates, one savepoint for each.

Everything a handler did commits together with its inbox row, or not at all.
"""

import json
import time

import structlog
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection
from telegram import Update

from bot.answers import QueryAnswers
from bot.clock import Clock
from bot.rings import Rings
from handlers.apology import apologise_for_tap, apologise_for_words
from handlers.context import ConciergeApplication, QueryAnswer, TapAnswer, Turn
from hopdrinks.notices.calls import OwnerAlert
from hopdrinks.outbox import owe
from hopdrinks.staff import surface
from storage import inbox
from storage.database import Database, is_refused_value
from storage.records import InboxRow

log = structlog.get_logger()

#: Waiting updates share a commit: at most so many, or what is handled in so many seconds.
BATCH_ROWS, BATCH_SECONDS = 50, 0.05
#: An update that failed so often is set aside, and the next one is handled.
MOST_TRIES = 5
#: No chat has a larger id, and no database takes one; an update that was set aside may hold anything.
_LARGEST_ID = 2**52


class Processor:
    """The one loop that handles updates, in order of arrival; what a flood brings comes after all else."""

    def __init__(
        self,
        database: Database,
        application: ConciergeApplication,
        answers: QueryAnswers,
        clock: Clock,
        rings: Rings,
    ) -> None:
        self._database = database
        self._application = application
        self._answers = answers
        self._clock = clock
        self._rings = rings
        self._stopping = False
        self._one_by_one = False

    async def run(self) -> None:
        """Handle updates until `stop` is called."""
        failures = 0
        while not self._stopping:
            try:
                more = await self._handle_batch()
                failures = 0
            except DBAPIError as error:
                failures += 1
                self._one_by_one = True
                if failures == 2:
                    log.error("the database refuses updates; they wait", error=str(error.orig))
                if failures > 1:
                    await self._rings.inbox.wait(min(30.0, 2.0 ** min(failures - 1, 5)))
                continue
            if not more:
                self._one_by_one = False
                await self._rings.inbox.wait()

    def stop(self) -> None:
        """Finish the batch under way and take no other."""
        self._stopping = True
        self._rings.inbox.ring_last()

    async def _handle_batch(self) -> bool:
        """Handle what waits, commit, and answer the taps; True where more waits already."""
        answers: list[QueryAnswer] = []
        done: list[int] = []
        handled = 0
        limit = 1 if self._one_by_one else BATCH_ROWS
        async with self._database.writing() as connection:
            started = time.monotonic()  # in here: after a long wait for its turn there is the more to share
            rows = await inbox.list_waiting(connection, limit)
            for row in rows:
                outcome = await self._handle_row(connection, row)
                if isinstance(outcome, Turn):
                    answers += outcome.answers
                    done.append(row.id)
                else:
                    answers += await self._set_aside(connection, row, outcome)
                handled += 1
                if time.monotonic() - started > BATCH_SECONDS or self._stopping:
                    break
            if done:
                await inbox.close_updates(connection, done)
        if handled:
            self._rings.sweep.ring()
            self._rings.outbox.ring()
        self._answers.send(answers)
        return handled < len(rows) or len(rows) == limit

    async def _handle_row(self, connection: AsyncConnection, row: InboxRow) -> Turn | Exception:
        """Handle one update, again at once where it fails; give the last error where it never succeeded."""
        error: Exception = RuntimeError("no tries are left")
        for _ in range(row.tries, MOST_TRIES):
            turn = Turn(connection, self._clock.now())
            try:
                async with connection.begin_nested():
                    await self._process(row, turn)
            except DBAPIError as failure:
                if not is_refused_value(failure):
                    raise  # the database is in trouble, not the update: the whole batch is given up
                error = failure
            except Exception as failure:
                error = failure
            else:
                return turn
        return error

    async def _set_aside(
        self, connection: AsyncConnection, row: InboxRow, error: Exception
    ) -> list[QueryAnswer]:
        """Keep an update for whoever looks into it; tell the owners, and say sorry to whom it came from."""
        log.error("an update was set aside", update_id=row.update_id, exc_info=error)
        now, languages = self._clock.now(), self._application.bot_data.languages
        await inbox.set_aside_update(connection, row.id, MOST_TRIES, type(error).__name__)
        alert = OwnerAlert(alert="dead_letter", detail=str(row.update_id))
        await surface.alert_owners(connection, alert, now)
        raw = json.loads(row.raw)
        words = apologise_for_words(languages, raw)
        if words is not None and 0 < words[0] <= _LARGEST_ID:
            chat_id, view = words
            await owe(connection, view.sending(), chat_id, now)
        tap = apologise_for_tap(languages, raw)
        return [] if tap is None else [tap]

    async def _process(self, row: InboxRow, turn: Turn) -> None:
        update = Update.de_json(json.loads(row.raw), self._application.bot)
        self._application.bot_data.turn = turn
        try:
            await self._application.process_update(update)
        finally:
            self._application.bot_data.turn = None
        query = update.callback_query
        if query is not None and all(answer.query_id != query.id for answer in turn.answers):
            turn.answers.append(TapAnswer(query.id, "", alert=False))
