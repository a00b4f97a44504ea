"""Reads the parameters of a Bot API call, strictly, and refuses in Telegram's own words.

Parameters arrive as JSON, as a form or in the address; in the last two everything is a string, and so may be
objects inside JSON. `parse_parameters` evens that out; the rest is one pydantic model per method.
"""

import re
from collections.abc import Callable, Mapping
from functools import cache
from types import UnionType
from typing import Annotated, Union, get_args, get_origin

from pydantic import ValidationError
from pydantic_core import from_json, to_json

from sandbox.parameters_bot import BOT_METHODS
from sandbox.parameters_chats import CHAT_METHODS
from sandbox.parameters_edits import EDIT_METHODS
from sandbox.parameters_inline import INLINE_METHODS
from sandbox.parameters_messages import MESSAGE_METHODS, Parameters
from sandbox.parameters_objects import BadParameters
from sandbox.parameters_refusals import describe, unreadable_json

__all__ = ["METHODS", "BadParameters", "Parameters", "method_name", "parse_parameters"]

_WHOLE_NUMBER = re.compile(r"-?[0-9]+")
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]*)?([eE][-+]?[0-9]+)?")
_BOOLEANS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


def method_name(model: type[Parameters]) -> str:
    """Name the Bot API method of a model: SendMessage → sendMessage."""
    return model.__name__[0].lower() + model.__name__[1:]


METHODS: dict[str, type[Parameters]] = {
    method_name(model): model
    for model in (*BOT_METHODS, *MESSAGE_METHODS, *EDIT_METHODS, *CHAT_METHODS, *INLINE_METHODS)
}
"""Every method in this sandbox, by its Bot API name."""


def parse_parameters(method: str, raw: Mapping[str, object]) -> Parameters:
    """Read a call's parameters; null and, except for texts, the empty string count as absent.

    Args:
        method: a key of METHODS.
        raw: what came in: JSON values, or strings of a form or address. An upload is given as the string
            "attach://<part name>", which the caller resolves.

    Raises:
        BadParameters: with the description Telegram answers with error code 400.
        KeyError: the method is not in this sandbox.
    """
    model = METHODS[method]
    readers = _readers(model)
    values: dict[str, object] = {}
    for name, value in raw.items():
        if value is None:
            continue
        reader = readers.get(name) if isinstance(value, str) else None
        if reader is None:
            values[name] = value
        elif value != "":
            values[name] = _read(method, name, reader, str(value))
    _check_encoding(values)
    try:
        return model.model_validate(values)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise BadParameters(describe(method, first)) from None


def _check_encoding(values: Mapping[str, object]) -> None:
    """Refuse lone surrogates, which JSON can spell and UTF-8 cannot."""
    try:
        to_json(values)
    except ValueError:
        raise BadParameters("Bad Request: strings must be encoded in UTF-8") from None


def _read(method: str, name: str, reader: Callable[[str], object], value: str) -> object:
    """Turn a string into what the field holds."""
    try:
        return reader(value)
    except ValueError:
        raise BadParameters(unreadable_json(method, name)) from None


@cache
def _readers(model: type[Parameters]) -> dict[str, Callable[[str], object]]:
    """Choose, for each field that is no text, how a string becomes its value."""
    readers = {name: _reader(field.annotation) for name, field in model.model_fields.items()}
    return {name: reader for name, reader in readers.items() if reader is not None}


def _reader(annotation: object) -> Callable[[str], object] | None:
    """Choose how a string becomes a value of this type; None where it stays a string."""
    members = _members(annotation)
    if int in members and str in members:
        return _read_chat_id
    if str in members:
        return None
    if bool in members:
        return _read_boolean
    if int in members:
        return _read_whole_number
    if float in members:
        return _read_number
    return from_json


def _members(annotation: object) -> set[object]:
    """Take a union apart, without None and annotations."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return _members(get_args(annotation)[0])
    if origin in (Union, UnionType):
        return set().union(*(_members(part) for part in get_args(annotation))) - {type(None)}
    return {annotation}


def _read_whole_number(value: str) -> object:
    return int(value) if _WHOLE_NUMBER.fullmatch(value) else value


def _read_chat_id(value: str) -> object:
    # "@channel" stays what it is; a number in a form is a number.
    return _read_whole_number(value.strip())


def _read_number(value: str) -> object:
    return float(value) if _NUMBER.fullmatch(value) else value


def _read_boolean(value: str) -> object:
    return _BOOLEANS.get(value.lower(), value)
