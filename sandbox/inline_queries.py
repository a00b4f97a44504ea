"""Inline queries that wait for the bot's answerInlineQuery, and the answers that are kept for a while."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sandbox.accounts import Account
from sandbox.callbacks import TOO_OLD
from sandbox.chats import Chat
from sandbox.clock import Clock
from sandbox.errors import bad_request
from sandbox.updates import INLINE_QUERY_LIFE

#: A result can be posted for as long as somebody may look at the list.
_CHOSEN_WITHIN = timedelta(hours=1)


@dataclass(frozen=True)
class InlineResult:
    """One line of the list a person sees.

    Attributes:
        content: text, entities and preview of the message it becomes.
        markup: its inline keyboard, if it has one.
        query: the query it answers.
    """

    id: str
    title: str
    description: str | None
    content: dict[str, Any] = field(repr=False)
    markup: dict[str, Any] | None = field(repr=False)
    query: InlineQuery = field(repr=False)


@dataclass(frozen=True)
class InlineResults:
    """What a person sees above the text field.

    Attributes:
        button: the words above the list, which lead into the private chat with `start_parameter`.
        answered: False when the bot has not answered in time.
    """

    results: tuple[InlineResult, ...] = ()
    button: str | None = None
    start_parameter: str | None = None
    answered: bool = True

    @property
    def titles(self) -> list[str]:
        """The titles, from top to bottom."""
        return [result.title for result in self.results]


@dataclass(eq=False)
class InlineQuery:
    """What somebody typed behind the bot's name."""

    id: str
    person: Account
    chat: Chat
    text: str
    at: datetime
    answer: InlineResults | None = None
    ring: asyncio.Event = field(default_factory=asyncio.Event)


class InlineQueries:
    """The queries of the last hour; the bot can answer one for thirty seconds."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._by_id: dict[str, InlineQuery] = {}
        self._in_order: deque[InlineQuery] = deque()
        self._cache: dict[tuple[str, int | None], tuple[datetime, InlineQuery]] = {}
        self._count = 0

    def add(self, person: Account, chat: Chat, text: str) -> InlineQuery:
        """Begins a query and gives it an id of Telegram's shape."""
        now = self._clock.now()
        while self._in_order and now - self._in_order[0].at > _CHOSEN_WITHIN:
            self._by_id.pop(self._in_order.popleft().id, None)
        self._count += 1
        query = InlineQuery(str(5_000_000_000_000_000_000 + self._count), person, chat, text, now)
        self._by_id[query.id] = query
        self._in_order.append(query)
        return query

    def waiting(self, query_id: str) -> InlineQuery:
        """Returns a query that can be answered.

        Raises:
            BotApiError: unknown, answered already or older than thirty seconds.
        """
        query = self._by_id.get(query_id)
        if query is None or query.answer is not None or self._clock.now() - query.at > INLINE_QUERY_LIFE:
            raise bad_request(TOO_OLD)
        return query

    def answer(
        self, query: InlineQuery, answer: InlineResults, kept: timedelta, *, is_personal: bool
    ) -> None:
        """Answers a query, and whoever asks the same within `kept`."""
        query.answer = answer
        self._cache[query.text, query.person.id if is_personal else None] = self._clock.now() + kept, query
        query.ring.set()

    def kept(self, person: Account, text: str) -> InlineResults | None:
        """Returns the answer that is still kept for what somebody typed: their own, else everybody's."""
        for key in ((text, person.id), (text, None)):
            until, query = self._cache.get(key, (None, None))
            if until is not None and query is not None and self._clock.now() < until:
                return query.answer
        return None

    def result(self, query_id: str, result_id: str) -> InlineResult | None:
        """Returns a result that was on offer, if it is not forgotten."""
        query = self._by_id.get(query_id)
        results = () if query is None or query.answer is None else query.answer.results
        return next((result for result in results if result.id == result_id), None)
