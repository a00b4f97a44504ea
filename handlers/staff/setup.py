"""/staffsetup: which group the staff answer in, what is missing there, and whether the way back works."""

from telegram import Update
from telegram.ext import CommandHandler, MessageHandler, filters

from handlers.context import ConciergeApplication, Context
from handlers.menus import keep_staff_menu
from handlers.staff import hours, names
from handlers.staff.place import may_answer
from handlers.staff.views import desk as views
from handlers.staff.views import setup as setup_views
from handlers.view import View
from hopdrinks.notices.calls import Call
from hopdrinks.staff import setup, surface
from storage import roles

#: Which of the buttons that ask for a chat this is (KeyboardButtonRequestChat, `request_id`).
_REQUEST = 41
#: What the bot asks for, and whoever adds it must be able to give (ChatAdministratorRights).
_RIGHTS = {
    "is_anonymous": False,
    "can_manage_chat": True,
    "can_delete_messages": True,
    "can_manage_video_chats": False,
    "can_restrict_members": False,
    "can_promote_members": False,
    "can_change_info": False,
    "can_invite_users": True,
    "can_post_stories": False,
    "can_edit_stories": False,
    "can_delete_stories": False,
    "can_pin_messages": True,
    "can_manage_topics": True,
}


def register(application: ConciergeApplication) -> None:
    """Add this conversation's handlers."""
    application.add_handler(CommandHandler("staffsetup", begin))
    application.add_handler(MessageHandler(filters.StatusUpdate.CHAT_SHARED, chosen))


async def begin(update: Update, context: Context) -> None:
    """Guide whoever may set the staff chat up; in a group, make it the staff chat and try it."""
    message = update.message
    if message is None or message.sender_chat is not None:
        return
    if not await may_answer(context):
        await context.send(views.setup_not_yours(context.language), reply_to=message.message_id)
        return
    if context.is_private:
        await context.owe(_guide(context))
        known = await surface.find_staff_chat_id(context.connection)
        if known is not None:
            await _try(context, known)
    else:
        await _choose(context, context.chat_id)
    beneath = None if context.is_private else message.message_id
    await context.send(await hours.shown(context), reply_to=beneath)
    await context.send(await names.shown(context), reply_to=beneath)


async def chosen(update: Update, context: Context) -> None:
    """Make the group chosen by the button the staff chat, and try it."""
    shared = None if update.message is None else update.message.chat_shared
    if shared is None or shared.request_id != _REQUEST or not context.is_private:
        return
    if not await may_answer(context):
        await context.send(views.setup_not_yours(context.language))
        return
    await _choose(context, shared.chat_id)


async def _choose(context: Context, chat_id: int) -> None:
    """Take a chat as the staff chat; in place of another one only as the owner wishes."""
    known = await surface.find_staff_chat_id(context.connection)
    if known not in (None, chat_id) and not await context.allowed("run_bot", None):
        await context.send(views.setup_not_yours(context.language))
        return
    if known != chat_id:
        await surface.set_staff_chat_id(context.connection, chat_id)
        await roles.add_audit(
            context.connection,
            actor_id=context.member.id,
            action="staff.chat",
            subject=f"chat:{chat_id}",
            detail="" if known is None else str(known),
            now=context.now,
        )
    await _try(context, chat_id)
    await keep_staff_menu(context.connection, context.bot_data.languages, context.now)


async def _try(context: Context, chat_id: int) -> None:
    await setup.begin(
        context.connection, chat_id, context.bot_data.bot_id, context.chat_id, context.now,
        beneath=context.message_id or None,
    )  # fmt: skip


def _guide(context: Context) -> Call:
    """Give the guide with the button that lets a group be chosen."""
    call = View(setup_views.guide(context.language)).sending()
    button = {
        "text": context.language.text("Choose the staff group"),
        "request_chat": {
            "request_id": _REQUEST,
            "chat_is_channel": False,
            "chat_is_forum": True,
            "bot_administrator_rights": _RIGHTS,
            "user_administrator_rights": _RIGHTS,
        },
    }
    keyboard = {"keyboard": [[button]], "resize_keyboard": True, "one_time_keyboard": True}
    return Call(method=call.method, parameters=call.parameters | {"reply_markup": keyboard})
