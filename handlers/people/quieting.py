"""Hearing less: one evening muted, one city only, nothing at all."""

from telegram import Update
from telegram.ext import CallbackQueryHandler, CommandHandler, filters

from handlers.context import ConciergeApplication, Context
from handlers.evenings.event_facts import gather
from handlers.people.views import quieting as views
from handlers.seats.views.answers import no_longer
from handlers.taps import pattern
from handlers.view import View
from hopdrinks.people import members as rules
from storage import chapters, event_mutes
from storage.records import Event

#: What /stop says where not even changes of one's own evenings are to come.
_EVERYTHING = ("all", "tout")


def register(application: ConciergeApplication) -> None:
    """Add this conversation's handlers."""
    application.add_handler(CommandHandler("stop", stop, filters.ChatType.PRIVATE))
    application.add_handler(CallbackQueryHandler(stop_tapped, pattern("stop")))
    application.add_handler(CallbackQueryHandler(offer_ways, pattern("hearless")))
    application.add_handler(CallbackQueryHandler(mute_evening, pattern("hush")))
    application.add_handler(CallbackQueryHandler(unmute_evening, pattern("unhush")))
    application.add_handler(CallbackQueryHandler(follow_only, pattern("only")))


async def stop(_update: Update, context: Context) -> None:
    """Send nothing more but what changes an evening the member has a seat at; `/stop all`: not even that."""
    everything = any(word.lower() in _EVERYTHING for word in context.args or [])
    await rules.stop(context.connection, context.member.id, context.now, everything=everything)
    await context.send(views.stopped(context.language, everything=everything))


async def stop_tapped(_update: Update, context: Context) -> None:
    """Do as /stop does; tapped below an announcement, which stays as it is."""
    if context.is_private:
        await rules.stop(context.connection, context.member.id, context.now)
        await context.send(views.stopped(context.language, everything=False))


async def offer_ways(_update: Update, context: Context) -> None:
    """Offer the ways to hear less, below the message that was tapped: its own buttons stay."""
    event = await _find_tapped(context)
    if event is not None:
        facts = await gather(context.facts, event)
        following = await context.facts.is_following(event.chapter_id, context.member.id)
        several = await context.facts.has_several_chapters()
        view = views.ways_to_hear_less(context.language, facts, following=following, several_chapters=several)
        await context.send(view)


async def mute_evening(_update: Update, context: Context) -> None:
    """Remind of one evening no more; the message that was tapped stays, as it may be a place on the map."""
    event = await _find_tapped(context)
    if event is not None:
        await event_mutes.add_mute(context.connection, event.id, context.member.id, context.now)
        await context.send(views.muted(context.language, await gather(context.facts, event)))


async def unmute_evening(_update: Update, context: Context) -> None:
    """Remind of an evening again."""
    event = await _find_tapped(context)
    if event is not None:
        await event_mutes.delete_mute(context.connection, event.id, context.member.id)
        await context.show(views.unmuted(context.language, await gather(context.facts, event)))


async def follow_only(_update: Update, context: Context) -> None:
    """Follow one city and no other."""
    wanted = int(context.match["id"]) if context.match and context.is_private else 0
    for chapter in await chapters.list_chapters(context.connection):
        if chapter.id == wanted:
            await rules.follow(context.connection, context.member, chapter, context.now)
            await rules.follow_only(context.connection, context.member.id, chapter.id)
            await context.send(View(views.only_here(context.language, chapter.name)))
            return
    context.toast(no_longer(context.language), alert=True)


async def _find_tapped(context: Context) -> Event | None:
    event = await context.facts.find_event(int(context.match["id"])) if context.match else None
    if event is None or not context.is_private or event.state not in ("announced", "cancelled"):
        context.toast(no_longer(context.language), alert=True)
        return None
    return event
