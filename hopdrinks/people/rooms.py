"""Rooms: the groups and channels where a chapter's evenings are announced, and the bot's place in them."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from hopdrinks.notices.base import Lane
from hopdrinks.notices.calls import OwnerAlert
from hopdrinks.notices.evenings import GroupCard, PostingRefresh
from hopdrinks.notices.rooms import PinRelease, RoomLost, RoomMuted
from hopdrinks.outbox import line_of, owe, owe_each
from hopdrinks.people.roles import Actor, allow
from hopdrinks.questions import answers, carrying, erasure, group_answers
from hopdrinks.staff import surface
from storage import chapters, deliveries, events, members, migrated_chats, postings, roles
from storage import rooms as stored_rooms
from storage.records import Chapter, Chat, Event

#: The states of a chat member in which the bot is in the chat.
PRESENT = frozenset({"creator", "administrator", "member", "restricted"})


async def list_choices(connection: AsyncConnection, actor: Actor) -> list[Chapter]:
    """Give the chapters for which somebody may say where announcements go."""
    known = await chapters.list_chapters(connection)
    return [chapter for chapter in known if allow(actor, "choose_chats", chapter.id)]


async def is_taken(connection: AsyncConnection, chat_id: int) -> bool:
    """Tell whether a chat has its use already: as the staff chat, or as some chapter's room."""
    if chat_id == await surface.find_staff_chat_id(connection):
        return True
    return bool(await stored_rooms.list_chapters_in(connection, chat_id))


async def choose(
    connection: AsyncConnection, actor: Actor, chapter: Chapter, chat: Chat, now: datetime
) -> bool:
    """Announce a chapter's evenings in a group or channel from now on, beside the others.

    What is announced already is posted there at once. True where it was not so before.
    """
    added_by = actor.member_id
    if not await stored_rooms.add_room(connection, chapter.id, chat.id, added_by=added_by, now=now):
        return False
    await _speak_again(connection, chat.id, now)
    await _post_missing(connection, chapter, chat.id, now)
    await _write_down(connection, actor, "chapter.room", chapter, chat.id, now)
    return True


async def give_up(
    connection: AsyncConnection, actor: Actor, chapter: Chapter, chat_id: int, now: datetime
) -> bool:
    """Announce a chapter's evenings no more in a chat; its cards stay true. True where this call did it."""
    if not await stored_rooms.delete_room(connection, chapter.id, chat_id):
        return False
    await _write_down(connection, actor, "chapter.no_room", chapter, chat_id, now)
    return True


async def lose(connection: AsyncConnection, chat_id: int, title: str, now: datetime) -> None:
    """Know that the bot was removed from a chat; whoever counted on it there is told, once."""
    if chat_id == await surface.find_staff_chat_id(connection):
        await surface.alert_owners(connection, OwnerAlert(alert="staff_chat_lost"), now)
        await carrying.go_elsewhere(connection, now)
        return
    for chapter in await stored_rooms.list_chapters_in(connection, chat_id):
        notice = RoomLost(chapter_id=chapter.id, title=title)
        await owe_each(connection, notice, await _list_reachable_managers(connection, chapter.id), now)
    await stored_rooms.delete_rooms_in(connection, chat_id)
    await postings.suspend_postings(connection, chat_id, now)
    await group_answers.group_lost(connection, chat_id, now)
    await deliveries.skip_queued(
        connection, now, chat_id=chat_id, reason="removed", except_notices=erasure.COUNTED
    )


async def fall_silent(connection: AsyncConnection, chat_id: int, title: str, now: datetime) -> None:
    """Know that the bot is in a room but may not write there any more; its organisers are told."""
    for chapter in await stored_rooms.list_chapters_in(connection, chat_id):
        notice = RoomMuted(chapter_id=chapter.id, title=title)
        await owe_each(connection, notice, await _list_reachable_managers(connection, chapter.id), now)
    await postings.suspend_postings(connection, chat_id, now)


async def come_back(connection: AsyncConnection, chat_id: int, now: datetime) -> None:
    """Know that the bot is in a chat again; the cards that still stand there are made true."""
    await _speak_again(connection, chat_id, now)


async def refuse(connection: AsyncConnection, chat_id: int, now: datetime, *, removed: bool) -> None:
    """Know from a refused card that the bot is not in a room any more, or may not write there.

    Telegram says nothing of it where it was removed long ago, or where nobody at all may write by now.
    """
    chat = await postings.find_chat(connection, chat_id)
    title = str(chat_id) if chat is None or not chat.title else chat.title
    kind = "unknown" if chat is None else chat.kind
    if removed:
        left = {"kind": kind, "bot_status": "left", "read_at": now}
        await postings.put_chat(connection, chat_id, left)
        await lose(connection, chat_id, title, now)
    elif chat is None or chat.can_write:
        await postings.put_chat(connection, chat_id, {"kind": kind, "can_write": False, "read_at": now})
        await fall_silent(connection, chat_id, title, now)


async def card_came(connection: AsyncConnection, chat_id: int, now: datetime) -> None:
    """Know from a card that arrived that the bot may write in a room that was closed to it."""
    chat = await postings.find_chat(connection, chat_id)
    if chat is not None and not chat.can_write:
        await postings.put_chat(connection, chat_id, {"kind": chat.kind, "can_write": True, "read_at": now})
        await speak_again(connection, chat_id, now)


async def speak_again(connection: AsyncConnection, chat_id: int, now: datetime) -> None:
    """Know that the bot may write in a room again: its cards are made true, and what was missed is posted."""
    await _speak_again(connection, chat_id, now)
    for chapter in await stored_rooms.list_chapters_in(connection, chat_id):
        await _post_missing(connection, chapter, chat_id, now)


async def move(connection: AsyncConnection, old_id: int, new_id: int, now: datetime) -> None:
    """Follow a group that became a supergroup; told twice, it happens once.

    Its old messages are out of reach from now on: cards are posted again, and so is what the staff has not
    answered yet.
    """
    posted: list[Event] = []
    for chapter in await stored_rooms.list_chapters_in(connection, old_id):
        upcoming = await events.list_upcoming_events(connection, [chapter.id], now, ("announced",))
        posted += await _list_posted(connection, upcoming, old_id)
    was_staff = old_id == await surface.find_staff_chat_id(connection)
    before = await postings.find_chat(connection, old_id)
    await migrated_chats.rename_chat(connection, old_id, new_id, now)
    if before is not None and before.bot_status in PRESENT:
        title = {"kind": "supergroup", "title": before.title, "read_at": now}
        await postings.put_chat(connection, new_id, title)
        left = {"kind": before.kind, "bot_status": "left", "read_at": now}
        await postings.put_chat(connection, old_id, left)
    await _post(connection, posted, new_id, now)
    if was_staff:
        await carrying.forward_kept(connection, now)
        await answers.follow_move(connection, new_id, now)


async def know_inline_card(
    connection: AsyncConnection, event_id: int, inline_message_id: str, now: datetime
) -> None:
    """Keep a card true from now on that somebody posted by inline mode, and first of all make it so.

    Telegram tells of it when it is posted only where the bot asked for that, and else by the first tap.
    """
    event = await events.find_event(connection, event_id)
    if event is None or event.state not in ("announced", "cancelled"):
        return  # a tap may say anything, and what is not announced is nobody's business
    await postings.add_inline_posting(
        connection, event_id=event_id, inline_message_id=inline_message_id, now=now
    )
    posting = await postings.find_inline_posting(connection, inline_message_id)
    if posting is not None and posting.event_id == event_id:
        notice = PostingRefresh(event_id=event_id, posting_id=posting.id)
        await owe(connection, notice, line_of(posting), now, lane=Lane.REPLY)


async def release_pins(connection: AsyncConnection, now: datetime) -> None:
    """Take down the pins of evenings that are over or will not be held."""
    for posting in await postings.list_outlived_pins(connection, now):
        await postings.update_pinned(connection, posting.id, None)
        if posting.chat_id is not None:
            await owe(connection, PinRelease(message_id=posting.message_id or 0), posting.chat_id, now)


async def _speak_again(connection: AsyncConnection, chat_id: int, now: datetime) -> None:
    await group_answers.group_back(connection, chat_id, now)
    for posting in await postings.resume_postings(connection, chat_id):
        notice = PostingRefresh(event_id=posting.event_id, posting_id=posting.id)
        await owe(connection, notice, chat_id, now)


async def _post_missing(connection: AsyncConnection, chapter: Chapter, chat_id: int, now: datetime) -> None:
    upcoming = await events.list_upcoming_events(connection, [chapter.id], now, ("announced",))
    posted = await _list_posted(connection, upcoming, chat_id)
    await _post(connection, [event for event in upcoming if event not in posted], chat_id, now)


async def _list_posted(connection: AsyncConnection, upcoming: list[Event], chat_id: int) -> list[Event]:
    return [
        event
        for event in upcoming
        if any(posting.chat_id == chat_id for posting in await postings.list_postings(connection, event.id))
    ]


async def _post(connection: AsyncConnection, upcoming: list[Event], chat_id: int, now: datetime) -> None:
    for event in upcoming:
        await owe(connection, GroupCard(event_id=event.id), chat_id, now, expires_at=event.ends_at)


async def _write_down(
    connection: AsyncConnection, actor: Actor, action: str, chapter: Chapter, chat_id: int, now: datetime
) -> None:
    await roles.add_audit(
        connection,
        actor_id=actor.member_id,
        action=action,
        subject=f"chapter:{chapter.id}",
        detail=str(chat_id),
        now=now,
    )


async def _list_reachable_managers(connection: AsyncConnection, chapter_id: int) -> list[int]:
    organisers = await roles.list_holders(connection, "organiser", chapter_id)
    managers = {*organisers, *await roles.list_holders(connection, "owner", None)}
    known = await members.list_members(connection, managers)
    return sorted(member.id for member in known if member.reach == "reachable")
