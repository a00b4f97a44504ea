"""When the team answers: chosen with a tap after /staffsetup, or typed."""

from pydantic import BaseModel, ConfigDict
from telegram import Update
from telegram.ext import CallbackQueryHandler

from handlers import forms
from handlers.context import ConciergeApplication, Context
from handlers.form_parts import Answer, Finished, FormKind, Problem, Question, Step, Typed
from handlers.staff.place import may_answer
from handlers.staff.views import desk as staff_views
from handlers.staff.views import hours as views
from handlers.taps import pattern
from handlers.view import View
from handlers.views.forms import not_a_choice
from hopdrinks.staff import hours as rules
from hopdrinks.typed.staff_hours_words import read_window
from storage import roles


class Hours(BaseModel):
    """Nothing is kept of this form: it has one question."""

    model_config = ConfigDict(frozen=True)


def register(application: ConciergeApplication) -> None:
    """Add this conversation's handlers."""
    application.add_handler(CallbackQueryHandler(choose, pattern("hours")))
    application.add_handler(CallbackQueryHandler(ask, pattern("hourstyped")))


async def shown(context: Context) -> View:
    """Give the hours as they are, with others to choose."""
    window = await rules.get_window(context.connection)
    return views.hours(context.language, window, can_type=context.is_private)


async def choose(_update: Update, context: Context) -> None:
    """Take the hours of a button."""
    number = int(context.match["id"]) if context.match else len(rules.PRESETS)
    if not await may_answer(context) or number >= len(rules.PRESETS):
        context.toast(staff_views.setup_not_yours(context.language).text.striptags(), alert=True)
        return
    await _set(context, rules.PRESETS[number])
    await context.show(await shown(context))


async def ask(_update: Update, context: Context) -> None:
    """Ask for hours to be typed."""
    if not context.is_private or not await may_answer(context):
        context.toast(staff_views.setup_not_yours(context.language).text.striptags(), alert=True)
        return
    await forms.begin(context, _HOURS, Hours())


async def _set(context: Context, window: rules.Window) -> None:
    await rules.set_hours(context.connection, window)
    await roles.add_audit(
        context.connection,
        actor_id=context.member.id,
        action="staff.hours",
        subject="staff",
        detail=window.model_dump_json(),
        now=context.now,
    )


async def _ask(context: Context, _hours: Hours) -> Question:
    return Question(views.asked(context.language))


async def _read(context: Context, _hours: Hours, answer: Answer) -> Problem | Finished:
    if not isinstance(answer, Typed):
        return Problem(not_a_choice(context.language))
    window = read_window(answer.text)
    if window is None:
        return Problem(views.problem(context.language))
    await _set(context, window)
    return Finished(await shown(context))


async def _may(context: Context, _hours: Hours) -> bool:
    return await may_answer(context)


async def _left(context: Context, _hours: Hours) -> View:
    return await shown(context)


_HOURS = FormKind(name="staff_hours", model=Hours, steps=(Step("hours", _ask, _read),), may=_may, left=_left)

FORMS = (_HOURS,)
