"""Giving a question to a colleague: to whom, and what they read."""

from collections.abc import Sequence

from handlers.language import Language
from handlers.questions.views.answer_watch import mention
from handlers.view import Button, View, lines
from storage.question_records import Question
from storage.records import Member

#: So many colleagues are shown to choose from.
_MOST_SHOWN = 12


def choose(language: Language, question: Question, colleagues: Sequence[Member], unknown: str = "") -> View:
    """Ask to whom a question shall be given; `unknown` is a name nobody has."""
    nobody = (
        language.html(
            "I know no colleague called {name}: only representatives, and whoever has answered or noted"
            " something here.",
            name=unknown,
        )
        if unknown
        else None
    )
    if not colleagues:
        alone = language.html("I know of nobody else here who could answer it.")
        return View(nobody if nobody is not None else alone)
    held_by = question.assignee_id or 0
    rows = tuple(
        (Button("👉 " + one.name, f"assign:{question.id}:{one.id}-{held_by}"),)
        for one in colleagues[:_MOST_SHOWN]
    )
    return View(lines(nobody, language.html("To whom shall I give it? Or write /assign @name.")), rows)


def given(language: Language, holder: Member, by: str, asker: str) -> View:
    """Tell a colleague, who is mentioned so that their telephone rings, that a question is theirs."""
    return View(
        language.html(
            "👉 {holder}, {by} gives you the question of {name}.",
            holder=mention(holder),
            by=by or language.text("the team"),
            name=asker.removesuffix("."),  # an initial ends with one, as the sentence does
        )
    )


def given_apart(language: Language, by: str, asker: str, link: str | None) -> View:
    """Tell a colleague in private, who may not read along where the staff are, that a question is theirs."""
    text = language.html(
        "👉 {by} gives you the question of {name}.",
        by=by or language.text("the team"),
        name=asker.removesuffix("."),
    )
    button = Button("💬 " + language.text("Open the question"), url=link)
    return View(text, ((button,),) if link else ())


def given_to(language: Language, name: str, *, is_heard: bool) -> View:
    """Confirm that a question was given to somebody, and say where they may not hear of it."""
    unheard = language.html(
        "They have not written here lately, and I cannot write to them in private: please tell them."
    )
    return View(lines(language.html("👉 Given to {name}.", name=name), None if is_heard else unheard))


def theirs_already(language: Language, name: str) -> View:
    """Say that a question is in those hands already."""
    return View(language.html("{name} has it already.", name=name))


def not_to_its_author(language: Language) -> View:
    """Say that nobody is given their own question."""
    return View(language.html("That is who asks: nobody answers themselves."))


def moved_on(language: Language) -> View:
    """Say that a question changed hands while somebody was chosen."""
    return View(language.html("It has changed hands meanwhile: look at its card, and try again."))


def only_in_a_group(language: Language) -> View:
    """Say that giving a question needs a group in which others can answer it."""
    return View(language.html("There is no staff group, so nobody but you could answer it here."))
