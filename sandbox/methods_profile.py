"""Bot API: the bot's commands, name, descriptions and menu button."""

from __future__ import annotations

from sandbox.access import known_chat
from sandbox.commands import DEFAULT_SCOPE, Scope
from sandbox.errors import bad_request
from sandbox.parameters_bot import (
    CommandsParameters,
    DeleteMyCommands,
    GetChatMenuButton,
    GetMyCommands,
    GetMyDescription,
    GetMyName,
    GetMyShortDescription,
    SetChatMenuButton,
    SetMyCommands,
    SetMyDescription,
    SetMyName,
    SetMyShortDescription,
)
from sandbox.world import World


def set_my_commands(world: World, wanted: SetMyCommands) -> object:
    """Sets the commands of one scope and language."""
    commands = [command.model_dump(exclude_none=True) for command in wanted.commands]
    world.commands.set(_scope(world, wanted), _language(wanted.language_code), commands)
    world.announce("commands")
    return True


def get_my_commands(world: World, wanted: GetMyCommands) -> object:
    """Returns exactly what was set for that scope and language."""
    return world.commands.get(_scope(world, wanted), _language(wanted.language_code))


def delete_my_commands(world: World, wanted: DeleteMyCommands) -> object:
    """Removes the commands of one scope and language."""
    world.commands.delete(_scope(world, wanted), _language(wanted.language_code))
    world.announce("commands")
    return True


def set_my_name(world: World, wanted: SetMyName) -> object:
    """Sets the bot's name in a language."""
    return _set_text(world, "name", wanted.language_code, wanted.name)


def get_my_name(world: World, wanted: GetMyName) -> object:
    """Returns the bot's name in a language."""
    name = world.profile.text("name", _language(wanted.language_code))
    return {"name": name or world.the_bot.first_name}


def set_my_description(world: World, wanted: SetMyDescription) -> object:
    """Sets what the empty private chat says."""
    return _set_text(world, "description", wanted.language_code, wanted.description)


def get_my_description(world: World, wanted: GetMyDescription) -> object:
    """Returns what the empty private chat says."""
    return {"description": world.profile.text("description", _language(wanted.language_code))}


def set_my_short_description(world: World, wanted: SetMyShortDescription) -> object:
    """Sets what the bot's profile says."""
    return _set_text(world, "short_description", wanted.language_code, wanted.short_description)


def get_my_short_description(world: World, wanted: GetMyShortDescription) -> object:
    """Returns what the bot's profile says."""
    text = world.profile.text("short_description", _language(wanted.language_code))
    return {"short_description": text}


def set_chat_menu_button(world: World, wanted: SetChatMenuButton) -> object:
    """Sets the button beside the input field."""
    button = wanted.menu_button.model_dump(exclude_none=True) if wanted.menu_button else {"type": "default"}
    world.profile.set_menu_button(_private_chat(world, wanted.chat_id), button)
    return True


def get_chat_menu_button(world: World, wanted: GetChatMenuButton) -> object:
    """Returns the button beside the input field."""
    return world.profile.menu_button(_private_chat(world, wanted.chat_id))


def _set_text(world: World, field: str, language: str | None, text: str | None) -> bool:
    world.profile.set_text(field, _language(language), text or "")
    world.announce("people")
    return True


def _language(code: str | None) -> str:
    """Returns the two-letter code, or "" for all languages without a list of their own."""
    if code and not (len(code) == 2 and code.isascii() and code.isalpha() and code.islower()):
        raise bad_request("invalid language code specified")
    return code or ""


def _scope(world: World, wanted: CommandsParameters) -> Scope:
    scope = wanted.scope
    if scope is None:
        return DEFAULT_SCOPE
    if scope.type in {"chat", "chat_administrators"}:
        chat = known_chat(world, scope.chat_id)
        if scope.type == "chat_administrators" and chat.kind not in {"group", "supergroup"}:
            raise bad_request("can't use specified scope in private chats")
        return scope.type, chat.id, None
    if scope.type == "chat_member":
        return scope.type, known_chat(world, scope.chat_id).id, scope.user_id
    return scope.type, None, None


def _private_chat(world: World, chat_id: int | None) -> int | None:
    if chat_id is None:
        return None
    chat = known_chat(world, chat_id)
    if chat.person is None:
        raise bad_request("chat must be a private chat")
    return chat.id


METHODS = {
    "setMyCommands": set_my_commands,
    "getMyCommands": get_my_commands,
    "deleteMyCommands": delete_my_commands,
    "setMyName": set_my_name,
    "getMyName": get_my_name,
    "setMyDescription": set_my_description,
    "getMyDescription": get_my_description,
    "setMyShortDescription": set_my_short_description,
    "getMyShortDescription": get_my_short_description,
    "setChatMenuButton": set_chat_menu_button,
    "getChatMenuButton": get_chat_menu_button,
}
