"""Forum topics."""

import pytest
import telegram
from telegram import ReplyParameters
from telegram.error import BadRequest

from sandbox import Chat, Person, Sandbox


async def test_messages_in_a_topic_carry_it_and_its_root(bot: telegram.Bot, ann: Person, forum: Chat) -> None:
    topic = await bot.create_forum_topic(forum.id, "Ann", icon_color=0xFFD67E)
    sent = await bot.send_message(forum.id, "Hello", message_thread_id=topic.message_thread_id)
    assert sent.is_topic_message
    assert sent.message_thread_id == topic.message_thread_id
    assert sent.reply_to_message is not None
    assert sent.reply_to_message.forum_topic_created is not None
    assert sent.reply_to_message.forum_topic_created.name == "Ann"
    assert ann.last(forum).reply_to is None


async def test_what_people_write_in_a_topic_reaches_the_bot_with_the_topic(
    bot: telegram.Bot, ann: Person, forum: Chat
) -> None:
    topic = await bot.create_forum_topic(forum.id, "Ann")
    sent = await bot.send_message(forum.id, "Card", message_thread_id=topic.message_thread_id)
    plain = ann.send("Note", forum, topic=topic.message_thread_id)
    card = plain.chat.messages[sent.message_id]
    ann.send("Answer", forum, reply_to=card)
    ann.send("General", forum)
    note, answer, general = [update.message for update in await bot.get_updates()]
    assert note is not None
    assert answer is not None
    assert general is not None
    assert note.reply_to_message is not None
    assert note.reply_to_message.message_id == topic.message_thread_id
    assert answer.message_thread_id == topic.message_thread_id
    assert answer.reply_to_message is not None
    assert answer.reply_to_message.text == "Card"
    assert (general.message_thread_id, general.is_topic_message) == (None, None)


async def test_an_answer_without_a_thread_goes_to_the_topic_of_what_it_answers(
    bot: telegram.Bot, ann: Person, forum: Chat
) -> None:
    topic = ann.create_topic(forum, "Ann")
    question = ann.send("Where?", forum, topic=topic.id)
    sent = await bot.send_message(forum.id, "Here", reply_parameters=ReplyParameters(question.id))
    assert sent.message_thread_id == topic.id


async def test_a_topic_that_is_not_there_and_general_by_its_id_are_refused(
    bot: telegram.Bot, ann: Person, forum: Chat
) -> None:
    for thread in (999, 1):
        with pytest.raises(BadRequest, match="Message thread not found"):
            await bot.send_message(forum.id, "Hello", message_thread_id=thread)
    with pytest.raises(BadRequest, match="Message thread not found"):
        await bot.send_message(ann.id, "Hello", message_thread_id=5)


async def test_private_chats_have_topics_where_that_is_switched_on(
    sandbox: Sandbox, bot: telegram.Bot, ann: Person
) -> None:
    with pytest.raises(BadRequest, match="The chat is not a forum"):
        await bot.create_forum_topic(ann.id, "Bob")
    sandbox.bot.has_topics_enabled = True
    assert (await bot.get_me()).has_topics_enabled
    topic = await bot.create_forum_topic(ann.id, "Bob")
    sent = await bot.send_message(ann.id, "Hello", message_thread_id=topic.message_thread_id)
    assert sent.is_topic_message
    written = ann.send("Yes?", topic=topic.message_thread_id)
    assert written.topic_id == topic.message_thread_id
    with pytest.raises(BadRequest, match="The chat is not a supergroup"):
        await bot.close_forum_topic(ann.id, topic.message_thread_id)
    ann.delete_topic(ann.private_chat, topic.message_thread_id)
    with pytest.raises(BadRequest, match="Message thread not found"):
        await bot.send_message(ann.id, "Hello", message_thread_id=topic.message_thread_id)


async def test_a_group_without_topics_is_no_forum(sandbox: Sandbox, bot: telegram.Bot, ann: Person) -> None:
    group = sandbox.add_group("Tours", [ann], bot="administrator")
    with pytest.raises(BadRequest, match="The chat is not a forum"):
        await bot.create_forum_topic(group.id, "Ann")
    sandbox.set_forum(group, True)
    assert (await bot.create_forum_topic(group.id, "Ann")).name == "Ann"


async def test_topics_take_the_right_to_manage_them(
    sandbox: Sandbox, bot: telegram.Bot, ann: Person, forum: Chat
) -> None:
    topic = ann.create_topic(forum, "Ann")
    sandbox.set_bot_rights(forum, by=ann, rights={})
    with pytest.raises(BadRequest, match=r"(?i)not enough rights to create a topic"):
        await bot.create_forum_topic(forum.id, "Bob")
    with pytest.raises(BadRequest, match=r"(?i)not enough rights"):
        await bot.close_forum_topic(forum.id, topic.id)
    with pytest.raises(BadRequest, match=r"(?i)not enough rights"):
        await bot.delete_forum_topic(forum.id, topic.id)


async def test_a_topic_is_renamed_and_what_changes_nothing_is_refused(
    bot: telegram.Bot, ann: Person, forum: Chat
) -> None:
    topic = await bot.create_forum_topic(forum.id, "Ann")
    icon = (await bot.get_forum_topic_icon_stickers())[0].custom_emoji_id
    await bot.edit_forum_topic(forum.id, topic.message_thread_id, name="Bob", icon_custom_emoji_id=icon)
    assert forum.topics[topic.message_thread_id].name == "Bob"
    assert forum.topics[topic.message_thread_id].icon_custom_emoji_id == icon
    with pytest.raises(BadRequest, match="Topic_not_modified"):
        await bot.edit_forum_topic(forum.id, topic.message_thread_id, name="Bob")
    with pytest.raises(BadRequest, match="Topic_id_invalid"):
        await bot.edit_forum_topic(forum.id, 999, name="Bob")


async def test_a_closed_topic_refuses_who_may_not_manage_topics(
    sandbox: Sandbox, bot: telegram.Bot, ann: Person, bob: Person, forum: Chat
) -> None:
    topic = ann.create_topic(forum, "Ann")
    bob.join(forum)
    await bot.close_forum_topic(forum.id, topic.id)
    with pytest.raises(BadRequest, match="Topic_not_modified"):
        await bot.close_forum_topic(forum.id, topic.id)
    with pytest.raises(Exception, match="the topic Ann is closed"):
        bob.send("Hello", forum, topic=topic.id)
    sandbox.set_bot_rights(forum, by=ann, rights={})
    with pytest.raises(BadRequest, match="Topic_closed"):
        await bot.send_message(forum.id, "Hello", message_thread_id=topic.id)
    sandbox.set_bot_rights(forum, by=ann)
    await bot.reopen_forum_topic(forum.id, topic.id)
    bob.send("Hello", forum, topic=topic.id)
    assert bob.last(forum, topic.id).text == "Hello"


async def test_a_deleted_topic_takes_its_messages_along_however_old(
    bot: telegram.Bot, ann: Person, forum: Chat
) -> None:
    topic = await bot.create_forum_topic(forum.id, "Ann")
    ann.send("Note", forum, topic=topic.message_thread_id)
    kept = ann.send("General", forum)
    await bot.delete_forum_topic(forum.id, topic.message_thread_id)
    assert ann.messages(forum) == [kept]
    with pytest.raises(BadRequest, match="Message thread not found"):
        await bot.send_message(forum.id, "Hello", message_thread_id=topic.message_thread_id)
    with pytest.raises(BadRequest, match="Topic_id_invalid"):
        await bot.reopen_forum_topic(forum.id, topic.message_thread_id)


async def test_people_open_and_close_topics_and_the_bot_hears_of_it(
    bot: telegram.Bot, ann: Person, forum: Chat
) -> None:
    topic = ann.create_topic(forum, "Ann")
    ann.close_topic(forum, topic.id)
    ann.reopen_topic(forum, topic.id)
    ann.delete_topic(forum, topic.id)
    created, closed, reopened = [update.message for update in await bot.get_updates()]
    assert created is not None
    assert closed is not None
    assert reopened is not None
    assert created.forum_topic_created is not None
    assert (created.message_thread_id, created.message_id) == (topic.id, topic.id)
    assert closed.forum_topic_closed is not None
    assert reopened.forum_topic_reopened is not None
