"""📅 on a member's own card: links and a file for one evening, and an address to subscribe to."""

from telegram import Update
from telegram.ext import CallbackQueryHandler

from handlers.calendars.entries import own_entry
from handlers.calendars.views import calendars as views
from handlers.context import ConciergeApplication, Context
from handlers.evenings.event_facts import gather
from handlers.taps import pattern
from hopdrinks.calendars import entries as rules
from storage.records import Event, Member


def register(application: ConciergeApplication) -> None:
    """Add this conversation's handlers."""
    application.add_handler(CallbackQueryHandler(show_ways, pattern("calendar")))
    application.add_handler(CallbackQueryHandler(send_file, pattern("ics")))
    application.add_handler(CallbackQueryHandler(renew_address, pattern("newfeed")))


async def show_ways(_update: Update, context: Context) -> None:
    """Show every way into a calendar in place of the card."""
    event = await _tapped_event(context)
    if event is not None:
        await _show(context, event, context.member)


async def send_file(_update: Update, context: Context) -> None:
    """Send the file."""
    event = await _tapped_event(context)
    if event is not None:
        await rules.fetch(context.connection, event, context.member.id, context.now)
        context.toast(context.language.text("📅 Here comes the file."))


async def renew_address(_update: Update, context: Context) -> None:
    """Make the member's address void and show another one."""
    event = await _tapped_event(context)
    if event is None or context.bot_data.public_url is None:
        context.toast(context.language.text("There is no such address here any more."), alert=True)
        return
    await _show(context, event, await rules.renew_feed(context.connection, context.member))
    context.toast(
        context.language.text("Here is a new address. The old one is void: take it out of your calendar."),
        alert=True,
    )


async def _show(context: Context, event: Event, member: Member) -> None:
    facts, language, public_url = context.facts, context.language, context.bot_data.public_url
    rsvp = await facts.find_rsvp(event.id, member.id)
    entry = await own_entry(facts, language, event, member, rsvp, context.bot_data.bot_username)
    feed = None
    if public_url is not None:
        feed = views.Feed.at(public_url, await rules.feed_token(context.connection, member))
    view = views.ways(language, await gather(facts, event), entry, feed)
    if context.can_be_edited:
        await context.show(view)
    else:
        await context.send(view)


async def _tapped_event(context: Context) -> Event | None:
    """Give the evening a button is about, where it is tapped in private and may still be seen."""
    event = await context.facts.find_event(int(context.match["id"])) if context.match else None
    if event is None or not context.is_private or event.state != "announced" or event.ends_at <= context.now:
        said = context.language.text("This Hopdrink is not to be put into calendars any more.")
        context.toast(said, alert=True)
        return None
    return event
