"""The staff chat: a true reply to a card or to a member's words goes to the member, all else stays here."""

from telegram import Chat, Message, Update
from telegram.ext import CallbackQueryHandler, MessageHandler, filters

from handlers.ask import is_copyable
from handlers.context import ConciergeApplication, Context
from handlers.taps import pattern
from handlers.view import View
from handlers.views import questions as views
from hopdrinks import questions as rules
from hopdrinks import staff_chat
from hopdrinks.notices import AnswerCopy, read_notice
from storage import deliveries, postings, questions
from storage import members as stored_members

_WRITTEN = filters.ChatType.GROUPS & filters.UpdateType.MESSAGE & ~filters.StatusUpdate.ALL


def register(application: ConciergeApplication) -> None:
    """Add this conversation's handlers. What is written in groups and no other takes comes here."""
    application.add_handler(MessageHandler(_WRITTEN, hear))
    application.add_handler(CallbackQueryHandler(resend, pattern("resend")))
    application.add_handler(CallbackQueryHandler(carry_again, pattern("again")))


async def hear(update: Update, context: Context) -> None:
    """Carry a representative's reply to the member; whatever else is said here stays here."""
    message = update.message
    if message is None or not await _is_in_staff_chat(context) or not _is_by_staff(message):
        return
    await _notice_topics(context, message.chat)
    replied = true_reply(message)
    asked = replied and await rules.find_asked(context.connection, context.chat_id, replied.message_id)
    if asked:
        refused = _refused(context, message)
        if refused is not None:
            await context.send(refused, reply_to=message.message_id)
            return
        await rules.answer(context.connection, asked, context.chat_id, message.message_id, context.now)
    elif replied is not None and _is_bots_own(context, replied):
        await context.send(views.not_an_address(context.language), reply_to=message.message_id)
    else:
        await _hint_once(context, message)


async def resend(_update: Update, context: Context) -> None:
    """Send an answer again of which nobody knows whether it arrived; only from within the staff chat."""
    delivery_id = int(context.match["id"]) if context.match else 0
    delivery = await deliveries.find_delivery(context.connection, delivery_id)
    notice = None if delivery is None else read_notice(delivery.notice, delivery.payload)
    if not isinstance(notice, AnswerCopy) or not await _is_in_staff_chat(context):
        _refuse_tap(context)
        return
    if await deliveries.claim_resend(context.connection, delivery_id):
        await questions.update_relay(context.connection, notice.relay_id, {"state": "queued"})
    await context.show(views.sent_again(context.language))


async def carry_again(_update: Update, context: Context) -> None:
    """Carry a question to the staff again; from within the staff chat, or by the owner."""
    question_id = int(context.match["id"]) if context.match else 0
    if not await _is_in_staff_chat(context) and not (
        context.is_private and await context.allowed("run_bot", None)
    ):
        _refuse_tap(context)
        return
    if await rules.send_again(context.connection, question_id, context.now):
        context.toast(context.language.text("🔁 On its way."))
    else:
        context.toast(context.language.text("It has arrived meanwhile."))


def true_reply(message: Message) -> Message | None:
    """Give the message that this one answers, None where it answers none.

    In a topic every message that answers nothing carries the topic's first message as `reply_to_message`.
    Outside of topics, `message_thread_id` names the first message of a chain of replies, and says nothing.
    """
    replied = message.reply_to_message
    if replied is None or replied.forum_topic_created is not None:
        return None
    if message.is_topic_message and replied.message_id == message.message_thread_id:
        return None
    return replied


def _is_by_staff(message: Message) -> bool:
    """Tell whether a person of the staff wrote it, be it as an administrator without a name."""
    if message.sender_chat is not None:
        return message.sender_chat.id == message.chat.id
    return message.from_user is not None and not message.from_user.is_bot


def _is_bots_own(context: Context, message: Message) -> bool:
    return message.from_user is not None and message.from_user.id == context.bot_data.bot_id


async def _is_in_staff_chat(context: Context) -> bool:
    return context.chat_id == await staff_chat.find_staff_chat_id(context.connection)


async def _notice_topics(context: Context, chat: Chat) -> None:
    """Have the chat read again where topics were switched on or off: Telegram tells that in no other way."""
    known = await postings.find_chat(context.connection, chat.id)
    if known is not None and known.is_forum != bool(chat.is_forum):
        await staff_chat.read_again(context.connection, chat.id, context.bot_data.bot_id, context.now)


def _refused(context: Context, message: Message) -> View | None:
    """Say why a reply is not carried, None where it is."""
    if message.text is not None and message.text.startswith("/"):
        return views.not_relayed(context.language, "command")
    return None if is_copyable(message) else views.not_relayed(context.language, "kind")


async def _hint_once(context: Context, message: Message) -> None:
    """Say in a member's topic, once, how to answer."""
    topic_id = message.message_thread_id if message.is_topic_message else None
    if topic_id is None:
        return
    thread = await questions.find_thread_by_topic(context.connection, context.chat_id, topic_id)
    if thread is None or thread.hinted_at is not None:
        return
    member = await stored_members.find_member(context.connection, thread.member_id)
    if member is None:
        return
    await questions.update_thread(context.connection, thread.id, {"hinted_at": context.now})
    await context.send(views.hint(context.language, member.name), reply_to=message.message_id)


def _refuse_tap(context: Context) -> None:
    context.toast(context.language.text("This button is no longer valid."), alert=True)
