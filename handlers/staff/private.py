"""A representative's own chat as the place of the staff, where there is no staff group."""

from telegram import Message, Update
from telegram.ext import CallbackQueryHandler

from handlers.contents import is_copyable, read_content
from handlers.context import ConciergeApplication, Context
from handlers.questions.views import questions as question_views
from handlers.staff import replies
from handlers.staff.place import is_in_staff_place
from handlers.staff.views import desk as views
from handlers.taps import pattern
from hopdrinks.questions import answers
from hopdrinks.questions.contents import Written
from storage import members, questions, staff_notes


def register(application: ConciergeApplication) -> None:
    """Add this conversation's handlers."""
    application.add_handler(CallbackQueryHandler(decide, pattern("sendto", "noteon")))


async def hear(context: Context, message: Message) -> bool:
    """Take a representative's words in their own chat; False where they are none about a question.

    With one question waiting, words that answer nothing are asked about: sent to its author, or noted.
    """
    if not await is_in_staff_place(context):
        return False
    if await replies.hear_staff(context, message):
        return True
    waiting = await questions.list_waiting_for_staff(context.connection, 2)
    if len(waiting) != 1 or waiting[0].member_id == context.member.id or not is_copyable(message):
        return False
    asker = await members.find_member(context.connection, waiting[0].member_id)
    if asker is None:
        return False
    name = question_views.name_of_asker(context.language, waiting[0].alias, asker)
    view = views.send_or_note(context.language, name, waiting[0].id, message.message_id)
    await context.send(view, reply_to=message.message_id)
    return True


async def decide(update: Update, context: Context) -> None:
    """Send the words to the member, or keep them as a note."""
    match, query = context.match, update.callback_query
    question = None if match is None else await questions.find_question(context.connection, int(match["id"]))
    more = (match["more"] or "") if match is not None else ""
    if match is None or question is None or not more.isdigit() or not await is_in_staff_place(context):
        replies.refuse_tap(context)
        return
    message_id = int(more)
    if match["action"] == "sendto":
        written = Written(message_id=message_id, author_id=context.member.id)
        await answers.answer(context.connection, question, context.chat_id, written, context.now)
        await context.show(views.on_its_way(context.language))
        return
    replied = (
        None if query is None or not isinstance(query.message, Message) else query.message.reply_to_message
    )
    row = {
        "question_id": question.id,
        "author_id": context.member.id,
        "chat_id": context.chat_id,
        "message_id": message_id,
        "text": "" if replied is None else read_content(replied).text,
        "noted_at": context.now,
    }
    await staff_notes.add_note(context.connection, row)
    await context.show(views.noted(context.language))
