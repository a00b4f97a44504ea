"""Taps that wait for the bot's answerCallbackQuery."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime

from sandbox.accounts import Account
from sandbox.clock import Clock
from sandbox.errors import bad_request
from sandbox.messages import Message
from sandbox.updates import TAP_LIFE

TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


@dataclass(frozen=True)
class CallbackAnswer:
    """What the person who tapped got to see.

    Attributes:
        text: the toast or alert; None for a silent answer.
        answered: False when the bot has not answered in time.
    """

    text: str | None = None
    show_alert: bool = False
    url: str | None = None
    answered: bool = True


@dataclass(eq=False)
class CallbackQuery:
    """One tap."""

    id: str
    person: Account
    message: Message
    at: datetime
    answer: CallbackAnswer | None = None
    ring: asyncio.Event = field(default_factory=asyncio.Event)


class CallbackQueries:
    """The taps of the last 150 seconds; older ones can no longer be answered."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._by_id: dict[str, CallbackQuery] = {}
        self._in_order: deque[CallbackQuery] = deque()
        self._count = 0

    def add(self, person: Account, message: Message) -> CallbackQuery:
        """Begins a query and gives it an id of Telegram's shape."""
        now = self._clock.now()
        while self._in_order and now - self._in_order[0].at > TAP_LIFE:
            self._by_id.pop(self._in_order.popleft().id, None)
        self._count += 1
        query = CallbackQuery(str(4_000_000_000_000_000_000 + self._count), person, message, now)
        self._by_id[query.id] = query
        self._in_order.append(query)
        return query

    def answer(self, query_id: str, answer: CallbackAnswer) -> CallbackQuery:
        """Answers a query.

        Raises:
            BotApiError: unknown, answered already or older than 150 s.
        """
        query = self._by_id.get(query_id)
        if query is None or query.answer is not None or self._clock.now() - query.at > TAP_LIFE:
            raise bad_request(TOO_OLD)
        query.answer = answer
        query.ring.set()
        return query

    def find(self, query_id: str) -> CallbackQuery | None:
        """Returns the query, if it is not forgotten."""
        return self._by_id.get(query_id)
