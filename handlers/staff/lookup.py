"""What representatives look up: the questions that wait, who asks, what was said, answers kept ready."""

from telegram import Message, Update
from telegram.ext import CallbackQueryHandler, CommandHandler

from handlers.contents import words_behind
from handlers.context import ConciergeApplication, Context
from handlers.questions.views import questions as question_views
from handlers.staff.place import (
    author_of,
    find_meant,
    is_by_staff,
    is_in_staff_place,
    may_answer,
    refuse_forgotten,
)
from handlers.staff.queue import MOST_LISTED, read_queue, words_of
from handlers.staff.replies import refuse_tap
from handlers.staff.views import desk as staff_views
from handlers.staff.views import lookup as views
from handlers.taps import pattern
from hopdrinks.questions import answers, tags
from hopdrinks.questions.contents import Written
from storage import members, questions, relays, staff_notes
from storage.question_records import Question

_LONGEST_NAME, _LONGEST_CANNED = 32, 4000


def register(application: ConciergeApplication) -> None:
    """Add this conversation's handlers."""
    application.add_handler(CommandHandler("queue", show_queue))
    application.add_handler(CommandHandler("who", show_who))
    application.add_handler(CommandHandler("history", show_history))
    application.add_handler(CommandHandler("s", canned))
    application.add_handler(CallbackQueryHandler(send_canned, pattern("canned")))


async def show_queue(update: Update, context: Context) -> None:
    """List what waits for an answer, with its age and who holds it; `/queue word`: of that tag."""
    message = update.message
    if message is None:
        return
    if not (context.is_private and await may_answer(context)) and not await _is_staff(context, message):
        return
    words = words_behind(message.text)
    tag = tags.normalise(words) or words[: tags.LONGEST]
    queue = await read_queue(context.connection, context.language, context.now, tag)
    listed = [one.question.id for one in queue.waiting]
    view = views.queue(context.language, queue, context.now)
    await context.list_words(view, listed, reply_to=message.message_id)


async def show_who(update: Update, context: Context) -> None:
    """Say who asks; nothing of whoever asks without a name."""
    message = update.message
    question = await _meant(update, context)
    if message is None or question is None:
        return
    member = await members.find_member(context.connection, question.member_id)
    if member is None:
        return
    earlier = [] if question.alias else await questions.list_of_member(context.connection, member.id, 100)
    view = views.who(context.language, question, member, len(earlier), context.now)
    await context.send(view, reply_to=message.message_id)


async def show_history(update: Update, context: Context) -> None:
    """Show the last words of a question, in both directions, with the notes."""
    message = update.message
    question = await _meant(update, context)
    if message is None or question is None or await refuse_forgotten(context, question, message):
        return
    said = await relays.list_said(context.connection, question.id, MOST_LISTED)
    notes = await staff_notes.list_notes(context.connection, question.id, MOST_LISTED)
    authors = [relay.author_id for relay in said] + [note.author_id for note in notes]
    ids = {author for author in authors if author is not None} | {question.member_id}
    names = {one.id: one.name for one in await members.list_members(context.connection, ids)}
    asker = await members.find_member(context.connection, question.member_id)
    if asker is not None:
        names[question.member_id] = question_views.name_of_asker(context.language, question.alias, asker)
    words = [
        views.Said(
            at=relay.relayed_at,
            who=names.get(relay.author_id or 0, "")
            if relay.direction == "to_member"
            else names.get(question.member_id, ""),
            text=words_of(relay),
            kind="answer" if relay.direction == "to_member" else "asked",
        )
        for relay in said
        if relay.state not in ("withdrawn", "noted")
    ]
    words += [
        views.Said(note.noted_at, names.get(note.author_id or 0, ""), note.text, "note") for note in notes
    ]
    view = views.history(context.language, words, tags.tags_of(question))
    await context.list_words(view, [question.id], reply_to=message.message_id)


async def canned(update: Update, context: Context) -> None:
    """List the answers kept ready, keep one (`/s name = words`), or show one before it is sent."""
    message = update.message
    if message is None or not await _is_staff(context, message):
        return
    words = words_behind(message.text)
    name, equals, text = words.partition("=")
    name, text = name.strip().lower()[:_LONGEST_NAME], text.strip()[:_LONGEST_CANNED]
    if equals and name and text:
        await staff_notes.put_canned(context.connection, name, text, author_of(message), context.now)
        await context.send(views.canned_kept(context.language, name), reply_to=message.message_id)
        return
    found = await staff_notes.find_canned(context.connection, name) if name else None
    question = await find_meant(context, message)
    if found is None:
        known = await staff_notes.list_canned(context.connection)
        await context.send(views.canned_list(context.language, known), reply_to=message.message_id)
    elif question is None:
        await context.send(views.canned_for_whom(context.language), reply_to=message.message_id)
    else:
        view = views.canned_preview(context.language, found, question.id)
        await context.send(view, reply_to=message.message_id)


async def send_canned(_update: Update, context: Context) -> None:
    """Send an answer kept ready, once it was seen."""
    match = context.match
    question = None if match is None else await questions.find_question(context.connection, int(match["id"]))
    known = await staff_notes.list_canned(context.connection)
    wanted = None if match is None else match["more"]
    found = next((one for one in known if wanted in (views.key_of(one.name), one.name)), None)
    if question is None or found is None or not await is_in_staff_place(context):
        refuse_tap(context)
        return
    if await _is_forgotten(context, question):
        return
    written = Written(message_id=context.message_id, words=found.text, author_id=context.member.id)
    await answers.answer(context.connection, question, context.chat_id, written, context.now)
    await context.show(views.ready_chosen(context.language, found.text))


async def _meant(update: Update, context: Context) -> Question | None:
    message = update.message
    if message is None or not await _is_staff(context, message):
        return None
    question = await find_meant(context, message)
    if question is None:
        await _ask_which(context, message)
    return question


async def _is_forgotten(context: Context, question: Question) -> bool:
    """Say by an alert that nothing goes out any more for a question whose words have been deleted."""
    if question.words_deleted_at is None:
        return False
    context.toast(staff_views.forgotten(context.language).text.striptags(), alert=True)
    return True


async def _is_staff(context: Context, message: Message) -> bool:
    """Tell whether somebody of the staff asks, where they are; in private the others are told so."""
    if await is_in_staff_place(context) and is_by_staff(message):
        return True
    if context.is_private:
        await context.send(staff_views.only_among_staff(context.language))
    return False


async def _ask_which(context: Context, message: Message) -> None:
    await context.send(views.which(context.language), reply_to=message.message_id)
