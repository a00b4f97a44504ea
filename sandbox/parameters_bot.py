"""Parameters of the methods about the bot itself: its updates, webhook, commands, name and menu."""

from typing import Annotated

from pydantic import AfterValidator

from sandbox.parameters_messages import Parameters
from sandbox.parameters_objects import BotCommand, BotCommandScope, MenuButton, refused

COMMANDS_AT_MOST = 100


def _are_not_too_many(commands: list[BotCommand]) -> list[BotCommand]:
    if len(commands) > COMMANDS_AT_MOST:
        raise refused("BOT_COMMANDS_TOO_MUCH")
    return commands


def _fits(limit: int, name: str) -> AfterValidator:
    """Refuse a text of more than `limit` characters, saying which."""

    def check(value: str) -> str:
        if len(value) > limit:
            raise refused(f"{name} is longer than {limit} characters")
        return value

    return AfterValidator(check)


class GetMe(Parameters):
    """getMe: who the bot is."""


class GetUpdates(Parameters):
    """getUpdates: what happened since; timeout in seconds of waiting."""

    offset: int | None = None
    limit: int | None = None
    timeout: int | None = None
    allowed_updates: list[str] | None = None


class SetWebhook(Parameters):
    """setWebhook: updates are brought to url from now on; an empty url ends it."""

    url: str
    certificate: str | None = None
    ip_address: str | None = None
    max_connections: int | None = None
    allowed_updates: list[str] | None = None
    drop_pending_updates: bool | None = None
    secret_token: str | None = None


class DeleteWebhook(Parameters):
    """deleteWebhook: updates are fetched from now on."""

    drop_pending_updates: bool | None = None


class GetWebhookInfo(Parameters):
    """getWebhookInfo: where updates are brought, and how many wait."""


class CommandsParameters(Parameters):
    """Whose commands: a scope (absent: default) and a language (absent or empty: all others)."""

    scope: BotCommandScope | None = None
    language_code: str | None = None


class SetMyCommands(CommandsParameters):
    """setMyCommands: the commands menu of a scope and language."""

    commands: Annotated[list[BotCommand], AfterValidator(_are_not_too_many)]


class GetMyCommands(CommandsParameters):
    """getMyCommands: the commands set for exactly this scope and language."""


class DeleteMyCommands(CommandsParameters):
    """deleteMyCommands: the next wider scope's commands show again."""


class LanguageParameters(Parameters):
    """In which language; absent or empty: for all languages without a text of their own."""

    language_code: str | None = None


class SetMyName(LanguageParameters):
    """setMyName: the bot's name."""

    name: Annotated[str, _fits(64, "name")] | None = None


class GetMyName(LanguageParameters):
    """getMyName: the bot's name."""


class SetMyDescription(LanguageParameters):
    """setMyDescription: what an empty chat with the bot shows."""

    description: Annotated[str, _fits(512, "description")] | None = None


class GetMyDescription(LanguageParameters):
    """getMyDescription: what an empty chat with the bot shows."""


class SetMyShortDescription(LanguageParameters):
    """setMyShortDescription: what the bot's profile and shared links show."""

    short_description: Annotated[str, _fits(120, "short description")] | None = None


class GetMyShortDescription(LanguageParameters):
    """getMyShortDescription: what the bot's profile and shared links show."""


class SetChatMenuButton(Parameters):
    """setChatMenuButton: the button beside the input field, in one private chat or in all."""

    chat_id: int | None = None
    menu_button: MenuButton | None = None


class GetChatMenuButton(Parameters):
    """getChatMenuButton: the button beside the input field."""

    chat_id: int | None = None


BOT_METHODS: tuple[type[Parameters], ...] = (
    GetMe,
    GetUpdates,
    SetWebhook,
    DeleteWebhook,
    GetWebhookInfo,
    SetMyCommands,
    GetMyCommands,
    DeleteMyCommands,
    SetMyName,
    GetMyName,
    SetMyDescription,
    GetMyDescription,
    SetMyShortDescription,
    GetMyShortDescription,
    SetChatMenuButton,
    GetChatMenuButton,
)
