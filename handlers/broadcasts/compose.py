"""Writing a broadcast: any message or album is taken as it is, in a first language and perhaps another."""

from typing import Literal

from pydantic import BaseModel, ConfigDict
from telegram import Update
from telegram.ext import ApplicationHandlerStop, MessageHandler, filters

from handlers import forms
from handlers.broadcasts.content import LONGEST_CAPTION, LONGEST_TEXT, MOST_PARTS, read_content
from handlers.broadcasts.views import compose as views
from handlers.context import ConciergeApplication, Context
from handlers.form_parts import Answer, Finished, FormKind, Media, Problem, Question, Step, Typed
from handlers.view import View
from hopdrinks.broadcasts import life as rules
from hopdrinks.broadcasts import second_look
from hopdrinks.broadcasts.previews import show_as_new
from hopdrinks.people import roles
from storage import broadcasts
from storage.broadcast_records import Broadcast, Content

#: Before forms and all else: the parts of an album come in one after the other.
_FIRST = -2


class Writing(BaseModel):
    """Which broadcast is written, in which language; None: a new one."""

    model_config = ConfigDict(frozen=True)

    chapter_id: int
    locale: Literal["fr", "en"]
    broadcast_id: int | None = None


def register(application: ConciergeApplication) -> None:
    """Add this conversation's handlers."""
    parts = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE & _InAlbum()
    application.add_handler(MessageHandler(parts, take_further_part), _FIRST)


class _InAlbum(filters.MessageFilter):
    def filter(self, message) -> bool:  # type: ignore[no-untyped-def]  # noqa: ANN001 - the library's signature
        return message.media_group_id is not None


async def begin(context: Context, writing: Writing) -> None:
    """Ask for the message."""
    await forms.begin(context, WRITE, writing, as_new=writing.broadcast_id is not None)


async def take_further_part(update: Update, context: Context) -> None:
    """Add a further part of an album to the broadcast whose first part came before."""
    message = update.message
    if message is None or message.media_group_id is None:
        return
    broadcast = await broadcasts.find_by_album(context.connection, context.member.id, message.media_group_id)
    if broadcast is None or broadcast.state != "draft":
        return
    if not await context.allowed("broadcast", broadcast.chapter_id):
        return
    content = read_content(message)
    for locale, known in broadcast.contents.items():
        fitting = content is not None and len(known.parts) < MOST_PARTS
        if known.album == message.media_group_id and content is not None and fitting:
            await rules.add_part(context.connection, broadcast, locale, content)
            await show_as_new(context.connection, broadcast.id, locale, context.chat_id, context.now)
    raise ApplicationHandlerStop


async def _ask(context: Context, writing: Writing) -> Question:
    begun = False
    if writing.broadcast_id is not None:
        broadcast = await broadcasts.find_broadcast(context.connection, writing.broadcast_id)
        begun = broadcast is not None and broadcast.begun_at is not None
    return Question(views.write(context.language, writing.locale, begun=begun))


async def _read(context: Context, writing: Writing, answer: Answer) -> Problem | Finished:
    content = read_content(answer.message) if isinstance(answer, Typed | Media) else None
    if content is None:
        return Problem(views.not_for_many(context.language))
    part = content.parts[0]
    if part.kind != "text" and len(part.text) > LONGEST_CAPTION:
        return Problem(views.too_long(context.language, LONGEST_CAPTION, beneath_file=True))
    if len(part.text) > LONGEST_TEXT:
        return Problem(views.too_long(context.language, LONGEST_TEXT, beneath_file=False))
    actor = await roles.get_actor(context.connection, context.member.id)
    if writing.broadcast_id is None:
        broadcast = await rules.write(
            context.connection, actor, writing.chapter_id, writing.locale, content, context.now,
            default_locale=context.bot_data.languages.default,
        )  # fmt: skip
        return await _shown(context, broadcast.id, writing.locale)
    known = await broadcasts.lock_broadcast(context.connection, writing.broadcast_id)
    if known is None:
        return Finished(views.given_up(context.language))
    if not await _change(context, actor, known, writing.locale, content):
        return Problem(views.does_not_fit(context.language))
    return await _shown(context, known.id, writing.locale)


async def _change(
    context: Context, actor: roles.Actor, known: Broadcast, locale: str, content: Content
) -> bool:
    """Take other words; where a second person agreed to the old ones, ask for another OK."""
    if not await rules.rewrite(context.connection, actor, known, locale, content, context.now):
        return False
    changed = await broadcasts.get_broadcast(context.connection, known.id)
    if second_look.is_wanting(changed):
        await second_look.ask(context.connection, actor, changed, context.now)
    return True


async def _shown(context: Context, broadcast_id: int, locale: str) -> Finished:
    await show_as_new(context.connection, broadcast_id, locale, context.chat_id, context.now)
    return Finished(views.as_readers_see(context.language))


async def _may(context: Context, writing: Writing) -> bool:
    return await context.allowed("broadcast", writing.chapter_id)


async def _left(context: Context, _writing: Writing) -> View:
    return views.given_up(context.language)


MESSAGE = Step("message", _ask, _read, takes=frozenset({"text", "media"}))
WRITE = FormKind(name="broadcast", model=Writing, steps=(MESSAGE,), may=_may, left=_left)
FORMS = (WRITE,)
