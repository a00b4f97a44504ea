"""Parameters are read strictly and refused in Telegram's words."""

import json
from typing import Any

import pytest

from sandbox.keyboards import ForceReply, InlineKeyboardMarkup, ReplyKeyboardMarkup, ReplyKeyboardRemove
from sandbox.parameters import METHODS, BadParameters, parse_parameters
from sandbox.parameters_bot import GetUpdates, SetMyCommands
from sandbox.parameters_edits import EditMessageMedia, EditMessageText, InputMediaPhoto
from sandbox.parameters_messages import SendLocation, SendMessage, SendPhoto
from sandbox.parameters_objects import BotCommandScopeChat


def refusal(method: str, raw: dict[str, Any]) -> str:
    with pytest.raises(BadParameters) as refused:
        parse_parameters(method, raw)
    return refused.value.description


def keyboard_refusal(*buttons: object) -> str:
    markup = {"inline_keyboard": [list(buttons)]}
    return refusal("sendMessage", {"chat_id": 1, "text": "x", "reply_markup": markup})


def test_a_form_and_json_read_alike() -> None:
    keyboard = {"inline_keyboard": [[{"text": "✅", "callback_data": "go"}]]}
    as_json = parse_parameters(
        "sendMessage",
        {"chat_id": 42, "text": "5", "disable_notification": True, "reply_markup": keyboard},
    )
    as_form = parse_parameters(
        "sendMessage",
        {"chat_id": "42", "text": "5", "disable_notification": "True", "reply_markup": json.dumps(keyboard)},
    )
    assert as_json == as_form
    assert isinstance(as_json, SendMessage)
    assert as_json.text == "5"
    assert isinstance(as_json.reply_markup, InlineKeyboardMarkup)
    assert as_json.reply_markup.inline_keyboard[0][0].callback_data == "go"


def test_a_channel_name_stays_a_name_and_a_negative_number_becomes_one() -> None:
    named = parse_parameters("sendMessage", {"chat_id": "@tours", "text": "x"})
    numbered = parse_parameters("sendMessage", {"chat_id": "-1001234567890", "text": "x"})
    assert isinstance(named, SendMessage)
    assert isinstance(numbered, SendMessage)
    assert (named.chat_id, numbered.chat_id) == ("@tours", -1001234567890)


def test_null_and_empty_strings_of_a_form_count_as_absent() -> None:
    read = parse_parameters(
        "sendMessage",
        {"chat_id": "1", "text": "x", "message_thread_id": "", "reply_markup": "", "parse_mode": None},
    )
    assert isinstance(read, SendMessage)
    assert read.model_fields_set == {"chat_id", "text"}


def test_numbers_lists_and_scopes_are_read_from_a_form() -> None:
    location = parse_parameters("sendLocation", {"chat_id": "1", "latitude": "47.39", "longitude": "-1"})
    updates = parse_parameters(
        "getUpdates", {"offset": "-1", "timeout": "10", "allowed_updates": '["message"]'}
    )
    commands = parse_parameters(
        "setMyCommands",
        {
            "commands": '[{"command": "next", "description": "Le prochain"}]',
            "scope": '{"type": "chat", "chat_id": -5}',
        },
    )
    assert isinstance(location, SendLocation)
    assert (location.latitude, location.longitude) == (47.39, -1.0)
    assert updates == GetUpdates(offset=-1, timeout=10, allowed_updates=["message"])
    assert isinstance(commands, SetMyCommands)
    assert commands.scope == BotCommandScopeChat(type="chat", chat_id=-5)


def test_an_upload_is_named_by_its_part() -> None:
    photo = parse_parameters("sendPhoto", {"chat_id": "1", "photo": "attach://photo"})
    media = parse_parameters(
        "editMessageMedia",
        {"chat_id": "1", "message_id": "2", "media": '{"type": "photo", "media": "attach://a"}'},
    )
    assert isinstance(photo, SendPhoto)
    assert photo.photo == "attach://photo"
    assert isinstance(media, EditMessageMedia)
    assert media.media == InputMediaPhoto(type="photo", media="attach://a")


@pytest.mark.parametrize(
    ("markup", "kind"),
    [
        ({"keyboard": [["a", {"text": "b", "request_contact": True}]]}, ReplyKeyboardMarkup),
        ({"remove_keyboard": True}, ReplyKeyboardRemove),
        ({"force_reply": True, "selective": True}, ForceReply),
        ({"inline_keyboard": []}, InlineKeyboardMarkup),
    ],
)
def test_each_kind_of_reply_markup_is_told_by_its_field(markup: dict[str, Any], kind: type) -> None:
    read = parse_parameters("sendMessage", {"chat_id": 1, "text": "x", "reply_markup": markup})
    assert isinstance(read, SendMessage)
    assert isinstance(read.reply_markup, kind)


@pytest.mark.parametrize(
    ("method", "raw", "description"),
    [
        ("sendMessage", {"text": "x"}, "chat_id is empty"),
        ("sendMessage", {"chat_id": "", "text": "x"}, "chat_id is empty"),
        ("sendMessage", {"chat_id": 1}, "message text is empty"),
        (
            "sendMessage",
            {"chat_id": 1, "text": "x", "colour": "red"},
            'unknown parameter "colour" of sendMessage',
        ),
        ("sendMessage", {"chat_id": 1, "text": 5}, 'field "text" of sendMessage must be of type String'),
        (
            "sendMessage",
            {"chat_id": True, "text": "x"},
            'field "chat_id" of sendMessage must be of type Integer or String',
        ),
        (
            "sendMessage",
            {"chat_id": 1, "text": "x", "disable_notification": "perhaps"},
            'field "disable_notification" of sendMessage must be of type Boolean',
        ),
        (
            "sendMessage",
            {"chat_id": 1, "text": "x", "message_thread_id": "1.5"},
            'field "message_thread_id" of sendMessage must be of type Integer',
        ),
        (
            "sendMessage",
            {"chat_id": 1, "text": "x", "business_connection_id": "b"},
            'parameter "business_connection_id" of sendMessage is not in this sandbox',
        ),
        ("sendMessage", {"chat_id": 1, "text": "\ud83d"}, "strings must be encoded in UTF-8"),
        ("getChatMember", {"chat_id": 1}, 'parameter "user_id" of getChatMember is required'),
        ("getFile", {}, "file_id not specified"),
        ("sendPhoto", {"chat_id": 1}, "there is no photo in the request"),
        ("sendVenue", {"chat_id": 1, "title": "Bar", "address": "Rue", "longitude": 0}, "latitude is empty"),
        ("sendChatAction", {"chat_id": 1, "action": "dancing"}, "wrong parameter action in request"),
        ("deleteMessage", {"chat_id": 1}, "message identifier is not specified"),
        ("deleteMessages", {"chat_id": 1, "message_ids": []}, "message identifiers are not specified"),
        (
            "deleteMessages",
            {"chat_id": 1, "message_ids": list(range(101))},
            "too many message identifiers specified",
        ),
        ("editMessageText", {"chat_id": 1, "text": "x"}, "message identifier is not specified"),
        ("editMessageText", {"message_id": 1, "text": "x"}, "chat_id is empty"),
        ("editMessageText", {"chat_id": 1, "message_id": 1}, "message text is empty"),
        ("answerCallbackQuery", {"callback_query_id": "1", "text": "x" * 201}, "MESSAGE_TOO_LONG"),
        ("setMyCommands", {"commands": [{"command": "Next", "description": "x"}]}, "BOT_COMMAND_INVALID"),
        ("setMyCommands", {"commands": [{"command": "x" * 33, "description": "x"}]}, "BOT_COMMAND_INVALID"),
        (
            "setMyCommands",
            {"commands": [{"command": "next", "description": "x" * 257}]},
            "BOT_COMMAND_DESCRIPTION_INVALID",
        ),
        (
            "setMyCommands",
            {"commands": [{"command": "next", "description": "x"}] * 101},
            "BOT_COMMANDS_TOO_MUCH",
        ),
        ("setMyCommands", {"commands": "[{]"}, "can't parse commands JSON object"),
        (
            "setMyCommands",
            {"commands": [{"command": "next"}]},
            "can't parse BotCommand: Can't find field \"description\"",
        ),
        (
            "setMyCommands",
            {"commands": [], "scope": {"type": "planet"}},
            "can't parse BotCommandScope: unsupported type specified",
        ),
        ("createForumTopic", {"chat_id": -1, "name": "  "}, "name must be non-empty"),
        ("createForumTopic", {"chat_id": -1, "name": "x" * 129}, "name is longer than 128 characters"),
        ("createForumTopic", {"chat_id": -1, "name": "x", "icon_color": 1}, "invalid icon color specified"),
        ("setMyDescription", {"description": "x" * 513}, "description is longer than 512 characters"),
        (
            "setMessageReaction",
            {"chat_id": 1, "message_id": 1, "reaction": [{"type": "emoji", "emoji": "⏳"}]},
            "REACTION_INVALID",
        ),
        (
            "setMessageReaction",
            {"chat_id": 1, "message_id": 1, "reaction": [{"type": "paid"}]},
            "can't parse ReactionType: invalid reaction type specified",
        ),
        (
            "setMessageReaction",
            {"chat_id": 1, "message_id": 1, "reaction": [{"type": "emoji", "emoji": "👍"}] * 2},
            "REACTIONS_TOO_MANY",
        ),
        (
            "editMessageMedia",
            {"chat_id": 1, "message_id": 1, "media": {"type": "photo"}},
            "can't parse InputMedia: Can't find field \"media\"",
        ),
    ],
)
def test_a_wrong_call_is_refused_by_name(method: str, raw: dict[str, Any], description: str) -> None:
    assert refusal(method, raw) == f"Bad Request: {description}"


@pytest.mark.parametrize(
    ("markup", "description"),
    [
        ("{", "can't parse reply keyboard markup JSON object"),
        (
            [],
            "object expected as reply markup, with inline_keyboard, keyboard, remove_keyboard or force_reply",
        ),
        (
            {},
            "object expected as reply markup, with inline_keyboard, keyboard, remove_keyboard or force_reply",
        ),
        ({"inline_keyboard": "x"}, 'Field "inline_keyboard" must be of type Array'),
        (
            {"inline_keyboard": [5]},
            'Field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays',
        ),
        ({"keyboard": [5]}, 'Field "keyboard" must be an Array of Arrays'),
        ({"keyboard": [[""]]}, "keyboard button text must be non-empty"),
        (
            {"keyboard": [[{"text": "x", "request_contact": True, "web_app": {"url": "https://a.b"}}]]},
            "can't parse keyboard button: at most one request is allowed, not request_contact, web_app",
        ),
    ],
)
def test_a_wrong_reply_markup_is_refused(markup: object, description: str) -> None:
    told = refusal("sendMessage", {"chat_id": 1, "text": "x", "reply_markup": markup})
    assert told == f"Bad Request: {description}"


def test_an_inline_button_does_exactly_one_thing() -> None:
    prefix = "Bad Request: can't parse inline keyboard button: "
    assert keyboard_refusal({"text": "x"}) == prefix + "Text buttons are unallowed in the inline keyboard"
    assert (
        keyboard_refusal({"text": "x", "url": "https://t.me/x", "callback_data": "y"})
        == prefix + "exactly one action is allowed, not callback_data, url"
    )
    assert keyboard_refusal({"callback_data": "y"}) == prefix + 'Can\'t find field "text"'
    assert keyboard_refusal(5) == prefix + "InlineKeyboardButton must be an Object"
    assert (
        keyboard_refusal({"text": "x", "callback_data": "y", "colour": "red"})
        == prefix + 'unknown field "colour" in reply_markup.inline_keyboard.0.0 of sendMessage'
    )
    assert (
        keyboard_refusal({"text": " ", "callback_data": "y"})
        == "Bad Request: inline keyboard button text must be non-empty"
    )


@pytest.mark.parametrize("data", ["x", "x" * 64, "é" * 32])
def test_callback_data_of_up_to_64_bytes_is_taken(data: str) -> None:
    markup = {"inline_keyboard": [[{"text": "x", "callback_data": data}]]}
    assert parse_parameters("sendMessage", {"chat_id": 1, "text": "x", "reply_markup": markup})


def test_callback_data_is_measured_in_bytes() -> None:
    assert keyboard_refusal({"text": "x", "callback_data": "x" * 65}) == "Bad Request: BUTTON_DATA_INVALID"
    assert keyboard_refusal({"text": "x", "callback_data": "é" * 33}) == "Bad Request: BUTTON_DATA_INVALID"


def test_empty_callback_data_is_none_as_with_telegram() -> None:
    assert keyboard_refusal({"text": "x", "callback_data": ""}).endswith(
        "Text buttons are unallowed in the inline keyboard"
    )


@pytest.mark.parametrize(
    "url", ["https://t.me/x?start=1", "tg://user?id=5", "example.org", "http://127.0.0.1:8080/a b?c#d"]
)
def test_a_button_takes_links_that_telegram_takes(url: str) -> None:
    markup = {"inline_keyboard": [[{"text": "x", "url": url}]]}
    assert parse_parameters("sendMessage", {"chat_id": 1, "text": "x", "reply_markup": markup})


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("ftp://example.org", "Unsupported URL protocol"),
        ("http://", "URL host is empty"),
        ("http://localhost:8080/", "Wrong HTTP URL"),
        ("nowhere", "Wrong HTTP URL"),
        ("http://a.b:99999/", "Wrong port number specified in the URL"),
        ("https://a b.fr/", "Disallowed character in URL host"),
    ],
)
def test_a_button_refuses_links_with_telegrams_reason(url: str, reason: str) -> None:
    assert (
        keyboard_refusal({"text": "x", "url": url})
        == f"Bad Request: inline keyboard button URL '{url}' is invalid: {reason}"
    )


def test_an_edit_may_name_an_inline_message_instead() -> None:
    read = parse_parameters("editMessageText", {"inline_message_id": "abc", "text": "x"})
    assert isinstance(read, EditMessageText)
    assert read.inline_message_id == "abc"


def test_a_method_that_is_not_here_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        parse_parameters("sendPigeon", {})


@pytest.mark.parametrize("method", METHODS)
def test_every_method_refuses_what_it_does_not_know_and_says_what_it_is_for(method: str) -> None:
    description = refusal(method, {"colour": "red"})
    assert description.startswith("Bad Request: ")
    assert (METHODS[method].__doc__ or "").startswith(f"{method}: ")
