"""The French catalogue is complete, true to the English texts, and set as French is set."""

import ast
import re
import string
import unicodedata
from collections import Counter
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType

import pytest
from babel.messages.catalog import Catalog

from handlers.language import Languages

HOUSE = Path(__file__).resolve().parents[2]
NARROW, WIDE = "\N{NARROW NO-BREAK SPACE}", "\N{NO-BREAK SPACE}"


def _script() -> ModuleType:
    loader = SourceFileLoader("update_catalogue", str(HOUSE / "scripts" / "update-catalogue"))
    spec = spec_from_loader(loader.name, loader)
    assert spec is not None
    module = module_from_spec(spec)
    loader.exec_module(module)
    return module


SCRIPT = _script()
FOUND: Catalog = SCRIPT.extract()
KNOWN: Catalog = SCRIPT.read()


def pairs() -> list[tuple[str, str]]:
    """Every English text with each French one that stands for it."""
    paired = []
    for message in KNOWN:
        if not message.id:
            continue
        if isinstance(message.id, str):
            paired.append((message.id, str(message.string)))
        else:
            paired += list(zip(message.id, message.string, strict=True))
    return paired


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def tags(text: str) -> Counter[str]:
    return Counter(re.findall(r"</?[a-z]+[^>]*>", text))


def leading_emoji(text: str) -> str:
    first = re.sub(r"^(<[^>]*>)+", "", text).split(" ")[0]
    return first if any(unicodedata.category(character) == "So" for character in first) else ""


def test_every_text_of_the_code_has_its_translation() -> None:
    assert SCRIPT.list_untranslated(KNOWN) == []
    wanted = {message.id for message in FOUND if message.id}
    known = {message.id for message in KNOWN if message.id}
    assert wanted - known == set()


def test_no_translation_is_left_of_a_text_that_is_gone() -> None:
    wanted = {message.id for message in FOUND if message.id}
    assert {message.id for message in KNOWN if message.id} - wanted == set()


def test_the_catalogue_stands_as_the_script_writes_it() -> None:
    assert SCRIPT.CATALOGUE.read_bytes() == SCRIPT.render(FOUND, KNOWN), "run scripts/update-catalogue"


def test_nothing_is_fuzzy_and_zero_is_singular_in_french() -> None:
    assert not KNOWN.fuzzy
    assert [message.id for message in KNOWN if message.fuzzy] == []
    assert KNOWN.num_plurals == 2
    french = Languages("en").get("fr")
    several = french.plural("{n} seat left", "{n} seats left", 2)
    none, one = (french.plural("{n} seat left", "{n} seats left", number) for number in (0, 1))
    assert none.replace("0", "1") == one
    assert several.replace("2", "1") != one


def test_translations_hold_the_same_values_and_tags() -> None:
    for english, french in pairs():
        assert placeholders(french) == placeholders(english), english
        assert tags(french) == tags(english), english


def test_a_leading_emoji_stays_where_it_is() -> None:
    for english, french in pairs():
        assert leading_emoji(french) == leading_emoji(english), english


def test_commands_and_settings_named_in_a_text_are_named_in_its_translation() -> None:
    named = re.compile(r"(?<![\w<])/[a-z]+|HOPDRINKS_[A-Z_]+")
    for english, french in pairs():
        assert sorted(named.findall(french)) == sorted(named.findall(english)), english


@pytest.mark.parametrize(
    ("mistake", "what"),
    [
        (r"[^\u202f…?!][;!?]", "; ! ? and » follow a narrow no-break space"),
        (r"[^\u202f]»", "; ! ? and » follow a narrow no-break space"),
        (r"«[^\u202f]", "« is followed by a narrow no-break space"),
        (r"(?<![\d\u00a0]):|\d:(?!\d)", "a colon follows a no-break space, but in 19:30"),
        (r"\d h\b", "no plain space between a number and h"),
        (r"['\"“”]", "apostrophes are ’ and quotation marks « »"),
        (r"\.\.\.", "an ellipsis is one character"),
        (r"  |^ | $", "no double, leading or trailing space"),
        (r"\bde \{(?:when|day|moment|until)\}", "a day stands with its article: du jeudi 3 décembre"),
        (r"\bde \{city\}", "before a city is à, as de would be d’Angers and du Mans"),
    ],
)
def test_french_is_set_as_french_is_set(mistake: str, what: str) -> None:
    for _, french in pairs():
        plain = re.sub(r"<[^>]*>", "", french)
        assert re.search(mistake, plain) is None, f"{what}: {french}"


def test_the_script_sets_french_spaces_and_apostrophes() -> None:
    typed = "<b>Où ?</b> J'ai dit : « 19 h » ; l'heure {n} !"
    assert SCRIPT.typeset(typed) == (
        f"<b>Où{NARROW}?</b> J’ai dit{WIDE}: «{NARROW}19{WIDE}h{NARROW}»{NARROW}; l’heure {{n}}{NARROW}!"
    )
    assert SCRIPT.typeset(SCRIPT.typeset(typed)) == SCRIPT.typeset(typed)


def test_english_texts_have_typographic_apostrophes_too() -> None:
    assert [english for english, _ in pairs() if re.search(r"['\"]|\.\.\.|  |^ | $", english)] == []


# What somebody reads goes through a language; these functions show what they are given.
_SHOWING = {"View", "Button", "toast", "Markup"}
_LANGUAGE = {"text", "html", "plural", "html_plural", "mark"}
#: The name of the thing itself is the same in every language.
_NAMES = re.compile(r"<[^>]*>|Hopdrink|https?://\S*|&[a-z]+;")


def _called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _words(node: ast.AST) -> list[str]:
    """Give the literals of an expression that are shown as they are."""
    if isinstance(node, ast.Constant):
        shown = node.value if isinstance(node.value, str) else ""
        return [shown] if re.search(r"[^\W\d_]", re.sub(_NAMES, "", re.sub(r"\{[^}]*\}", "", shown))) else []
    if isinstance(node, ast.Call) and _called(node) in _LANGUAGE | _SHOWING:
        return []
    if isinstance(node, ast.Subscript | ast.Compare):
        return []
    return [word for child in ast.iter_child_nodes(node) for word in _words(child)]


def _untranslated(source: str) -> list[str]:
    shown = [
        argument
        for call in ast.walk(ast.parse(source))
        if isinstance(call, ast.Call) and _called(call) in _SHOWING
        for argument in [
            *call.args[:1],
            *(key.value for key in call.keywords if key.arg in ("text", "placeholder")),
        ]
    ]
    return [word for argument in shown for word in _words(argument)]


def test_nothing_is_shown_that_no_language_gave() -> None:
    for path in sorted((HOUSE / "handlers").rglob("*.py")):
        assert _untranslated(path.read_text(encoding="utf-8")) == [], path.name


def test_a_text_shown_without_a_language_is_found() -> None:
    assert _untranslated('Button("✅ Coming", "go:1")') == ["✅ Coming"]
    assert _untranslated('context.toast(f"Hello {name}")') == ["Hello "]
    assert _untranslated('Button("✅ " + language.text("Coming"), f"go:{event}")') == []
