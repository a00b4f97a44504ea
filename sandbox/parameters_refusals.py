"""Says in Telegram's words why parameters are refused; where Telegram has none, names method and field."""

from pydantic_core import ErrorDetails

NOT_IN_THIS_SANDBOX = frozenset(
    {
        "allow_paid_broadcast",
        "business_connection_id",
        "direct_messages_topic_id",
        "rich_message",
        "suggested_post_parameters",
    }
)
"""Parameters that Telegram has and the sandbox has not: refused rather than passed over in silence."""

_MISSING = {
    "chat_id": "chat_id is empty",
    "from_chat_id": "from_chat_id is empty",
    "text": "message text is empty",
    "message_id": "message identifier is not specified",
    "message_ids": "message identifiers are not specified",
    "file_id": "file_id not specified",
    "photo": "there is no photo in the request",
    "document": "there is no document in the request",
    "voice": "there is no voice in the request",
    "latitude": "latitude is empty",
    "longitude": "longitude is empty",
    "action": "wrong parameter action in request",
}
_TYPES = {
    "int_type": "Integer",
    "int_parsing": "Integer",
    "int_from_float": "Integer",
    "float_type": "Float",
    "bool_type": "Boolean",
    "string_type": "String",
    "list_type": "Array",
    "dict_type": "Object",
    "model_type": "Object",
    "model_attributes_type": "Object",
}
_UNREADABLE = {
    "reply_markup": "can't parse reply keyboard markup JSON object",
    "reply_parameters": "can't parse reply parameters JSON object",
    "link_preview_options": "can't parse link preview options JSON object",
    "commands": "can't parse commands JSON object",
    "scope": "can't parse BotCommandScope JSON object",
    "menu_button": "can't parse menu button JSON object",
    "media": "can't parse input media JSON object",
    "reaction": "can't parse reaction types JSON object",
    "message_ids": "can't parse message_ids JSON object",
    "results": "can't parse inline query results JSON object",
    "button": "can't parse inline query results button JSON object",
}
_PARTS = {
    "commands": "can't parse BotCommand: ",
    "scope": "can't parse BotCommandScope: ",
    "menu_button": "can't parse menu button: ",
    "media": "can't parse InputMedia: ",
    "reaction": "can't parse ReactionType: ",
    "results": "can't parse inline query result: ",
    "button": "can't parse inline query results button: ",
    "entities": "can't parse MessageEntity: ",
    "caption_entities": "can't parse MessageEntity: ",
}
_BUTTONS = {
    "inline_keyboard": ("can't parse inline keyboard button: ", "InlineKeyboardButton must be an Object"),
    "keyboard": ("can't parse keyboard button: ", "KeyboardButton must be a String or an Object"),
}
_ROWS = {
    "inline_keyboard": 'Field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays',
    "keyboard": 'Field "keyboard" must be an Array of Arrays',
}
_UNKNOWN_KIND = {
    "menu_button": "MenuButton has unsupported type",
    "reaction": "invalid reaction type specified",
}

Path = list[int | str]


def unreadable_json(method: str, field: str) -> str:
    """Describe a parameter whose string is not JSON though it must be an object or array."""
    return "Bad Request: " + _UNREADABLE.get(field, f'can\'t parse parameter "{field}" of {method} as JSON')


def describe(method: str, error: ErrorDetails) -> str:
    """Describe pydantic's first complaint about a call as Telegram's answer would.

    Args:
        method: the Bot API method, camelCase.
        error: one entry of ValidationError.errors().
    """
    if error["type"] == "telegram":
        return f"Bad Request: {error['msg']}"
    # Names of types are pydantic's own marks for the branch of a union, not part of the path.
    path: Path = [part for part in error["loc"] if not _is_a_type(part)]
    if len(path) > 1 and path[0] == "reply_markup":
        return f"Bad Request: {_in_markup(method, path, error)}"
    prefix = _PARTS.get(str(path[0]), "")
    if error["type"].startswith("union_tag") and path[0] != "reply_markup":
        return f"Bad Request: {prefix}{_UNKNOWN_KIND.get(str(path[0]), 'unsupported type specified')}"
    if len(path) > 1:
        return f"Bad Request: {prefix}{_nested(method, path, error)}"
    return f"Bad Request: {_parameter(method, str(path[0]), error)}"


def _is_a_type(part: int | str) -> bool:
    return isinstance(part, str) and (part in ("int", "str") or part[:1].isupper())


def _parameter(method: str, name: str, error: ErrorDetails) -> str:
    """Describe what is wrong with a whole parameter."""
    kind = error["type"]
    if kind == "extra_forbidden" and name in NOT_IN_THIS_SANDBOX:
        return f'parameter "{name}" of {method} is not in this sandbox'
    if kind == "extra_forbidden":
        return f'unknown parameter "{name}" of {method}'
    if kind == "missing":
        return _MISSING.get(name, f'parameter "{name}" of {method} is required')
    if name == "reply_markup":
        return (
            "object expected as reply markup, with inline_keyboard, keyboard, remove_keyboard or force_reply"
        )
    if kind in _TYPES:
        # A mark after the name says that the type is one of a union; the only such union is int | str.
        wanted = "Integer or String" if len(error["loc"]) > 1 else _TYPES[kind]
        return f'field "{name}" of {method} must be of type {wanted}'
    return f'parameter "{name}" of {method}: {error["msg"]}'


def _in_markup(method: str, path: Path, error: ErrorDetails) -> str:
    """Describe what is wrong inside a reply_markup."""
    keyboard = str(path[1])
    if keyboard not in _BUTTONS or len(path) == 2:
        return _nested(method, path, error)
    if len(path) == 3:
        return _ROWS[keyboard]
    prefix, wanted = _BUTTONS[keyboard]
    return prefix + (wanted if len(path) == 4 else _nested(method, path, error))


def _nested(method: str, path: Path, error: ErrorDetails) -> str:
    """Describe what is wrong inside an object or array."""
    kind, field = error["type"], path[-1]
    where = ".".join(str(part) for part in path[:-1])
    if kind == "extra_forbidden":
        return f'unknown field "{field}" in {where} of {method}'
    if kind == "missing":
        return f'Can\'t find field "{field}"'
    if kind in _TYPES and isinstance(field, str):
        return f'Field "{field}" must be of type {_TYPES[kind]}'
    if kind in _TYPES:
        return f"{where}.{field} of {method} must be of type {_TYPES[kind]}"
    return f"{where}.{field} of {method}: {error['msg']}"
