"""Asking the platform a question: /ask, ❓ on a card, a link, or simply writing.

Everything happens in the private chat: what is written in a group is passed on to nobody.
"""

from pydantic import BaseModel
from telegram import Message, Update
from telegram.ext import CallbackQueryHandler, CommandHandler, MessageHandler, filters

from handlers import forms
from handlers.context import ConciergeApplication, Context
from handlers.event_facts import gather
from handlers.form_parts import Answer, Finished, FormKind, Media, Problem, Step
from handlers.form_parts import Question as FormQuestion
from handlers.taps import pattern
from handlers.view import View
from handlers.views import questions as views
from hopdrinks import questions as rules
from hopdrinks import staff_chat
from storage.records import Event

_WORDS = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE & ~filters.COMMAND & ~filters.StatusUpdate.ALL


class Asking(BaseModel):
    """The form's answers: what the question is about."""

    event_id: int | None = None


def register(application: ConciergeApplication) -> None:
    """Add this conversation's handlers. Whatever is written in private and no other takes comes here."""
    application.add_handler(CommandHandler("ask", ask, filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE))
    application.add_handler(CallbackQueryHandler(ask_about, pattern("ask")))
    application.add_handler(CallbackQueryHandler(ask_typed, pattern("asktext")))
    application.add_handler(MessageHandler(_WORDS, hear))


async def begin(context: Context, event: Event | None) -> None:
    """Ask for a question, about an event or about anything."""
    asking = Asking(event_id=None if event is None else event.id)
    await forms.begin(context, _ASK, asking, as_new=True)


async def ask(update: Update, context: Context) -> None:
    """Take what follows the command as the question, or ask for it."""
    text = update.effective_message.text if update.effective_message else None
    _, _, words = (text or "").partition(" ")
    if words.strip():
        await context.send(await _take(context, None, context.message_id, words=words.strip()))
    else:
        await begin(context, None)


async def ask_about(_update: Update, context: Context) -> None:
    """Ask for a question about the event whose ❓ was tapped."""
    if not context.is_private:
        context.toast(context.language.text("Ask me in our private chat: what is said here is public."))
        return
    event = await _find_event(context, int(context.match["id"]) if context.match else 0)
    await begin(context, event)


async def ask_typed(_update: Update, context: Context) -> None:
    """Pass on what was written before, as its author wishes."""
    if context.is_private and context.match:
        await context.show(await _take(context, None, int(context.match["id"])))


async def hear(update: Update, context: Context) -> None:
    """Add what a member writes to the question they asked; without one, offer to ask it."""
    message = update.message
    if message is None:
        return
    if not is_copyable(message):
        await context.send(View(views.not_copyable(context.language)), reply_to=message.message_id)
        return
    question = await rules.find_current(context.connection, context.member.id, context.now)
    if question is None:
        offer = views.offer(context.language, message.message_id)
        await context.send(offer, reply_to=message.message_id)
        return
    question = await rules.add_to(context.connection, question, message.message_id, context.now)
    if question.state == "kept":
        await _look_again(context)
        await context.send(views.added_and_kept(context.language), reply_to=message.message_id)


def is_copyable(message: Message) -> bool:
    """Tell whether a message can be passed on (copyMessage refuses service messages, paid media and more).

    Polls and dice are left out, as the copy would be another poll and another throw.
    """
    return bool(
        message.text
        or message.photo
        or message.document
        or message.voice
        or message.video
        or message.video_note
        or message.audio
        or message.sticker
        or message.location
        or message.contact
    )


async def _take(context: Context, event_id: int | None, message_id: int, *, words: str | None = None) -> View:
    question = await rules.ask(
        context.connection, context.member.id, event_id, message_id, context.now, words=words
    )
    if question.state == "kept":
        await _look_again(context)
    return views.taken(context.language, question)


async def _look_again(context: Context) -> None:
    """Have the staff chat read once more, as nothing may ever say that the bot can write there again."""
    chat_id = await staff_chat.find_staff_chat_id(context.connection)
    if chat_id is not None:
        await staff_chat.read_again(context.connection, chat_id, context.bot_data.bot_id, context.now)


async def _find_event(context: Context, event_id: int | None) -> Event | None:
    """Give an event that members may know of."""
    event = None if event_id is None else await context.facts.find_event(event_id)
    return event if event is not None and event.state in ("announced", "cancelled") else None


async def _ask_words(context: Context, asking: Asking) -> FormQuestion:
    event = await _find_event(context, asking.event_id)
    about = None if event is None else await gather(context.facts, event)
    return FormQuestion(views.prompt(context.language, about))


async def _read_words(context: Context, asking: Asking, answer: Answer) -> Problem | Finished:
    if isinstance(answer, Media) and not is_copyable(answer.message):
        return Problem(views.not_copyable(context.language))
    return Finished(await _take(context, asking.event_id, context.message_id))


async def _anybody(_context: Context, _asking: Asking) -> bool:
    return True


async def _left(context: Context, _asking: Asking) -> View:
    return views.left(context.language)


_ASK = FormKind(
    name="ask",
    model=Asking,
    steps=(
        Step(
            name="words",
            ask=_ask_words,
            read=_read_words,
            takes=frozenset({"text", "position", "media"}),
        ),
    ),
    may=_anybody,
    left=_left,
)

FORMS = (_ASK,)
