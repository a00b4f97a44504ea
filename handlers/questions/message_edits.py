"""Edits of what was carried, in both directions; and a member taking back what they wrote."""

from telegram import Message, Update
from telegram.ext import CallbackQueryHandler, CommandHandler, MessageHandler, filters

from handlers.contents import read_content, words_asked, words_behind
from handlers.context import ConciergeApplication, Context
from handlers.questions.views import asking as views
from handlers.staff.place import is_by_staff, is_in_staff_place
from handlers.staff.views import desk as staff_views
from handlers.taps import pattern
from hopdrinks.questions import closing, corrections, withdrawals
from storage import questions, relays, staff_notes
from storage.question_records import Relay

_EDITED = filters.UpdateType.EDITED_MESSAGE


def register(application: ConciergeApplication) -> None:
    """Add this conversation's handlers."""
    application.add_handler(MessageHandler(_EDITED, edited))
    application.add_handler(CommandHandler("withdraw", withdraw, filters.ChatType.PRIVATE))
    application.add_handler(CallbackQueryHandler(withdraw_tapped, pattern("withdraw")))
    application.add_handler(CallbackQueryHandler(go_on, pattern("goon")))


async def edited(update: Update, context: Context) -> None:
    """Carry the edit of a message that was carried; a live position that moves is none."""
    message = update.edited_message
    if message is None or message.location is not None:
        return
    relay = await relays.find_relay_from(context.connection, message.chat.id, message.message_id)
    if relay is None:
        said = message.text or message.caption or ""
        noted = words_behind(said) if said.startswith("/") else said
        await staff_notes.update_note(context.connection, message.chat.id, message.message_id, noted)
        return
    if not await _may_edit(context, message, relay):
        return
    if relay.direction == "to_member" and _is_note(message):
        await context.send(staff_views.unsend_what(context.language), reply_to=message.message_id)
        return
    words = None
    if relay.words is not None:
        words = words_asked(message.text or "", context.bot_data.bot_username)
    content = read_content(message)
    await corrections.edited(context.connection, relay, content, context.now, words=words)


async def withdraw(update: Update, context: Context) -> None:
    """Take back the message that the command replies to."""
    message = update.message
    replied = None if message is None else message.reply_to_message
    relay = (
        None
        if replied is None
        else await relays.find_relay_from(context.connection, context.member.id, replied.message_id)
    )
    if relay is None:
        await context.send(views.withdraw_what(context.language))
    elif not await withdrawals.take_back(context.connection, relay, context.now):
        await context.send(views.withdrawn_already(context.language))


async def withdraw_tapped(_update: Update, context: Context) -> None:
    """Take back the message whose button was tapped."""
    relay = (
        None
        if context.match is None
        else await relays.find_relay(context.connection, int(context.match["id"]))
    )
    if relay is None or not context.is_private or not await _is_own(context, relay):
        context.toast(context.language.text("This button is no longer valid."), alert=True)
    elif await withdrawals.take_back(
        context.connection, relay, context.now, receipt_in=context.message_id or None
    ):
        context.toast(views.withdrawing(context.language))  # the receipt takes this place
    else:
        context.toast(views.withdrawn_already(context.language).text.striptags())


async def _is_own(context: Context, relay: Relay) -> bool:
    """Tell whether a member wrote a message for the staff, in private or in a group."""
    question = await questions.get_question(context.connection, relay.question_id)
    return relay.direction == "to_staff" and question.member_id == context.member.id


async def go_on(_update: Update, context: Context) -> None:
    """Take a closed question up again, as its author wishes."""
    question = (
        None
        if context.match is None
        else await questions.find_question(context.connection, int(context.match["id"]))
    )
    if question is None or question.member_id != context.member.id:
        context.toast(context.language.text("This button is no longer valid."), alert=True)
        return
    if question.words_deleted_at is not None:
        context.toast(
            context.language.text("Nothing of that question is kept any more. Please ask it again: /ask"),
            alert=True,
        )
        return
    await closing.reopen(context.connection, question, 0, context.now)
    await context.show(views.goes_on(context.language))


def _is_note(message: Message) -> bool:
    """Tell whether an answer was made a note, which stays among the staff: what was sent stays as it was."""
    command = (message.text or message.caption or "").partition(" ")[0].partition("\n")[0]
    return command.partition("@")[0].lower() == "/note"


async def _may_edit(context: Context, message: Message, relay: Relay) -> bool:
    if relay.direction == "to_staff":
        return True
    return is_by_staff(message) and await is_in_staff_place(context)
