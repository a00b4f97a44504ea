"""Answers to taps and inline queries: right after the commit, at most once, never stored."""

import asyncio
from collections.abc import Sequence

import structlog

from bot.api import BotApi
from bot.telegram_errors import classify
from handlers.context import InlineAnswer, QueryAnswer

log = structlog.get_logger()

#: A tap's little clock stops by itself before long; a later answer would find nobody.
_SECONDS = 10.0
#: Inline results show counts and are in the asker's language and order: kept for as long as somebody types.
_INLINE_CACHE_SECONDS = 5


class QueryAnswers:
    """Sends answers to taps and inline queries in the background."""

    def __init__(self, api: BotApi) -> None:
        self._api = api
        self._tasks: set[asyncio.Task[None]] = set()

    def send(self, answers: Sequence[QueryAnswer]) -> None:
        """Send answers without waiting for what becomes of them."""
        for answer in answers:
            task = asyncio.get_running_loop().create_task(self._send(answer))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def drain(self, grace: float) -> None:
        """Wait up to `grace` seconds for the answers under way."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=grace)

    async def _send(self, answer: QueryAnswer) -> None:
        method, parameters = _call(answer)
        try:
            await self._api.call(method, parameters, read_timeout=_SECONDS)
        except Exception as error:
            failure = classify(error)
            if failure.kind not in ("query_too_old", "not_sent", "ambiguous"):
                log.warning("a query could not be answered", method=method, reason=failure.reason)


def _call(answer: QueryAnswer) -> tuple[str, dict[str, object]]:
    if isinstance(answer, InlineAnswer):
        parameters: dict[str, object] = {
            "inline_query_id": answer.query_id,
            "results": answer.results,
            "cache_time": _INLINE_CACHE_SECONDS,
            "is_personal": True,
        }
        return "answerInlineQuery", parameters | ({"button": answer.button} if answer.button else {})
    parameters = {"callback_query_id": answer.query_id}
    if answer.text:
        parameters |= {"text": answer.text, "show_alert": answer.alert}
    return "answerCallbackQuery", parameters
