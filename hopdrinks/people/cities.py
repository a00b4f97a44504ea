"""The cities a member hears about: for good, or for as long as they are there."""

from datetime import date, datetime, time, timedelta
from typing import Literal

from sqlalchemy.ext.asyncio import AsyncConnection

from hopdrinks.notices.people import VisitOver
from hopdrinks.outbox import owe_each
from hopdrinks.people import members
from hopdrinks.wall_time import first_valid_instant, to_local
from storage import chapters
from storage.records import Chapter, Follow, Member

Stay = Literal["week", "fortnight", "month"]
#: A visit ends on the morning after its last day: late enough for its last evening, and nobody is woken.
_ENDS_AT = time(10)
_SUNDAY = 6


def last_day(stay: Stay, chapter: Chapter, now: datetime) -> date:
    """Give the last day of a visit: this week's Sunday, or so many days from today, as it is there."""
    today = to_local(now, chapter.time_zone).date()
    match stay:
        case "week":
            return today + timedelta(days=_SUNDAY - today.weekday())
        case "fortnight":
            return today + timedelta(days=14)
        case "month":
            return today + timedelta(days=30)


def last_day_of(follow: Follow, chapter: Chapter) -> date | None:
    """Give the last day of a visit; None where a city is followed for good."""
    if follow.until is None:
        return None
    return to_local(follow.until, chapter.time_zone).date() - timedelta(days=1)


async def follow_for_good(
    connection: AsyncConnection, member: Member, chapter: Chapter, now: datetime
) -> None:
    """Let a member hear about a city until they say otherwise; a visit becomes that."""
    await members.follow(connection, member, chapter, now)
    await chapters.update_follow(connection, chapter.id, member.id, None)


async def visit(
    connection: AsyncConnection, member: Member, chapter: Chapter, stay: Stay, now: datetime
) -> date | None:
    """Let a member hear about a city while they are there, and give their last day.

    None where they follow it for good: that stays so.
    """
    known = [
        one for one in await chapters.list_follows(connection, member.id) if one.chapter_id == chapter.id
    ]
    if known and known[0].until is None:
        return None
    day = last_day(stay, chapter, now)
    until = first_valid_instant(day + timedelta(days=1), _ENDS_AT, chapter.time_zone)
    await members.follow(connection, member, chapter, now)
    await chapters.update_follow(connection, chapter.id, member.id, until)
    return day


async def end_visits(connection: AsyncConnection, now: datetime) -> bool:
    """End the visits that are over, with one kind line each; True while there are more."""
    ended = await chapters.delete_ended_follows(connection, now)
    by_chapter: dict[int, list[int]] = {}
    for chapter_id, member_id in ended:
        by_chapter.setdefault(chapter_id, []).append(member_id)
    for chapter_id, member_ids in by_chapter.items():
        told = await chapters.list_hearing(connection, member_ids)
        await owe_each(connection, VisitOver(chapter_id=chapter_id), told, now)
    return bool(ended)
