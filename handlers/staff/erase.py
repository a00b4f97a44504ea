"""/erase: a question goes for good, once whoever may has said so a second time."""

from telegram import Update
from telegram.ext import CallbackQueryHandler, CommandHandler

from handlers.context import ConciergeApplication, Context
from handlers.questions.views.questions import name_of_asker
from handlers.staff.place import author_of, find_meant, is_by_staff, is_in_staff_place
from handlers.staff.replies import refuse_tap
from handlers.staff.views import desk as desk_views
from handlers.staff.views import erase as views
from handlers.taps import pattern
from hopdrinks.questions import erasure
from hopdrinks.wall_time import to_local
from storage import chapters, members, questions
from storage.question_records import Question


def register(application: ConciergeApplication) -> None:
    """Add this conversation's handlers."""
    application.add_handler(CommandHandler("erase", ask))
    application.add_handler(CallbackQueryHandler(erase, pattern("erase")))


async def ask(update: Update, context: Context) -> None:
    """Say what would be erased, and ask once more: the question replied to, or the one of its topic."""
    message = update.message
    if message is None or not await is_in_staff_place(context) or not is_by_staff(message):
        if message is not None and context.is_private:
            await context.send(desk_views.only_among_staff(context.language))
        return
    beneath = message.message_id
    question = await find_meant(context, message)
    asker = None if question is None else await members.find_member(context.connection, question.member_id)
    if question is None or asker is None:
        view = desk_views.which_question(context.language)
    elif author_of(message) is None:
        view = desk_views.name_needed(context.language)
    elif not await _may_erase(context, question):
        view = views.not_yours(context.language)
    else:
        beneath = question.card_message_id or beneath  # several may live in one topic
        local = to_local(question.asked_at, (await context.facts.first_chapter()).time_zone)
        view = views.confirmation(
            context.language,
            name_of_asker(context.language, question.alias, asker),
            context.language.short_day(local.date()),
            question.id,
            with_topic=await erasure.find_own_topic(context.connection, question) is not None,
        )
    await context.send(view, reply_to=beneath)


async def erase(_update: Update, context: Context) -> None:
    """Erase it, once."""
    question_id = int(context.match["id"]) if context.match else 0
    question = await questions.find_question(context.connection, question_id)
    if question is None or not await is_in_staff_place(context):
        refuse_tap(context)
        return
    if not await _may_erase(context, question):
        context.toast(views.not_yours(context.language).text.striptags(), alert=True)
        return
    await context.show(views.erasing(context.language))  # before its topic goes
    await erasure.erase(
        context.connection, question, context.member.id, context.now, report_to=context.chat_id
    )


async def _may_erase(context: Context, question: Question) -> bool:
    """Tell whether who acts represents the platform in the city a question is about, or else in any."""
    event = None if question.event_id is None else await context.facts.find_event(question.event_id)
    known = await chapters.list_chapters(context.connection)
    ids = [chapter.id for chapter in known] if event is None else [event.chapter_id]
    for chapter_id in ids:
        if await context.allowed("erase_questions", chapter_id):
            return True
    return False
