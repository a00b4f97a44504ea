"""The keyboards a bot may put under a message, checked as Telegram checks them.

Source: Bot API, InlineKeyboardMarkup, ReplyKeyboardMarkup, ReplyKeyboardRemove, ForceReply.
"""

from typing import Annotated, Literal

from pydantic import Discriminator, Tag, model_validator

from sandbox.links import WrongLinkError, checked_link
from sandbox.parameters_objects import TelegramObject, WebAppInfo, refused

CALLBACK_DATA_BYTES = 64
COPY_TEXT_LENGTH = 256
# Fields of an inline button that say how it looks, not what it does.
_APPEARANCE = frozenset({"text", "icon_custom_emoji_id", "style"})
ButtonStyle = Literal["danger", "success", "primary"]


class CopyTextButton(TelegramObject):
    """A button that copies a text to the clipboard."""

    text: str

    @model_validator(mode="after")
    def _text_fits(self) -> "CopyTextButton":
        if not 1 <= len(self.text) <= COPY_TEXT_LENGTH:
            raise refused("BUTTON_COPY_TEXT_INVALID")
        return self


class LoginUrl(TelegramObject):
    """A link that logs its reader in."""

    url: str
    forward_text: str | None = None
    bot_username: str | None = None
    request_write_access: bool | None = None


class SwitchInlineQueryChosenChat(TelegramObject):
    """The kinds of chat an inline query may be carried to."""

    query: str | None = None
    allow_user_chats: bool | None = None
    allow_bot_chats: bool | None = None
    allow_group_chats: bool | None = None
    allow_channel_chats: bool | None = None


class InlineKeyboardButton(TelegramObject):
    """A button under a message: a label and exactly one action."""

    text: str
    url: str | None = None
    callback_data: str | None = None
    web_app: WebAppInfo | None = None
    login_url: LoginUrl | None = None
    switch_inline_query: str | None = None
    switch_inline_query_current_chat: str | None = None
    switch_inline_query_chosen_chat: SwitchInlineQueryChosenChat | None = None
    copy_text: CopyTextButton | None = None
    callback_game: dict[str, object] | None = None
    pay: bool | None = None
    icon_custom_emoji_id: str | None = None
    style: ButtonStyle | None = None

    @model_validator(mode="after")
    def _does_exactly_one_thing(self) -> "InlineKeyboardButton":
        # Telegram takes an empty link or empty data for none.
        actions = {field for field in self.model_fields_set - _APPEARANCE if getattr(self, field) != ""}
        if not actions:
            raise refused(
                "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
            )
        if len(actions) > 1:
            several = ", ".join(sorted(actions))
            raise refused(f"can't parse inline keyboard button: exactly one action is allowed, not {several}")
        if not self.text.strip():
            raise refused("inline keyboard button text must be non-empty")
        if self.callback_data and len(self.callback_data.encode()) > CALLBACK_DATA_BYTES:
            raise refused("BUTTON_DATA_INVALID")
        if self.url:
            _check_button_url(self.url)
        return self


class InlineKeyboardMarkup(TelegramObject):
    """Rows of buttons under a message."""

    inline_keyboard: list[list[InlineKeyboardButton]]


class KeyboardButtonPollType(TelegramObject):
    """The kind of poll that a button lets its reader create."""

    type: str | None = None


class KeyboardButton(TelegramObject):
    """A button that replaces the keyboard: it sends its text, or what it asks for."""

    text: str
    icon_custom_emoji_id: str | None = None
    style: ButtonStyle | None = None
    request_users: dict[str, object] | None = None
    request_chat: dict[str, object] | None = None
    request_managed_bot: dict[str, object] | None = None
    request_contact: bool | None = None
    request_location: bool | None = None
    request_poll: KeyboardButtonPollType | None = None
    web_app: WebAppInfo | None = None

    @model_validator(mode="before")
    @classmethod
    def _may_be_a_bare_text(cls, value: object) -> object:
        return {"text": value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _asks_for_one_thing_at_most(self) -> "KeyboardButton":
        if not self.text.strip():
            raise refused("keyboard button text must be non-empty")
        asked = self.model_fields_set - _APPEARANCE
        if len(asked) > 1:
            raise refused(
                f"can't parse keyboard button: at most one request is allowed, not {', '.join(sorted(asked))}"
            )
        return self


class ReplyKeyboardMarkup(TelegramObject):
    """Rows of buttons in place of the keyboard."""

    keyboard: list[list[KeyboardButton]]
    is_persistent: bool | None = None
    resize_keyboard: bool | None = None
    one_time_keyboard: bool | None = None
    input_field_placeholder: str | None = None
    selective: bool | None = None


class ReplyKeyboardRemove(TelegramObject):
    """Takes the buttons in place of the keyboard away."""

    remove_keyboard: Literal[True]
    selective: bool | None = None


class ForceReply(TelegramObject):
    """Opens the reply field as if the reader had chosen to answer."""

    force_reply: Literal[True]
    input_field_placeholder: str | None = None
    selective: bool | None = None


def _kind_of_markup(value: object) -> str | None:
    """Name the class of a reply_markup by the one field it must have; None is refused by pydantic."""
    if isinstance(value, TelegramObject):
        return type(value).__name__
    if isinstance(value, dict):
        for field, name in _MARKUP_BY_FIELD.items():
            if field in value:
                return name
    return None


_MARKUP_BY_FIELD = {
    "inline_keyboard": "InlineKeyboardMarkup",
    "keyboard": "ReplyKeyboardMarkup",
    "remove_keyboard": "ReplyKeyboardRemove",
    "force_reply": "ForceReply",
}

ReplyMarkup = Annotated[
    Annotated[InlineKeyboardMarkup, Tag("InlineKeyboardMarkup")]
    | Annotated[ReplyKeyboardMarkup, Tag("ReplyKeyboardMarkup")]
    | Annotated[ReplyKeyboardRemove, Tag("ReplyKeyboardRemove")]
    | Annotated[ForceReply, Tag("ForceReply")],
    Discriminator(_kind_of_markup),
]
"""What reply_markup may be; a bot cannot mix them."""


def _check_button_url(url: str) -> None:
    """Refuse a link that Telegram would not put on a button, with its reason."""
    try:
        checked_link(url)
    except WrongLinkError as problem:
        raise refused(f"inline keyboard button URL '{url}' is invalid: {problem}") from None
