"""Taps and their answers."""

import asyncio
from typing import Any

import pytest
import telegram
from telegram import CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import BadRequest

from sandbox import Chat, Person, PersonError, Sandbox

KEYBOARD = InlineKeyboardMarkup(
    [
        [InlineKeyboardButton("✅ I come", callback_data="go:1")],
        [
            InlineKeyboardButton("Site", url="https://example.org/"),
            InlineKeyboardButton("Bot", url="https://t.me/concierge_bot?start=e1"),
            InlineKeyboardButton("Copy", copy_text=CopyTextButton("0123")),
        ],
    ]
)


async def test_a_tap_reaches_the_bot_and_its_answer_the_person(bot: telegram.Bot, ann: Person) -> None:
    await bot.send_message(ann.id, "Card", reply_markup=KEYBOARD)
    tap = asyncio.create_task(ann.tap(ann.last(), "✅ I come"))
    (update,) = await bot.get_updates(timeout=5)
    query = update.callback_query
    assert query is not None
    assert (query.data, query.from_user.id) == ("go:1", ann.id)
    assert query.message is not None
    assert query.message.message_id == ann.last().id
    await bot.answer_callback_query(query.id, "See you")
    answer = await tap
    assert (answer.text, answer.show_alert) == ("See you", False)


async def test_a_button_is_found_by_its_data_too(bot: telegram.Bot, ann: Person) -> None:
    await bot.send_message(ann.id, "Card", reply_markup=KEYBOARD)
    ann.press(ann.last(), "go:1")
    (update,) = await bot.get_updates()
    assert update.callback_query is not None


async def test_a_tap_that_nobody_answers_says_so(bot: telegram.Bot, ann: Person) -> None:
    await bot.send_message(ann.id, "Card", reply_markup=KEYBOARD)
    answer = await ann.tap(ann.last(), "✅ I come", timeout=0.05)
    assert not answer.answered


async def test_a_second_answer_a_late_one_and_an_invented_one_are_too_old(
    bot: telegram.Bot, ann: Person, clock: Any
) -> None:
    await bot.send_message(ann.id, "Card", reply_markup=KEYBOARD)
    query_id = ann.press(ann.last(), "go:1")
    await bot.answer_callback_query(query_id)
    late = ann.press(ann.last(), "go:1")
    clock.forward(seconds=151)
    for query in (query_id, late, "12345"):
        with pytest.raises(BadRequest, match="Query is too old and response timeout expired"):
            await bot.answer_callback_query(query)


async def test_links_are_given_back_followed_to_the_bot_and_texts_copied(
    bot: telegram.Bot, ann: Person
) -> None:
    await bot.send_message(ann.id, "Card", reply_markup=KEYBOARD)
    card = ann.last()
    assert (await ann.tap(card, "Site")).url == "https://example.org/"
    assert (await ann.tap(card, "Copy")).text == "0123"
    await ann.tap(card, "Bot")
    (update,) = await bot.get_updates()
    assert update.message is not None
    assert update.message.text == "/start e1"


async def test_a_button_that_is_not_there_is_named_with_those_that_are(
    bot: telegram.Bot, ann: Person
) -> None:
    await bot.send_message(ann.id, "Card", reply_markup=KEYBOARD)
    with pytest.raises(PersonError, match="✅ I come, Site, Bot, Copy"):
        ann.press(ann.last(), "Cancel")
    with pytest.raises(PersonError, match="asks the bot nothing"):
        ann.press(ann.last(), "Site")


async def test_forged_data_reaches_the_bot_as_from_a_modified_client(bot: telegram.Bot, ann: Person) -> None:
    await bot.send_message(ann.id, "Card", reply_markup=KEYBOARD)
    ann.press(ann.last(), "drop:everything", forged=True)
    (update,) = await bot.get_updates()
    assert update.callback_query is not None
    assert update.callback_query.data == "drop:everything"


async def test_a_tap_on_a_deleted_message_brings_an_inaccessible_one(bot: telegram.Bot, ann: Person) -> None:
    sent = await bot.send_message(ann.id, "Card", reply_markup=KEYBOARD)
    card = ann.last()
    await bot.delete_message(ann.id, sent.message_id)
    ann.press(card, "go:1")
    (update,) = await bot.get_updates()
    assert update.callback_query is not None
    assert update.callback_query.message is not None
    # The Bot API's sign of an InaccessibleMessage.
    assert update.callback_query.message.date.timestamp() == 0


async def test_people_who_never_started_the_bot_tap_in_groups_too(
    sandbox: Sandbox, bot: telegram.Bot, bob: Person, forum: Chat
) -> None:
    bob.join(forum)
    await bot.send_message(forum.id, "Card", reply_markup=KEYBOARD)
    bob.press(bob.last(forum), "✅ I come")
    update = (await bot.get_updates())[-1]
    assert update.callback_query is not None
    assert update.callback_query.from_user.id == bob.id


async def test_who_is_not_in_the_group_cannot_tap_there(
    bot: telegram.Bot, ann: Person, bob: Person, forum: Chat
) -> None:
    await bot.send_message(forum.id, "Card", reply_markup=KEYBOARD)
    with pytest.raises(PersonError, match="Bob is not in Staff"):
        bob.press(ann.last(forum), "go:1")
