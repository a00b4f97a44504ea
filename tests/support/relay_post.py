"""Delivery played by hand: what is owed about questions arrives, or fails, as a test wishes."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.composing import COMPOSING
from handlers.language import Languages
from handlers.notices import Composed, Composer, Void
from hopdrinks.outcomes import record_not_sent, record_sent
from hopdrinks.people import chapters
from hopdrinks.questions import answers, asking
from hopdrinks.questions.contents import Content, Written
from hopdrinks.results import Cause, NotSent, Sent
from hopdrinks.staff import surface
from storage import deliveries, members, postings, relays
from storage import questions as stored
from storage.question_records import Question, Relay
from storage.records import Delivery

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
STAFF, OTHER_STAFF, OWNER, ALICE, BOB = -100_1, -100_2, 9, 1, 2
ROBIN, SACHA = 31, 32
MINUTE = timedelta(minutes=1)


@dataclass
class Post:
    """Plays delivery by hand: composes what is queued, and lets it arrive or fail as a test wishes."""

    connection: AsyncConnection
    sent: list[tuple[int, str, dict[str, Any]]] = field(default_factory=list)
    last_id: int = 100
    now: datetime = NOW
    #: Whether Telegram puts messages into the topics they are sent to.
    keeps_topics: bool = True

    async def queued(self) -> list[Delivery]:
        return await deliveries.list_deliverable(
            self.connection,
            limit=100,
            lanes=[0, 1, 2, 3],
            reliabilities=["repeatable", "must_arrive", "must_not_double"],
            except_chats=[],
        )

    async def take(self, notice: str) -> tuple[Delivery, Composed]:
        """Take the next delivery of a kind that can be composed, settling void ones before it."""
        while True:
            delivery = next(one for one in await self.queued() if one.notice == notice)
            await deliveries.claim_deliveries(self.connection, [delivery.id])
            composed = (await self._composer().compose(self.connection, [delivery], self.now))[0]
            if isinstance(composed, Composed):
                return delivery, composed
            await self._settle(delivery, "skipped")

    async def arrive(self, notice: str) -> int:
        """Let the next delivery of a kind arrive; give the id of its message or topic."""
        delivery, composed = await self.take(notice)
        return await self.made(delivery, composed)

    async def made(self, delivery: Delivery, composed: Composed, *, message_id: int | None = None) -> int:
        """Record that a delivery was made as it was composed."""
        notice = delivery.notice
        self.last_id += 1
        self.sent.append((delivery.chat_id, notice, composed.parameters))
        is_topic = composed.method == "createForumTopic"
        ids: tuple[int, ...] = ()
        if composed.method == "copyMessages":
            ids = tuple(range(self.last_id, self.last_id + len(composed.parameters["message_ids"])))
            self.last_id = ids[-1]
        sent = Sent(
            delivery_id=delivery.id,
            chat_id=delivery.chat_id,
            message_id=None
            if is_topic
            else next(iter(ids), self.last_id)
            if message_id is None
            else message_id,
            message_ids=ids,
            perhaps_twice=delivery.tries > 0,
            topic_id=self.last_id if is_topic else None,
            thread_id=composed.parameters.get("message_thread_id") if self.keeps_topics else None,
        )
        await record_sent(self.connection, composed.notice, sent, self.now)
        await self._settle(delivery, "sent", sent.message_id)
        return self.last_id

    async def fail(self, notice: str, outcome: str, cause: Cause = "other") -> int:
        """Let the next delivery of a kind fail; give its id."""
        delivery, composed = await self.take(notice)
        return await self.stuck(delivery, composed, outcome, cause)

    async def stuck(
        self, delivery: Delivery, composed: Composed, outcome: str, cause: Cause = "other"
    ) -> int:
        """Record that a delivery failed as it was composed; give its id."""
        not_sent = NotSent.model_validate(
            {
                "delivery_id": delivery.id,
                "chat_id": delivery.chat_id,
                "outcome": outcome,
                "cause": cause,
                "topic_id": composed.parameters.get("message_thread_id"),
            }
        )
        await record_not_sent(self.connection, composed.notice, not_sent, self.now)
        await self._settle(delivery, "uncertain" if outcome == "uncertain" else "failed")
        return delivery.id

    async def all_arrive(self) -> list[str]:
        """Let everything arrive until nothing is queued; give what did, in order."""
        arrived = []
        while waiting := await self.queued():
            delivery = waiting[0]
            await deliveries.claim_deliveries(self.connection, [delivery.id])
            composed = (await self._composer().compose(self.connection, [delivery], self.now))[0]
            if isinstance(composed, Void):
                await self._settle(delivery, "skipped")
            else:
                await self.made(delivery, composed)
                arrived.append(delivery.notice)
        return arrived

    def copied(self, chat_id: int = STAFF) -> list[object]:
        """Give the ids of the members' messages copied to a chat, in order."""
        return [
            parameters["message_id"]
            for chat, notice, parameters in self.sent
            if notice == "QuestionCopy" and chat == chat_id
        ]

    def told(self, notice: str, chat_id: int | None = None) -> list[dict[str, Any]]:
        """Give the parameters of what arrived of a kind, in order."""
        return [
            parameters
            for chat, name, parameters in self.sent
            if name == notice and (chat_id is None or chat == chat_id)
        ]

    def _composer(self) -> Composer:
        return Composer(Languages("fr"), COMPOSING)

    async def _settle(self, delivery: Delivery, state: str, message_id: int | None = None) -> None:
        row = {"message_id": message_id, "reason": None, "settled_at": NOW}
        await deliveries.settle_deliveries(
            self.connection, [{"delivery_id": delivery.id, "state": state, **row}]
        )


async def prepare(connection: AsyncConnection, *, forum: bool = True, staff: int | None = STAFF) -> Post:
    """Make a chapter, an owner, two members and a staff chat."""
    await chapters.ensure_first_chapter(
        connection, name="Tours", time_zone="Europe/Paris", locale="fr", now=NOW
    )
    await chapters.ensure_owners(connection, [OWNER], NOW)
    for member_id, name in ((OWNER, "Odile"), (ALICE, "Alice"), (BOB, "Bob")):
        await members.add_member(
            connection, member_id=member_id, name=name, username=None, language_code="fr", now=NOW
        )
    if staff is not None:
        await set_staff(connection, staff, forum=forum)
    return Post(connection)


async def set_staff(connection: AsyncConnection, chat_id: int, *, forum: bool = True) -> None:
    """Make a chat the staff chat, read and usable."""
    await surface.set_staff_chat_id(connection, chat_id)
    chat = {"kind": "supergroup", "title": "Staff", "is_forum": forum, "bot_status": "administrator"}
    await postings.put_chat(
        connection, chat_id, chat | {"can_manage_topics": True, "can_delete": True, "read_at": NOW}
    )


def says(message_id: int, text: str = "", **fields: object) -> Written:
    content = Content(kind="text", text=text or f"message {message_id}")
    return Written.model_validate({"message_id": message_id, "content": content, **fields})


def part(message_id: int, album: str, **fields: object) -> Written:
    content = Content(kind="photo", file_id=f"f{message_id}", file_unique_id=f"u{message_id}")
    return Written.model_validate(
        {"message_id": message_id, "content": content, "media_group_id": album, **fields}
    )


async def asked(connection: AsyncConnection, *, forum: bool = False) -> tuple[Post, Question]:
    """Have Alice ask something that is with the staff; Robin and Sacha are there."""
    post = await prepare(connection, forum=forum)
    for member_id, name in ((ROBIN, "Robin"), (SACHA, "Sacha")):
        await members.add_member(
            connection, member_id=member_id, name=name, username=None, language_code="fr", now=NOW
        )
    await members.update_member_reach(connection, ALICE, "reachable", NOW)
    question = await asking.ask(connection, ALICE, None, says(11, "Where is it?"), NOW)
    await post.all_arrive()
    return post, await stored.get_question(connection, question.id)


async def relay_of(connection: AsyncConnection, chat_id: int, message_id: int) -> Relay:
    relay = await relays.find_relay_from(connection, chat_id, message_id)
    assert relay is not None
    return relay


async def answered(post: Post, question: Question, message_id: int = 900, text: str = "Here.") -> Relay:
    """Have Robin answer, and the answer arrive."""
    written = says(message_id, text, author_id=ROBIN)
    await answers.answer(post.connection, question, STAFF, written, post.now)
    await post.all_arrive()
    return await relay_of(post.connection, STAFF, message_id)
