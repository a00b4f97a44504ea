"""What members read of who answers, chosen with a tap after /staffsetup."""

from telegram import Update
from telegram.ext import CallbackQueryHandler

from handlers.context import ConciergeApplication, Context
from handlers.staff.place import may_answer
from handlers.staff.views import desk as staff_views
from handlers.staff.views import names as views
from handlers.taps import pattern
from handlers.view import View
from hopdrinks.staff import names as rules
from storage import roles


def register(application: ConciergeApplication) -> None:
    """Add this conversation's handlers."""
    application.add_handler(CallbackQueryHandler(choose, pattern("naming")))


async def shown(context: Context) -> View:
    """Give what members read, with what else they could."""
    return views.names(context.language, await rules.get_naming(context.connection))


async def choose(_update: Update, context: Context) -> None:
    """Take the choice of a button."""
    number = int(context.match["id"]) if context.match else len(rules.NAMINGS)
    if not await may_answer(context) or number >= len(rules.NAMINGS):
        context.toast(staff_views.setup_not_yours(context.language).text.striptags(), alert=True)
        return
    naming = rules.NAMINGS[number]
    await rules.set_naming(context.connection, naming)
    await roles.add_audit(
        context.connection,
        actor_id=context.member.id,
        action="staff.naming",
        subject="staff",
        detail=naming,
        now=context.now,
    )
    await context.show(await shown(context))
