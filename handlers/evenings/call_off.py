"""Calling an announced evening off, with a reason or without; discarding one that nobody was told of."""

from pydantic import BaseModel, ConfigDict
from telegram import Update
from telegram.ext import CallbackQueryHandler

from handlers import forms
from handlers.context import ConciergeApplication, Context
from handlers.evenings.event_facts import gather
from handlers.evenings.event_hub import find_managed, find_tapped, hub
from handlers.evenings.events_list import list_view
from handlers.evenings.views import call_off as views
from handlers.form_parts import Answer, Finished, FormKind, Problem, Question, Step, Taken, Tapped, Typed
from handlers.taps import pattern
from handlers.view import View
from handlers.views.forms import not_a_choice
from hopdrinks.evenings import events as rules
from hopdrinks.people import roles
from hopdrinks.people.names import clean_line
from storage import fanouts
from storage.records import Event


class CallingOff(BaseModel):
    """What is answered so far."""

    model_config = ConfigDict(frozen=True)

    event_id: int
    reason: str = ""


def register(application: ConciergeApplication) -> None:
    """Add this conversation's handlers."""
    application.add_handler(CallbackQueryHandler(call_off, pattern("call_off")))
    application.add_handler(CallbackQueryHandler(discard, pattern("discard")))
    application.add_handler(CallbackQueryHandler(put_back, pattern("put_back")))


async def call_off(_update: Update, context: Context) -> None:
    """Begin to call off an announced evening: why, and whether really."""
    event = await find_tapped(context)
    if event is None:
        return
    if rules.can_be_called_off(event, context.now):
        await forms.begin(context, CALL_OFF, CallingOff(event_id=event.id))
    else:
        await context.show(await hub(context, event.id))


async def discard(_update: Update, context: Context) -> None:
    """Ask whether a draft is really to be deleted; told yes, delete it."""
    event = await find_tapped(context)
    if event is None or context.match is None:
        return
    if event.state not in rules.UNANNOUNCED:
        await context.show(await hub(context, event.id))
    elif context.match["more"] == "yes":
        actor = await roles.get_actor(context.connection, context.member.id)
        await rules.discard(context.connection, actor, event.id, context.now)
        context.toast(context.language.text("🗑 Deleted."))
        await context.show(await list_view(context))
    else:
        await context.show(views.discarding(context.language, await gather(context.facts, event)))


async def put_back(_update: Update, context: Context) -> None:
    """Make a draft again of what is scheduled."""
    event = await find_tapped(context)
    if event is None:
        return
    actor = await roles.get_actor(context.connection, context.member.id)
    if await rules.put_back(context.connection, actor, event.id, context.now):
        context.toast(context.language.text("It is not announced by itself any more."))
    await context.show(await hub(context, event.id))


async def _ask_reason(context: Context, calling: CallingOff) -> Question:
    return views.why(context.language, await gather(context.facts, await _event_of(context, calling)))


async def _read_reason(context: Context, calling: CallingOff, answer: Answer) -> Taken[CallingOff] | Problem:
    if not isinstance(answer, Typed):
        return Problem(not_a_choice(context.language))
    reason = clean_line(answer.text)
    if not reason or len(reason) > views.LONGEST_REASON:
        return Problem(views.reason_problem(context.language))
    return Taken(calling.model_copy(update={"reason": reason}))


async def _ask_whether(context: Context, calling: CallingOff) -> Question:
    event = await _event_of(context, calling)
    concerned = await fanouts.count_audience(
        context.connection,
        "concerned",
        chapter_id=event.chapter_id,
        event_id=event.id,
        except_id=context.member.id,
    )
    facts = await gather(context.facts, event)
    return views.whether(context.language, facts, concerned, calling.reason)


async def _do(context: Context, calling: CallingOff, answer: Answer) -> Problem | Finished:
    if answer != Tapped(views.YES):
        return Problem(not_a_choice(context.language))
    actor = await roles.get_actor(context.connection, context.member.id)
    await rules.cancel(context.connection, actor, calling.event_id, context.now, reason=calling.reason)
    view = await hub(context, calling.event_id, views.done(context.language))
    return Finished(view, context.language.text("Called off."))


async def _event_of(context: Context, calling: CallingOff) -> Event:
    event = await context.facts.find_event(calling.event_id)
    if event is None:
        raise LookupError(f"event {calling.event_id} is gone")
    return event


async def _may(context: Context, calling: CallingOff) -> bool:
    event = await find_managed(context, calling.event_id)
    return event is not None and rules.can_be_called_off(event, context.now)


async def _left(context: Context, calling: CallingOff) -> View:
    return await hub(context, calling.event_id, context.language.html("Nothing was changed."))


REASON = Step("reason", _ask_reason, _read_reason, skip=lambda calling: calling)
WHETHER = Step("whether", _ask_whether, _do, takes=frozenset())
CALL_OFF = FormKind(
    name="call_off",
    model=CallingOff,
    steps=(REASON, WHETHER),
    may=_may,
    left=_left,
)
FORMS = (CALL_OFF,)
