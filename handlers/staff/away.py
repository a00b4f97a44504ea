"""/away: a representative is away for a while, and their questions are in other hands."""

import re
from datetime import timedelta

from telegram import Message, Update
from telegram.ext import CommandHandler

from handlers.contents import words_behind
from handlers.context import ConciergeApplication, Context
from handlers.staff.absence_words import until_in_words
from handlers.staff.assign import find_meant_colleague
from handlers.staff.place import author_of, is_by_staff, is_in_staff_place, may_answer
from handlers.staff.views import away as views
from handlers.staff.views import desk as desk_views
from handlers.view import View
from hopdrinks.staff import absences as rules
from hopdrinks.typed.lengths import read_length
from storage import absences
from storage.records import Member

#: A length, and who stands in: `3d`, `3 jours @sacha`.
_ASKED = re.compile(r"(?P<length>\d{1,3}\s*[^\W\d]*)\s*(?P<name>.*)", re.DOTALL | re.ASCII)
_LONGEST = timedelta(days=366)
_LONGEST_NAME = 64


def register(application: ConciergeApplication) -> None:
    """Add this conversation's handlers."""
    application.add_handler(CommandHandler("away", away))


async def away(update: Update, context: Context) -> None:
    """Be away for a while, be back, or read how."""
    message = update.message
    if message is None:
        return
    if not await is_in_staff_place(context) and not (context.is_private and await may_answer(context)):
        if context.is_private:
            await context.send(desk_views.only_among_staff(context.language))
        return
    if not is_by_staff(message):
        return
    if author_of(message) is None:
        await context.send(desk_views.name_needed(context.language), reply_to=message.message_id)
        return
    words = words_behind(message.text)
    await context.send(await _answer(context, message, words), reply_to=message.message_id)


async def _answer(context: Context, message: Message, words: str) -> View:
    language, connection, me = context.language, context.connection, context.member
    if words.casefold() in ("off", "non"):
        return views.back(language, was_away=await rules.come_back(connection, me.id, context.now))
    asked = _ASKED.fullmatch(words)
    length = None if asked is None else _read_length(asked["length"])
    if asked is None or length is None:
        absence = await absences.find_absence(connection, me.id)
        until = None if absence is None else await until_in_words(context.facts, language, absence)
        return views.how(language, until)
    name = asked["name"].strip()
    stand_in = await find_meant_colleague(context, message, name) if name else None
    refused = await _refused(context, name, stand_in)
    return refused or await _leave(context, length, stand_in)


async def _refused(context: Context, name: str, stand_in: Member | None) -> View | None:
    """Say why somebody cannot stand in; None where they can, or nobody was named."""
    if not name:
        return None
    if stand_in is None:
        return views.unknown(context.language, name[:_LONGEST_NAME])
    if stand_in.id == context.member.id:
        return views.not_yourself(context.language)
    absence = await absences.find_absence(context.connection, stand_in.id)
    if absence is None:
        return None
    until = await until_in_words(context.facts, context.language, absence)
    return views.is_away(context.language, stand_in.name, until)


async def _leave(context: Context, length: timedelta, stand_in: Member | None) -> View:
    me, connection = context.member, context.connection
    until = context.now + length
    stand_in_id = None if stand_in is None else stand_in.id
    count = await rules.leave(connection, me.id, until, stand_in_id, context.now, told_in=context.chat_id)
    absence = await absences.find_absence(connection, me.id)
    words = "" if absence is None else await until_in_words(context.facts, context.language, absence)
    if context.is_private:
        return views.you_are_away(context.language, words, stand_in, count)
    return views.is_away_word(context.language, me.name, words, stand_in, count)


def _read_length(words: str) -> timedelta | None:
    """Read how long; a number alone counts days. None where it is no length, or none to speak of."""
    words = words.strip()
    length = timedelta(days=int(words)) if words.isdigit() else read_length(words)
    return length if length is not None and timedelta() < length <= _LONGEST else None
