"""/guests: who comes to an evening, for its organisers, representatives and the door, in private."""

from sqlalchemy.ext.asyncio import AsyncConnection
from telegram import Update
from telegram.ext import CallbackQueryHandler, CommandHandler, filters

from handlers.context import ConciergeApplication, Context
from handlers.evenings.event_facts import gather
from handlers.evenings.event_hub import find_managed
from handlers.seats.views import guests as views
from handlers.taps import pattern
from handlers.view import View
from hopdrinks.notices.evenings import GuestTable
from hopdrinks.outbox import owe
from hopdrinks.people import roles
from hopdrinks.seats import seating
from storage import chapters, guests, named_guests
from storage import roles as stored_roles
from storage.records import Event

#: So many evenings that are over can be looked up.
_PAST = 3


def register(application: ConciergeApplication) -> None:
    """Add this conversation's handlers."""
    application.add_handler(CommandHandler("guests", list_guests, filters.ChatType.PRIVATE))
    application.add_handler(CallbackQueryHandler(show_guests, pattern("guests")))
    application.add_handler(CallbackQueryHandler(send_table, pattern("guesttable")))


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
    event = await _find_readable(context, int(match["id"]))
    if event is None:
        context.toast(views.no_longer(context.language), alert=True)
        return
    more = match["more"] or ""
    page = int(more) if more.isascii() and more.isdigit() else 1
    alone = [event.id] == [one.id for one in evenings]
    await context.show(await _shown(context, event, page, alone=alone))


async def send_table(_update: Update, context: Context) -> None:
    """Send an evening's list as a file to who looks after it; that is written down."""
    event = await find_managed(context, int(context.match["id"])) if context.match else None
    if event is None or not context.is_private:
        context.toast(views.no_longer(context.language), alert=True)
        return
    member_id, now = context.member.id, context.now
    await owe(context.connection, GuestTable(event_id=event.id), member_id, now)
    await stored_roles.add_audit(
        context.connection,
        actor_id=member_id,
        action="guests.table",
        subject=f"event:{event.id}",
        detail="",
        now=now,
    )
    context.toast(context.language.text("📄 Here comes the table."))


async def _shown(context: Context, event: Event, page: int, *, alone: bool) -> View:
    listed = await list_guests_of(context.connection, event)
    facts = await gather(context.facts, event)
    may_seat = await context.allowed("manage_events", event.chapter_id)
    return views.guest_list(context.language, facts, listed, page, alone=alone, may_seat=may_seat)


async def list_guests_of(connection: AsyncConnection, event: Event) -> views.GuestList:
    """Read everybody on an evening's list."""
    return views.GuestList(
        tuple(await guests.list_parties(connection, event)),
        tuple(await named_guests.list_named_guests(connection, event.id)),
    )


async def _choice(context: Context, evenings: list[Event]) -> View:
    shown = [await gather(context.facts, event) for event in evenings]
    several = len({event.chapter_id for event in evenings}) > 1
    return views.which_evening(context.language, shown, several_chapters=several)


async def _list_evenings(context: Context) -> list[Event] | None:
    """Give the evenings whose lists the member may read; None where they may read none, nor ever will."""
    actor = await roles.get_actor(context.connection, context.member.id)
    every = await chapters.list_chapters(context.connection)
    chapter_ids = [chapter.id for chapter in every if roles.allow(actor, "see_guests", chapter.id)]
    single_ids = {
        grant.event_id
        for grant in actor.roles
        if grant.event_id is not None and grant.chapter_id not in chapter_ids
    }
    if not chapter_ids and not single_ids:
        return None
    evenings = await guests.list_evenings(context.connection, chapter_ids, context.now, past=_PAST)
    single = [await context.facts.find_event(event_id) for event_id in sorted(single_ids)]
    return evenings + [
        event for event in single if event is not None and seating.is_list_at_hand(event, context.now)
    ]


async def _find_readable(context: Context, event_id: int) -> Event | None:
    event = await context.facts.find_event(event_id)
    if event is None or not await context.allowed("see_guests", event.chapter_id, event.id):
        return None
    at_hand = seating.is_list_at_hand(event, context.now)
    return event if at_hand or await context.allowed("see_guests", event.chapter_id) else None
