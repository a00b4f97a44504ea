"""/guests: who comes to an evening, for its organisers, in private."""

from telegram import Update
from telegram.ext import CallbackQueryHandler, CommandHandler, filters

from handlers.context import ConciergeApplication, Context
from handlers.event_facts import gather
from handlers.event_hub import find_managed
from handlers.new_event import list_managed
from handlers.taps import pattern
from handlers.view import View
from handlers.views import guests as views
from storage import guests, named_guests
from storage.records import Event

#: So many evenings that are over can be looked up.
_PAST = 3


def register(application: ConciergeApplication) -> None:
    """Add this conversation's handlers."""
    application.add_handler(CommandHandler("guests", list_guests, filters.ChatType.PRIVATE))
    application.add_handler(CallbackQueryHandler(show_guests, pattern("guests")))


async def list_guests(_update: Update, context: Context) -> None:
    """Show who comes, or ask to which evening where several are coming."""
    evenings = await _list_evenings(context)
    if evenings is None:
        await context.send(views.no_organiser(context.language))
        return
    coming = [event for event in evenings if context.now < event.ends_at]
    if len(coming) == 1:
        await context.send(await _shown(context, coming[0], 1, alone=len(evenings) == 1))
    else:
        await context.send(await _choice(context, evenings))


async def show_guests(_update: Update, context: Context) -> None:
    """Show a page of an evening's list, or all evenings again (id 0)."""
    match = context.match
    evenings = await _list_evenings(context) if context.is_private else None
    if match is None or evenings is None:
        context.toast(views.no_longer(context.language), alert=True)
        return
    if int(match["id"]) == 0:
        await context.show(await _choice(context, evenings))
        return
    event = await find_managed(context, int(match["id"]))
    if event is None:
        context.toast(views.no_longer(context.language), alert=True)
        return
    more = match["more"] or ""
    page = int(more) if more.isascii() and more.isdigit() else 1
    alone = [event.id] == [one.id for one in evenings]
    await context.show(await _shown(context, event, page, alone=alone))


async def _shown(context: Context, event: Event, page: int, *, alone: bool) -> View:
    listed = views.GuestList(
        tuple(await guests.list_parties(context.connection, event)),
        tuple(await named_guests.list_named_guests(context.connection, event.id)),
    )
    facts = await gather(context.facts, event)
    return views.guest_list(context.language, facts, listed, page, alone=alone)


async def _choice(context: Context, evenings: list[Event]) -> View:
    shown = [await gather(context.facts, event) for event in evenings]
    several = len({event.chapter_id for event in evenings}) > 1
    return views.which_evening(context.language, shown, several_chapters=several)


async def _list_evenings(context: Context) -> list[Event] | None:
    """Give the evenings whose lists the member may read; None where they look after no chapter."""
    managed = await list_managed(context)
    if not managed:
        return None
    chapter_ids = [chapter.id for chapter in managed]
    return await guests.list_evenings(context.connection, chapter_ids, context.now, past=_PAST)
