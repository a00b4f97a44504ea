"""/tag: short words that the staff find a question by."""

from telegram import Message

from handlers.context import Context
from handlers.staff.views import tags as views
from handlers.view import View
from hopdrinks.questions import tags as rules
from storage.question_records import Question

_LONGEST_SHOWN = 40


async def tag(context: Context, message: Message, question: Question, words: str) -> None:
    """Give a question words, take those away that begin with a minus, or show what it has."""
    await context.send(await _answer(context, question, words.split()), reply_to=message.message_id)


async def _answer(context: Context, question: Question, typed: list[str]) -> View:
    language = context.language
    if not typed:
        return views.how(language, rules.tags_of(question))
    added: list[str] = []
    removed: list[str] = []
    for one in typed:
        word = rules.normalise(one.removeprefix("-"))
        if word is None:
            return views.unreadable(language, one[:_LONGEST_SHOWN])
        (removed if one.startswith("-") else added).append(word)
    has = await rules.retag(context.connection, question, added, removed, context.now)
    return views.too_many(language, rules.tags_of(question)) if has is None else views.tagged(language, has)
