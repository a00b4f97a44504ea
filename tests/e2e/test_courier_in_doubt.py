"""The courier when a commit, a rule or Telegram leaves it in doubt."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from post_office import PostOffice, open_post_office
from sqlalchemy import func, select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.notices import Composer
from hopdrinks.notices.questions import QuestionCardRefresh
from hopdrinks.outbox import owe
from hopdrinks.outcomes import record_sent
from hopdrinks.results import Sent
from sandbox import Fault
from storage import tables


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[PostOffice]:
    async with open_post_office(f"sqlite+aiosqlite:///{tmp_path}/post.db") as opened:
        yield opened


async def test_what_a_commit_claimed_that_ended_in_an_error_is_sent_after_all(office: PostOffice) -> None:
    alice = office.add_person("Alice")
    await office.post("claimed in vain", alice.id, reliability="must_not_double")
    writing, broken = office.database.writing, []

    @asynccontextmanager
    async def committing_with_an_error() -> AsyncIterator[AsyncConnection]:
        async with writing() as connection:
            yield connection
        async with office.database.reading() as connection:
            sending = select(func.count()).where(tables.deliveries.c.state == "sending")
            if not broken and await connection.scalar(sending):
                broken.append("once")
                office.rings.ring()  # so that nobody waits for the back-off
                raise OperationalError("COMMIT", None, ConnectionResetError())

    vars(office.database)["writing"] = committing_with_an_error
    office.open()
    assert await office.settled() == ["sent"]
    assert broken
    assert [message.text for message in alice.messages()] == ["claimed in vain"]


async def test_an_outcome_whose_rule_fails_ends_alone_and_deliveries_go_on(
    office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    alice, bob = office.add_person("Alice"), office.add_person("Bob")

    async def failing_for_alice(connection: AsyncConnection, notice: Any, sent: Sent, now: datetime) -> None:
        if sent.chat_id == alice.id:
            raise RuntimeError("a bug")
        await record_sent(connection, notice, sent, now)

    monkeypatch.setattr("bot.recording.record_sent", failing_for_alice)
    for person in (alice, bob, alice):
        await office.post("hello", person.id, reliability="must_not_double")
    office.open()
    assert await office.settled() == ["sent", "sent", "sent"]
    assert len(alice.messages()) == 2


async def test_a_notice_of_another_version_that_was_leaving_does_not_keep_the_program_from_starting(
    office: PostOffice,
) -> None:
    alice = office.add_person("Alice")
    await office.post("old", alice.id, reliability="must_arrive")
    await office.post("new", alice.id, reliability="must_arrive")
    async with office.database.writing() as connection:
        of_old = tables.deliveries.c.id == 1
        await connection.execute(
            tables.deliveries.update().where(of_old).values(state="sending", notice="Forgotten")
        )
    office.open()
    assert await office.settled() == ["failed", "sent"]


async def test_a_long_outage_costs_the_few_messages_it_began_with_and_no_more(tmp_path: Path) -> None:
    async with open_post_office(f"sqlite+aiosqlite:///{tmp_path}/paced.db", pace=30) as office:
        office.sandbox.faults.add(Fault("502", times=40))
        for number in range(20):
            person = office.add_person(f"Person {number}")
            await office.post("kept", person.id, reliability="must_not_double")
        office.open()
        ends = await office.settled()
    # Those under way when it began may have arrived; whoever came later is kept until it is over.
    assert ends.count("sent") >= 15
    assert ends.count("sent") + ends.count("uncertain") == 20


@pytest.mark.parametrize(
    "database_url", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True
)
async def test_a_refresh_owed_while_its_forerunner_is_composed_is_a_refresh_of_its_own(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_post_office(database_url) as office:
        compose = Composer.compose
        owing: list[asyncio.Future[None]] = []

        async def refresh() -> None:
            async with office.database.writing() as connection:
                await owe(connection, QuestionCardRefresh(question_id=1), -100, office.clock.now())

        async def composing_while_it_is_owed_again(
            self: Composer, connection: AsyncConnection, batch: Sequence[Any], now: datetime
        ) -> Any:
            if not owing:
                owing.append(asyncio.ensure_future(refresh()))
                await done_or_waiting(office, owing[0])
            return await compose(self, connection, batch, now)

        monkeypatch.setattr(Composer, "compose", composing_while_it_is_owed_again)
        await refresh()
        office.open()
        office.rings.ring()
        await office.settled()
        await owing[0]
        office.rings.ring()
        assert len(await office.settled()) == 2


async def done_or_waiting(office: PostOffice, task: asyncio.Future[None]) -> None:
    """Wait until a transaction has ended or waits for another's lock."""
    waiting = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
    while not task.done():
        async with office.database.reading() as connection:
            if await connection.scalar(waiting):
                return
