"""The groups and channels where a chapter's evenings are announced: what they are, and ending one."""

from telegram import Update
from telegram.ext import CallbackQueryHandler

from handlers.context import ConciergeApplication, Context
from handlers.evenings.views.events_list import no_longer
from handlers.people.views import rooms as views
from handlers.taps import pattern
from hopdrinks.people import rooms as rules
from hopdrinks.people.roles import get_actor
from storage import chapters, postings, rooms
from storage.records import Chapter


def register(application: ConciergeApplication) -> None:
    """Add this conversation's handlers."""
    application.add_handler(CallbackQueryHandler(show_rooms, pattern("rooms")))
    application.add_handler(CallbackQueryHandler(leave_room, pattern("leave_room")))


async def show_rooms(_update: Update, context: Context) -> None:
    """Show where a chapter's evenings are announced."""
    chapter = await _find_tapped(context)
    if chapter is not None:
        await _show(context, chapter)


async def leave_room(_update: Update, context: Context) -> None:
    """Announce no more in the room tapped; its cards stay true."""
    chapter = await _find_tapped(context)
    if chapter is None or context.match is None:
        return
    actor = await get_actor(context.connection, context.member.id)
    more = context.match["more"] or ""
    chat_id = int(more) if more.lstrip("-").isdigit() else 0
    if await rules.give_up(context.connection, actor, chapter, chat_id, context.now):
        context.toast(context.language.text("Nothing more is announced there."))
    await _show(context, chapter)


async def _show(context: Context, chapter: Chapter) -> None:
    listed = []
    for chat_id in await rooms.list_rooms(context.connection, chapter.id):
        chat = await postings.find_chat(context.connection, chat_id)
        listed.append((chat_id, chat.title if chat is not None and chat.title else str(chat_id)))
    await context.show(views.listed(context.language, chapter, listed))


async def _find_tapped(context: Context) -> Chapter | None:
    """Give the chapter a tap is about, if who tapped may choose its rooms; else say that it is stale."""
    wanted = int(context.match["id"]) if context.match else 0
    known = {chapter.id: chapter for chapter in await chapters.list_chapters(context.connection)}
    chapter = known.get(wanted) if context.is_private else None
    if chapter is None or not await context.allowed("choose_chats", chapter.id):
        context.toast(no_longer(context.language), alert=True)
        return None
    return chapter
