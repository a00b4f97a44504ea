"""Every way a call can go wrong, for every class of delivery: how often it arrives, and what is recorded."""

import functools
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from post_office import PostOffice, open_post_office
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from sandbox import Fault, Person
from storage.records import Reliability
from storage.tables import deliveries


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[PostOffice]:
    async with open_post_office(f"sqlite+aiosqlite:///{tmp_path}/post.db") as opened:
        yield opened


@pytest.fixture
def alice(office: PostOffice) -> Person:
    return office.add_person("Alice")


def arrivals(person: Person) -> Counter[str]:
    return Counter(message.text or "" for message in person.messages())


async def waits_for_the_network(connection: AsyncConnection) -> bool:
    rows = await connection.execute(select(deliveries.c.state, deliveries.c.reason))
    return [(state, (reason or "")[:8]) for state, reason in rows] == [("queued", "Not sent")]


#: What certainly was not done: it is done later, once, whatever it is.
NOT_DONE = {"429": Fault("429", "sendMessage")}
#: What may have been done, and was not.
PERHAPS_BEFORE: dict[str, Fault] = {
    "500": Fault("500", "sendMessage"),
    "502": Fault("502", "sendMessage"),
    "drop_before": Fault("drop_before", "sendMessage"),
}
#: What may have been done, and was.
PERHAPS_AFTER: dict[str, Fault] = {
    "500 after": Fault("500", "sendMessage", after=True),
    "502 after": Fault("502", "sendMessage", after=True),
    "drop_after": Fault("drop_after", "sendMessage"),
    "slower than we wait": Fault("slow", "sendMessage", seconds=0.6),
    "garbage": Fault("garbage", "sendMessage"),
}
EVERY_CLASS: tuple[Reliability, ...] = ("repeatable", "must_arrive", "must_not_double")


async def suffer(office: PostOffice, alice: Person, fault: Fault, reliability: Reliability) -> str:
    """Post one message while a fault is played, and one behind it; give what became of the first."""
    office.api.patience = 0.3
    office.sandbox.faults.add(replace(fault))  # a copy: the sandbox counts down
    await office.post("troubled", alice.id, reliability=reliability)
    await office.post("next", alice.id, reliability=reliability)
    office.open()
    troubled, after = await office.settled()
    assert after == "sent"
    assert arrivals(alice)["next"] == 1
    # In order, however often the first was tried.
    assert alice.last().text == "next"
    return troubled


@pytest.mark.parametrize("reliability", EVERY_CLASS)
@pytest.mark.parametrize("fault", NOT_DONE)
async def test_what_was_refused_for_now_arrives_once(
    office: PostOffice, alice: Person, fault: str, reliability: Reliability
) -> None:
    assert await suffer(office, alice, NOT_DONE[fault], reliability) == "sent"
    assert arrivals(alice)["troubled"] == 1


@pytest.mark.parametrize("reliability", EVERY_CLASS)
async def test_a_slow_answer_is_waited_for(
    office: PostOffice, alice: Person, reliability: Reliability
) -> None:
    fault = Fault("slow", "sendMessage", seconds=0.1)
    assert await suffer(office, alice, fault, reliability) == "sent"
    assert arrivals(alice)["troubled"] == 1


@pytest.mark.parametrize("reliability", EVERY_CLASS)
async def test_without_a_network_everything_waits_and_then_arrives_once(
    office: PostOffice, alice: Person, reliability: Reliability
) -> None:
    office.wire.cut()
    await office.post("troubled", alice.id, reliability=reliability)
    office.open()
    await office.commits.wait_until(waits_for_the_network, 10)
    await office.wire.mend()
    assert await office.settled() == ["sent"]
    assert arrivals(alice)["troubled"] == 1


@pytest.mark.parametrize("fault", [*PERHAPS_BEFORE, *PERHAPS_AFTER])
async def test_what_can_be_repeated_is_repeated(office: PostOffice, alice: Person, fault: str) -> None:
    played = (PERHAPS_BEFORE | PERHAPS_AFTER)[fault]
    assert await suffer(office, alice, played, "repeatable") == "sent"
    assert arrivals(alice)["troubled"] == (1 if fault in PERHAPS_BEFORE else 2)


@pytest.mark.parametrize("fault", [*PERHAPS_BEFORE, *PERHAPS_AFTER])
async def test_what_must_arrive_is_sent_once_more(office: PostOffice, alice: Person, fault: str) -> None:
    played = (PERHAPS_BEFORE | PERHAPS_AFTER)[fault]
    assert await suffer(office, alice, played, "must_arrive") == "sent"
    assert arrivals(alice)["troubled"] == (1 if fault in PERHAPS_BEFORE else 2)


@pytest.mark.parametrize("fault", [*PERHAPS_BEFORE, *PERHAPS_AFTER])
async def test_what_must_not_double_is_never_sent_again_by_itself(
    office: PostOffice, alice: Person, fault: str
) -> None:
    played = (PERHAPS_BEFORE | PERHAPS_AFTER)[fault]
    assert await suffer(office, alice, played, "must_not_double") == "uncertain"
    assert arrivals(alice)["troubled"] == (0 if fault in PERHAPS_BEFORE else 1)


@pytest.mark.parametrize(
    ("reliability", "calls", "end"),
    [("repeatable", 11, "failed"), ("must_arrive", 2, "uncertain"), ("must_not_double", 1, "uncertain")],
)
async def test_patience_with_what_stays_unclear_ends(
    office: PostOffice, alice: Person, reliability: Reliability, calls: int, end: str
) -> None:
    fault = Fault("drop_after", "sendMessage", times=calls)
    assert await suffer(office, alice, fault, reliability) == end
    assert arrivals(alice)["troubled"] == calls


@pytest.mark.parametrize(
    ("reliability", "end", "times"),
    [("repeatable", "sent", 2), ("must_arrive", "sent", 2), ("must_not_double", "uncertain", 1)],
)
async def test_a_kill_while_sending_is_an_unclear_outcome_like_any_other(
    office: PostOffice, alice: Person, reliability: Reliability, end: str, times: int
) -> None:
    office.sandbox.answer_delay = 0.3
    await office.post("troubled", alice.id, reliability=reliability)
    office.open()
    await alice.wait_message("troubled")
    await office.die()
    office.sandbox.answer_delay = 0
    office.open()
    assert await office.settled() == [end]
    assert arrivals(alice)["troubled"] == times


async def test_a_kill_counts_as_one_try_and_not_as_two(office: PostOffice, alice: Person) -> None:
    office.sandbox.answer_delay = 0.3
    await office.post("troubled", alice.id, reliability="repeatable")
    for unclear in range(4):
        office.open()
        await office.leaves_after(unclear)
        await office.sandbox.wait_until(functools.partial(has_arrived, alice, unclear + 1))
        await office.die()
    office.sandbox.answer_delay = 0
    office.open()
    assert await office.settled() == ["sent"]


def has_arrived(person: Person, times: int) -> bool:
    return arrivals(person)["troubled"] == times
