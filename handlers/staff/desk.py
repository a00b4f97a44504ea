"""What representatives do with a question: take it, close it, let it rest, note, take back, block."""

import re
from collections.abc import Awaitable, Callable, Coroutine
from datetime import datetime, timedelta
from typing import Any

from telegram import Message, Update
from telegram.ext import CallbackQueryHandler, CommandHandler, filters

from handlers.contents import words_behind
from handlers.context import ConciergeApplication, Context
from handlers.staff.assign import assign
from handlers.staff.place import (
    author_of,
    find_answer_replied,
    find_meant,
    is_by_staff,
    is_in_staff_place,
    refuse_forgotten,
)
from handlers.staff.replies import refuse_tap
from handlers.staff.tags import tag
from handlers.staff.views import desk as views
from handlers.taps import pattern
from handlers.view import View
from hopdrinks.questions import answers, blocks, claims, closing, corrections, screening, withdrawals
from storage import questions, relays, staff_notes
from storage.question_records import Question

_LENGTH = re.compile(r"(?P<count>\d{1,3})\s*(?P<unit>m|min|h|d|j)?", re.ASCII)
_UNITS = {"m": "minutes", "min": "minutes", "h": "hours", "d": "days", "j": "days"}
#: How long a question rests where nothing else is said.
_RESTS_FOR = timedelta(hours=2)

Deed = Callable[[Context, Message, Question, str], Awaitable[None]]


def register(application: ConciergeApplication) -> None:
    """Add this conversation's handlers."""
    for names, deed in _DEEDS.items():
        application.add_handler(CommandHandler(names, _about_a_question(deed), filters.UpdateType.MESSAGE))
    application.add_handler(CommandHandler("unsend", unsend))
    application.add_handler(
        CallbackQueryHandler(
            tapped, pattern("take", "release", "close", "reopen", "snooze", "deliver", "letin")
        )
    )
    application.add_handler(CallbackQueryHandler(tell_correction, pattern("correct")))


def _about_a_question(deed: Deed) -> Callable[[Update, Context], Coroutine[Any, Any, None]]:
    """Make the handler of a command that is about the question replied to, or the one of its topic."""

    async def handle(update: Update, context: Context) -> None:
        message = update.message
        if message is None or not await is_in_staff_place(context) or not is_by_staff(message):
            if message is not None and context.is_private:
                await context.send(views.only_among_staff(context.language))
            return
        question = await find_meant(context, message)
        if question is None:
            await context.send(views.which_question(context.language), reply_to=message.message_id)
            return
        if await refuse_forgotten(context, question, message):
            return
        words = words_behind(message.text)
        await deed(context, message, question, words)

    return handle


async def note(context: Context, message: Message, question: Question, words: str) -> None:
    """Keep a word about a question among the staff."""
    if not words:
        await context.send(views.note_what(context.language), reply_to=message.message_id)
        return
    row = {
        "question_id": question.id,
        "author_id": author_of(message),
        "chat_id": context.chat_id,
        "message_id": message.message_id,
        "text": words,
        "noted_at": context.now,
    }
    await staff_notes.add_note(context.connection, row)
    await context.send(views.noted(context.language), reply_to=message.message_id)


async def take(context: Context, message: Message, question: Question, _words: str) -> None:
    """Take a question."""
    if author_of(message) is None:
        await context.send(views.name_needed(context.language), reply_to=message.message_id)
        return
    won = await claims.take_by_button(context.connection, question, context.member.id, context.now)
    await context.send(await _taken(context, question, won=won), reply_to=message.message_id)


async def release(context: Context, message: Message, question: Question, _words: str) -> None:
    """Give a question back."""
    released = author_of(message) is not None and await claims.release(
        context.connection, question, context.member.id, context.now
    )
    await context.send(views.released(context.language, done=released), reply_to=message.message_id)


async def close(context: Context, message: Message, question: Question, words: str) -> None:
    """Close a question, with a reason its author reads."""
    done = await closing.close(context.connection, question, author_of(message), context.now, reason=words)
    if not done:
        await context.send(views.closed_already(context.language), reply_to=message.message_id)


async def snooze(context: Context, message: Message, question: Question, words: str) -> None:
    """Let a question rest for a while, or until its author writes."""
    until = _read_until(words, context.now) if words else context.now + _RESTS_FOR
    if until is None:
        await context.send(views.how_long(context.language, "snooze"), reply_to=message.message_id)
        return
    await closing.snooze(context.connection, question, until, context.now)
    await context.send(views.snoozed(context.language, until - context.now), reply_to=message.message_id)


async def block(context: Context, message: Message, question: Question, words: str) -> None:
    """Pass on nothing of whoever asked this, for a while or for good; or lift that."""
    if author_of(message) is None:
        await context.send(views.name_needed(context.language), reply_to=message.message_id)
        return
    if words in ("off", "non"):
        passed_on = await blocks.unblock(context.connection, question, context.now)
        await context.send(views.unblocked(context.language, passed_on), reply_to=message.message_id)
        return
    until = _read_until(words, context.now) if words else None
    if words and until is None:
        await context.send(views.how_long(context.language, "block"), reply_to=message.message_id)
        return
    await blocks.block(context.connection, question, until, context.member.id, context.now)
    length = None if until is None else until - context.now
    await context.send(views.blocked(context.language, length), reply_to=message.message_id)


async def unsend(update: Update, context: Context) -> None:
    """Take an answer back from the member, as a reply to that answer."""
    message = update.message
    if message is None or not await is_in_staff_place(context) or not is_by_staff(message):
        if message is not None and context.is_private:
            await context.send(views.only_among_staff(context.language))
        return
    relay = await find_answer_replied(context, message)
    if relay is None or relay.state in ("noted", "held"):
        await context.send(views.unsend_what(context.language), reply_to=message.message_id)
    elif not await withdrawals.take_back(context.connection, relay, context.now):
        await context.send(views.unsent_already(context.language), reply_to=message.message_id)


async def tapped(_update: Update, context: Context) -> None:
    """Do what a card's button says."""
    match = context.match
    question = None if match is None else await questions.find_question(context.connection, int(match["id"]))
    if match is None or question is None or not await is_in_staff_place(context):
        refuse_tap(context)
        return
    if question.words_deleted_at is not None:
        context.toast(views.forgotten(context.language).text.striptags(), alert=True)
        return
    connection, me, now, language = context.connection, context.member.id, context.now, context.language
    match match["action"]:
        case "take":
            won = await claims.take_by_button(connection, question, me, now)
            context.toast((await _taken(context, question, won=won)).text.striptags())
        case "release":
            done = await claims.release(connection, question, me, now)
            context.toast(views.released(language, done=done).text.striptags())
        case "close":
            await closing.close(connection, question, me, now)
        case "reopen":
            await closing.reopen(connection, question, me, now)
        case "snooze":
            await closing.snooze(connection, question, now + _RESTS_FOR, now)
            context.toast(views.snoozed(language, _RESTS_FOR).text.striptags())
        case "letin":
            done = await screening.let_through(connection, question, now)
            context.toast(views.let_through(language, done=done))
        case _:
            count = await answers.deliver_now(connection, question, now)
            await context.show(views.delivering(language, count))


async def tell_correction(_update: Update, context: Context) -> None:
    """Tell a member that an answer was corrected, as whoever edited it wishes."""
    relay = (
        None
        if context.match is None
        else await relays.find_relay(context.connection, int(context.match["id"]))
    )
    if relay is None or relay.direction != "to_member" or not await is_in_staff_place(context):
        refuse_tap(context)
        return
    await corrections.tell_member(context.connection, relay, context.now)
    await context.show(views.correction_told(context.language))


async def _taken(context: Context, question: Question, *, won: bool) -> View:
    if won:
        return views.taken(context.language)
    fresh = await questions.get_question(context.connection, question.id)
    return views.taken_by(context.language, await claims.name_of_holder(context.connection, fresh))


def _read_until(words: str, now: datetime) -> datetime | None:
    """Read a length such as `2h` or `7d`; None where it is none."""
    found = _LENGTH.fullmatch(words.strip().lower())
    if found is None or int(found["count"]) == 0:
        return None
    return now + timedelta(**{_UNITS[found["unit"] or "h"]: int(found["count"])})


_DEEDS: dict[str, Deed] = {
    "note": note,
    "take": take,
    "release": release,
    "assign": assign,
    "tag": tag,
    "close": close,
    "snooze": snooze,
    "block": block,
}
