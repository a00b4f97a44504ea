"""getUpdates and the webhook methods: what a bot's intake meets at Telegram."""

import asyncio
from typing import Any

import pytest
import telegram
from telegram.error import Conflict, InvalidToken
from telegram.request import HTTPXRequest

from sandbox import Person, Sandbox


def ids(updates: tuple[telegram.Update, ...]) -> list[int]:
    return [update.update_id for update in updates]


async def test_updates_come_again_until_an_offset_confirms_them(bot: telegram.Bot, ann: Person) -> None:
    ann.send("one")
    ann.send("two")
    first, second = await bot.get_updates()
    assert ids(await bot.get_updates()) == [first.update_id, second.update_id]
    assert ids(await bot.get_updates(offset=second.update_id)) == [second.update_id]
    assert ids(await bot.get_updates()) == [second.update_id]
    assert await bot.get_updates(offset=second.update_id + 1) == ()


async def test_limit_takes_the_oldest_first(bot: telegram.Bot, ann: Person) -> None:
    for text in ("one", "two", "three"):
        ann.send(text)
    taken = await bot.get_updates(limit=2)
    assert [update.message.text for update in taken if update.message] == ["one", "two"]


async def test_a_negative_offset_keeps_that_many_and_forgets_the_others(
    bot: telegram.Bot, ann: Person
) -> None:
    for text in ("one", "two", "three"):
        ann.send(text)
    taken = await bot.get_updates(offset=-1)
    assert [update.message.text for update in taken if update.message] == ["three"]
    assert len(await bot.get_updates()) == 1


async def test_a_long_poll_answers_as_soon_as_something_happens(
    sandbox: Sandbox, bot: telegram.Bot, ann: Person
) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=30))
    await sandbox.wait_until(lambda: sandbox.world.updates.is_polled)
    ann.send("now")
    (update,) = await asyncio.wait_for(poll, 5)
    assert update.message is not None
    assert update.message.text == "now"


async def test_the_older_of_two_polls_is_told_of_the_conflict(
    sandbox: Sandbox, bot: telegram.Bot, ann: Person
) -> None:
    older = asyncio.create_task(bot.get_updates(timeout=30))
    await sandbox.wait_until(lambda: sandbox.world.updates.is_polled)
    assert await bot.request.post(f"{bot.base_url}/getUpdates") == []
    with pytest.raises(Conflict, match="only one bot instance is running"):
        await older


async def test_a_webhook_in_the_way_is_a_conflict_until_it_is_deleted(bot: telegram.Bot) -> None:
    await bot.set_webhook("https://example.org/hook")
    assert (await bot.get_webhook_info()).url == "https://example.org/hook"
    with pytest.raises(Conflict, match="webhook is active"):
        await bot.get_updates()
    await bot.delete_webhook()
    assert await bot.get_updates() == ()


async def test_delete_webhook_drops_what_waits_when_asked(bot: telegram.Bot, ann: Person) -> None:
    ann.send("one")
    assert (await bot.get_webhook_info()).pending_update_count == 1
    await bot.delete_webhook(drop_pending_updates=True)
    assert await bot.get_updates() == ()


async def test_allowed_updates_are_remembered_and_an_empty_list_means_the_default(
    bot: telegram.Bot, ann: Person
) -> None:
    hers = ann.send("one")
    await bot.get_updates(allowed_updates=["message_reaction"])
    assert (await bot.get_webhook_info()).allowed_updates == ("message_reaction",)
    ann.send("two")
    ann.react(hers, "👍")
    taken = await bot.get_updates()
    assert [update.message_reaction is not None for update in taken] == [False, True]
    await bot.get_updates(offset=taken[-1].update_id + 1, allowed_updates=[])
    ann.react(hers, None)
    ann.send("three")
    (update,) = await bot.get_updates()
    assert update.message is not None


async def test_taps_are_gone_after_150_seconds_and_messages_after_a_day(
    sandbox: Sandbox, bot: telegram.Bot, ann: Person, clock: Any
) -> None:
    keyboard = telegram.InlineKeyboardMarkup([[telegram.InlineKeyboardButton("✅", callback_data="go")]])
    await bot.send_message(ann.id, "Card", reply_markup=keyboard)
    ann.press(ann.last(), "✅")
    ann.send("hello")
    clock.forward(seconds=151)
    (update,) = await bot.get_updates()
    assert update.message is not None
    clock.forward(hours=24)
    assert await bot.get_updates() == ()


async def test_the_last_updates_can_be_delivered_twice(
    sandbox: Sandbox, bot: telegram.Bot, ann: Person
) -> None:
    ann.send("one")
    ann.send("two")
    first, second = await bot.get_updates()
    assert await bot.get_updates(offset=second.update_id + 1) == ()
    sandbox.repeat_updates(2)
    again = await bot.get_updates(offset=second.update_id + 1)
    assert ids(again) == [first.update_id, second.update_id]
    assert await bot.get_updates(offset=second.update_id + 1) == ()


async def test_a_malformed_update_is_delivered_in_its_place(
    sandbox: Sandbox, bot: telegram.Bot, ann: Person
) -> None:
    ann.send("one")
    sandbox.inject_update({"message": {"nonsense": True}})
    ann.send("two")
    raw: Any = await bot.request.post(f"{bot.base_url}/getUpdates")
    assert [update["update_id"] for update in raw] == sorted(update["update_id"] for update in raw)
    assert raw[1]["message"] == {"nonsense": True}
    sandbox.inject_update({"update_id": "seven"})
    raw = await bot.request.post(f"{bot.base_url}/getUpdates")
    assert raw[0] == {"update_id": "seven"}


@pytest.mark.parametrize(
    ("token", "said"), [("987654321:" + "x" * 35, "Unauthorized"), ("nonsense", "Not Found")]
)
async def test_a_wrong_token_is_unauthorized_and_a_shapeless_one_not_found(
    address: str, token: str, said: str
) -> None:
    async with HTTPXRequest() as request:
        with pytest.raises(InvalidToken, match=said):
            await request.post(f"{address}/bot{token}/getMe")


async def test_a_server_that_stops_ends_an_open_poll(sandbox: Sandbox) -> None:
    async with sandbox.serve() as address:
        client = telegram.Bot(sandbox.bot.token, base_url=f"{address}/bot")
        await client.initialize()
        poll = asyncio.create_task(client.get_updates(timeout=40))
        await sandbox.wait_until(lambda: sandbox.world.updates.is_polled)
    assert await asyncio.wait_for(poll, 5) == ()
    await client.shutdown()
