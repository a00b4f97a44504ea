"""/events: what is planned, and each evening's hub: announcing it, and sending again what may be lost."""

from telegram import Update
from telegram.ext import CallbackQueryHandler, CommandHandler, filters

from handlers.context import ConciergeApplication, Context
from handlers.evenings.event_facts import gather
from handlers.evenings.event_hub import TROUBLING, find_managed, find_tapped, hub
from handlers.evenings.views import events_list as views
from handlers.evenings.views.event_hub import changed_since
from handlers.planning.new_event import list_managed
from handlers.planning.views.event_plans import already_begun
from handlers.taps import pattern
from handlers.view import View
from hopdrinks.evenings import events as rules
from hopdrinks.people import roles
from storage import deliveries, events
from storage import roles as stored_roles
from storage.records import EventState

_ALIVE: tuple[EventState, ...] = ("draft", "scheduled", "announced")


def register(application: ConciergeApplication) -> None:
    """Add this conversation's handlers."""
    application.add_handler(CommandHandler("events", list_events, filters.ChatType.PRIVATE))
    application.add_handler(CallbackQueryHandler(list_again, pattern("events")))
    application.add_handler(CallbackQueryHandler(show_hub, pattern("hub")))
    application.add_handler(CallbackQueryHandler(announce, pattern("announce")))
    application.add_handler(CallbackQueryHandler(resend, pattern("resend_event")))


async def list_events(_update: Update, context: Context) -> None:
    """List what the member looks after."""
    await context.send(await list_view(context))


async def list_again(_update: Update, context: Context) -> None:
    """Go back from an evening to all of them."""
    view = await _list(context) if context.is_private else None
    if view is None:
        context.toast(views.no_longer(context.language), alert=True)
    else:
        await context.show(view)


async def show_hub(_update: Update, context: Context) -> None:
    """Show one evening."""
    event = await find_tapped(context)
    if event is not None:
        await context.show(await hub(context, event.id))


async def announce(_update: Update, context: Context) -> None:
    """Announce a draft or a scheduled evening now."""
    event = await find_tapped(context)
    if event is None:
        return
    said = None
    seen = context.match["more"] if context.match else None
    if event.state in rules.UNANNOUNCED and event.starts_at <= context.now:
        said = already_begun(context.language)
    elif event.state in rules.UNANNOUNCED and seen != str(event.version):
        said = changed_since(context.language)
    else:
        actor = await roles.get_actor(context.connection, context.member.id)
        if await rules.announce(context.connection, actor, event.id, context.now):
            context.toast(context.language.text("📣 Announced!"))
    await context.show(await hub(context, event.id, said))


async def resend(_update: Update, context: Context) -> None:
    """Send again what nobody knows to have arrived; once, however often it is tapped."""
    wanted = int(context.match["id"]) if context.match else 0
    delivery = await deliveries.find_delivery(context.connection, wanted)
    known = delivery is not None and delivery.notice in TROUBLING and context.is_private
    event = await find_managed(context, delivery.event_id or 0) if delivery is not None and known else None
    if event is None or not await context.allowed("resend", event.chapter_id):
        context.toast(views.no_longer(context.language), alert=True)
        return
    if await deliveries.claim_resend(context.connection, wanted):
        await stored_roles.add_audit(
            context.connection,
            actor_id=context.member.id,
            action="delivery.resend",
            subject=f"delivery:{wanted}",
            detail="",
            now=context.now,
        )
        context.toast(context.language.text("🔁 It is sent again."))
    await context.show(await hub(context, event.id))


async def list_view(context: Context) -> View:
    """List what the member looks after, or say that it is nothing."""
    view = await _list(context)
    return views.no_organiser(context.language) if view is None else view


async def _list(context: Context) -> View | None:
    managed = await list_managed(context)
    if not managed:
        return None
    chapter_ids = [chapter.id for chapter in managed]
    upcoming = await events.list_upcoming_events(context.connection, chapter_ids, context.now, _ALIVE)
    shown = upcoming[: views.MOST_LISTED]
    return views.events_list(
        context.language,
        [await gather(context.facts, event) for event in shown],
        managed,
        opens_cities=await context.allowed("manage_cities", None),
        later=len(upcoming) - len(shown),
    )
