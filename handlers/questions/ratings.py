"""After the answer: a question's author says that all is clear, and what they think of it."""

from pydantic import BaseModel
from telegram import Update
from telegram.ext import CallbackQueryHandler

from handlers import forms
from handlers.context import ConciergeApplication, Context
from handlers.form_parts import Answer, Finished, FormKind, Problem, Step, Typed
from handlers.form_parts import Question as FormQuestion
from handlers.questions.views import asking as views
from handlers.taps import pattern
from handlers.view import View
from handlers.views.forms import not_a_choice
from hopdrinks.questions import closing
from hopdrinks.questions import ratings as rules
from storage import questions
from storage.question_records import Question


class Sentence(BaseModel):
    """Which question the sentence is about."""

    question_id: int


def register(application: ConciergeApplication) -> None:
    """Add this conversation's handlers."""
    application.add_handler(CallbackQueryHandler(clear, pattern("clear")))
    application.add_handler(CallbackQueryHandler(rate, pattern("rate")))
    application.add_handler(CallbackQueryHandler(say, pattern("ratesay")))


async def clear(_update: Update, context: Context) -> None:
    """Close a question as its author wishes."""
    question = await _find_own(context)
    if question is None:
        return
    await closing.close(context.connection, question, None, context.now, tell_member=False)
    await context.show(views.cleared(context.language, question))


async def rate(_update: Update, context: Context) -> None:
    """Take 👍 or 👎, once."""
    question = await _find_own(context)
    if question is None or context.match is None:
        return
    thumb: rules.Thumb = "up" if context.match["more"] == "up" else "down"
    if await rules.rate(context.connection, question, thumb, context.now):
        await context.show(views.rated(context.language, question))
    elif question.state != "closed":
        await context.show(views.goes_on(context.language))
    else:
        context.toast(views.rated_before(context.language), alert=True)


async def say(_update: Update, context: Context) -> None:
    """Ask for a sentence, only as its author wishes: what they write otherwise is a question as ever."""
    question = await _find_own(context)
    if question is not None:
        await forms.begin(context, _SENTENCE, Sentence(question_id=question.id))


async def _find_own(context: Context) -> Question | None:
    """Give the member's own question that a button is about; say so where it is none."""
    match = context.match
    question = None if match is None else await questions.find_question(context.connection, int(match["id"]))
    if question is None or question.member_id != context.member.id or not context.is_private:
        context.toast(context.language.text("This button is no longer valid."), alert=True)
        return None
    return question


async def _ask(context: Context, _sentence: Sentence) -> FormQuestion:
    return FormQuestion(views.say_what(context.language))


async def _read(context: Context, sentence: Sentence, answer: Answer) -> Problem | Finished:
    if not isinstance(answer, Typed):
        return Problem(not_a_choice(context.language))
    question = await questions.get_question(context.connection, sentence.question_id)
    if not await rules.say(context.connection, question, answer.text, context.now):
        return Finished(View(views.too_late(context.language)))
    return Finished(views.said(context.language))


async def _may(context: Context, sentence: Sentence) -> bool:
    question = await questions.find_question(context.connection, sentence.question_id)
    return question is not None and question.member_id == context.member.id


async def _left(context: Context, _sentence: Sentence) -> View:
    return View(context.language.html("Thank you, noted."))


_SENTENCE = FormKind(
    name="rating", model=Sentence, steps=(Step("sentence", _ask, _read),), may=_may, left=_left
)

FORMS = (_SENTENCE,)
