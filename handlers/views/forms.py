"""A form's question as a message, and what is said when an answer finds no question."""

from markupsafe import Markup

from handlers.form_parts import BACK, CANCEL, SKIP, Choices, Question
from handlers.language import Language
from handlers.view import Button, View, paragraphs


def question(
    language: Language,
    asked: Question,
    turn: int,
    *,
    problem: Markup | None = None,
    offers: Choices = (),
    can_skip: bool = False,
    can_go_back: bool = False,
) -> View:
    """Show a question with its choices; a problem stands on top, and what was perhaps meant comes first."""
    offered = {choice.value for row in offers for choice in row}
    others = (tuple(choice for choice in row if choice.value not in offered) for row in asked.choices)
    rows = [
        tuple(Button(choice.label, f"form:{turn}:{choice.value}") for choice in row)
        for row in (*offers, *others)
    ]
    controls = []
    if can_go_back:
        controls.append(Button("↩️ " + language.text("Back"), f"form:{turn}:{BACK}"))
    if can_skip:
        controls.append(Button("⏭ " + language.text("Skip"), f"form:{turn}:{SKIP}"))
    controls.append(Button(asked.leave or "✖️ " + language.text("Cancel"), f"form:{turn}:{CANCEL}"))
    return View(paragraphs(problem, asked.text), (*rows, tuple(controls)))


def stale(language: Language, *, goes_on: bool) -> str:
    """Answer a tap on a question that is no longer put; `goes_on` where a newer one is."""
    if goes_on:
        return language.text("This question is no longer open. Use the newest one below.")
    return language.text("This form is closed. /help shows what I can do.")


def not_a_choice(language: Language) -> Markup:
    """Say that a tapped answer is none."""
    return language.html("This answer does not exist any more. Please choose again.")


def words_wanted(language: Language, *, or_position: bool) -> Markup:
    """Say that something else than words came."""
    if or_position:
        return language.html("I cannot read that. Type your answer, send a position or tap a button.")
    return language.html("I can only read words here. Type your answer or tap a button.")


def tap_wanted(language: Language) -> Markup:
    """Say that only the buttons answer."""
    return language.html("Please tap one of the buttons below.")


def put_away(language: Language) -> Markup:
    """Say that the form begun before has given way."""
    return language.html("The form you were in is put away: one at a time.")


def gone(language: Language) -> View:
    """Say that a form cannot go on."""
    return View(language.html("This form cannot go on: what it is about has changed. Please begin again."))


def nothing_to_cancel(language: Language) -> View:
    """Answer /cancel outside of a form."""
    return View(language.html("There is nothing to cancel. /help shows what I can do."))


def expired(language: Language, again: str | None) -> View:
    """Say kindly that a form was closed; `again` is the command that begins it anew."""
    closed = language.html(
        "I closed the form you began yesterday, as no answer came. No harm done: nothing was sent."
    )
    if again is None:
        return View(closed)
    return View(paragraphs(closed, language.html("Whenever you like, {command} begins anew.", command=again)))
