"""The staff chat: a true reply to a card or to a member's words goes to the member, all else stays here."""

from datetime import timedelta

from telegram import Chat, Message, Update
from telegram.ext import CallbackQueryHandler, MessageHandler, filters

from handlers.contents import is_copyable, read_written
from handlers.context import ConciergeApplication, Context
from handlers.questions import group_questions
from handlers.questions.views import questions as views
from handlers.staff.place import (
    author_of,
    find_answer_replied,
    find_of_topic,
    is_by_staff,
    is_in_staff_place,
    refuse_forgotten,
    true_reply,
)
from handlers.staff.views import desk as staff_views
from handlers.staff.views import setup as setup_views
from handlers.taps import pattern
from handlers.view import View
from hopdrinks.notices.calls import AlbumAnswer
from hopdrinks.notices.questions import AnswerCopy
from hopdrinks.notices.registry import read_notice
from hopdrinks.notices.relaying import AnswersCopy, GroupAnswer
from hopdrinks.questions import answers, carrying, closing
from hopdrinks.questions import asking as rules
from hopdrinks.staff import setup, surface
from storage import deliveries, postings, questions, relays, staff_notes
from storage import members as stored_members
from storage.question_records import Question

_WRITTEN = filters.ChatType.GROUPS & filters.UpdateType.MESSAGE & ~filters.StatusUpdate.ALL
_TOPIC_MOVED = filters.StatusUpdate.FORUM_TOPIC_CLOSED | filters.StatusUpdate.FORUM_TOPIC_REOPENED
#: No part of an album comes later than this after the first.
_ALBUM_LASTS = timedelta(minutes=5)


def register(application: ConciergeApplication) -> None:
    """Add this conversation's handlers. What is written in groups and no other takes comes here."""
    application.add_handler(MessageHandler(_TOPIC_MOVED, topic_moved))
    application.add_handler(MessageHandler(filters.StatusUpdate.FORUM_TOPIC_EDITED, topic_edited))
    application.add_handler(MessageHandler(_WRITTEN, hear))
    application.add_handler(CallbackQueryHandler(resend, pattern("resend")))
    application.add_handler(CallbackQueryHandler(carry_again, pattern("again")))
    application.add_handler(CallbackQueryHandler(decide_held, pattern("anyway", "asnote")))


async def hear(update: Update, context: Context) -> None:
    """Carry a representative's reply to the member; whatever else is said here stays here."""
    message = update.message
    if message is None:
        return
    if await is_in_staff_place(context):
        await hear_staff(context, message)
    else:
        await group_questions.hear(context, message)


async def hear_staff(context: Context, message: Message) -> bool:
    """Take what is said where the staff are; True where it was a reply or a note about a question."""
    if not is_by_staff(message) or message.is_automatic_forward:
        return False
    await _notice_topics(context, message.chat)
    replied = true_reply(message)
    asked = replied and await rules.find_asked(context.connection, context.chat_id, replied.message_id)
    asked = asked or await _of_album(context, message)
    if asked:
        await _answer(context, asked, message)
        return True
    if replied is not None and await setup.heard(context.connection, context.chat_id, replied.message_id):
        await context.send(setup_views.way_back_works(context.language), reply_to=message.message_id)
        return True
    if replied is not None and _is_bots_own(context, replied):
        about = await find_of_topic(context, message)
        if about is not None and await refuse_forgotten(context, about, message):
            return True
        await _say_once(context, views.not_an_address(context.language), message)
        return True
    return await _note(context, message)


async def topic_moved(update: Update, context: Context) -> None:
    """Close what a topic is about where somebody closes the topic, and take it up again likewise."""
    message = update.message
    if message is None or not await is_in_staff_place(context) or _is_bots_own(context, message):
        return
    question = await find_of_topic(context, message)
    if question is None:
        return
    by = author_of(message)
    if message.forum_topic_closed is not None:
        await closing.close(context.connection, question, by, context.now)
    else:
        await closing.reopen(context.connection, question, by or context.bot_data.bot_id, context.now)


async def topic_edited(update: Update, context: Context) -> None:
    """Keep for good what the staff name a member's topic by hand, and know which icon they gave it."""
    message = update.message
    edited = None if message is None else message.forum_topic_edited
    if message is None or edited is None or not await is_in_staff_place(context):
        return
    topic_id = message.message_thread_id or 0
    thread = await questions.find_thread_by_topic(context.connection, context.chat_id, topic_id)
    if thread is None or _is_bots_own(context, message):
        return
    values: dict[str, object] = {}
    if edited.name:
        values["given_name"] = edited.name
    if edited.icon_custom_emoji_id is not None:
        values["icon"] = edited.icon_custom_emoji_id
    if values:
        await questions.update_thread(context.connection, thread.id, values)


async def resend(_update: Update, context: Context) -> None:
    """Send an answer again of which nobody knows whether it arrived; only from within the staff chat."""
    delivery_id = int(context.match["id"]) if context.match else 0
    delivery = await deliveries.find_delivery(context.connection, delivery_id)
    notice = None if delivery is None else read_notice(delivery.notice, delivery.payload)
    if not isinstance(notice, AnswerCopy | AnswersCopy | GroupAnswer) or not await is_in_staff_place(context):
        refuse_tap(context)
        return
    ids = notice.relay_ids if isinstance(notice, AnswersCopy) else (notice.relay_id,)
    found = await relays.list_by_ids(context.connection, ids)
    wanted = [relay.id for relay in found if relay.state != "withdrawn"]
    if not wanted:  # taken back since: it never leaves again
        refuse_tap(context)
        return
    if await deliveries.claim_resend(context.connection, delivery_id):
        await relays.update_relays(context.connection, wanted, {"state": "queued"})
    await context.show(views.sent_again(context.language))


async def carry_again(_update: Update, context: Context) -> None:
    """Carry a question to the staff again; from within the staff chat, or by the owner."""
    question_id = int(context.match["id"]) if context.match else 0
    if not await is_in_staff_place(context) and not (
        context.is_private and await context.allowed("run_bot", None)
    ):
        refuse_tap(context)
        return
    if await carrying.send_again(context.connection, question_id, context.now):
        context.toast(context.language.text("🔁 On its way."))
    else:
        context.toast(context.language.text("It has arrived meanwhile, or was taken back."))


async def decide_held(_update: Update, context: Context) -> None:
    """Send a held answer all the same, or keep it as a note, as its author or a colleague decides; once."""
    match = context.match
    relay = None if match is None else await relays.find_relay(context.connection, int(match["id"]))
    if match is None or relay is None or not await is_in_staff_place(context):
        refuse_tap(context)
        return
    if relay.author_id is not None and relay.author_id != context.member.id:
        context.toast(context.language.text("Whoever wrote it decides."), alert=True)
        return
    if match["action"] == "anyway":
        done = await answers.send_anyway(context.connection, relay, context.now)
        view = staff_views.held_sent(context.language) if done else staff_views.held_over(context.language)
    else:
        done = await answers.keep_as_note(context.connection, relay, context.now)
        view = staff_views.held_noted(context.language) if done else staff_views.held_over(context.language)
    await context.show(view)


def refuse_tap(context: Context) -> None:
    """Say that a button is not valid here, or not any more."""
    context.toast(context.language.text("This button is no longer valid."), alert=True)


async def _answer(context: Context, asked: Question, message: Message) -> None:
    if await refuse_forgotten(context, asked, message):
        return
    refused = _refused(context, message)
    written = read_written(message, author_id=author_of(message))
    if refused is not None:
        await answers.keep_inside(context.connection, asked, context.chat_id, written, context.now)
        await context.send(refused, reply_to=message.message_id)
        return
    await answers.answer(context.connection, asked, context.chat_id, written, context.now)


async def _say_once(context: Context, view: View, message: Message) -> None:
    """Answer what somebody wrote; of an album, the part that comes first alone."""
    if message.media_group_id is None:
        await context.send(view, reply_to=message.message_id)
        return
    call = view.sending(reply_to=message.message_id)
    answer = AlbumAnswer(method=call.method, parameters=call.parameters, album=message.media_group_id)
    if not await deliveries.was_owed(context.connection, answer.coalesce_key, context.now - _ALBUM_LASTS):
        await context.owe(answer)


async def _of_album(context: Context, message: Message) -> Question | None:
    """Give the question that an album answers whose other parts were replies to it."""
    if message.media_group_id is None:
        return None
    parts = await relays.list_album(context.connection, context.chat_id, message.media_group_id)
    return await questions.find_question(context.connection, parts[0].question_id) if parts else None


async def _note(context: Context, message: Message) -> bool:
    """Keep what is said in a member's topic as a note; say once that it stays inside."""
    question = await find_of_topic(context, message)
    if question is None or question.words_deleted_at is not None:
        return False
    note = {
        "question_id": question.id,
        "author_id": author_of(message),
        "chat_id": context.chat_id,
        "message_id": message.message_id,
        "text": message.text or message.caption or "",
        "noted_at": context.now,
    }
    await staff_notes.add_note(context.connection, note)
    await _hint_once(context, message)
    return True


def _is_bots_own(context: Context, message: Message) -> bool:
    return message.from_user is not None and message.from_user.id == context.bot_data.bot_id


async def _notice_topics(context: Context, chat: Chat) -> None:
    """Have the chat read again where topics were switched on or off: Telegram tells that in no other way."""
    known = await postings.find_chat(context.connection, chat.id)
    if known is not None and known.is_forum != bool(chat.is_forum):
        await surface.read_again(context.connection, chat.id, context.bot_data.bot_id, context.now)


def _refused(context: Context, message: Message) -> View | None:
    """Say why a reply is not carried, None where it is."""
    if (message.text or message.caption or "").startswith("/"):
        return views.not_relayed(context.language, "command")
    return None if is_copyable(message) else views.not_relayed(context.language, "kind")


async def _hint_once(context: Context, message: Message) -> None:
    """Say in a member's topic, once, how to answer."""
    topic_id = message.message_thread_id or 0
    thread = await questions.find_thread_by_topic(context.connection, context.chat_id, topic_id)
    if thread is None or thread.hinted_at is not None or await find_answer_replied(context, message):
        return
    member = await stored_members.find_member(context.connection, thread.member_id)
    if member is None:
        return
    await questions.update_thread(context.connection, thread.id, {"hinted_at": context.now})
    name = views.name_of_asker(context.language, thread.alias, member)
    await context.send(views.hint(context.language, name), reply_to=message.message_id)
