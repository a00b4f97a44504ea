"""What no conversation takes: unknown commands and buttons get a sentence that says what to do."""

from telegram import Update
from telegram.ext import CallbackQueryHandler, MessageHandler, filters

from handlers.context import ConciergeApplication, Context
from handlers.view import View


def register(application: ConciergeApplication) -> None:
    """Add this conversation's handlers; to be called last. In groups, unknown commands are other bots'."""
    command = filters.COMMAND & filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE
    application.add_handler(MessageHandler(command, unknown_command))
    application.add_handler(CallbackQueryHandler(unknown_button))


async def unknown_command(_update: Update, context: Context) -> None:
    """Name the way to the commands there are."""
    await context.send(View(context.language.html("I do not know this command. /help shows what I can do.")))


async def unknown_button(_update: Update, context: Context) -> None:
    """Say that a button is old or was never there."""
    context.toast(
        context.language.text("This button is no longer valid. /help shows what I can do."), alert=True
    )
