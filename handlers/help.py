"""/help: what whoever asks can do, in private by their roles, and in the staff chat."""

from telegram import Update
from telegram.ext import CommandHandler, filters

from handlers.context import ConciergeApplication, Context
from handlers.questions.faq import is_any_published
from handlers.questions.views.faq import browse_button
from handlers.view import View
from handlers.views import help as views
from hopdrinks.people import roles
from hopdrinks.staff import surface


def register(application: ConciergeApplication) -> None:
    """Add this conversation's handlers."""
    application.add_handler(CommandHandler("help", show_help, filters.ChatType.PRIVATE))
    application.add_handler(CommandHandler("help", show_staff_help, filters.ChatType.GROUPS))


async def show_help(_update: Update, context: Context) -> None:
    """Say what the member can do here."""
    actor = await roles.get_actor(context.connection, context.member.id)
    view = views.private_help(
        context.language,
        organiser=actor.has("organiser"),
        owner=actor.has("owner"),
        representative=actor.has("representative"),
        door=actor.has("door"),
    )
    if await is_any_published(context):
        view = View(view.text, ((browse_button(context.language),),))
    await context.send(view)


async def show_staff_help(update: Update, context: Context) -> None:
    """Say what representatives can do in the staff chat; other groups are left in peace."""
    message = update.effective_message
    if message is None or context.chat_id != await surface.find_staff_chat_id(context.connection):
        return
    topic_id = message.message_thread_id if message.is_topic_message else None
    await context.owe(
        views.staff_help(context.language).sending(topic_id=topic_id, reply_to=message.message_id)
    )
