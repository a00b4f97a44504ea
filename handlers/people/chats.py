"""The bot's own place: blocked and unblocked in private, added to rooms and removed."""

import re
from dataclasses import dataclass
from typing import Literal

from telegram import Chat as TelegramChat
from telegram import ChatMember, ChatMemberUpdated, Update
from telegram.ext import CallbackQueryHandler, ChatMemberHandler, MessageHandler, filters

from handlers.context import ConciergeApplication, Context
from handlers.menus import keep_staff_menu
from handlers.people.views import rooms as views
from handlers.taps import pattern
from hopdrinks.people import members, rooms
from hopdrinks.people.names import clean_name
from hopdrinks.people.roles import allow, get_actor
from hopdrinks.questions import answers
from hopdrinks.staff import surface
from storage import chapters, postings
from storage import rooms as stored_rooms
from storage.records import Chapter, Chat

_CHAT_ID = re.compile(r"-\d{1,18}", re.ASCII)


def register(application: ConciergeApplication) -> None:
    """Add this conversation's handlers."""
    application.add_handler(ChatMemberHandler(place_changed, ChatMemberHandler.MY_CHAT_MEMBER))
    application.add_handler(MessageHandler(filters.StatusUpdate.MIGRATE, migrated))
    application.add_handler(CallbackQueryHandler(room_answered, pattern("room", "noroom")))


async def place_changed(update: Update, context: Context) -> None:
    """Know where the bot can write; whoever may decide is asked what a new room is for."""
    change = update.my_chat_member
    if change is None:
        return
    if change.chat.type == TelegramChat.PRIVATE:
        # Whoever is not gone was known as reachable again before this handler was asked.
        if change.new_chat_member.status == ChatMember.BANNED:
            await members.lose(context.connection, change.from_user.id, "blocked", context.now)
            await answers.member_blocked(context.connection, change.from_user.id, context.now)
        else:
            await answers.member_returned(context.connection, change.from_user.id, context.now)
        return
    known = await postings.find_chat(context.connection, change.chat.id)
    await _note_place(context, change)
    was_in, is_in = _is_in(change.old_chat_member), _is_in(change.new_chat_member)
    if was_in and not is_in:
        await rooms.lose(context.connection, change.chat.id, clean_name(change.chat.title), context.now)
    elif is_in and change.chat.id == await surface.find_staff_chat_id(context.connection):
        await _take_up_staff_chat(context, change.chat.id)
    elif is_in and not was_in:
        await rooms.come_back(context.connection, change.chat.id, context.now)
        if not change.from_user.is_bot:  # an anonymous administrator is a bot to us
            await _ask(context, change.chat)
    elif is_in and was_in and known is not None:
        await _note_voice(context, change.chat, was_heard=known.can_write, can_write=_can_write(change))


async def migrated(update: Update, context: Context) -> None:
    """Follow a group that became a supergroup; Telegram says so in both."""
    message = update.effective_message
    if message is None:
        return
    old_id = message.migrate_from_chat_id or message.chat.id
    new_id = message.migrate_to_chat_id or message.chat.id
    await rooms.move(context.connection, old_id, new_id, context.now)
    if new_id == await surface.find_staff_chat_id(context.connection):
        await _take_up_staff_chat(context, new_id)


async def room_answered(_update: Update, context: Context) -> None:
    """Announce in a room from now on, or not, as somebody who may decide says."""
    wish = await _read_tap(context)
    if wish is None:
        context.toast(
            context.language.text("I am not in that chat any more. Add me again, and I ask again."),
            alert=True,
        )
        return
    if not await context.allowed("choose_chats", wish.chapter.id):
        context.toast(context.language.text("Only an organiser can decide this."), alert=True)
        return
    if wish.action == "noroom":
        await context.show(views.refused(context.language, wish.chat.title))
        return
    actor = await get_actor(context.connection, context.member.id)
    await rooms.choose(context.connection, actor, wish.chapter, wish.chat, context.now)
    await context.show(views.chosen(context.language, wish.chapter, wish.chat.title))


@dataclass(frozen=True)
class _Wish:
    action: Literal["room", "noroom"]
    chapter: Chapter
    chat: Chat


async def _read_tap(context: Context) -> _Wish | None:
    """Read a tapped answer; None where the chat is none the bot could announce in."""
    match = context.match
    if match is None or _CHAT_ID.fullmatch(match["more"] or "") is None:
        return None
    chat = await postings.find_chat(context.connection, int(match["more"]))
    known = {chapter.id: chapter for chapter in await chapters.list_chapters(context.connection)}
    chapter = known.get(int(match["id"]))
    if chat is None or chapter is None or chat.bot_status not in rooms.PRESENT:
        return None
    if chat.id == await surface.find_staff_chat_id(context.connection):
        return None
    return _Wish("room" if match["action"] == "room" else "noroom", chapter, chat)


async def _note_place(context: Context, change: ChatMemberUpdated) -> None:
    chat, place = change.chat, change.new_chat_member
    topics = place.status == ChatMember.OWNER or getattr(place, "can_manage_topics", None) is True
    values: dict[str, object] = {
        "kind": chat.type,
        "title": clean_name(chat.title),
        "is_forum": chat.is_forum is True,
        "bot_status": place.status if _is_in(place) else ChatMember.LEFT,
        "can_manage_topics": topics,
        "can_write": _can_write(change),
        "read_at": context.now,
    }
    await postings.put_chat(context.connection, chat.id, values)


def _is_in(member: ChatMember) -> bool:
    """Tell whether somebody is in a chat; who is restricted may be in it or not."""
    return member.status in rooms.PRESENT and getattr(member, "is_member", True)


def _can_write(change: ChatMemberUpdated) -> bool:
    """Tell whether the bot may write where it is; in a channel only an administrator with that right may."""
    place = change.new_chat_member
    if change.chat.type == TelegramChat.CHANNEL:
        return getattr(place, "can_post_messages", None) is True
    return getattr(place, "can_send_messages", True) is not False


async def _note_voice(context: Context, chat: TelegramChat, *, was_heard: bool, can_write: bool) -> None:
    if was_heard and not can_write:
        await rooms.fall_silent(context.connection, chat.id, clean_name(chat.title), context.now)
    elif can_write and not was_heard:
        await rooms.speak_again(context.connection, chat.id, context.now)


async def _take_up_staff_chat(context: Context, chat_id: int) -> None:
    """Look at the staff chat anew; once its rights are read, what waits for it is sent on."""
    await surface.read_again(context.connection, chat_id, context.bot_data.bot_id, context.now)
    await keep_staff_menu(context.connection, context.bot_data.languages, context.now)


async def _ask(context: Context, chat: TelegramChat) -> None:
    """Ask whoever added the bot, if they may decide: in private, or in the chat where that cannot be."""
    actor = await get_actor(context.connection, context.member.id)
    choices = await rooms.list_choices(context.connection, actor)
    if not choices or await rooms.is_taken(context.connection, chat.id):
        return
    title = clean_name(chat.title)
    # Where it is plain which chapter is meant, its other rooms are named.
    beside = await _list_titles(context, choices[0]) if len(choices) == 1 else []
    language = context.language
    if context.member.reach == "reachable":
        to_owner = allow(actor, "run_bot", None)
        view = views.question(language, choices, chat.id, title, beside, to_owner=to_owner)
        await context.send(view, chat_id=context.member.id)
    else:
        name = context.member.name
        await context.send(views.question_in_chat(language, choices, chat.id, title, beside, name))


async def _list_titles(context: Context, chapter: Chapter) -> list[str]:
    """Name the rooms where a chapter's evenings are announced and the bot is present."""
    titles = []
    for chat_id in await stored_rooms.list_rooms(context.connection, chapter.id):
        chat = await postings.find_chat(context.connection, chat_id)
        if chat is not None and chat.bot_status in rooms.PRESENT:
            titles.append(chat.title)
    return titles
