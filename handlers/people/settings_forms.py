"""What of the settings can be typed: a lead time, until when to pause, quiet hours, a time zone."""

from collections.abc import Awaitable, Callable
from datetime import time, timedelta

from pydantic import BaseModel, ConfigDict
from telegram import Update
from telegram.ext import CallbackQueryHandler

from handlers import forms
from handlers.context import ConciergeApplication, Context
from handlers.form_parts import Answer, Finished, FormKind, Problem, Question, Step, Typed
from handlers.people.settings import home_zone, overview
from handlers.people.views import settings_questions as views
from handlers.planning.form_dates import read_day
from handlers.taps import pattern
from handlers.view import View
from handlers.views.forms import not_a_choice
from hopdrinks.evenings.reminder_times import LONGEST_LEAD, SHORTEST_LEAD
from hopdrinks.people import members as rules
from hopdrinks.typed.clock_hours import read_hours
from hopdrinks.typed.lengths import read_length
from hopdrinks.wall_time import find_time_zone, first_valid_instant
from storage.records import Member


class Wish(BaseModel):
    """Nothing is kept of these forms but which one it is: they have one question each."""

    model_config = ConfigDict(frozen=True)


def register(application: ConciergeApplication) -> None:
    """Add this conversation's handlers."""
    application.add_handler(CallbackQueryHandler(begin, pattern("type")))


async def begin(_update: Update, context: Context) -> None:
    """Ask for what is typed rather than tapped."""
    kind = _KINDS.get((context.match["more"] if context.match else None) or "")
    if kind is None or not context.is_private:
        context.toast(
            context.language.text("This button is no longer valid. /settings shows them anew."), alert=True
        )
        return
    await forms.begin(context, kind, Wish())


async def _read_lead(context: Context, typed: str) -> Member | Problem:
    lead = read_length(typed)
    if lead is None or not SHORTEST_LEAD <= lead <= LONGEST_LEAD:
        return Problem(views.lead_problem(context.language))
    minutes = lead // timedelta(minutes=1)
    return await rules.choose_reminders(context.connection, context.member, "own", minutes)


async def _read_pause(context: Context, typed: Typed) -> Member | Problem:
    zone = context.member.time_zone or await home_zone(context)
    day = read_day(context, typed, zone, time(0))
    if isinstance(day, Problem):
        return Problem(day.sentence)
    until = first_valid_instant(day.local_date, time(0), zone)
    return await rules.pause(context.connection, context.member, until)


async def _read_quiet(context: Context, typed: str) -> Member | Problem:
    hours = read_hours(typed)
    if hours is None:
        return Problem(views.quiet_problem(context.language))
    return await rules.choose_quiet_hours(context.connection, context.member, *hours)


async def _read_zone(context: Context, typed: str) -> Member | Problem:
    zone = find_time_zone(typed)
    if zone is None:
        return Problem(views.zone_problem(context.language))
    return await rules.choose_time_zone(context.connection, context.member, zone)


def _step(which: str) -> Step[Wish]:
    async def ask(context: Context, _wish: Wish) -> Question:
        return Question(views.asked(context.language, which))

    async def read(context: Context, _wish: Wish, answer: Answer) -> Problem | Finished:
        if not isinstance(answer, Typed):
            return Problem(not_a_choice(context.language))
        if which == "pause":
            member = await _read_pause(context, answer)
        else:
            member = await _READING[which](context, answer.text)
        return member if isinstance(member, Problem) else Finished(await overview(context, member))

    return Step(which, ask, read)


async def _may(_context: Context, _wish: Wish) -> bool:
    return True


async def _left(context: Context, _wish: Wish) -> View:
    return await overview(context, context.member)


_READING: dict[str, Callable[[Context, str], Awaitable[Member | Problem]]] = {
    "lead": _read_lead,
    "quiet": _read_quiet,
    "zone": _read_zone,
}
_KINDS = {
    which: FormKind(name=f"settings_{which}", model=Wish, steps=(_step(which),), may=_may, left=_left)
    for which in (*_READING, "pause")
}
FORMS = tuple(_KINDS.values())
