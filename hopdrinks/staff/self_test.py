"""Trying, every night, whether everything would arrive: what is missing is read in the morning's list."""

from datetime import datetime, time, timedelta
from typing import Literal

from sqlalchemy.ext.asyncio import AsyncConnection

from hopdrinks.notices.relaying import SurfaceTrial
from hopdrinks.outbox import owe
from hopdrinks.staff import hours as staff_hours
from hopdrinks.staff import icons, surface
from hopdrinks.wall_time import first_valid_instant, to_local
from storage import facts, postings
from storage.records import Chat

#: What may be missing in the staff chat, in the order it is named in.
Lack = Literal["place", "trip", "admin", "forum", "topics", "delete", "pin", "icons"]

_AT = time(4, 30)
#: Whoever was down at night is tried later, for as long as the morning's list may come; but not all day.
_LATE_BY = timedelta(hours=8)
#: The morning's list waits so long for the outcome, at most: a machine that slept at night does both at once.
_ANSWERED_WITHIN = timedelta(minutes=5)
#: What was tried longer ago says nothing of today.
_GOOD_FOR = timedelta(hours=12)
_DAY, _OWED = "staff_self_test", "staff_self_test.owed"
_TRIED, _TOLD = "staff_self_test.tried", "staff_self_test.told"
_OF_TOPICS: frozenset[Lack] = frozenset({"topics", "pin", "icons"})


async def try_due(connection: AsyncConnection, now: datetime) -> None:
    """Once a night, have everything read and a call tried where the staff's group is in use."""
    zone = (await staff_hours.get_hours(connection)).time_zone
    today = to_local(now, zone).date()
    at = first_valid_instant(today, _AT, zone)
    if not at <= now < at + _LATE_BY or await facts.find_fact(connection, _DAY) == today.isoformat():
        return
    await facts.put_fact(connection, _DAY, today.isoformat())
    chat_id = await surface.find_staff_chat_id(connection)
    if chat_id is not None and await surface.find_place_id(connection) == chat_id:
        await surface.read_again(connection, chat_id, None, now)
        await owe(connection, SurfaceTrial(), chat_id, now)
        await facts.put_fact(connection, _OWED, now.isoformat())


async def is_under_way(connection: AsyncConnection, now: datetime) -> bool:
    """Tell whether a trial was owed just now and has no outcome yet."""
    owed = await facts.find_fact(connection, _OWED)
    return bool(owed) and timedelta(0) <= now - datetime.fromisoformat(owed or "") < _ANSWERED_WITHIN


async def tried(connection: AsyncConnection, now: datetime, *, arrived: bool) -> None:
    """Remember how the night's call ended."""
    await facts.put_fact(connection, _OWED, "")
    await facts.put_fact(connection, _TRIED, f"{'arrived' if arrived else 'lost'} {now.isoformat()}")


async def find_lacks(connection: AsyncConnection, chat_id: int) -> list[Lack]:
    """Give what is missing in a chat for questions to arrive there as well as can be, as it was last read."""
    chat = await postings.find_chat(connection, chat_id)
    if chat is None or await surface.find_place_id(connection) != chat_id:
        return ["place"]
    there: dict[Lack, bool] = {
        "admin": chat.bot_status in ("administrator", "creator"),
        "forum": chat.is_forum,
        "topics": chat.can_manage_topics,
        "delete": chat.can_delete,
        "pin": chat.can_pin,
        "icons": not await icons.is_refused(connection, chat_id),
    }
    return [lack for lack, is_there in there.items() if not is_there]


async def find_outcome(connection: AsyncConnection, now: datetime) -> tuple[Chat, list[Lack]] | None:
    """Give where it was tried last night and what is missing there; None where nothing was tried.

    Who does without topics lacks nothing of what belongs to them.
    """
    how, _, at = (await facts.find_fact(connection, _TRIED) or "").partition(" ")
    chat_id = await surface.find_staff_chat_id(connection)
    chat = None if chat_id is None else await postings.find_chat(connection, chat_id)
    if chat is None or not at or now >= datetime.fromisoformat(at) + _GOOD_FOR:
        return None
    lacks = await find_lacks(connection, chat.id)
    if not chat.is_forum:
        lacks = [lack for lack in lacks if lack != "forum" and lack not in _OF_TOPICS]
    if how == "lost":
        lacks.insert(0, "trip")
    return chat, lacks


async def is_news(connection: AsyncConnection, now: datetime) -> bool:
    """Tell whether something is missing that the staff have not been told of; they are told by that."""
    outcome = await find_outcome(connection, now)
    if outcome is None:
        return False
    word = " ".join(outcome[1])
    known = await facts.find_fact(connection, _TOLD) or ""
    if word != known:
        await facts.put_fact(connection, _TOLD, word)
    return bool(set(word.split()) - set(known.split()))
