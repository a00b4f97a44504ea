"""Holds the sandbox's parameters against the Bot API's own description."""

from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import bot_api
import pytest

from sandbox.parameters import METHODS, parse_parameters
from sandbox.parameters_objects import REACTION_EMOJI, TelegramObject
from sandbox.parameters_refusals import NOT_IN_THIS_SANDBOX

# Kinds of objects that the sandbox does not take, though a field's type includes them.
OTHER_RESULTS = (
    "CachedAudio", "CachedDocument", "CachedGif", "CachedMpeg4Gif", "CachedPhoto", "CachedSticker",
    "CachedVideo", "CachedVoice", "Audio", "Contact", "Document", "Game", "Gif", "Location", "Mpeg4Gif",
    "Photo", "Venue", "Video", "Voice",
)  # fmt: skip
OTHER_CONTENTS = ("Rich", "Location", "Venue", "Contact", "Invoice")
TYPES_NOT_IN_THIS_SANDBOX = frozenset(
    {
        "InputMediaLivePhoto",
        *(f"InlineQueryResult{kind}" for kind in OTHER_RESULTS),
        *(f"Input{kind}MessageContent" for kind in OTHER_CONTENTS),
    }
)
SCALARS = {int: "Integer", str: "String", bool: "Boolean", float: "Float"}


@pytest.fixture(autouse=True, scope="module")
def spec() -> dict[str, Any]:
    try:
        return bot_api.spec()
    except bot_api.NoSpecError as missing:
        pytest.skip(str(missing))


def our_types(annotation: Any) -> set[str]:
    """Name what an annotation accepts as the Bot API would; an object of free form is "object"."""
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return our_types(parts[0])
    if origin in (Union, UnionType):
        return set().union(*(our_types(part) for part in parts if part is not NoneType))
    if origin is Literal:
        return {SCALARS[type(value)] for value in parts}
    if origin is list:
        return {f"Array of {kind}" for kind in our_types(parts[0])}
    if origin is dict:
        return {"object"}
    return {SCALARS.get(annotation, annotation.__name__)}


def its_types(spec: dict[str, Any], kinds: list[str]) -> set[str]:
    """Spell its types out: subtypes instead of their family, a file as the text naming it."""
    spelled: set[str] = set()
    for kind in kinds:
        arrays, _, inner = kind.rpartition("Array of ")
        prefix = f"{arrays}Array of " if inner != kind else ""
        subtypes = spec["types"].get(inner, {}).get("subtypes", [inner])
        spelled |= {
            prefix + {"InputFile": "String", "True": "Boolean"}.get(subtype, subtype)
            for subtype in subtypes
            if subtype not in TYPES_NOT_IN_THIS_SANDBOX
        }
    return spelled


def disagreements(spec: dict[str, Any], model: type[TelegramObject], fields: dict[str, Any]) -> list[str]:
    """List where a model and the description of the same method or object differ."""
    found = [f"{name} does not exist" for name in model.model_fields if name not in fields]
    for name, described in fields.items():
        field = model.model_fields.get(name)
        if field is None:
            if name not in NOT_IN_THIS_SANDBOX or described["required"]:
                found.append(f"{name} is missing")
            continue
        if field.is_required() != described["required"]:
            found.append(f"{name}: required is {field.is_required()} here, {described['required']} there")
        ours, its = our_types(field.annotation), its_types(spec, described["types"])
        if ours == {"object"} and all(kind in spec["types"] for kind in its):
            continue
        if ours != its:
            found.append(f"{name}: {sorted(ours)} here, {sorted(its)} there")
    return found


def nested_models(annotation: Any) -> set[type[TelegramObject]]:
    """Find all objects that a field may hold, at any depth."""
    if isinstance(annotation, type) and issubclass(annotation, TelegramObject):
        return {annotation}.union(*(nested_models(f.annotation) for f in annotation.model_fields.values()))
    return set().union(*(nested_models(part) for part in get_args(annotation)))


OBJECTS = sorted(
    {
        model
        for method in METHODS.values()
        for field in method.model_fields.values()
        for model in nested_models(field.annotation)
    },
    key=lambda model: model.__name__,
)


@pytest.mark.parametrize("method", METHODS)
def test_a_method_takes_what_the_bot_api_says(spec: dict[str, Any], method: str) -> None:
    assert method in spec["methods"], "no such method in the Bot API"
    assert disagreements(spec, METHODS[method], spec["methods"][method]["fields"]) == []


@pytest.mark.parametrize("model", OBJECTS, ids=lambda model: model.__name__)
def test_an_object_has_the_fields_the_bot_api_says(spec: dict[str, Any], model: type[TelegramObject]) -> None:
    assert model.__name__ in spec["types"], "no such type in the Bot API"
    assert disagreements(spec, model, spec["types"][model.__name__]["fields"]) == []


def test_what_is_left_out_exists_in_the_bot_api(spec: dict[str, Any]) -> None:
    known = {name for method in METHODS for name in spec["methods"][method]["fields"]}
    assert known >= NOT_IN_THIS_SANDBOX
    assert set(spec["types"]) >= TYPES_NOT_IN_THIS_SANDBOX


def test_the_reactions_are_those_of_the_bot_api(spec: dict[str, Any]) -> None:
    assert list(REACTION_EMOJI) == spec["reactions"]


def test_a_good_call_has_no_problems() -> None:
    keyboard = {"inline_keyboard": [[{"text": "✅", "callback_data": "go"}]]}
    assert bot_api.problems("sendMessage", {"chat_id": 1, "text": "x", "reply_markup": keyboard}) == []
    assert bot_api.problems("sendLocation", {"chat_id": "1", "latitude": "47.4", "longitude": 0}) == []
    assert bot_api.problems("getUpdates", {"allowed_updates": '["message"]', "limit": None}) == []
    photo = {"type": "photo", "media": "attach://photo", "has_spoiler": True}
    assert bot_api.problems("editMessageMedia", {"chat_id": 1, "message_id": 2, "media": photo}) == []


@pytest.mark.parametrize(
    ("method", "parameters"),
    [
        (
            "sendMessage",
            {"chat_id": "1", "text": "x", "reply_markup": {"keyboard": [["a"]], "selective": True}},
        ),
        ("setMyCommands", {"commands": [{"command": "a", "description": "b"}], "scope": {"type": "default"}}),
        ("editMessageMedia", {"inline_message_id": "1", "media": {"type": "audio", "media": "attach://a"}}),
        (
            "setMessageReaction",
            {"chat_id": 1, "message_id": 2, "reaction": [{"type": "emoji", "emoji": "👍"}]},
        ),
        (
            "sendLocation",
            {"chat_id": 1, "latitude": "1.5", "longitude": 2, "reply_parameters": {"message_id": 1}},
        ),
    ],
)
def test_what_the_sandbox_has_read_is_a_good_call(method: str, parameters: dict[str, Any]) -> None:
    read = parse_parameters(method, parameters)
    assert bot_api.problems(method, read.model_dump(exclude_none=True)) == []


@pytest.mark.parametrize(
    ("method", "parameters", "problem"),
    [
        ("sendPigeon", {}, "sendPigeon: no such method"),
        ("sendMessage", {"text": "x"}, "sendMessage.chat_id: required"),
        ("sendMessage", {"chat_id": 1, "text": 5}, "sendMessage.text: must be String, is 5"),
        ("sendMessage", {"chat_id": True, "text": "x"}, "sendMessage.chat_id: must be Integer, is True"),
        ("getMe", {"loud": True}, "getMe.loud: unknown"),
        ("getUpdates", {"limit": "ten"}, "getUpdates.limit: must be Integer, is 'ten'"),
        ("getUpdates", {"allowed_updates": ["a", 1]}, "getUpdates.allowed_updates[1]: must be String, is 1"),
        (
            "sendMessage",
            {"chat_id": 1, "text": "x", "reply_markup": {"inline_keyboard": [[{"callback_data": "go"}]]}},
            "sendMessage.reply_markup.inline_keyboard[0][0].text: required",
        ),
        (
            "setMessageReaction",
            {"chat_id": 1, "message_id": 2, "reaction": [{"type": "emoji", "emoji": "⏳"}]},
            "setMessageReaction.reaction[0].emoji: '⏳' is no reaction",
        ),
    ],
)
def test_a_bad_call_has_its_problem_named(method: str, parameters: dict[str, Any], problem: str) -> None:
    assert bot_api.problems(method, parameters) == [problem]
