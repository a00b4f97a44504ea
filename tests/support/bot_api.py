"""The Bot API's own description, where there is one, and what in a call disagrees with it.

The description is a JSON file that is no part of the project:
{"version", "methods": {name: {"fields": {name: {"types": [...], "required": bool}}, "returns": [...]}},
"types": {name: {"fields": ...} or {"subtypes": [...]}}, "reactions": [...]}.
"""

import json
import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

PATH_VARIABLE = "HOPDRINKS_TEST_BOT_API_SPEC"
DEFAULT_PATH = Path(__file__).resolve().parents[2].parent / "shared" / "bot-api.json"
_ARRAY = "Array of "
_SCALARS: dict[str, tuple[type, ...]] = {
    "Integer": (int,),
    "Float": (int, float),
    "String": (str,),
    "Boolean": (bool,),
    "True": (bool,),
    # A file is a file_id, an address, or the name of a part of the request.
    "InputFile": (str,),
}


class NoSpecError(LookupError):
    """There is no description of the Bot API on this machine."""


def spec_path() -> Path:
    """Say where the description is looked for: the environment variable, else beside the project."""
    return Path(os.environ.get(PATH_VARIABLE) or DEFAULT_PATH)


def spec() -> dict[str, Any]:
    """Return the description of the Bot API.

    Raises:
        NoSpecError: the file is not there.
    """
    path = spec_path()
    if not path.is_file():
        raise NoSpecError(f"no description of the Bot API at {path} (set {PATH_VARIABLE})")
    return _read(path)


@cache
def _read(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


def problems(method: str, parameters: Mapping[str, object]) -> list[str]:
    """List what in a recorded call disagrees with the Bot API; an empty list is a good call.

    Args:
        method: the method's name, camelCase.
        parameters: as JSON values; a string where an object, array, number or boolean belongs (a form's) is
            read as JSON first. None counts as absent.

    Raises:
        NoSpecError: there is no description to hold it against.
    """
    description = spec()["methods"].get(method)
    if description is None:
        return [f"{method}: no such method"]
    given = {name: value for name, value in parameters.items() if value is not None}
    values = {
        name: _from_form(description["fields"][name]["types"], value)
        if name in description["fields"]
        else value
        for name, value in given.items()
    }
    return _fields_problems(method, description["fields"], values)


def _from_form(types: list[str], value: object) -> object:
    """Read a form's string as the JSON it stands for, where the field is no text."""
    if not isinstance(value, str) or {"String", "InputFile"} & set(types):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def _fields_problems(where: str, fields: dict[str, Any], values: Mapping[str, object]) -> list[str]:
    found = [f"{where}.{name}: unknown" for name in values if name not in fields]
    for name, field in fields.items():
        if name in values:
            found += _value_problems(f"{where}.{name}", field["types"], values[name])
        elif field["required"]:
            found.append(f"{where}.{name}: required")
    return found


def _value_problems(where: str, types: list[str], value: object) -> list[str]:
    """Hold a value against each type it may have; complain as the type does that fits best."""
    complaints = [_type_problems(where, kind, value) for kind in types]
    return min(complaints, key=len) if all(complaints) else []


def _type_problems(where: str, kind: str, value: object) -> list[str]:
    if kind in _SCALARS:
        fits = isinstance(value, _SCALARS[kind]) and (bool in _SCALARS[kind] or not isinstance(value, bool))
        return [] if fits else [f"{where}: must be {kind}, is {value!r}"]
    if kind.startswith(_ARRAY):
        if not isinstance(value, list):
            return [f"{where}: must be {kind}, is {value!r}"]
        inner = kind.removeprefix(_ARRAY)
        return [
            problem
            for i, part in enumerate(value)
            for problem in _type_problems(f"{where}[{i}]", inner, part)
        ]
    return _object_problems(where, kind, value)


def _object_problems(where: str, kind: str, value: object) -> list[str]:
    description = spec()["types"].get(kind)
    if description is None:
        return [f"{where}: the description knows no type {kind}"]
    if "subtypes" in description:
        return _value_problems(where, description["subtypes"], value)
    if not isinstance(value, dict):
        return [f"{where}: must be {kind}, is {value!r}"]
    found = _fields_problems(where, description.get("fields", {}), value)
    if kind == "ReactionTypeEmoji" and value.get("emoji") not in spec()["reactions"]:
        found.append(f"{where}.emoji: {value.get('emoji')!r} is no reaction")
    return found
