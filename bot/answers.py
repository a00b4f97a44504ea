"""Answers to taps: right after the commit, at most once, never stored."""

import asyncio
from collections.abc import Sequence

import structlog

from bot.api import BotApi
from bot.telegram_errors import classify
from handlers.context import TapAnswer

log = structlog.get_logger()

#: A tap's little clock stops by itself before long; a later answer would find nobody.
_SECONDS = 10.0


class TapAnswers:
    """Sends answers to taps in the background."""

    def __init__(self, api: BotApi) -> None:
        self._api = api
        self._tasks: set[asyncio.Task[None]] = set()

    def send(self, answers: Sequence[TapAnswer]) -> None:
        """Send answers without waiting for what becomes of them."""
        for answer in answers:
            task = asyncio.get_running_loop().create_task(self._send(answer))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def drain(self, grace: float) -> None:
        """Wait up to `grace` seconds for the answers under way."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=grace)

    async def _send(self, answer: TapAnswer) -> None:
        parameters: dict[str, object] = {"callback_query_id": answer.query_id}
        if answer.text:
            parameters |= {"text": answer.text, "show_alert": answer.alert}
        try:
            await self._api.call("answerCallbackQuery", parameters, read_timeout=_SECONDS)
        except Exception as error:
            failure = classify(error)
            if failure.kind not in ("query_too_old", "not_sent", "ambiguous"):
                log.warning("a tap could not be answered", reason=failure.reason)
