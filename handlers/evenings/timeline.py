"""/timeline: every automatic message of an evening, for its organisers: shown, left out, sent after all."""

from typing import cast

from telegram import Update
from telegram.ext import CallbackQueryHandler, CommandHandler, filters

from handlers.context import ConciergeApplication, Context
from handlers.evenings.event_facts import gather
from handlers.evenings.event_hub import find_managed
from handlers.evenings.views import timeline as views
from handlers.evenings.views.events_list import no_organiser
from handlers.planning.form_evening import as_members_see
from handlers.planning.new_event import list_managed
from handlers.taps import pattern
from handlers.view import View
from hopdrinks.evenings import timeline as rules
from hopdrinks.people import roles
from storage import events
from storage.records import Event, EventState

_ALIVE: tuple[EventState, ...] = ("draft", "scheduled", "announced")
_MOST_LISTED = 20


def register(application: ConciergeApplication) -> None:
    """Add this conversation's handlers."""
    application.add_handler(CommandHandler("timeline", show_timeline, filters.ChatType.PRIVATE))
    application.add_handler(CallbackQueryHandler(show_again, pattern("timeline")))
    application.add_handler(CallbackQueryHandler(decide, pattern("leave_out", "send_after_all")))


async def show_timeline(_update: Update, context: Context) -> None:
    """Show the messages of the evening that is planned, or ask of which."""
    managed = await list_managed(context)
    if not managed:
        await context.send(no_organiser(context.language))
        return
    chapter_ids = [chapter.id for chapter in managed]
    coming = await events.list_upcoming_events(context.connection, chapter_ids, context.now, _ALIVE)
    if len(coming) == 1:
        await context.send(await _timeline(context, coming[0]))
        return
    shown = [await gather(context.facts, event) for event in coming[:_MOST_LISTED]]
    await context.send(views.which_evening(context.language, shown, several_chapters=len(managed) > 1))


async def show_again(_update: Update, context: Context) -> None:
    """Show the messages of an evening, or one of them word for word."""
    event = await _find_tapped(context)
    if event is None:
        return
    kind = _kind(context)
    if kind is None:
        await context.show(await _timeline(context, event))
    else:
        await _show_message(context, event, kind)


async def decide(_update: Update, context: Context) -> None:
    """Leave a message out, or send it after all."""
    event = await _find_tapped(context)
    kind = _kind(context)
    if event is None or kind is None or context.match is None:
        return
    planned = {one.kind: one for one in await rules.list_planned(context.connection, event, context.now)}
    if kind in planned and planned[kind].is_ahead:
        actor = await roles.get_actor(context.connection, context.member.id)
        if context.match["action"] == "leave_out":
            await rules.leave_out(context.connection, actor, event, kind, context.now)
            context.toast(context.language.text("⏭ It is left out."))
        else:
            await rules.send_after_all(context.connection, actor, event, kind, context.now)
            context.toast(context.language.text("▶️ It is sent after all."))
    await _show_message(context, event, kind)


async def _show_message(context: Context, event: Event, kind: rules.MessageKind) -> None:
    for planned in await rules.list_planned(context.connection, event, context.now):
        if planned.kind == kind:
            shown = await as_members_see(context, event)
            await context.show(views.message(context.language, shown, planned))
            return
    await context.show(await _timeline(context, event))


async def _timeline(context: Context, event: Event) -> View:
    planned = await rules.list_planned(context.connection, event, context.now)
    return views.timeline(context.language, await as_members_see(context, event), planned)


async def _find_tapped(context: Context) -> Event | None:
    wanted = int(context.match["id"]) if context.match else 0
    event = await find_managed(context, wanted) if context.is_private else None
    if event is None:
        context.toast(views.no_longer(context.language), alert=True)
    return event


def _kind(context: Context) -> rules.MessageKind | None:
    said = context.match["more"] if context.match else None
    return cast("rules.MessageKind", said) if said in rules.MESSAGE_KINDS else None
