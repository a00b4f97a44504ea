"""An organiser answers what was asked about their evening, where the platform's team is silent."""

from pydantic import BaseModel
from telegram import Update
from telegram.ext import CallbackQueryHandler

from handlers import forms
from handlers.contents import read_written
from handlers.context import ConciergeApplication, Context
from handlers.form_parts import Answer, Finished, FormKind, Problem, Question, Step, Typed
from handlers.questions.views import answer_watch as views
from handlers.taps import pattern
from handlers.view import View
from handlers.views.forms import not_a_choice
from hopdrinks.questions import answers, claims
from storage import questions


class Help(BaseModel):
    """Which question is answered."""

    question_id: int


def register(application: ConciergeApplication) -> None:
    """Add this conversation's handlers."""
    application.add_handler(CallbackQueryHandler(begin, pattern("helpout")))


async def begin(_update: Update, context: Context) -> None:
    """Ask for the answer."""
    helping = Help(question_id=int(context.match["id"]) if context.match else 0)
    if not context.is_private or not await _may(context, helping):
        context.toast(views.not_yours_to_answer(context.language), alert=True)
        return
    await forms.begin(context, _HELP, helping, as_new=True)


async def _ask(context: Context, _helping: Help) -> Question:
    return Question(views.answer_what(context.language))


async def _read(context: Context, helping: Help, answer: Answer) -> Problem | Finished:
    if not isinstance(answer, Typed):
        return Problem(not_a_choice(context.language))
    question = await questions.get_question(context.connection, helping.question_id)
    busy = claims.is_busy_with(question, context.now)
    if question.state != "open" or busy not in (None, context.member.id):
        return Finished(views.answered_meanwhile(context.language))
    written = read_written(answer.message, author_id=context.member.id)
    await answers.answer(context.connection, question, context.chat_id, written, context.now)
    return Finished(views.answer_goes_out(context.language))


async def _may(context: Context, helping: Help) -> bool:
    """Tell whether who acts organises the evening that is asked about."""
    question = await questions.find_question(context.connection, helping.question_id)
    event_id = None if question is None else question.event_id
    event = None if event_id is None else await context.facts.find_event(event_id)
    return event is not None and await context.allowed("manage_events", event.chapter_id, event.id)


async def _left(context: Context, _helping: Help) -> View:
    return views.nothing_sent(context.language)


_HELP = FormKind(name="helpout", model=Help, steps=(Step("answer", _ask, _read),), may=_may, left=_left)

FORMS = (_HELP,)
