"""Bad days, played on real HTTP connections."""

import asyncio
import time

import httpx
import pytest
import telegram
from telegram.error import NetworkError, RetryAfter, TelegramError

from sandbox import Fault, Person, Sandbox
from sandbox.faults import FaultKind


async def test_a_429_says_how_long_to_wait_and_has_no_effect(
    sandbox: Sandbox, bot: telegram.Bot, ann: Person
) -> None:
    sandbox.faults.add(Fault("429", "sendMessage", retry_after=7))
    with pytest.raises(RetryAfter, match=r"Retry in .*7"):
        await bot.send_message(ann.id, "Hello")
    assert ann.last().text == "/start"
    await bot.send_message(ann.id, "Hello")
    assert [call.ok for call in sandbox.calls] == [True, False, True]


@pytest.mark.parametrize("kind", ["500", "502"])
@pytest.mark.parametrize("after", [False, True])
async def test_a_5xx_comes_before_the_effect_or_after_it(
    sandbox: Sandbox, bot: telegram.Bot, ann: Person, kind: FaultKind, after: bool
) -> None:
    sandbox.faults.add(Fault(kind, after=after))
    with pytest.raises(NetworkError, match=r"Internal Server Error|Bad Gateway"):
        await bot.send_message(ann.id, "Hello")
    assert (ann.last().text == "Hello") is after


@pytest.mark.parametrize(("kind", "arrived"), [("drop_before", False), ("drop_after", True)])
async def test_a_dropped_connection_looks_the_same_before_and_after_the_effect(
    sandbox: Sandbox, bot: telegram.Bot, ann: Person, kind: FaultKind, arrived: bool
) -> None:
    sandbox.faults.add(Fault(kind, "sendMessage"))
    with pytest.raises(NetworkError) as failed:
        await bot.send_message(ann.id, "Hello")
    assert isinstance(failed.value.__cause__, httpx.ReadError | httpx.RemoteProtocolError)
    assert (ann.last().text == "Hello") is arrived
    await bot.send_message(ann.id, "Again")
    assert ann.last().text == "Again"


async def test_a_slow_answer_comes_after_the_effect(sandbox: Sandbox, bot: telegram.Bot, ann: Person) -> None:
    sandbox.faults.add(Fault("slow", seconds=0.2))
    begun = time.monotonic()
    sending = asyncio.create_task(bot.send_message(ann.id, "Hello"))
    assert (await ann.wait_message("Hello")).text == "Hello"
    assert not sending.done()
    await sending
    assert time.monotonic() - begun >= 0.2


async def test_garbage_is_no_json_though_the_message_went_out(
    sandbox: Sandbox, bot: telegram.Bot, ann: Person
) -> None:
    sandbox.faults.add(Fault("garbage"))
    with pytest.raises(TelegramError, match="Invalid server response"):
        await bot.send_message(ann.id, "Hello")
    assert ann.last().text == "Hello"


async def test_a_fault_for_one_chat_and_twice_spares_the_others(
    sandbox: Sandbox, bot: telegram.Bot, ann: Person, bob: Person
) -> None:
    bob.start()
    sandbox.faults.add(Fault("429", chat_id=ann.id, times=2))
    await bot.send_message(bob.id, "Hello")
    for _ in range(2):
        with pytest.raises(RetryAfter):
            await bot.send_message(ann.id, "Hello")
    await bot.send_message(ann.id, "Hello")


async def test_getting_updates_suffers_too(sandbox: Sandbox, bot: telegram.Bot, ann: Person) -> None:
    ann.send("Hello")
    sandbox.faults.add(Fault("drop_after", "getUpdates"))
    with pytest.raises(NetworkError):
        await bot.get_updates()
    assert len(await bot.get_updates()) == 1


def test_a_fault_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="no such fault: 418; there are 429, 500"):
        Fault("418")  # type: ignore[arg-type]  # what a script might write


async def test_the_answer_delay_comes_after_the_effect(
    sandbox: Sandbox, bot: telegram.Bot, ann: Person
) -> None:
    sandbox.answer_delay = 0.1
    begun = time.monotonic()
    sending = asyncio.create_task(bot.send_message(ann.id, "Hello"))
    await ann.wait_message("Hello")
    assert not sending.done()
    await sending
    assert time.monotonic() - begun >= 0.1
