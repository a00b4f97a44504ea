"""Random updates made from the Bot API's types: from its own description, or from a few of them."""

import random
from typing import Any

import bot_api

_ARRAY = "Array of "
_DEEPEST = 6

#: Commands, callback data and words that the program gives a meaning to, beside ones that nobody does.
WORDS = (
    *(
        "",
        " ",
        "a",
        "Alice",
        "<b>&</b>",
        "\u202eevil",
        "a\x00b",
        "a\ud800b",
        "é" * 500,
        "🍷" * 300,
        "x" * 5000,
    ),
    *("/start", "/start e_1", "/next", "/ask", "/settings", "/newevent", "/cancel", "/nonsense"),
    *("/agenda", "/mine", "/guests", "guests:1", "guests:0", "guests:1:99999999999", "card:1", "rhythm:1"),
    *("usual:1:hour", "rhythm_draft:1:2026-12-10", "rhythm_skip:1:2026-99-99", "rhythm_announce:1"),
    *("go:1", "no:1", "maybe:1", "more:1", "mute:1", "follow:1", "go:999999999999999999", "x:y:z", "go:-1"),
    *("jeudi 3/12 19h", "20", "vingt", "fr", "en", "left", "member", "kicked", "administrator"),
)
CHAT_KINDS = ("private", "group", "supergroup", "channel", "a kind that is new")
#: Within what a C int holds: the library fails on more where it reads a duration.
NUMBERS = (0, 1, 2, 7, -1, 100, 6100000001, -1001234567890, 2**52)
SECONDS = (0, 1, 60, 1795000000, 2**31 - 1)

_TEXT, _NUMBER, _YES = ["String"], ["Integer"], ["Boolean"]


def _fields(required: dict[str, list[str]], optional: dict[str, list[str]]) -> dict[str, Any]:
    known = {name: {"types": types, "required": True} for name, types in required.items()}
    return {"fields": known | {name: {"types": types, "required": False} for name, types in optional.items()}}


#: What the program reads of an update, for where the whole description is missing.
A_FEW_TYPES: dict[str, Any] = {
    "Update": _fields(
        {"update_id": _NUMBER},
        {
            "message": ["Message"],
            "edited_message": ["Message"],
            "channel_post": ["Message"],
            "callback_query": ["CallbackQuery"],
            "my_chat_member": ["ChatMemberUpdated"],
        },
    ),
    "User": _fields(
        {"id": _NUMBER, "is_bot": _YES, "first_name": _TEXT},
        {"last_name": _TEXT, "username": _TEXT, "language_code": _TEXT},
    ),
    "Chat": _fields(
        {"id": _NUMBER, "type": _TEXT}, {"title": _TEXT, "first_name": _TEXT, "is_forum": ["True"]}
    ),
    "Message": _fields(
        {"message_id": _NUMBER, "date": _NUMBER, "chat": ["Chat"]},
        {
            "from": ["User"],
            "sender_chat": ["Chat"],
            "message_thread_id": _NUMBER,
            "reply_to_message": ["Message"],
            "text": _TEXT,
            "entities": ["Array of MessageEntity"],
            "caption": _TEXT,
            "location": ["Location"],
            "photo": ["Array of PhotoSize"],
            "new_chat_members": ["Array of User"],
            "left_chat_member": ["User"],
            "migrate_to_chat_id": _NUMBER,
            "migrate_from_chat_id": _NUMBER,
            "pinned_message": ["Message"],
        },
    ),
    "MessageEntity": _fields({"type": _TEXT, "offset": _NUMBER, "length": _NUMBER}, {"url": _TEXT}),
    "Location": _fields({"latitude": ["Float"], "longitude": ["Float"]}, {"horizontal_accuracy": ["Float"]}),
    "PhotoSize": _fields(
        {"file_id": _TEXT, "file_unique_id": _TEXT, "width": _NUMBER, "height": _NUMBER},
        {"file_size": _NUMBER},
    ),
    "CallbackQuery": _fields(
        {"id": _TEXT, "from": ["User"], "chat_instance": _TEXT},
        {"message": ["Message"], "inline_message_id": _TEXT, "data": _TEXT, "game_short_name": _TEXT},
    ),
    "ChatMemberUpdated": _fields(
        {
            "chat": ["Chat"],
            "from": ["User"],
            "date": _NUMBER,
            "old_chat_member": ["ChatMemberLeft"],
            "new_chat_member": ["ChatMemberLeft"],
        },
        {},
    ),
    "ChatMemberLeft": _fields({"status": _TEXT, "user": ["User"]}, {}),
}
A_FEW_TYPES["ChatMemberLeft"]["fields"]["status"]["const"] = "left"


def types() -> dict[str, Any]:
    """Give the Bot API's types: name to fields or subtypes."""
    try:
        known: dict[str, Any] = bot_api.spec()["types"]
    except bot_api.NoSpecError:
        return A_FEW_TYPES
    return known


class Randomness:
    """Makes updates; the same ones for the same seed."""

    def __init__(self, known: dict[str, Any], seed: int) -> None:
        self._types = known
        self._chance = random.Random(seed)  # noqa: S311 - no secret, a seed
        self._kinds = [name for name in known["Update"]["fields"] if name != "update_id"]

    def update(self) -> dict[str, Any]:
        """Make an update of a random kind, without its number."""
        kind = self._chance.choice(self._kinds)
        field = self._types["Update"]["fields"][kind]
        return {kind: self._value(self._chance.choice(field["types"]), 1)}

    def _named(self, owner: str, name: str, kinds: list[str], depth: int) -> object:
        """Make a field's value; times are ones that there are, or nothing of the update would be read."""
        if kinds == ["Integer"] and name.endswith(("date", "time", "duration", "period", "timer", "delay")):
            return self._chance.choice(SECONDS)
        if (owner, name) == ("Chat", "type"):
            return self._chance.choice(CHAT_KINDS)
        return self._value(self._chance.choice(kinds), depth)

    def _value(self, kind: str, depth: int) -> object:
        if kind.startswith(_ARRAY):
            inner = kind.removeprefix(_ARRAY)
            return [self._value(inner, depth + 1) for _ in range(self._chance.randint(0, 2))]
        if kind in self._types:
            return self._object(kind, depth)
        match kind:
            case "Integer":
                return self._chance.choice(NUMBERS)
            case "Float":
                return self._chance.uniform(-200, 200)
            case "Boolean":
                return self._chance.random() < 0.5
            case "True":
                return True
            case _:
                return self._chance.choice(WORDS)

    def _object(self, kind: str, depth: int) -> object:
        description = self._types[kind]
        if "subtypes" in description:
            plain = [subtype for subtype in description["subtypes"] if subtype == "String"]
            choices = plain if plain and depth > _DEEPEST else description["subtypes"]
            return self._value(self._chance.choice(choices), depth + 1)
        # Deeper down, less of what may be left out: a message can hold a message.
        share = 0.0 if depth > _DEEPEST else 0.3 / depth
        return {
            name: field.get("const") or self._named(kind, name, field["types"], depth + 1)
            for name, field in description.get("fields", {}).items()
            if field["required"] or self._chance.random() < share
        }
