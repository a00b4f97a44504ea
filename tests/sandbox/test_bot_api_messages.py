"""Sending, editing, deleting, pinning and reacting, with Telegram's refusals."""

from typing import Any

import pytest
import telegram
from telegram import ForceReply, InlineKeyboardButton, InlineKeyboardMarkup, ReplyParameters
from telegram.error import BadRequest, Forbidden

from sandbox import Chat, Person, Sandbox

KEYBOARD = InlineKeyboardMarkup([[InlineKeyboardButton("✅", callback_data="go")]])


async def test_a_message_arrives_with_its_formatting_and_buttons(bot: telegram.Bot, ann: Person) -> None:
    sent = await bot.send_message(ann.id, "<b>é</b> 🎉 <i>x</i>", parse_mode="HTML", reply_markup=KEYBOARD)
    seen = ann.last()
    assert (seen.text, seen.labels, seen.id) == ("é 🎉 x", ["✅"], sent.message_id)
    assert sent.entities[1].offset == 5
    assert sent.chat.id == ann.id
    assert sent.chat.first_name == "Ann"
    assert sent.reply_markup == KEYBOARD


async def test_markup_that_is_not_well_formed_is_refused(bot: telegram.Bot, ann: Person) -> None:
    with pytest.raises(BadRequest, match="Can't parse entities"):
        await bot.send_message(ann.id, "<b>open", parse_mode="HTML")


async def test_a_text_of_4096_units_passes_and_one_more_is_too_long(bot: telegram.Bot, ann: Person) -> None:
    await bot.send_message(ann.id, "😀" * 2048)
    with pytest.raises(BadRequest, match="Message is too long"):
        await bot.send_message(ann.id, "😀" * 2048 + "x")


async def test_who_never_started_the_bot_cannot_be_written_to(bot: telegram.Bot, bob: Person) -> None:
    with pytest.raises(Forbidden, match="bot can't initiate conversation with a user"):
        await bot.send_message(bob.id, "Hello")


async def test_who_blocked_the_bot_cannot_be_written_to_until_the_block_is_lifted(
    bot: telegram.Bot, ann: Person
) -> None:
    ann.block()
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(ann.id, "Hello")
    ann.unblock()
    await bot.send_message(ann.id, "Hello")
    assert ann.last().text == "Hello"


async def test_a_deleted_account_cannot_be_written_to(bot: telegram.Bot, ann: Person) -> None:
    ann.deactivate()
    with pytest.raises(Forbidden, match="user is deactivated"):
        await bot.send_message(ann.id, "Hello")


@pytest.mark.parametrize("chat_id", [42, -42, "@nobody"])
async def test_a_chat_that_does_not_exist_is_not_found(bot: telegram.Bot, chat_id: int | str) -> None:
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(chat_id, "Hello")


async def test_a_group_without_the_bot_refuses_it(sandbox: Sandbox, bot: telegram.Bot, ann: Person) -> None:
    basic = sandbox.add_group("Basic", [ann], kind="group")
    large = sandbox.add_group("Large", [ann], bot="member")
    sandbox.remove_bot(large, by=ann)
    with pytest.raises(Forbidden, match="bot is not a member of the group chat"):
        await bot.send_message(basic.id, "Hello")
    with pytest.raises(Forbidden, match="bot was kicked from the supergroup chat"):
        await bot.send_message(large.id, "Hello")


async def test_only_an_administrator_with_the_right_posts_in_a_channel(
    sandbox: Sandbox, bot: telegram.Bot, ann: Person
) -> None:
    channel = sandbox.add_group(
        "News", [ann], kind="channel", owner=ann, bot="administrator", bot_rights={}, username="news"
    )
    with pytest.raises(BadRequest, match=r"(?i)need administrator rights in the channel chat"):
        await bot.send_message(channel.id, "Hello")
    sandbox.set_bot_rights(channel, by=ann, rights={"can_post_messages": True})
    sent = await bot.send_message("@news", "Hello")
    assert sent.from_user is None
    assert sent.sender_chat is not None
    assert sent.sender_chat.id == channel.id
    await bot.edit_message_text("Hello all", channel.id, sent.message_id)
    assert ann.last(channel).text == "Hello all"


async def test_an_answer_carries_what_it_answers(bot: telegram.Bot, ann: Person) -> None:
    question = ann.send("Where?")
    sent = await bot.send_message(ann.id, "Here", reply_parameters=ReplyParameters(question.id))
    assert sent.reply_to_message is not None
    assert sent.reply_to_message.text == "Where?"
    assert ann.last().reply_to is question


async def test_an_answer_to_what_is_not_there_is_refused_unless_said_otherwise(
    bot: telegram.Bot, ann: Person
) -> None:
    with pytest.raises(BadRequest, match="Message to be replied not found"):
        await bot.send_message(ann.id, "Here", reply_parameters=ReplyParameters(999))
    lenient = ReplyParameters(999, allow_sending_without_reply=True)
    sent = await bot.send_message(ann.id, "Here", reply_parameters=lenient)
    assert sent.reply_to_message is None


async def test_in_a_group_without_topics_answers_carry_the_thread_they_are_in(
    sandbox: Sandbox, bot: telegram.Bot, ann: Person
) -> None:
    group = sandbox.add_group("Tours", [ann], bot="administrator")
    question = ann.send("Where?", group)
    answer = await bot.send_message(group.id, "Here", reply_parameters=ReplyParameters(question.id))
    assert answer.message_thread_id == question.id
    assert not answer.is_topic_message


async def test_a_location_and_a_venue_arrive(bot: telegram.Bot, ann: Person) -> None:
    await bot.send_location(ann.id, 47.39, 0.68)
    assert ann.last().kind == "location"
    sent = await bot.send_venue(ann.id, 47.39, 0.68, "Café", "Place Plumereau")
    assert sent.venue is not None
    assert (sent.venue.title, sent.venue.location.latitude) == ("Café", 47.39)
    assert ann.last().kind == "venue"


async def test_a_chat_action_is_shown_to_who_watches(
    sandbox: Sandbox, bot: telegram.Bot, ann: Person
) -> None:
    with sandbox.world.changes.listen() as events:
        await bot.send_chat_action(ann.id, "typing")
        event = events.get_nowait()
    assert event == {"type": "action", "chat_id": ann.id, "topic_id": None, "action": "typing"}


async def test_an_edit_changes_text_and_buttons_in_place(bot: telegram.Bot, ann: Person) -> None:
    sent = await bot.send_message(ann.id, "Card", reply_markup=KEYBOARD)
    edited = await bot.edit_message_text("New card", ann.id, sent.message_id)
    assert isinstance(edited, telegram.Message)
    assert edited.edit_date is not None
    seen = ann.last()
    assert (seen.text, seen.labels) == ("New card", [])


async def test_an_edit_that_changes_nothing_is_refused(bot: telegram.Bot, ann: Person) -> None:
    sent = await bot.send_message(ann.id, "<b>Card</b>", parse_mode="HTML", reply_markup=KEYBOARD)
    with pytest.raises(BadRequest, match="Message is not modified"):
        await bot.edit_message_text(
            "<b>Card</b>", ann.id, sent.message_id, parse_mode="HTML", reply_markup=KEYBOARD
        )
    with pytest.raises(BadRequest, match="Message is not modified"):
        await bot.edit_message_reply_markup(ann.id, sent.message_id, reply_markup=KEYBOARD)
    await bot.edit_message_text("Card", ann.id, sent.message_id, reply_markup=KEYBOARD)


async def test_what_is_not_there_or_not_the_bots_cannot_be_edited(bot: telegram.Bot, ann: Person) -> None:
    hers = ann.send("Mine")
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await bot.edit_message_text("x", ann.id, 999)
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await bot.edit_message_text("x", ann.id, hers.id)


async def test_a_message_with_a_keyboard_that_is_not_inline_cannot_be_edited(
    bot: telegram.Bot, ann: Person
) -> None:
    sent = await bot.send_message(ann.id, "Date?", reply_markup=ForceReply())
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await bot.edit_message_text("x", ann.id, sent.message_id)


async def test_a_location_has_neither_text_nor_caption_to_edit(bot: telegram.Bot, ann: Person) -> None:
    sent = await bot.send_location(ann.id, 47.39, 0.68)
    with pytest.raises(BadRequest, match="There is no text in the message to edit"):
        await bot.edit_message_text("x", ann.id, sent.message_id)
    with pytest.raises(BadRequest, match="There is no caption in the message to edit"):
        await bot.edit_message_caption(ann.id, sent.message_id, caption="x")


async def test_buttons_can_be_changed_alone(bot: telegram.Bot, ann: Person) -> None:
    sent = await bot.send_message(ann.id, "Card", reply_markup=KEYBOARD)
    await bot.edit_message_reply_markup(ann.id, sent.message_id, reply_markup=None)
    assert (ann.last().text, ann.last().labels) == ("Card", [])


async def test_deleted_messages_are_gone_for_everybody(bot: telegram.Bot, ann: Person) -> None:
    first = await bot.send_message(ann.id, "one")
    second = await bot.send_message(ann.id, "two")
    await bot.delete_message(ann.id, first.message_id)
    assert [message.text for message in ann.messages()] == ["/start", "two"]
    with pytest.raises(BadRequest, match="Message to delete not found"):
        await bot.delete_message(ann.id, first.message_id)
    await bot.delete_messages(ann.id, [first.message_id, second.message_id])
    assert [message.text for message in ann.messages()] == ["/start"]


async def test_after_48_hours_nothing_can_be_deleted(bot: telegram.Bot, ann: Person, clock: Any) -> None:
    sent = await bot.send_message(ann.id, "old")
    clock.forward(hours=49)
    with pytest.raises(BadRequest, match="Message can't be deleted for everyone"):
        await bot.delete_message(ann.id, sent.message_id)


async def test_others_messages_in_a_group_take_a_right_to_delete(
    sandbox: Sandbox, bot: telegram.Bot, ann: Person
) -> None:
    group = sandbox.add_group("Tours", [ann], bot="member")
    hers = ann.send("/hello", group)
    with pytest.raises(BadRequest, match="Message can't be deleted"):
        await bot.delete_message(group.id, hers.id)
    sandbox.set_bot_rights(group, by=ann, rights={"can_delete_messages": True})
    await bot.delete_message(group.id, hers.id)
    assert hers.deleted


async def test_pinning_says_so_and_takes_a_right_in_groups(
    sandbox: Sandbox, bot: telegram.Bot, ann: Person
) -> None:
    group = sandbox.add_group("Tours", [ann], bot="member", owner=ann)
    sent = await bot.send_message(group.id, "Thursday")
    with pytest.raises(BadRequest, match=r"(?i)not enough rights to manage pinned messages in the chat"):
        await bot.pin_chat_message(group.id, sent.message_id)
    sandbox.set_bot_rights(group, by=ann, rights={"can_pin_messages": True})
    await bot.pin_chat_message(group.id, sent.message_id)
    assert (await bot.get_chat(group.id)).pinned_message is not None
    assert ann.last(group).kind == "service"
    with pytest.raises(BadRequest, match="Message to pin not found"):
        await bot.pin_chat_message(group.id, 999)
    await bot.unpin_chat_message(group.id)
    assert (await bot.get_chat(group.id)).pinned_message is None


async def test_a_deleted_message_is_no_longer_pinned(bot: telegram.Bot, ann: Person) -> None:
    sent = await bot.send_message(ann.id, "Thursday")
    await bot.pin_chat_message(ann.id, sent.message_id)
    await bot.delete_message(ann.id, sent.message_id)
    assert (await bot.get_chat(ann.id)).pinned_message is None
    await bot.unpin_all_chat_messages(ann.id)


async def test_the_bot_reacts_with_one_emoji_of_telegrams_list(bot: telegram.Bot, ann: Person) -> None:
    hers = ann.send("Thanks")
    await bot.set_message_reaction(ann.id, hers.id, "👍")
    assert hers.reactions == {"👍": [123456789]}
    await bot.set_message_reaction(ann.id, hers.id, None)
    assert hers.reactions == {}
    with pytest.raises(BadRequest, match="Reaction_invalid"):
        await bot.set_message_reaction(ann.id, hers.id, "🦆")
    with pytest.raises(BadRequest, match="Message to react not found"):
        await bot.set_message_reaction(ann.id, 999, "👍")


async def test_an_unknown_method_is_named_in_the_refusal(sandbox: Sandbox, bot: telegram.Bot) -> None:
    with pytest.raises(telegram.error.EndPointNotFound):
        await bot.do_api_request("sendRainbow")
    assert sandbox.calls[-1].error == "Not Found: method sendRainbow is not in this sandbox"


async def test_an_unknown_parameter_is_named_in_the_refusal(bot: telegram.Bot, ann: Person) -> None:
    with pytest.raises(BadRequest, match=r'(?i)unknown parameter "colour" of sendMessage'):
        await bot.send_message(ann.id, "x", api_kwargs={"colour": "red"})


async def test_supergroups_count_their_own_messages_and_private_chats_share_a_count(
    bot: telegram.Bot, ann: Person, bob: Person, forum: Chat
) -> None:
    bob.start()
    one = await bot.send_message(ann.id, "x")
    two = await bot.send_message(bob.id, "x")
    own = await bot.send_message(forum.id, "x")
    assert two.message_id == one.message_id + 1
    assert own.message_id == 2
