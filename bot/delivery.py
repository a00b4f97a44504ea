"""Delivery: what is owed leaves, once, in order per chat, and what became of it is recorded.

One cycle is one transaction: it records the outcomes that came in and claims what may leave next. Only when
it is committed does anything leave, so after a kill whatever stands as `sending` may have arrived or not.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.api import BotApi
from bot.clock import Clock
from bot.outage import Outage
from bot.pacing import ChatPace, Pacer
from bot.posters import Posters
from bot.recording import Outcome, Outgoing, record
from bot.rings import Rings
from bot.telegram_errors import Failure, NotDrawn, classify
from handlers.notices import PART, Composed, Composer, Upload, Void
from hopdrinks.notices.base import Lane
from hopdrinks.notices.broadcasts import Broadcast, BroadcastEdit, BroadcastWithdrawal
from hopdrinks.notices.evenings import PostingRefresh
from hopdrinks.notices.questions import QuestionCardRefresh
from hopdrinks.notices.relaying import CardPin, TopicIcon
from hopdrinks.outbox import is_chat
from storage import deliveries
from storage.database import Database
from storage.records import Delivery, Reliability

log = structlog.get_logger()

#: Of what must arrive, so many may be under way: a kill doubles no more than these.
_MUST_ARRIVE_IN_FLIGHT = 4
_IN_FLIGHT = 256
#: How many more are looked at than can leave, as some chats may have to wait.
_LOOK_AHEAD = 32
#: Of these the sweep hands on a few at a time, as there is room for more.
_FED = frozenset(notice.__name__ for notice in (Broadcast, BroadcastEdit, BroadcastWithdrawal))
#: These leave a group's turns to what somebody waits for: members' messages, and their answers.
_YIELDING = frozenset(notice.__name__ for notice in (QuestionCardRefresh, TopicIcon, CardPin))


@dataclass(frozen=True)
class Limits:
    """How many of each reliability may be under way at once."""

    by_reliability: dict[Reliability, int]

    @classmethod
    def of(cls, messages_per_second: int) -> "Limits":
        """Allow of what must not double no more than leaves in a second."""
        return cls(
            {
                "repeatable": _IN_FLIGHT,
                "must_arrive": _MUST_ARRIVE_IN_FLIGHT,
                "must_not_double": min(messages_per_second, _IN_FLIGHT),
            }
        )


class Courier:
    """The one loop that speaks to Telegram."""

    def __init__(
        self,
        database: Database,
        api: BotApi,
        composer: Composer,
        clock: Clock,
        rings: Rings,
        pace: int,
        chat_pace: ChatPace | None = None,
    ) -> None:
        self._database = database
        self._api = api
        self._composer = composer
        self._clock = clock
        self._rings = rings
        self._pacer = Pacer(pace, chat_pace)
        self._limits = Limits.of(pace)
        self._outage = Outage(self._pacer)
        self._posters = Posters()
        self._probe: asyncio.Task[None] | None = None
        self._outcomes: list[Outcome] = []
        self._in_flight: dict[int, tuple[Outgoing, asyncio.Task[None]]] = {}
        #: Chats whose turn came but who had to wait, with the monotonic time until then.
        self._waiting: dict[int, float] = {}
        #: Cards whose turn came but who have to rest after an edit, likewise.
        self._resting: dict[str, float] = {}
        #: Whether a commit ended in an error: what it claimed may stand as leaving, though nothing left.
        self._in_doubt = False
        #: Whether something ended of what the sweep hands on as there is room, and whether there is room.
        self._fed_ended = self._hungry = False
        self._stopping = False
        self._idle = asyncio.Event()
        self._idle.set()

    async def run(self) -> None:
        """Deliver until `stop` is called; a database in trouble is waited for."""
        self._idle.clear()
        try:
            await self._deliver()
        finally:
            self._idle.set()

    async def _deliver(self) -> None:
        await self._recover()
        failures = 0
        while not self._stopping:
            try:
                pause = await self._cycle()
                failures = 0
            except DBAPIError as error:
                failures += 1
                self._in_doubt = True
                pause = min(30.0, 2.0 ** min(failures, 5))
                if failures == 1:
                    log.error("the database refuses deliveries; they wait", error=str(error.orig))
            await self._rings.outbox.wait(pause)

    async def stop(self, grace: float) -> None:
        """Claim nothing more, give what is under way `grace` seconds, and record what became of it."""
        self._stopping = True
        self._rings.outbox.ring_last()
        await self._idle.wait()  # a cycle under way may still send what it has claimed
        if self._probe is not None:
            self._probe.cancel()
        tasks = [task for _, task in self._in_flight.values()]
        if tasks:
            await asyncio.wait(tasks, timeout=grace)
        outcomes, self._outcomes = self._outcomes, []
        async with self._database.writing() as connection:
            await self._record(connection, outcomes)

    async def _recover(self) -> None:
        """Decide what becomes of what was leaving when the program last stopped: nobody knows if it did."""
        async with self._database.writing() as connection:
            stopped = Failure("ambiguous", deliveries.INTERRUPTED)
            for delivery in await deliveries.list_interrupted(connection):
                try:
                    outgoing = Outgoing.of(delivery)
                except (LookupError, ValueError):  # another version's: no reason not to start
                    log.exception("a notice could not be read", notice=delivery.notice, delivery=delivery.id)
                    unreadable = _void(delivery, Void("could not be read", failed=True), self._clock.now())
                    await deliveries.settle_deliveries(connection, [unreadable])
                else:
                    await self._record(connection, [Outcome(outgoing, failure=stopped)])

    async def _release_unsent(self, connection: AsyncConnection) -> None:
        """Put back in line what a commit claimed whose end was never known: nothing of it has left."""
        under_way = {one.delivery.id for one in self._under_way()}
        for delivery in await deliveries.list_interrupted(connection):
            if delivery.id not in under_way:
                await deliveries.requeue_delivery(
                    connection, delivery, self._clock.now(), tries=delivery.tries, reason="claimed in vain"
                )

    async def _cycle(self) -> float | None:
        """Record, claim, commit, send; return the seconds until something may be due, None for a ring."""
        outcomes, self._outcomes = self._outcomes, []
        try:
            async with self._database.writing() as connection:
                await self._record(connection, outcomes)
                if self._in_doubt:
                    await self._release_unsent(connection)
                claimed, pause = await self._claim(connection)
        except BaseException:
            self._outcomes = outcomes + self._outcomes
            raise
        self._in_doubt = False
        if self._hungry:
            self._hungry = False
            self._rings.sweep.ring()
        for outgoing in claimed:
            self._start(outgoing)
        return pause

    async def _record(self, connection: AsyncConnection, outcomes: Sequence[Outcome]) -> None:
        if outcomes:
            self._fed_ended |= any(outcome.outgoing.delivery.notice in _FED for outcome in outcomes)
            await record(connection, outcomes, self._clock.now(), self._pacer, self._clock.monotonic())

    async def _claim(self, connection: AsyncConnection) -> tuple[list[Outgoing], float | None]:
        now = self._clock.monotonic()
        pause = self._pacer.wait_for_any(now)
        free = {kind: limit - self._count(kind) for kind, limit in self._limits.by_reliability.items()}
        reliabilities = [kind for kind, room in free.items() if room > 0]
        if pause > 0 or not reliabilities:
            return [], pause or None
        if self._outage.lasts:
            self._ask_whether_it_is_over()
            return [], None
        bulk_pause = self._pacer.wait_for_bulk(now)
        self._waiting = {chat: until for chat, until in self._waiting.items() if until > now}
        self._resting = {card: until for card, until in self._resting.items() if until > now}
        limit = min(sum(free.values()), self._pacer.room(now)) + _LOOK_AHEAD
        found = await deliveries.list_deliverable(
            connection,
            limit=limit,
            lanes=[lane for lane in Lane if lane != Lane.BULK or bulk_pause == 0],
            reliabilities=reliabilities,
            except_chats={*self._waiting, *(one.delivery.chat_id for one in self._under_way())},
            except_keys=set(self._resting),
        )
        if self._fed_ended and bulk_pause == 0:
            self._fed_ended, self._hungry = False, len(found) < limit
        chosen, pause = self._choose(found, free, now)
        claimed = await self._take(connection, chosen)
        untils = (*self._waiting.values(), *self._resting.values())
        pauses = [pause, bulk_pause, *(until - now for until in untils)]
        return claimed, min((seconds for seconds in pauses if seconds > 0), default=None)

    def _choose(
        self, found: list[Delivery], free: dict[Reliability, int], now: float
    ) -> tuple[list[Delivery], float]:
        """Pick what may leave now, and say in how many seconds more may where a limit ended the picking."""
        chosen: list[Delivery] = []
        chats: set[int] = set()
        for delivery in found:
            pause = self._pacer.wait_for_any(now)
            if pause > 0:
                return chosen, pause
            if free[delivery.reliability] <= 0 or delivery.chat_id in chats:
                continue
            bulk = delivery.lane == Lane.BULK
            if bulk and self._pacer.wait_for_bulk(now) > 0:
                continue
            wait = self._pacer.wait_for_chat(delivery.chat_id, now)
            if wait > 0:
                self._waiting[delivery.chat_id] = now + wait
                continue
            rest = self._rest_of(delivery, now)
            if rest > 0:  # a card that rests keeps nobody waiting but those who come after it in its lane
                self._resting[delivery.coalesce_key or ""] = now + rest
                continue
            self._pacer.take(delivery.chat_id, now, bulk=bulk)
            free[delivery.reliability] -= 1
            chats.add(delivery.chat_id)
            chosen.append(delivery)
        return chosen, self._pacer.wait_for_bulk(now)

    def _rest_of(self, delivery: Delivery, now: float) -> float:
        if delivery.notice in _YIELDING:
            return self._pacer.wait_to_spare(delivery.chat_id, now)
        return self._pacer.wait_for_posting(_edited_posting(delivery), now)

    async def _take(self, connection: AsyncConnection, chosen: list[Delivery]) -> list[Outgoing]:
        """Claim deliveries and compose their calls, in this order.

        What is owed again while they are composed must find nothing queued to join: it would be left out.
        """
        if not chosen:
            return []
        won = await deliveries.claim_deliveries(connection, [delivery.id for delivery in chosen])
        chosen = [delivery for delivery in chosen if delivery.id in won]
        now = self._clock.now()
        composed = await self._composer.compose(connection, chosen, now)
        pairs = list(zip(chosen, composed, strict=True))
        leaving = [_outgoing(one, call, now) for one, call in pairs if not isinstance(call, Void)]
        void = [_void(one, call, now) for one, call in pairs if isinstance(call, Void)]
        self._count_again(pairs)
        if void:
            await deliveries.settle_deliveries(connection, void)
            self._rings.outbox.ring()
            self._rings.sweep.ring()
        return leaving

    def _count_again(self, pairs: Sequence[tuple[Delivery, Composed | Void]]) -> None:
        """Put right what was counted before anybody knew: some call for several messages, some for none."""
        now = self._clock.monotonic()
        for delivery, call in pairs:
            if isinstance(call, Void):
                self._pacer.give_back(delivery.chat_id, now, bulk=delivery.lane == Lane.BULK)
            else:
                self._pacer.take_items(delivery.chat_id, _items_of(call), now)

    def _ask_whether_it_is_over(self) -> None:
        if self._probe is None or self._probe.done():
            self._probe = asyncio.get_running_loop().create_task(self._ask())

    async def _ask(self) -> None:
        failure = None
        try:
            await self._api.call("getMe", {})
        except Exception as error:
            failure = classify(error)
        self._outage.note(failure, self._clock.monotonic())
        self._rings.outbox.ring()

    def _start(self, outgoing: Outgoing) -> None:
        self._pacer.edited(_edited_posting(outgoing.delivery), self._clock.monotonic())
        task = asyncio.get_running_loop().create_task(self._send(outgoing))
        self._in_flight[outgoing.delivery.id] = (outgoing, task)

    async def _send(self, outgoing: Outgoing) -> None:
        try:
            outcome = Outcome(outgoing, result=await self._call(outgoing))
        except Exception as error:
            outcome = Outcome(outgoing, failure=classify(error))
        del self._in_flight[outgoing.delivery.id]
        self._outage.note(outcome.failure, self._clock.monotonic())
        self._outcomes.append(outcome)
        self._rings.outbox.ring()

    async def _call(self, outgoing: Outgoing) -> object:
        picture = outgoing.picture
        if outgoing.late_files:
            files = {**outgoing.files, **await self._write(outgoing)}
            return await self._api.call(outgoing.method, outgoing.parameters, files=files)
        if picture is None or picture.poster is None:
            return await self._api.call(outgoing.method, outgoing.parameters, files=outgoing.files)
        try:
            drawn = await self._posters.draw(picture)
        except Exception as error:
            log.exception("a poster could not be drawn", delivery=outgoing.delivery.id)
            raise NotDrawn from error
        files = {**outgoing.files, PART: Upload("poster.png", drawn, "image/png")}
        return await self._api.call(outgoing.method, outgoing.parameters, files=files)

    async def _write(self, outgoing: Outgoing) -> dict[str, Upload]:
        """Write the files that take long, from a view of their own: no tap waits for them."""
        try:
            async with self._database.reading() as connection:
                return {name: await write(connection) for name, write in outgoing.late_files.items()}
        except Exception as error:
            log.exception("a file could not be written", delivery=outgoing.delivery.id)
            raise NotDrawn from error

    def _count(self, reliability: Reliability) -> int:
        return sum(one.delivery.reliability == reliability for one in self._under_way())

    def _under_way(self) -> list[Outgoing]:
        """Give what left and is not recorded: until it is, it may have to leave again, ahead of its chat."""
        ended = [outcome.outgoing for outcome in self._outcomes]
        return [one for one, _ in self._in_flight.values()] + ended


def _outgoing(delivery: Delivery, call: Composed, now: datetime) -> Outgoing:
    addressed = _addressed(delivery, call.parameters)
    return Outgoing(
        delivery,
        call.notice,
        call.method,
        addressed,
        call.digest,
        call.files,
        now,
        call.picture,
        call.late_files,
    )


def _addressed(delivery: Delivery, parameters: dict[str, Any]) -> dict[str, Any]:
    """Add the chat a call is for, where it is for one."""
    return {"chat_id": delivery.chat_id, **parameters} if is_chat(delivery.chat_id) else parameters


def _items_of(call: Composed) -> int:
    """Count the messages a call makes."""
    several = {"copyMessages": "message_ids", "sendMediaGroup": "media"}.get(call.method)
    return 1 if several is None else len(call.parameters[several])


def _edited_posting(delivery: Delivery) -> str:
    """Name the card that a delivery edits, where many see it; "" for anything else."""
    is_refresh = delivery.notice == PostingRefresh.__name__
    return (delivery.coalesce_key or "") if is_refresh else ""


def _void(delivery: Delivery, void: Void, now: datetime) -> dict[str, object]:
    state = "failed" if void.failed else "skipped"
    return {
        "delivery_id": delivery.id,
        "state": state,
        "message_id": None,
        "reason": void.reason,
        "settled_at": now,
    }
