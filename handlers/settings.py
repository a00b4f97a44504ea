"""/settings: language and reminders, one message that changes in place."""

from telegram import Update
from telegram.ext import CallbackQueryHandler, CommandHandler, filters

from handlers.cities import with_cities
from handlers.context import ConciergeApplication, Context
from handlers.language import LOCALES
from handlers.menus import keep_menu
from handlers.taps import pattern
from handlers.views import settings as views
from hopdrinks import members as rules


def register(application: ConciergeApplication) -> None:
    """Add this conversation's handlers."""
    private = filters.ChatType.PRIVATE
    application.add_handler(CommandHandler("settings", show_settings, private))
    application.add_handler(CallbackQueryHandler(choose_locale, pattern("locale")))
    application.add_handler(CallbackQueryHandler(choose_reminders, pattern("reminders")))


async def show_settings(_update: Update, context: Context) -> None:
    """Show what the member chose."""
    await context.send(await with_cities(context, views.settings(context.language, context.member)))


async def choose_locale(_update: Update, context: Context) -> None:
    """Speak the language tapped from now on, in the settings and the command menu at once."""
    number = int(context.match["id"]) if context.match else len(LOCALES)
    if number >= len(LOCALES):
        context.toast(
            context.language.text("This button is no longer valid. /settings shows them anew."), alert=True
        )
        return
    member = await rules.choose_locale(context.connection, context.member, LOCALES[number])
    language = context.language = context.bot_data.languages.get(LOCALES[number])
    await keep_menu(context.connection, context.bot_data.languages, member, context.now)
    await context.show(await with_cities(context, views.settings(language, member)))
    # Each catalogue names its own language here.
    context.toast(language.text("From now on I speak English to you."))


async def choose_reminders(_update: Update, context: Context) -> None:
    """Turn reminders on or off."""
    wanted = context.match is not None and int(context.match["id"]) > 0
    if wanted:
        member = await rules.want_reminders(context.connection, context.member)
    else:
        member = await rules.choose_reminders(context.connection, context.member, "none")
    await context.show(await with_cities(context, views.settings(context.language, member)))
    if wanted:
        context.toast(context.language.text("🔔 I will remind you in time."))
    else:
        context.toast(context.language.text("🔕 No more reminders. Changes you will still hear of."))
