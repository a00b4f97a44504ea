"""/assign: a question is given to a colleague, by name or with a tap."""

import re

from telegram import Message, Update
from telegram.ext import CallbackQueryHandler

from handlers.context import ConciergeApplication, Context
from handlers.staff.absence_words import until_in_words
from handlers.staff.place import author_of, is_in_staff_place
from handlers.staff.replies import refuse_tap
from handlers.staff.views import assign as views
from handlers.staff.views import away as away_views
from handlers.staff.views import desk as desk_views
from handlers.taps import pattern
from handlers.view import View
from hopdrinks.questions import claims
from hopdrinks.staff import colleagues
from storage import absences, questions
from storage.question_records import Question
from storage.records import Member

#: What a button says: to whom, and who was seen to hold the question (0: nobody).
_CHOICE = re.compile(r"(?P<to>\d{1,18})-(?P<held_by>\d{1,18})", re.ASCII)
_LONGEST_NAME = 64


def register(application: ConciergeApplication) -> None:
    """Add this conversation's handlers; the command is one of the desk's."""
    application.add_handler(CallbackQueryHandler(chosen, pattern("assign")))


async def assign(context: Context, message: Message, question: Question, words: str) -> None:
    """Give a question to whoever is named, or ask to whom."""
    await context.send(await _answer(context, message, question, words), reply_to=message.message_id)


async def chosen(_update: Update, context: Context) -> None:
    """Give a question to whoever was tapped, unless it changed hands since the button was shown."""
    match = context.match
    question = None if match is None else await questions.find_question(context.connection, int(match["id"]))
    choice = None if match is None else _CHOICE.fullmatch(match["more"] or "")
    if question is None or choice is None or context.is_private or not await is_in_staff_place(context):
        refuse_tap(context)
        return
    member = await colleagues.find_colleague(context.connection, int(choice["to"]), context.now)
    if member is None:
        refuse_tap(context)
        return
    await context.show(await _give(context, question, member, int(choice["held_by"]) or None))


async def find_meant_colleague(context: Context, message: Message, words: str) -> Member | None:
    """Give the colleague a message mentions or names; None where it is nobody known, or several."""
    mentioned = next((entity.user for entity in message.entities if entity.user is not None), None)
    if mentioned is not None:
        return await colleagues.find_colleague(context.connection, mentioned.id, context.now)
    return await colleagues.find_named(context.connection, words, context.now)


async def _answer(context: Context, message: Message, question: Question, words: str) -> View:
    if context.is_private:
        return views.only_in_a_group(context.language)
    if author_of(message) is None:
        return desk_views.name_needed(context.language)
    if question.state == "closed":
        return desk_views.closed_already(context.language)
    member = await find_meant_colleague(context, message, words) if words else None
    if member is not None:
        return await _give(context, question, member, question.assignee_id)
    apart = {context.member.id, question.member_id, question.assignee_id}
    apart |= await absences.list_absent(context.connection)
    known = await colleagues.list_colleagues(context.connection, context.now)
    others = [one for one in known if one.id not in apart]
    return views.choose(context.language, question, others, unknown=words[:_LONGEST_NAME])


async def _give(context: Context, question: Question, member: Member, held_by: int | None) -> View:
    language, connection, me = context.language, context.connection, context.member.id
    if member.id == question.member_id:
        return views.not_to_its_author(language)
    absence = await absences.find_absence(connection, member.id)
    if absence is not None and member.id != me:
        return away_views.is_away(
            language, member.name, await until_in_words(context.facts, language, absence)
        )
    match await claims.assign(connection, question.id, member.id, me, context.now, held_by=held_by):
        case "given":
            if member.id == me:
                return desk_views.taken(language)
            reads_along = await colleagues.reads_along(connection, member.id, context.now)
            is_heard = reads_along or member.reach == "reachable"
            return views.given_to(language, member.name, is_heard=is_heard)
        case "theirs":
            return views.theirs_already(language, member.name)
        case "closed":
            return desk_views.closed_already(language)
        case _:
            return views.moved_on(language)
