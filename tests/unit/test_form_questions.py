"""A form's question as a message, and where a form leads."""

from markupsafe import Markup
from pydantic import BaseModel

from handlers.context import Context
from handlers.form_parts import Answer, Choice, FormKind, Problem, Question, Step
from handlers.language import Languages
from handlers.view import View
from handlers.views.forms import question


class Data(BaseModel):
    done: bool = False


async def ask(_context: Context, _data: Data) -> Question:
    return Question(Markup("?"))


async def read(_context: Context, _data: Data, _answer: Answer) -> Problem:
    return Problem(Markup("no"))


async def may(_context: Context, _data: Data) -> bool:
    return True


async def left(_context: Context, _data: Data) -> View:
    return View(Markup("left"))


ENGLISH = Languages("en").get("en")
STEPS = tuple(Step(name, ask, read) for name in ("one", "two", "hub", "later"))
KIND = FormKind("kind", Data, STEPS, may, left, hub="hub", complete=lambda data: data.done)


def named(step: Step[Data] | None) -> str | None:
    return None if step is None else step.name


def test_an_incomplete_form_goes_through_its_steps_in_order_and_back() -> None:
    assert [named(KIND.following(name, Data())) for name in ("one", "two", "later")] == ["two", "hub", None]
    assert [named(KIND.preceding(name, Data())) for name in ("one", "two", "hub")] == [None, "one", "two"]


def test_a_complete_form_returns_to_its_hub_which_has_no_way_back() -> None:
    done = Data(done=True)
    assert [named(KIND.following(name, done)) for name in ("one", "two")] == ["hub", "hub"]
    assert [named(KIND.preceding(name, done)) for name in ("one", "later", "hub")] == ["hub", "hub", None]


def test_what_was_perhaps_meant_stands_first_and_only_once() -> None:
    asked = Question(Markup("How many?"), ((Choice("12", "12"), Choice("20", "20")),))
    view = question(ENGLISH, asked, 7, problem=Markup("Do you mean 20?"), offers=((Choice("20", "20"),),))
    assert view.text == "Do you mean 20?\n\nHow many?"
    assert [[button.data for button in row] for row in view.rows] == [
        ["form:7:20"],
        ["form:7:12"],
        ["form:7:cancel"],
    ]


def test_skip_and_back_are_there_only_where_they_lead_somewhere() -> None:
    asked = Question(Markup("?"))
    plain = question(ENGLISH, asked, 7)
    both = question(ENGLISH, asked, 7, can_skip=True, can_go_back=True)
    assert [button.text[0] for button in plain.rows[-1]] == ["✖"]
    assert [button.text[0] for button in both.rows[-1]] == ["↩", "⏭", "✖"]
