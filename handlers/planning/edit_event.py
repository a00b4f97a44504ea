"""Changing an evening, ✏️ one answer at a time; scheduling it; and what people are told of it."""

from dataclasses import replace
from datetime import timedelta

from telegram import Update
from telegram.ext import CallbackQueryHandler

from handlers import forms
from handlers.context import ConciergeApplication, Context
from handlers.evenings.event_facts import gather
from handlers.evenings.event_hub import details, find_managed, find_tapped, hub
from handlers.evenings.views.events_list import no_longer
from handlers.form_parts import Answer, Finished, FormKind, Problem, Question, Step, Tapped
from handlers.planning.form_announcing import LATER
from handlers.planning.form_dates import DATE
from handlers.planning.form_details import CLOSING, GUESTS, HOST, LENGTH, NAMES
from handlers.planning.form_evening import Evening, as_members_see, evening_of
from handlers.planning.form_pictures import PICTURE, send_preview
from handlers.planning.form_places import PLACE
from handlers.planning.form_seats import SEATS
from handlers.planning.form_texts import OTHER_TEXT
from handlers.planning.views import event_changes as views
from handlers.taps import pattern
from handlers.view import View
from handlers.views.forms import not_a_choice
from hopdrinks.evenings import event_edits, event_news
from hopdrinks.evenings.event_edits import EventEdit, is_closed
from hopdrinks.evenings.events import EventPlan, minutes_of
from hopdrinks.people import roles
from hopdrinks.planning.second_thoughts import list_second_thoughts
from hopdrinks.wall_time import first_valid_instant
from storage import events, fanouts
from storage.records import Event


def register(application: ConciergeApplication) -> None:
    """Add this conversation's handlers."""
    application.add_handler(CallbackQueryHandler(show_details, pattern("edits")))
    application.add_handler(CallbackQueryHandler(edit, pattern("edit")))
    application.add_handler(CallbackQueryHandler(preview, pattern("preview")))
    application.add_handler(CallbackQueryHandler(schedule, pattern("schedule")))
    application.add_handler(CallbackQueryHandler(tell_now, pattern("tell_now")))
    application.add_handler(CallbackQueryHandler(tell_nobody, pattern("tell_nobody")))


async def show_details(_update: Update, context: Context) -> None:
    """Show everything that can be changed of an evening."""
    event = await find_tapped(context)
    if event is not None:
        closed = is_closed(event, context.now)
        await context.show(await (hub if closed else details)(context, event.id))


async def edit(_update: Update, context: Context) -> None:
    """Begin to change one answer of an evening."""
    event = await find_tapped(context)
    kind = _EDITS.get(context.match["more"] or "") if context.match else None
    if event is None:
        return
    if kind is None:
        context.toast(no_longer(context.language), alert=True)
        return
    if is_closed(event, context.now):
        await context.show(await hub(context, event.id))
    else:
        evening = await evening_of(context, event)
        await forms.begin(context, kind, evening.model_copy(update={"changing": kind.steps[0].name}))


async def preview(_update: Update, context: Context) -> None:
    """Send what people get, with its picture."""
    event = await find_tapped(context)
    if event is not None:
        shown = await send_preview(context, await as_members_see(context, event))
        context.toast(views.seen_below(context.language, shown=shown), alert=not shown)


async def schedule(_update: Update, context: Context) -> None:
    """Begin to choose when a draft is announced."""
    event = await find_tapped(context)
    if event is None:
        return
    if event.state not in ("draft", "scheduled") or event.starts_at <= context.now:
        await context.show(await hub(context, event.id))
    else:
        await forms.begin(context, SCHEDULE, await evening_of(context, event))


async def tell_now(_update: Update, context: Context) -> None:
    """Tell people at once what they were to be told soon."""
    event = await find_tapped(context)
    if event is not None:
        await event_news.tell_now(context.connection, event.id, context.now)
        context.toast(context.language.text("🔔 It is on its way."))
        await context.show(await hub(context, event.id))


async def tell_nobody(_update: Update, context: Context) -> None:
    """Take back that people are told."""
    event = await find_tapped(context)
    if event is None:
        return
    if await event_news.tell_nobody(context.connection, event.id, context.now):
        context.toast(context.language.text("🔕 Nobody is told."))
    else:
        context.toast(context.language.text("They have been told already."), alert=True)
    await context.show(await hub(context, event.id))


async def _confirm(context: Context, evening: Evening) -> Question:
    event = await _event_of(context, evening)
    plan = evening.changed(await evening_of(context, event)).plan()
    starts_at = first_valid_instant(plan.local_date, plan.local_time, event.time_zone)
    before = await gather(context.facts, event)
    change = views.Change(
        before=before,
        after=plan,
        told=await _count_told(context, event),
        thoughts=await list_second_thoughts(
            context.connection,
            before.chapter,
            plan.local_date,
            context.now,
            language=context.language.locale,
            except_event=event.id,
        ),
        outlives_announcement=event.announce_at is not None and event.announce_at >= starts_at,
    )
    return views.confirmation(context.language, change)


async def _apply(context: Context, evening: Evening, answer: Answer) -> Problem | Finished:
    if answer not in (Tapped(views.TELL), Tapped(views.SILENTLY)):
        return Problem(not_a_choice(context.language))
    # Locked, so that what is compared here is what is changed.
    event = await events.lock_event(context.connection, evening.event_id or 0)
    if event is None:
        raise LookupError(f"event {evening.event_id} is gone")
    now = await evening_of(context, event)
    if event.version != evening.seen:
        return await _look_again(context, evening, event, now)
    actor = await roles.get_actor(context.connection, context.member.id)
    change = _difference(now.plan(), evening.changed(now).plan())
    tell = answer == Tapped(views.TELL)
    await event_edits.edit(context.connection, actor, event.id, change, context.now, tell=tell)
    said = context.language.html("👍 Changed.")
    return Finished(await hub(context, event.id, said), context.language.text("👍 Changed."))


async def _look_again(context: Context, evening: Evening, event: Event, now: Evening) -> Problem:
    """Show what somebody else changed since this was begun, and ask again."""
    facts = await gather(context.facts, event)
    known = evening.as_seen(now).plan()
    starts_at = first_valid_instant(known.local_date, known.local_time, event.time_zone)
    values = known.model_dump(exclude={"venue", "minutes"}) | {
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(minutes=known.minutes or minutes_of(event)),
    }
    was = replace(
        facts,
        event=event.model_copy(update=values),
        venue=facts.venue.model_copy(update=known.venue.model_dump()),
    )
    changes = views.list_changes(context.language, views.Change(before=was, after=now.plan(), told=0))
    return Problem(
        views.changed_meanwhile(context.language, changes),
        data=evening.changed(now).model_copy(update={"changing": evening.changing}),
    )


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


async def may_change(context: Context, evening: Evening) -> bool:
    """Tell whether who answers may still change the evening a form is about."""
    event = await find_managed(context, evening.event_id or 0)
    return event is not None and not is_closed(event, context.now)


async def _left(context: Context, evening: Evening) -> View:
    return await hub(context, evening.event_id or 0, context.language.html("Nothing was changed."))


CONFIRM = Step("confirm", _confirm, _apply, takes=frozenset())


def _changing(step: Step[Evening]) -> FormKind[Evening]:
    return FormKind(
        name=f"edit_{step.name}", model=Evening, steps=(step, CONFIRM), may=may_change, left=_left
    )


_EDITS = {
    step.name: _changing(step)
    for step in (DATE, PLACE, SEATS, OTHER_TEXT, LENGTH, GUESTS, HOST, CLOSING, NAMES, PICTURE)
}
SCHEDULE = FormKind(name="schedule", model=Evening, steps=(LATER,), may=may_change, left=_left)
FORMS = (*_EDITS.values(), SCHEDULE)
