"""A representative's own chat as the place of the staff, where there is no staff group."""

from telegram import Message, Update
from telegram.ext import CallbackQueryHandler

from handlers.contents import is_copyable, offered, read_content, read_written
from handlers.context import ConciergeApplication, Context
from handlers.questions.views import questions as question_views
from handlers.staff import replies
from handlers.staff.place import find_of_topic, is_in_staff_place, true_reply
from handlers.staff.views import desk as views
from handlers.taps import pattern
from hopdrinks.questions import answers
from hopdrinks.questions.contents import Written
from storage import members, questions, staff_notes
from storage.question_records import Question


def register(application: ConciergeApplication) -> None:
    """Add this conversation's handlers."""
    application.add_handler(CallbackQueryHandler(decide, pattern("sendto", "noteon")))


async def hear(context: Context, message: Message) -> bool:
    """Take a representative's words in their own chat; False where they are none about a question.

    Words that answer nothing, in a member's topic or with one question waiting, are asked about: sent to its
    author, or noted.
    """
    if not await is_in_staff_place(context):
        return False
    meant = await _find_topics_own(context, message)
    if meant is None and await replies.hear_staff(context, message):
        return True
    meant = meant or await _find_only_waiting(context)
    if meant is None or meant.member_id == context.member.id or not is_copyable(message):
        return False
    asker = await members.find_member(context.connection, meant.member_id)
    if asker is None:
        return False
    name = question_views.name_of_asker(context.language, meant.alias, asker)
    view = views.send_or_note(context.language, name, meant.id, message.message_id)
    await context.send(view, reply_to=message.message_id)
    return True


async def _find_topics_own(context: Context, message: Message) -> Question | None:
    """Give the question of the topic that single words were written in, which answer nothing."""
    if message.media_group_id is not None or true_reply(message) is not None:
        return None
    return await find_of_topic(context, message)


async def _find_only_waiting(context: Context) -> Question | None:
    """Give the question that waits, where it is the only one."""
    waiting = await questions.list_waiting_for_staff(context.connection, 2)
    return waiting[0] if len(waiting) == 1 else None


async def decide(update: Update, context: Context) -> None:
    """Send the words to the member, or keep them as a note."""
    match = context.match
    question = None if match is None else await questions.find_question(context.connection, int(match["id"]))
    more = (match["more"] or "") if match is not None else ""
    if match is None or question is None or not more.isdigit() or not await is_in_staff_place(context):
        replies.refuse_tap(context)
        return
    if question.words_deleted_at is not None:
        replies.refuse_tap(context)
        return
    message_id = int(more)
    said = offered(update, message_id)
    if match["action"] == "sendto":
        written = Written(message_id=message_id, author_id=context.member.id)
        if said is not None:
            written = read_written(said, author_id=context.member.id)
        await answers.answer(context.connection, question, context.chat_id, written, context.now)
        await context.show(views.on_its_way(context.language))
        return
    row = {
        "question_id": question.id,
        "author_id": context.member.id,
        "chat_id": context.chat_id,
        "message_id": message_id,
        "text": "" if said is None else read_content(said).text,
        "noted_at": context.now,
    }
    await staff_notes.add_note(context.connection, row)
    await context.show(views.noted(context.language))
