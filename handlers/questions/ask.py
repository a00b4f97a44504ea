"""Asking the platform a question: /ask, ❓ on a card, a link, or simply writing. All in the private chat.

What is asked in a group is told in `group_questions`.
"""

from pydantic import BaseModel
from telegram import Message, Update
from telegram.ext import CallbackQueryHandler, CommandHandler, MessageHandler, filters

from handlers import forms
from handlers.contents import is_copyable, offered, read_content, read_written, words_behind
from handlers.context import ConciergeApplication, Context
from handlers.evenings.event_facts import gather
from handlers.form_parts import (
    Answer,
    Choice,
    Finished,
    FormKind,
    Media,
    Placed,
    Problem,
    Step,
    Taken,
    Tapped,
)
from handlers.form_parts import Question as FormQuestion
from handlers.questions import faq
from handlers.questions.views import asking as asking_views
from handlers.questions.views import questions as views
from handlers.staff import private
from handlers.taps import pattern
from handlers.view import View
from hopdrinks.questions import answers, blocks, undecided
from hopdrinks.questions import asking as rules
from hopdrinks.questions.contents import Written
from hopdrinks.staff import surface
from storage import questions
from storage.question_records import Question
from storage.records import Event

_WORDS = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE & ~filters.COMMAND & ~filters.StatusUpdate.ALL
#: What may tell who somebody is: a voice, a face, a telephone number, the name in a file.
_REVEALING = frozenset({"voice", "video_note", "contact", "document", "video"})


class Asking(BaseModel):
    """The form's answers: what the question is about, and whether it is asked without a name."""

    event_id: int | None = None
    anonymous: bool = False
    #: A message that may tell who its author is, who was warned of that.
    warned_of: int | None = None


def register(application: ConciergeApplication) -> None:
    """Add this conversation's handlers. Whatever is written in private and no other takes comes here."""
    application.add_handler(CommandHandler("ask", ask, filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE))
    application.add_handler(CallbackQueryHandler(ask_about, pattern("ask")))
    application.add_handler(CallbackQueryHandler(ask_typed, pattern("asktext")))
    application.add_handler(CallbackQueryHandler(reveal, pattern("reveal")))
    application.add_handler(MessageHandler(_WORDS, hear))


async def begin(context: Context, event: Event | None) -> None:
    """Ask for a question, about an event or about anything."""
    asking = Asking(event_id=None if event is None else event.id)
    await forms.begin(context, _ASK, asking, as_new=True)


async def ask(update: Update, context: Context) -> None:
    """Take what follows the command as the question, or ask for it."""
    message = update.effective_message
    text = message.text if message is not None else None
    words = words_behind(text)
    if message is not None and words:
        said = await _take(context, None, read_written(message, words=words))
        if said is not None:
            await context.send(said)
    else:
        await begin(context, None)


async def ask_about(_update: Update, context: Context) -> None:
    """Ask for a question about the event whose ❓ was tapped."""
    if not context.is_private:
        context.toast(context.language.text("Ask me in our private chat: what is said here is public."))
        return
    event = await _find_event(context, int(context.match["id"]) if context.match else 0)
    await begin(context, event)


async def ask_typed(update: Update, context: Context) -> None:
    """Pass on what was written before, as its author wishes."""
    if not context.is_private or context.match is None:
        return
    message_id = int(context.match["id"])
    album = await undecided.take_album(context.connection, context.member.id, message_id)
    first, *others = album or [_offered(update, message_id)]
    said = await _take(context, None, first, in_place=True)
    if said is not None:
        await context.show(said)
    question = await rules.find_replied(context.connection, context.member.id, first.message_id)
    if question is not None:
        for part in others:
            await rules.add_to(context.connection, question, part, context.now)


def _offered(update: Update, message_id: int) -> Written:
    """Give the message that an offer answers; no more than its id where it is gone."""
    message = offered(update, message_id)
    return Written(message_id=message_id) if message is None else read_written(message)


async def reveal(_update: Update, context: Context) -> None:
    """Pass on, for a question without a name, what may tell who its author is; they were warned."""
    question = await _find_unnamed(context)
    if question is None or context.match is None or not context.is_private:
        context.toast(context.language.text("This button is no longer valid."), alert=True)
        return
    written = Written(message_id=int(context.match["id"]))
    await rules.add_to(context.connection, question, written, context.now)
    await context.show(asking_views.passed_on(context.language))


async def _find_unnamed(context: Context) -> Question | None:
    """Give the question without a name that a tapped button is about; never one beside their name."""
    about = (context.match["more"] or "") if context.match else ""
    question = (
        await questions.find_question(context.connection, int(about))
        if about.isascii() and about.isdigit()
        else await rules.find_current(context.connection, context.member.id, context.now)
    )
    if question is None or question.member_id != context.member.id or question.alias is None:
        return None
    return question


async def hear(update: Update, context: Context) -> None:
    """Add what a member writes to the question they asked; without one, offer to ask it."""
    message = update.message
    if message is None or await private.hear(context, message):
        return
    await answers.member_returned(context.connection, context.member.id, context.now)
    if not is_copyable(message):
        await context.send(View(views.not_copyable(context.language)), reply_to=message.message_id)
        return
    written = read_written(message)
    question = await rules.find_replied(context.connection, context.member.id, written.reply_to_id)
    question = question or await rules.find_current(context.connection, context.member.id, context.now)
    if question is None:
        if not await undecided.should_be_asked(context.connection, context.member.id, written, context.now):
            return
        offer = views.offer(context.language, message.message_id)
        await context.send(offer, reply_to=message.message_id)
    elif question.alias is not None and _may_reveal(message):
        await context.send(asking_views.warning(context.language, message.message_id, question.id))
    else:
        await _add(context, question, written)


async def _add(context: Context, question: Question, written: Written) -> None:
    question = await rules.add_to(context.connection, question, written, context.now)
    if question.state != "kept":
        return
    unnamed = question.alias is not None
    if await blocks.is_blocked(context.connection, context.member.id, context.now, unnamed=unnamed):
        await blocks.tell_again(context.connection, context.member.id, context.now, unnamed=unnamed)
        return
    await _look_again(context)
    await context.send(views.added_and_kept(context.language), reply_to=written.message_id)


async def _take(
    context: Context,
    event_id: int | None,
    written: Written,
    *,
    anonymous: bool = False,
    in_place: bool = False,
) -> View | None:
    """Take a question, unless it may be answered already; None where the receipt says all there is to say.

    It does so in place of the message whose button was tapped, where one was (`in_place`).
    """
    blocked = await blocks.is_blocked(context.connection, context.member.id, context.now, unnamed=anonymous)
    if not blocked:
        suggested = await faq.suggest(context, written, event_id, anonymous=anonymous)
        if suggested is not None:
            return suggested
    question = await rules.ask(
        context.connection,
        context.member.id,
        event_id,
        written,
        context.now,
        anonymous=anonymous,
        receipt_in=(context.message_id or None) if in_place else None,
    )
    if question.state != "kept":
        if in_place and not await rules.began_with(context.connection, question, written.message_id):
            return asking_views.passed_on(context.language)
        return None
    if blocked:
        return asking_views.kept_while_blocked(context.language)
    await _look_again(context)
    return views.kept(context.language)


async def _look_again(context: Context) -> None:
    """Have the staff chat read once more, as nothing may ever say that the bot can write there again."""
    chat_id = await surface.find_staff_chat_id(context.connection)
    if chat_id is not None:
        await surface.read_again(context.connection, chat_id, context.bot_data.bot_id, context.now)


async def _find_event(context: Context, event_id: int | None) -> Event | None:
    """Give an event that members may know of."""
    event = None if event_id is None else await context.facts.find_event(event_id)
    return event if event is not None and event.state in ("announced", "cancelled") else None


def _may_reveal(message: Message) -> bool:
    return read_content(message).kind in _REVEALING


async def _ask_words(context: Context, asking: Asking) -> FormQuestion:
    event = await _find_event(context, asking.event_id)
    about = None if event is None else await gather(context.facts, event)
    prompt = views.prompt(context.language, about)
    language = context.language
    if asking.anonymous:
        choice = Choice("👤 " + language.text("With my name after all"), "named")
        return FormQuestion(asking_views.without_name(language, prompt), ((choice,),))
    return FormQuestion(prompt, ((Choice("🎭 " + language.text("Without my name"), "unnamed"),),))


async def _read_words(context: Context, asking: Asking, answer: Answer) -> Taken[Asking] | Problem | Finished:
    if isinstance(answer, Tapped):
        if answer.value == "reveal" and asking.warned_of is not None:
            written = Written(message_id=asking.warned_of)
            return Finished(
                await _take(context, asking.event_id, written, anonymous=asking.anonymous, in_place=True)
            )
        unnamed = asking.model_copy(update={"anonymous": answer.value == "unnamed"})
        return Taken(unnamed, go_to="words")
    if isinstance(answer, Placed):
        written = Written(message_id=context.message_id)
        return Finished(await _take(context, asking.event_id, written, anonymous=asking.anonymous))
    if isinstance(answer, Media) and not is_copyable(answer.message):
        return Problem(views.not_copyable(context.language))
    if asking.anonymous and _may_reveal(answer.message) and asking.warned_of != answer.message.message_id:
        warned = asking.model_copy(update={"warned_of": answer.message.message_id})
        send = Choice("👍 " + context.language.text("Send it all the same"), "reveal")
        return Problem(asking_views.may_reveal(context.language), ((send,),), data=warned)
    written = read_written(answer.message)
    return Finished(await _take(context, asking.event_id, written, anonymous=asking.anonymous))


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
