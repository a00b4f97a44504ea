"""Changing an evening, ✏️ one answer at a time; scheduling it; and calling it off."""

from telegram import Update
from telegram.ext import CallbackQueryHandler

from handlers import forms
from handlers.context import ConciergeApplication, Context
from handlers.event_facts import gather
from handlers.event_hub import find_managed, find_tapped, hub
from handlers.form_announcing import LATER
from handlers.form_dates import DATE
from handlers.form_evening import Evening, evening_of
from handlers.form_parts import Answer, Finished, FormKind, Problem, Question, Step, Tapped
from handlers.form_places import PLACE
from handlers.form_seats import SEATS
from handlers.form_texts import TEXT
from handlers.taps import pattern
from handlers.view import View
from handlers.views import event_changes as views
from handlers.views.event_hub import calling_off
from handlers.views.event_plans import FIELDS
from handlers.views.events_list import no_longer
from handlers.views.forms import not_a_choice
from hopdrinks import event_edits, roles
from hopdrinks import events as rules
from hopdrinks.event_edits import EventEdit
from hopdrinks.events import EventPlan
from hopdrinks.second_thoughts import list_second_thoughts
from hopdrinks.wall_time import first_valid_instant
from storage import fanouts
from storage.records import Event


def register(application: ConciergeApplication) -> None:
    """Add this conversation's handlers."""
    application.add_handler(CallbackQueryHandler(edit, pattern("edit")))
    application.add_handler(CallbackQueryHandler(schedule, pattern("schedule")))
    application.add_handler(CallbackQueryHandler(call_off, pattern("call_off")))


async def edit(_update: Update, context: Context) -> None:
    """Begin to change one answer of an evening."""
    event = await find_tapped(context)
    kind = _EDITS.get(context.match["more"] or "") if context.match else None
    if event is None:
        return
    if kind is None:
        context.toast(no_longer(context.language), alert=True)
        return
    if _is_closed(event, context):
        await context.show(await hub(context, event.id))
    else:
        evening = await evening_of(context, event)
        await forms.begin(context, kind, evening.model_copy(update={"changing": kind.steps[0].name}))


async def schedule(_update: Update, context: Context) -> None:
    """Begin to choose when a draft is announced."""
    event = await find_tapped(context)
    if event is None:
        return
    if event.state not in ("draft", "scheduled") or event.starts_at <= context.now:
        await context.show(await hub(context, event.id))
    else:
        await forms.begin(context, SCHEDULE, await evening_of(context, event))


async def call_off(_update: Update, context: Context) -> None:
    """Ask whether an evening is really cancelled; told yes, cancel it."""
    event = await find_tapped(context)
    if event is None or context.match is None:
        return
    if _is_closed(event, context):
        await context.show(await hub(context, event.id))
    elif context.match["more"] == "yes":
        actor = await roles.get_actor(context.connection, context.member.id)
        await rules.cancel(context.connection, actor, event.id, context.now)
        context.toast(context.language.text("🗑 Cancelled."))
        await context.show(await hub(context, event.id))
    else:
        concerned = await _count_told(context, event)
        await context.show(calling_off(context.language, await gather(context.facts, event), concerned))


async def _confirm(context: Context, evening: Evening) -> Question:
    event = await _event_of(context, evening)
    plan = evening.changed(await evening_of(context, event)).plan()
    starts_at = first_valid_instant(plan.local_date, plan.local_time, event.time_zone)
    change = views.Change(
        before=await gather(context.facts, event),
        after=plan,
        told=await _count_told(context, event),
        thoughts=await list_second_thoughts(
            context.connection,
            event.chapter_id,
            plan.local_date,
            context.now,
            language=context.language.locale,
            except_event=event.id,
        ),
        outlives_announcement=event.announce_at is not None and event.announce_at >= starts_at,
    )
    return views.confirmation(context.language, change)


async def _apply(context: Context, evening: Evening, answer: Answer) -> Problem | Finished:
    if answer != Tapped(views.YES):
        return Problem(not_a_choice(context.language))
    event = await _event_of(context, evening)
    actor = await roles.get_actor(context.connection, context.member.id)
    before = await evening_of(context, event)
    change = _difference(before.plan(), evening.changed(before).plan())
    await event_edits.edit(context.connection, actor, event.id, change, context.now)
    said = context.language.html("👍 Changed.")
    return Finished(await hub(context, event.id, said), context.language.text("👍 Changed."))


def _difference(before: EventPlan, after: EventPlan) -> EventEdit:
    return EventEdit(**{name: value for name, value in after if value != getattr(before, name)})


async def _event_of(context: Context, evening: Evening) -> Event:
    event = await context.facts.find_event(evening.event_id or 0)
    if event is None:
        raise LookupError(f"event {evening.event_id} is gone")
    return event


async def _count_told(context: Context, event: Event) -> int:
    return await fanouts.count_audience(
        context.connection,
        "concerned",
        chapter_id=event.chapter_id,
        event_id=event.id,
        except_id=context.member.id,
    )


async def _may(context: Context, evening: Evening) -> bool:
    event = await find_managed(context, evening.event_id or 0)
    return event is not None and not _is_closed(event, context)


async def _left(context: Context, evening: Evening) -> View:
    return await hub(context, evening.event_id or 0, context.language.html("Nothing was changed."))


def _is_closed(event: Event, context: Context) -> bool:
    return event.state == "cancelled" or event.ends_at <= context.now


CONFIRM = Step("confirm", _confirm, _apply, takes=frozenset())


def _changing(step: Step[Evening]) -> FormKind[Evening]:
    return FormKind(name=f"edit_{step.name}", model=Evening, steps=(step, CONFIRM), may=_may, left=_left)


_EDITS = dict(zip(FIELDS, map(_changing, (DATE, PLACE, SEATS, TEXT)), strict=True))
SCHEDULE = FormKind(name="schedule", model=Evening, steps=(LATER,), may=_may, left=_left)
FORMS = (*_EDITS.values(), SCHEDULE)
