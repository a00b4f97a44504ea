"""/settings: one message that changes in place, with a screen for each choice."""

from datetime import time, timedelta
from typing import cast, get_args

from telegram import Update
from telegram.ext import CallbackQueryHandler, CommandHandler, filters

from handlers.context import ConciergeApplication, Context
from handlers.language import LOCALES
from handlers.menus import keep_menu
from handlers.people.cities import with_cities
from handlers.people.views import settings as views
from handlers.taps import pattern
from handlers.view import View
from hopdrinks.evenings.reminder_times import LONGEST_LEAD, SHORTEST_LEAD
from hopdrinks.people import members as rules
from hopdrinks.wall_time import first_valid_instant, to_local
from storage import broadcasts
from storage.broadcast_records import Category
from storage.records import Member, NameShown, ReminderChoice

_MINUTE = timedelta(minutes=1)


def register(application: ConciergeApplication) -> None:
    """Add this conversation's handlers."""
    application.add_handler(CommandHandler("settings", show_settings, filters.ChatType.PRIVATE))
    for handler, action in (
        (show_screen, "settings"),
        (choose_locale, "locale"),
        (choose_reminders, "reminders"),
        (choose_lead, "lead"),
        (choose_pause, "pause"),
        (resume, "resume"),
        (choose_quiet_hours, "quiet"),
        (choose_zone, "zone"),
        (choose_name, "name"),
        (hear_broadcasts, "unmute"),
    ):
        application.add_handler(CallbackQueryHandler(handler, pattern(action)))


async def show_settings(_update: Update, context: Context) -> None:
    """Show what the member chose."""
    await context.send(await overview(context, context.member))


async def show_screen(_update: Update, context: Context) -> None:
    """Show the choices of one setting, or everything again."""
    which = (context.match["more"] if context.match else None) or ""
    if not context.is_private or (which and which not in views.SCREENS):
        _no_longer(context)
    elif which:
        await context.show(await _screen(context, context.member, which))
    else:
        await context.show(await overview(context, context.member))


async def choose_locale(_update: Update, context: Context) -> None:
    """Speak the language tapped from now on, in the settings and the command menu at once."""
    number = _number(context)
    if number >= len(LOCALES):
        _no_longer(context)
        return
    member = await rules.choose_locale(context.connection, context.member, LOCALES[number])
    language = context.language = context.bot_data.languages.get(LOCALES[number])
    await keep_menu(context.connection, context.bot_data.languages, member, context.now)
    await context.show(await overview(context, member))
    # Each catalogue names its own language here.
    context.toast(language.text("From now on I speak English to you."))


async def choose_reminders(_update: Update, context: Context) -> None:
    """Take the reminders tapped: one of the choices, or any (1) or none (0)."""
    choice = context.match["more"] if context.match else None
    if choice in get_args(ReminderChoice) and choice != "own":
        member = await rules.choose_reminders(
            context.connection, context.member, cast("ReminderChoice", choice)
        )
    elif _number(context) > 0:
        member = await rules.want_reminders(context.connection, context.member)
    else:
        member = await rules.choose_reminders(context.connection, context.member, "none")
    await context.show(await overview(context, member))
    if member.reminders != "none":
        context.toast(context.language.text("🔔 I will remind you in time."))
    else:
        context.toast(context.language.text("🔕 No more reminders. Changes you will still hear of."))


async def choose_lead(_update: Update, context: Context) -> None:
    """Take the lead time tapped, in minutes."""
    lead = _number(context) * _MINUTE if _number(context) < LONGEST_LEAD // _MINUTE + 1 else timedelta(0)
    if not SHORTEST_LEAD <= lead <= LONGEST_LEAD:
        _no_longer(context)
        return
    member = await rules.choose_reminders(context.connection, context.member, "own", lead // _MINUTE)
    await context.show(await overview(context, member))
    context.toast(context.language.text("🔔 I will remind you in time."))


async def choose_pause(_update: Update, context: Context) -> None:
    """Pause for so many days; from below an announcement (0) ask for how many, in a message of its own."""
    days = _number(context)
    if days == 0 and context.is_private:
        await context.send(await _screen(context, context.member, "pause"))
        return
    if days not in views.PAUSES:
        _no_longer(context)
        return
    zone = context.member.time_zone or await home_zone(context)
    day = to_local(context.now, zone).date() + timedelta(days=days)
    until = first_valid_instant(day, time(0), zone)
    member = await rules.pause(context.connection, context.member, until)
    await context.show(await overview(context, member))
    context.toast(context.language.text("⏸ All right: see you later."))


async def resume(_update: Update, context: Context) -> None:
    """End a pause."""
    member = await rules.pause(context.connection, context.member, None)
    await context.show(await overview(context, member))
    context.toast(context.language.text("▶️ Here I am again."))


async def choose_quiet_hours(_update: Update, context: Context) -> None:
    """Take the quiet hours tapped."""
    tapped = context.match["more"] if context.match else ""
    for begins, ends in views.QUIET_HOURS:
        if tapped == f"{begins:%H%M}-{ends:%H%M}":
            member = await rules.choose_quiet_hours(context.connection, context.member, begins, ends)
            await context.show(await overview(context, member))
            return
    _no_longer(context)


async def choose_zone(_update: Update, context: Context) -> None:
    """Take the time zone tapped; 0 is that of the city."""
    number = _number(context)
    if number > len(views.ZONES):
        _no_longer(context)
        return
    zone = views.ZONES[number - 1] if number else None
    member = await rules.choose_time_zone(context.connection, context.member, zone)
    await context.show(await overview(context, member))


async def choose_name(_update: Update, context: Context) -> None:
    """Name the member on cards as they wish."""
    shown = context.match["more"] if context.match else None
    if shown not in get_args(NameShown):
        _no_longer(context)
        return
    wish = cast("NameShown", shown)
    member = await rules.choose_name_shown(context.connection, context.member, wish, context.now)
    await context.show(await overview(context, member))


async def hear_broadcasts(_update: Update, context: Context) -> None:
    """Send a member again what they muted below a broadcast."""
    category = context.match["more"] if context.match else None
    if category not in get_args(Category) or not context.is_private:
        _no_longer(context)
        return
    await broadcasts.delete_mute(
        context.connection, context.member.id, _number(context), cast("Category", category)
    )
    await context.show(await overview(context, context.member))
    context.toast(context.language.text("🔔 You will get them again."))


async def overview(context: Context, member: Member) -> View:
    """Show everything a member chose."""
    view = views.settings(context.language, member, context.now, await home_zone(context))
    muted = await broadcasts.list_mutes(context.connection, member.id)
    if muted:
        cities = {chapter.id: chapter.name for chapter in await context.facts.every_chapter()}
        view = views.with_mutes(context.language, view, muted, cities)
    return await with_cities(context, view)


async def home_zone(context: Context) -> str:
    """Give the time zone of the member's evenings, where they chose none of their own."""
    return (await context.facts.first_chapter()).time_zone


async def _screen(context: Context, member: Member, which: str) -> View:
    return views.screen(context.language, member, which, context.now, await home_zone(context))


def _number(context: Context) -> int:
    return int(context.match["id"]) if context.match else 0


def _no_longer(context: Context) -> None:
    context.toast(
        context.language.text("This button is no longer valid. /settings shows them anew."), alert=True
    )
