"""A published answer goes to somebody who asks the same, with a tap on the card of their question."""

from telegram import Update
from telegram.ext import CallbackQueryHandler

from handlers.context import ConciergeApplication, Context
from handlers.questions.views import faq as views
from handlers.staff.place import is_in_staff_place
from handlers.staff.replies import refuse_tap
from handlers.staff.views import lookup as staff_views
from handlers.taps import pattern
from hopdrinks.questions import answers
from hopdrinks.questions.contents import Written
from storage import faq, questions
from storage.question_records import FaqEntry, Question


def register(application: ConciergeApplication) -> None:
    """Add this conversation's handlers."""
    application.add_handler(CallbackQueryHandler(look, pattern("faqlook")))
    application.add_handler(CallbackQueryHandler(send, pattern("faqsend")))


async def look(_update: Update, context: Context) -> None:
    """Show the answer before it is sent."""
    tapped = await _read_tap(context)
    if tapped is not None:
        question, entry = tapped
        view = views.for_one(context.language, entry, question.id)
        await context.send(view, reply_to=context.message_id)


async def send(_update: Update, context: Context) -> None:
    """Send it, as an answer like any other."""
    tapped = await _read_tap(context)
    if tapped is None:
        return
    question, entry = tapped
    written = Written(message_id=context.message_id, words=entry.answer, author_id=context.member.id)
    await answers.answer(context.connection, question, context.chat_id, written, context.now)
    await context.show(staff_views.ready_chosen(context.language, entry.answer))


async def _read_tap(context: Context) -> tuple[Question, FaqEntry] | None:
    """Give what a button is about; say so where it is valid no more."""
    match = context.match
    more = "" if match is None else match["more"] or ""
    if match is not None and more.isdigit() and await is_in_staff_place(context):
        question = await questions.find_question(context.connection, int(match["id"]))
        entry = await faq.find_entry(context.connection, int(more[:18]))
        is_published = entry is not None and entry.published_at is not None
        if question is not None and entry is not None and is_published and not question.words_deleted_at:
            return question, entry
    refuse_tap(context)
    return None
