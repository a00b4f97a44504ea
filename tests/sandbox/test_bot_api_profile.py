"""Commands by scope and language, name, descriptions and menu button."""

import pytest
import telegram
from telegram import (
    BotCommand,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeChatAdministrators,
    BotCommandScopeChatMember,
    MenuButtonCommands,
    MenuButtonDefault,
)
from telegram.error import BadRequest

from sandbox import Chat, Person, Sandbox


def shown(sandbox: Sandbox, person: Person, chat: Chat, language: str = "fr") -> list[str]:
    return [command["command"] for command in sandbox.world.commands.shown(person, language, chat)]


async def test_the_narrowest_scope_wins_and_in_it_the_language(
    sandbox: Sandbox, bot: telegram.Bot, ann: Person
) -> None:
    everywhere = BotCommandScopeAllPrivateChats()
    await bot.set_my_commands([BotCommand("default", "x")])
    assert shown(sandbox, ann, ann.private_chat) == ["default"]
    await bot.set_my_commands([BotCommand("privately", "x")], scope=everywhere)
    await bot.set_my_commands([BotCommand("francais", "x")], scope=everywhere, language_code="fr")
    assert shown(sandbox, ann, ann.private_chat) == ["francais"]
    assert shown(sandbox, ann, ann.private_chat, "en") == ["privately"]
    await bot.set_my_commands([BotCommand("hers", "x")], scope=BotCommandScopeChat(ann.id))
    assert shown(sandbox, ann, ann.private_chat) == ["hers"]


async def test_in_groups_members_and_administrators_see_their_own(
    sandbox: Sandbox, bot: telegram.Bot, ann: Person, bob: Person, forum: Chat
) -> None:
    bob.join(forum)
    await bot.set_my_commands([BotCommand("all", "x")], scope=BotCommandScopeAllGroupChats())
    scope = BotCommandScopeChatAdministrators(forum.id)
    await bot.set_my_commands([BotCommand("staff", "x")], scope=scope)
    assert (shown(sandbox, ann, forum), shown(sandbox, bob, forum)) == (["staff"], ["all"])
    member = BotCommandScopeChatMember(forum.id, bob.id)
    await bot.set_my_commands([BotCommand("bobs", "x")], scope=member)
    assert shown(sandbox, bob, forum) == ["bobs"]


async def test_get_and_delete_mean_exactly_one_list(bot: telegram.Bot, ann: Person) -> None:
    await bot.set_my_commands([BotCommand("start", "Begin")], language_code="en")
    assert await bot.get_my_commands() == ()
    assert [command.command for command in await bot.get_my_commands(language_code="en")] == ["start"]
    await bot.delete_my_commands(language_code="en")
    assert await bot.get_my_commands(language_code="en") == ()


async def test_bad_commands_and_languages_are_refused(bot: telegram.Bot, ann: Person) -> None:
    with pytest.raises(BadRequest, match="Bot_command_invalid"):
        await bot.set_my_commands([BotCommand("UPPER", "x")])
    with pytest.raises(BadRequest, match=r"(?i)invalid language code"):
        await bot.set_my_commands([BotCommand("start", "x")], language_code="fr-FR")
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.set_my_commands([BotCommand("start", "x")], scope=BotCommandScopeChat(42))


async def test_name_and_descriptions_fall_back_to_those_without_a_language(bot: telegram.Bot) -> None:
    assert (await bot.get_my_name()).name == "Concierge"
    await bot.set_my_name("Hop")
    await bot.set_my_description("Long")
    await bot.set_my_description("Longue", language_code="fr")
    await bot.set_my_short_description("Short")
    assert (await bot.get_my_name("fr")).name == "Hop"
    assert (await bot.get_my_description("fr")).description == "Longue"
    assert (await bot.get_my_description("en")).description == "Long"
    assert (await bot.get_my_short_description("en")).short_description == "Short"


async def test_the_menu_button_of_a_chat_overrides_the_general_one(bot: telegram.Bot, ann: Person) -> None:
    assert isinstance(await bot.get_chat_menu_button(ann.id), MenuButtonCommands)
    await bot.set_chat_menu_button(menu_button=MenuButtonDefault())
    assert isinstance(await bot.get_chat_menu_button(ann.id), MenuButtonDefault)
    await bot.set_chat_menu_button(ann.id, MenuButtonCommands())
    assert isinstance(await bot.get_chat_menu_button(ann.id), MenuButtonCommands)
