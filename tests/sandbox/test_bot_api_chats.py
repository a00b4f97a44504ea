"""getChat, members, administrators and leaving."""

import pytest
import telegram
from telegram.error import BadRequest, Forbidden

from sandbox import Chat, Person, Sandbox


async def test_get_chat_tells_a_private_chat_and_a_forum_apart(
    bot: telegram.Bot, ann: Person, forum: Chat
) -> None:
    private = await bot.get_chat(ann.id)
    assert (private.type, private.first_name, private.username) == ("private", "Ann", "ann")
    staff = await bot.get_chat(forum.id)
    assert (staff.type, staff.title, staff.is_forum) == ("supergroup", "Staff", True)


async def test_get_chat_member_knows_owner_administrator_member_and_stranger(
    sandbox: Sandbox, bot: telegram.Bot, ann: Person, bob: Person, forum: Chat
) -> None:
    zoe = sandbox.add_person("Zoe")
    bob.join(forum)
    assert isinstance(await bot.get_chat_member(forum.id, ann.id), telegram.ChatMemberOwner)
    assert isinstance(await bot.get_chat_member(forum.id, bob.id), telegram.ChatMemberMember)
    assert isinstance(await bot.get_chat_member(forum.id, zoe.id), telegram.ChatMemberLeft)
    own = await bot.get_chat_member(forum.id, bot.id)
    assert isinstance(own, telegram.ChatMemberAdministrator)
    assert own.can_manage_topics
    assert await bot.get_chat_member_count(forum.id) == 3
    with pytest.raises(BadRequest, match="Invalid user_id specified"):
        await bot.get_chat_member(forum.id, 42)


async def test_the_bots_rights_are_those_it_was_given(
    sandbox: Sandbox, bot: telegram.Bot, ann: Person
) -> None:
    group = sandbox.add_group("Tours", [ann], bot="administrator", bot_rights={"can_pin_messages": True})
    own = await bot.get_chat_member(group.id, bot.id)
    assert isinstance(own, telegram.ChatMemberAdministrator)
    assert (own.can_pin_messages, own.can_manage_topics, own.can_delete_messages) == (True, False, False)


async def test_administrators_are_listed_with_the_bot(bot: telegram.Bot, ann: Person, forum: Chat) -> None:
    administrators = await bot.get_chat_administrators(forum.id)
    assert {member.user.id for member in administrators} == {ann.id, bot.id}
    with pytest.raises(BadRequest, match="There are no administrators in the private chat"):
        await bot.get_chat_administrators(ann.id)


async def test_a_bot_that_left_is_no_longer_a_member(bot: telegram.Bot, forum: Chat) -> None:
    await bot.leave_chat(forum.id)
    with pytest.raises(Forbidden, match="bot is not a member of the supergroup chat"):
        await bot.send_message(forum.id, "Hello")
    with pytest.raises(Forbidden, match="bot is not a member of the supergroup chat"):
        await bot.get_chat(forum.id)
