"""Joining, leaving, blocking, and the bot's own place."""

import pytest
import telegram
from telegram.error import ChatMigrated

from sandbox import Chat, Person, PersonError, Sandbox


async def test_block_and_unblock_are_told_to_the_bot(bot: telegram.Bot, ann: Person) -> None:
    ann.block()
    ann.unblock()
    changes = [update.my_chat_member for update in await bot.get_updates()]
    statuses = [
        (change.old_chat_member.status, change.new_chat_member.status) for change in changes if change
    ]
    assert statuses == [("member", "kicked"), ("kicked", "member")]
    assert changes[0] is not None
    assert (changes[0].chat.id, changes[0].from_user.id) == (ann.id, ann.id)


async def test_start_lifts_a_block(bot: telegram.Bot, ann: Person) -> None:
    ann.block()
    with pytest.raises(PersonError, match="Ann has blocked the bot"):
        ann.send("Hello")
    ann.start("again")
    assert not ann.has_blocked
    assert ann.last().text == "/start again"


async def test_who_joins_or_leaves_is_told_in_the_chat_and_to_an_administrator_who_asks(
    bot: telegram.Bot, bob: Person, forum: Chat
) -> None:
    await bot.get_updates(allowed_updates=telegram.Update.ALL_TYPES)
    bob.join(forum)
    bob.leave(forum)
    joined, member, left, gone = await bot.get_updates()
    assert joined.message is not None
    assert joined.message.new_chat_members[0].id == bob.id
    assert member.chat_member is not None
    assert member.chat_member.new_chat_member.status == "member"
    assert left.message is not None
    assert left.message.left_chat_member is not None
    assert gone.chat_member is not None
    assert gone.chat_member.new_chat_member.status == "left"
    with pytest.raises(PersonError, match="Bob is not in Staff"):
        bob.leave(forum)


async def test_the_bot_is_told_when_it_is_added_promoted_and_removed(
    sandbox: Sandbox, bot: telegram.Bot, ann: Person
) -> None:
    group = sandbox.add_group("Tours", [ann], owner=ann)
    sandbox.add_bot_to(group, by=ann)
    sandbox.set_bot_rights(group, by=ann, rights={"can_pin_messages": True})
    sandbox.remove_bot(group, by=ann)
    updates = await bot.get_updates()
    places = [update.my_chat_member.new_chat_member for update in updates if update.my_chat_member]
    assert [place.status for place in places] == ["member", "administrator", "kicked"]
    assert isinstance(places[1], telegram.ChatMemberAdministrator)
    assert (places[1].can_pin_messages, places[1].can_manage_topics) == (True, False)
    (added,) = [update.message for update in updates if update.message]
    assert added.new_chat_members[0].id == bot.id


def test_a_right_that_does_not_exist_is_refused(sandbox: Sandbox, ann: Person) -> None:
    with pytest.raises(PersonError, match="can_fly"):
        sandbox.add_group("Tours", [ann], bot="administrator", bot_rights={"can_fly": True})


async def test_a_group_that_grows_gets_another_id_and_says_so_everywhere(
    sandbox: Sandbox, bot: telegram.Bot, ann: Person
) -> None:
    group = sandbox.add_group("Tours", [ann], kind="group", bot="administrator", owner=ann)
    supergroup = sandbox.migrate(group)
    gone, come = [update.message for update in await bot.get_updates()]
    assert gone is not None
    assert come is not None
    assert (gone.chat.id, gone.migrate_to_chat_id) == (group.id, supergroup.id)
    assert (come.chat.id, come.migrate_from_chat_id) == (supergroup.id, group.id)
    with pytest.raises(ChatMigrated) as refused:
        await bot.send_message(group.id, "Hello")
    assert refused.value.new_chat_id == supergroup.id
    await bot.send_message(supergroup.id, "Hello")
    assert ann.last(supergroup).text == "Hello"
    with pytest.raises(PersonError, match="has become a supergroup"):
        ann.send("Hello", group)
