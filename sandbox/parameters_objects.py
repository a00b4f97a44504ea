"""The Bot API's objects as a bot sends them, strict: an unknown field or a wrong type is refused by name.

Source: https://core.telegram.org/bots/api#available-types. Keyboards have a module of their own.
"""

import re
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator
from pydantic_core import PydanticCustomError

# fmt: off
REACTION_EMOJI: tuple[str, ...] = (
    "❤", "👍", "👎", "🔥", "🥰", "👏", "😁", "🤔", "🤯", "😱", "🤬", "😢", "🎉", "🤩", "🤮", "💩", "🙏",
    "👌", "🕊", "🤡", "🥱", "🥴", "😍", "🐳", "❤\u200d🔥", "🌚", "🌭", "💯", "🤣", "⚡", "🍌", "🏆", "💔",
    "🤨", "😐", "🍓", "🍾", "💋", "🖕", "😈", "😴", "😭", "🤓", "👻", "👨\u200d💻", "👀", "🎃", "🙈", "😇",
    "😨", "🤝", "✍", "🤗", "🫡", "🎅", "🎄", "☃", "💅", "🤪", "🗿", "🆒", "💘", "🙉", "🦄", "😘", "💊",
    "🙊", "😎", "👾", "🤷\u200d♂", "🤷", "🤷\u200d♀", "😡",
)
# fmt: on
"""The emoji a bot may react with (Bot API, ReactionTypeEmoji), in Telegram's order."""

COMMAND_NAME = re.compile(r"[a-z0-9_]{1,32}")
COMMAND_DESCRIPTION_LENGTH = 256


class BadParameters(ValueError):  # noqa: N818 - the name is the sandbox's contract, and says what is wrong
    """A call that Telegram would refuse with error code 400.

    Attributes:
        description: what Telegram answers, "Bad Request: …" included.
    """

    def __init__(self, description: str) -> None:
        super().__init__(description)
        self.description = description


def refused(description: str) -> PydanticCustomError:
    """Build the error a validator raises so that a call is refused in Telegram's own words.

    Args:
        description: Telegram's text after "Bad Request: ".
    """
    return PydanticCustomError("telegram", "{description}", {"description": description})


class TelegramObject(BaseModel):
    """The base of all objects and parameters: nothing unknown, nothing converted in silence, frozen."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class MessageEntity(TelegramObject):
    """One formatted stretch of a text; offset and length in UTF-16 units."""

    type: str
    offset: int
    length: int
    url: str | None = None
    user: dict[str, object] | None = None
    language: str | None = None
    custom_emoji_id: str | None = None
    unix_time: int | None = None
    date_time_format: str | None = None


class LinkPreviewOptions(TelegramObject):
    """How the preview of a link in a text is drawn."""

    is_disabled: bool | None = None
    url: str | None = None
    prefer_small_media: bool | None = None
    prefer_large_media: bool | None = None
    show_above_text: bool | None = None


class ReplyParameters(TelegramObject):
    """The message that a sent message answers."""

    message_id: int
    chat_id: int | str | None = None
    allow_sending_without_reply: bool | None = None
    quote: str | None = None
    quote_parse_mode: str | None = None
    quote_entities: list[MessageEntity] | None = None
    quote_position: int | None = None
    checklist_task_id: int | None = None
    poll_option_id: str | None = None


class BotCommand(TelegramObject):
    """One line of the commands menu."""

    command: str
    description: str

    @field_validator("command")
    @classmethod
    def _is_a_command_name(cls, value: str) -> str:
        if not COMMAND_NAME.fullmatch(value):
            raise refused("BOT_COMMAND_INVALID")
        return value

    @field_validator("description")
    @classmethod
    def _is_a_short_description(cls, value: str) -> str:
        if not 1 <= len(value) <= COMMAND_DESCRIPTION_LENGTH:
            raise refused("BOT_COMMAND_DESCRIPTION_INVALID")
        return value


class BotCommandScopeDefault(TelegramObject):
    """Commands for every chat without narrower ones."""

    type: Literal["default"]


class BotCommandScopeAllPrivateChats(TelegramObject):
    """Commands for all private chats."""

    type: Literal["all_private_chats"]


class BotCommandScopeAllGroupChats(TelegramObject):
    """Commands for all groups and supergroups."""

    type: Literal["all_group_chats"]


class BotCommandScopeAllChatAdministrators(TelegramObject):
    """Commands for the administrators of all groups and supergroups."""

    type: Literal["all_chat_administrators"]


class BotCommandScopeChat(TelegramObject):
    """Commands for one chat."""

    type: Literal["chat"]
    chat_id: int | str


class BotCommandScopeChatAdministrators(TelegramObject):
    """Commands for the administrators of one chat."""

    type: Literal["chat_administrators"]
    chat_id: int | str


class BotCommandScopeChatMember(TelegramObject):
    """Commands for one member of one chat."""

    type: Literal["chat_member"]
    chat_id: int | str
    user_id: int


BotCommandScope = Annotated[
    BotCommandScopeDefault
    | BotCommandScopeAllPrivateChats
    | BotCommandScopeAllGroupChats
    | BotCommandScopeAllChatAdministrators
    | BotCommandScopeChat
    | BotCommandScopeChatAdministrators
    | BotCommandScopeChatMember,
    Field(discriminator="type"),
]


class ReactionTypeEmoji(TelegramObject):
    """A reaction with an ordinary emoji of Telegram's list."""

    type: Literal["emoji"]
    emoji: str

    @field_validator("emoji")
    @classmethod
    def _is_on_telegrams_list(cls, value: str) -> str:
        if value not in REACTION_EMOJI:
            raise refused("REACTION_INVALID")
        return value


class ReactionTypeCustomEmoji(TelegramObject):
    """A reaction with a custom emoji."""

    type: Literal["custom_emoji"]
    custom_emoji_id: str


class ReactionTypePaid(TelegramObject):
    """A paid reaction, which no bot may set; known here so that the refusal is Telegram's."""

    type: Literal["paid"]


ReactionType = Annotated[
    ReactionTypeEmoji | ReactionTypeCustomEmoji | ReactionTypePaid, Field(discriminator="type")
]


class WebAppInfo(TelegramObject):
    """A Web App to open."""

    url: str


class MenuButtonCommands(TelegramObject):
    """The menu button opens the list of commands."""

    type: Literal["commands"]


class MenuButtonWebApp(TelegramObject):
    """The menu button opens a Web App."""

    type: Literal["web_app"]
    text: str
    web_app: WebAppInfo


class MenuButtonDefault(TelegramObject):
    """The menu button is what it is when nobody set it."""

    type: Literal["default"]


MenuButton = Annotated[MenuButtonCommands | MenuButtonWebApp | MenuButtonDefault, Field(discriminator="type")]
