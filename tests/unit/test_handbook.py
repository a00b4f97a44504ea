"""The handbooks speak of nothing that is not there: each command and each button they name exists."""

import ast
import re
import unicodedata
from pathlib import Path

import pytest

from handlers.commands import COMMANDS
from handlers.language import Languages

HOUSE = Path(__file__).resolve().parents[2]
HANDBOOKS = sorted((HOUSE / "docs" / "handbook").glob("*.md"))
_LANGUAGES = Languages("fr")
_NAMED = re.compile(r"`([^`\n]+)`")


def locale_of(path: Path) -> str:
    return path.suffixes[0].removeprefix(".")


def begins_with_emoji(text: str) -> bool:
    return unicodedata.category(text[0]) == "So"


def labels_in(source: str) -> set[tuple[str, str]]:
    """Give every emoji with the text put behind it: `"📣 " + language.text("Announce now")`."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if not (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add)):
            continue
        emoji, call = node.left, node.right
        if isinstance(emoji, ast.Constant) and isinstance(call, ast.Call) and call.args:
            text = call.args[0]
            if isinstance(text, ast.Constant) and isinstance(text.value, str):
                found.add((str(emoji.value), text.value))
    return found


LABELS = {
    label for path in (HOUSE / "handlers").rglob("*.py") for label in labels_in(path.read_text("utf-8"))
}


def plain(text: str) -> str:
    return text.replace("\N{NARROW NO-BREAK SPACE}", " ").replace("\N{NO-BREAK SPACE}", " ")


def buttons(locale: str) -> set[str]:
    """Give every button's label as it reads in a language, a value as "…"."""
    language = _LANGUAGES.get(locale)
    return {
        plain(emoji + re.sub(r"\{[^}]*\}", "…", language.text(text.replace("{", "{{").replace("}", "}}"))))
        if "{" not in text
        else plain(emoji + re.sub(r"\{[^}]*\}", "…", language._translations.gettext(text)))
        for emoji, text in LABELS
    }


def test_there_is_a_handbook_of_each_kind_in_each_language() -> None:
    kinds = {path.name.split(".")[0] for path in HANDBOOKS}
    assert kinds == {"organiser", "representative"}
    assert {(path.name.split(".")[0], locale_of(path)) for path in HANDBOOKS} == {
        (kind, locale) for kind in kinds for locale in ("fr", "en")
    }


@pytest.mark.parametrize("path", HANDBOOKS, ids=lambda path: path.name)
def test_every_command_a_handbook_names_exists(path: Path) -> None:
    named = {
        name.split()[0].removeprefix("/")
        for name in _NAMED.findall(path.read_text("utf-8"))
        if name.startswith("/")
    }
    assert named
    assert named - {command.name for command in COMMANDS} == set()


@pytest.mark.parametrize("path", HANDBOOKS, ids=lambda path: path.name)
def test_every_button_a_handbook_names_exists(path: Path) -> None:
    named = {plain(name) for name in _NAMED.findall(path.read_text("utf-8")) if begins_with_emoji(name)}
    assert named
    assert named - buttons(locale_of(path)) == set()
