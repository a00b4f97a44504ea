"""setWebhook: updates are brought to the bot's own address, in order per chat, until it takes them."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
import telegram
from aiohttp import web
from aiohttp.test_utils import TestServer
from telegram.error import BadRequest, Conflict

from sandbox import Person, Sandbox


class Receiver:
    """A bot's server: answers as a test says, and remembers what it was brought."""

    def __init__(self) -> None:
        self.statuses: list[int] = []
        self.headers: dict[str, str] = {}
        self.seen: list[tuple[str | None, dict[str, Any]]] = []
        self.url = ""

    async def handle(self, request: web.Request) -> web.Response:
        self.seen.append((request.headers.get("X-Telegram-Bot-Api-Secret-Token"), await request.json()))
        status = self.statuses.pop(0) if self.statuses else 200
        return web.Response(status=status, headers=self.headers)

    def texts(self) -> list[str]:
        return [update["message"]["text"] for _, update in self.seen if "message" in update]


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    receiver = Receiver()
    app = web.Application()
    app.router.add_post("/hook", receiver.handle)
    async with TestServer(app) as server:
        receiver.url = str(server.make_url("/hook"))
        yield receiver


@pytest.fixture(autouse=True)
def quick(sandbox: Sandbox) -> None:
    sandbox.world.webhook.first_pause = 0.01


async def until(sandbox: Sandbox, receiver: Receiver, count: int) -> None:
    await sandbox.wait_until(lambda: len(receiver.seen) >= count and not len(sandbox.world.updates))


async def test_what_waits_and_what_comes_is_brought_with_the_secret(
    sandbox: Sandbox, bot: telegram.Bot, ann: Person, receiver: Receiver
) -> None:
    ann.send("one")
    await bot.set_webhook(
        receiver.url, secret_token="s-E_cret", max_connections=7, allowed_updates=["message"]
    )
    ann.send("two")
    await until(sandbox, receiver, 2)
    assert receiver.texts() == ["one", "two"]
    assert {secret for secret, _ in receiver.seen} == {"s-E_cret"}
    info = await bot.get_webhook_info()
    assert (info.url, info.pending_update_count, info.max_connections) == (receiver.url, 0, 7)
    assert info.allowed_updates == ("message",)
    assert info.last_error_message is None


async def test_what_is_refused_comes_again_and_its_chat_waits_but_no_other(
    sandbox: Sandbox, bot: telegram.Bot, ann: Person, bob: Person, receiver: Receiver
) -> None:
    receiver.statuses = [500, 503]
    sandbox.world.webhook.first_pause = 0.05
    await bot.set_webhook(receiver.url)
    ann.send("one")
    ann.send("two")
    await sandbox.wait_until(lambda: len(receiver.seen) == 1)
    bob.start()
    await until(sandbox, receiver, 5)
    hers = [
        update["message"]["text"] for _, update in receiver.seen if update["message"]["from"]["id"] == ann.id
    ]
    assert hers[-2:] == ["one", "two"]
    assert set(hers[:-1]) == {"one"}, "nothing newer of that chat comes before"
    ids = [update["update_id"] for _, update in receiver.seen]
    assert len(set(ids)) == 3
    info = await bot.get_webhook_info()
    assert info.last_error_message == "Wrong response from the webhook: 503 Service Unavailable"


async def test_an_address_nobody_answers_at_is_told_and_tried_again(
    sandbox: Sandbox, bot: telegram.Bot, ann: Person, receiver: Receiver
) -> None:
    await bot.set_webhook("http://127.0.0.1:1/hook")
    ann.send("one")
    await sandbox.wait_until(lambda: "last_error_message" in sandbox.world.webhook.info())
    info = await bot.get_webhook_info()
    assert (info.last_error_message, info.pending_update_count) == ("Connection refused", 1)
    await bot.set_webhook(receiver.url)
    await until(sandbox, receiver, 1)
    assert receiver.texts() == ["one"]


async def test_retry_after_is_honoured(
    sandbox: Sandbox, bot: telegram.Bot, ann: Person, bob: Person, receiver: Receiver
) -> None:
    receiver.statuses, receiver.headers = [503], {"Retry-After": "3600"}
    await bot.set_webhook(receiver.url)
    ann.send("one")
    await sandbox.wait_until(lambda: "last_error_message" in sandbox.world.webhook.info())
    for number in range(5):  # each is brought after what would have come again
        bob.send(f"{number}") if number else bob.start()
        await sandbox.wait_until(lambda: len(sandbox.world.updates) == 1)
    assert [update["message"]["from"]["id"] for _, update in receiver.seen].count(ann.id) == 1


async def test_polling_and_a_webhook_exclude_each_other(
    sandbox: Sandbox, bot: telegram.Bot, ann: Person, receiver: Receiver
) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=30))
    await sandbox.wait_until(lambda: sandbox.world.updates.is_polled)
    await bot.set_webhook(receiver.url)
    with pytest.raises(Conflict, match="setWebhook"):
        await poll
    with pytest.raises(Conflict, match="webhook is active"):
        await bot.get_updates()
    await bot.delete_webhook()
    ann.send("one")
    (update,) = await bot.get_updates()
    assert update.message is not None
    assert receiver.seen == []
    await bot.set_webhook("")
    assert (await bot.get_webhook_info()).url == ""


@pytest.mark.parametrize(
    ("url", "secret", "why"),
    [
        ("http://hop.example/hook", None, "HTTPS URL must be provided"),
        ("https://hop.example:8080/hook", None, "only on ports 80, 88, 443 or 8443"),
        ("nonsense", None, "Failed to parse URL"),
        ("https://hop.example/hook", "with space", "unallowed characters"),
        ("https://hop.example/hook", "x" * 257, "unallowed characters"),
    ],
)
async def test_what_telegram_would_not_take_is_refused(
    bot: telegram.Bot, url: str, secret: str | None, why: str
) -> None:
    with pytest.raises(BadRequest, match=f"(?i){why}"):
        await bot.set_webhook(url, secret_token=secret)
    assert (await bot.get_webhook_info()).url == ""


async def test_odd_updates_and_repeated_ones_are_brought_too(
    sandbox: Sandbox, bot: telegram.Bot, ann: Person, receiver: Receiver
) -> None:
    await bot.set_webhook(receiver.url)
    ann.send("one")
    await until(sandbox, receiver, 1)
    sandbox.repeat_updates(1)
    sandbox.inject_update({"update_id": "seven"})
    await until(sandbox, receiver, 3)
    assert receiver.texts() == ["one", "one"]
    assert receiver.seen[-1][1] == {"update_id": "seven"}
