"""Whom a broadcast is for, as queries: nobody's row is ever held in memory but for a page that is shown."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    and_,
    case,
    exists,
    func,
    literal,
    not_,
    null,
    or_,
    select,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.broadcast_records import Audience, Broadcast
from storage.tables import broadcast_mutes, deliveries, event_mutes, events, follows, members, rsvps

#: Nobody gets more of what they did not ask for within this time.
CAP, CAPPED_FOR = 2, timedelta(days=7)
#: For so long somebody is new in a chapter.
NEW_FOR = timedelta(days=30)
#: The notices somebody gets unasked.
UNASKED = ("Announcement", "Broadcast", "Nudge")


def audience_of(broadcast: Broadcast, now: datetime) -> Select[int, str]:
    """Give each member an audience names, but for the author, with the reason they are left out; "" for none.

    Where given answers to an evening are chosen, whoever comes need not follow the city.
    In no order: who pages through it orders by `member_of`, along the index of `follows`.
    """
    who = member_of(broadcast)
    wanted = [
        who != broadcast.author_id,
        *_answered(broadcast, who),
        *_came(broadcast, who),
        *_new(broadcast, who, now),
        *_reads(broadcast),
    ]
    given = select(who.label("member_id"), _left_out(broadcast, who, now).label("reason"))
    if by_answer(broadcast):
        return given.where(or_(_follows(broadcast, who, now), _comes(broadcast, who)), *wanted)
    following = (
        follows.c.chapter_id == broadcast.chapter_id,
        or_(follows.c.until.is_(None), follows.c.until > now),
    )
    return given.join(members, members.c.id == who).where(*following, *wanted)


def by_answer(broadcast: Broadcast) -> bool:
    """Tell whether an audience is chosen by answers that were given to an evening."""
    return broadcast.event_id is not None and bool({*broadcast.audience.answers} - {"none"})


def member_of(broadcast: Broadcast) -> ColumnElement[int]:
    """Give the column of `audience_of` along which it is paged."""
    return members.c.id if by_answer(broadcast) else follows.c.member_id


async def count_audience(connection: AsyncConnection, broadcast: Broadcast, now: datetime) -> dict[str, int]:
    """Count an audience by the reason somebody is left out; "" counts those who get the broadcast."""
    everyone = audience_of(broadcast, now).subquery()
    rows = await connection.execute(select(everyone.c.reason, func.count()).group_by(everyone.c.reason))
    return {reason: int(count) for reason, count in rows}


async def reaches(connection: AsyncConnection, broadcast: Broadcast, now: datetime, size: int) -> bool:
    """Tell whether so many or more get a broadcast; nobody beyond them is looked at."""
    everyone = audience_of(broadcast, now).subquery()
    so_many = select(everyone.c.member_id).where(everyone.c.reason == "").limit(size).subquery()
    counted = await connection.execute(select(func.count()).select_from(so_many))
    return counted.scalar_one() >= size


async def list_audience(
    connection: AsyncConnection, broadcast: Broadcast, now: datetime, *, offset: int, limit: int
) -> list[tuple[str, str]]:
    """Give a page of an audience: names in alphabetical order, with the reason somebody is left out."""
    everyone = audience_of(broadcast, now).subquery()
    rows = await connection.execute(
        select(members.c.name, everyone.c.reason)
        .join(everyone, everyone.c.member_id == members.c.id)
        .order_by(everyone.c.reason, func.lower(members.c.name), members.c.id)
        .offset(offset)
        .limit(limit)
    )
    return [(name, reason) for name, reason in rows]


async def count_readers(connection: AsyncConnection, broadcast: Broadcast, now: datetime) -> dict[str, int]:
    """Count those who get a broadcast by the language they read."""
    getting = audience_of(broadcast, now).subquery()
    reads = _language_of(broadcast.audience)
    rows = await connection.execute(
        select(reads, func.count())
        .select_from(getting.join(members, members.c.id == getting.c.member_id))
        .where(getting.c.reason == "")
        .group_by(reads)
    )
    return {locale: int(count) for locale, count in rows}


def joined_later(broadcast: Broadcast, now: datetime) -> Select[tuple[int]]:
    """Give who has said since a broadcast began that they come to its evening, and wants such broadcasts."""
    wanted = [
        rsvps.c.event_id == broadcast.event_id,
        rsvps.c.state == "going",
        rsvps.c.state_since >= broadcast.begun_at,
        rsvps.c.member_id != broadcast.author_id,
        *(not_(unwelcome) for unwelcome, _ in _unwelcome(now)),
        ~exists().where(*_mutes(broadcast, rsvps.c.member_id)),
        ~_hushed(broadcast, rsvps.c.member_id),
        *_reads(broadcast),
        *_came(broadcast, rsvps.c.member_id),
        *_new(broadcast, rsvps.c.member_id, now),
    ]
    return select(rsvps.c.member_id).join(members, members.c.id == rsvps.c.member_id).where(*wanted)


async def find_unwilling(
    connection: AsyncConnection, broadcast: Broadcast, member_ids: Collection[int], now: datetime
) -> dict[int, str]:
    """Give who of some members is not to get a broadcast any more, each with the reason.

    They were to get it when the audience was written down. Whoever has a seat need not follow the chapter.
    """
    follows_still = _follows(broadcast, members.c.id, now)
    comes = _comes(broadcast, members.c.id)
    muted = exists().where(*_mutes(broadcast, members.c.id))
    reason = case(
        *_unwelcome(now),
        (not_(or_(follows_still, comes)), literal("unfollowed")),
        (muted, literal("opted_out")),
        (_hushed(broadcast, members.c.id), literal("hushed")),
        (_has_enough(broadcast, members.c.id, now), literal("cap")),
        else_=literal("", String()),
    ).label("reason")
    rows = await connection.execute(select(members.c.id, reason).where(members.c.id.in_(member_ids)))
    return {member_id: why for member_id, why in rows if why}


def _follows(broadcast: Broadcast, member_id: ColumnElement[int], now: datetime) -> ColumnElement[bool]:
    return exists().where(
        follows.c.member_id == member_id,
        follows.c.chapter_id == broadcast.chapter_id,
        or_(follows.c.until.is_(None), follows.c.until > now),
    )


def _answered(broadcast: Broadcast, member_id: ColumnElement[int]) -> list[ColumnElement[bool]]:
    answers = broadcast.audience.answers
    if not answers or broadcast.event_id is None:
        return []
    answer = exists().where(rsvps.c.event_id == broadcast.event_id, rsvps.c.member_id == member_id)
    given = [one for one in answers if one != "none"]
    # Few of a city answer: so these alone are looked at.
    gave = select(rsvps.c.member_id).where(rsvps.c.event_id == broadcast.event_id, rsvps.c.state.in_(given))
    ways = [member_id.in_(gave)] if given else []
    return [or_(*ways, ~answer) if "none" in answers else or_(*ways)]


def _came(broadcast: Broadcast, member_id: ColumnElement[int]) -> list[ColumnElement[bool]]:
    if broadcast.audience.came == "any":
        return []
    earlier = rsvps.alias()
    came = exists().where(
        earlier.c.member_id == member_id,
        earlier.c.attendance.in_(("present", "walk_in")),
        events.c.id == earlier.c.event_id,
        events.c.chapter_id == broadcast.chapter_id,
    )
    return [came if broadcast.audience.came == "before" else ~came]


def _new(broadcast: Broadcast, member_id: ColumnElement[int], now: datetime) -> list[ColumnElement[bool]]:
    if not broadcast.audience.new:
        return []
    lately = follows.alias()
    return [
        exists().where(
            lately.c.member_id == member_id,
            lately.c.chapter_id == broadcast.chapter_id,
            lately.c.followed_at > now - NEW_FOR,
        )
    ]


def _reads(broadcast: Broadcast) -> list[ColumnElement[bool]]:
    audience = broadcast.audience
    return [_language_of(audience) == audience.locale] if audience.locale else []


def words_for(broadcast: Broadcast) -> ColumnElement[str]:
    """Give in which of its languages a member gets a broadcast."""
    reads = _language_of(broadcast.audience)
    return case((reads.in_(list(broadcast.contents)), reads), else_=literal(broadcast.written_in))


def _language_of(audience: Audience) -> ColumnElement[str]:
    """Give the language a member reads: theirs, else Telegram's, else the default."""
    spoken = func.lower(func.coalesce(members.c.language_code, ""))
    known = [
        (or_(spoken == locale, spoken.startswith(f"{locale}-")), literal(locale)) for locale in ("fr", "en")
    ]
    return func.coalesce(members.c.locale, case(*known, else_=literal(audience.default_locale)))


def _left_out(broadcast: Broadcast, member_id: ColumnElement[int], now: datetime) -> ColumnElement[str]:
    """Give the first reason that holds, from the one nothing can be done about to the mildest."""
    muted = exists().where(*_mutes(broadcast, member_id))
    return case(
        *_unwelcome(now),
        (muted, literal("opted_out")),
        (_hushed(broadcast, member_id), literal("hushed")),
        (_has_enough(broadcast, member_id, now), literal("cap")),
        else_=literal("", String()),
    )


def _has_enough(broadcast: Broadcast, member_id: ColumnElement[int], now: datetime) -> ColumnElement[bool]:
    """Tell who had as much as anybody gets unasked; nothing is too much of an evening one comes to."""
    # Sent again where nobody knows whether it arrived, it is no second one.
    itself = and_(
        deliveries.c.notice == "Broadcast", deliveries.c.payload == f'{{"broadcast_id":{broadcast.id}}}'
    )
    lately = (
        select(func.count())
        .where(
            deliveries.c.chat_id == member_id,
            deliveries.c.lane == 2,  # a literal, so that the partial index serves
            deliveries.c.settled_at > now - CAPPED_FOR,
            deliveries.c.state.in_(("sent", "uncertain")),
            deliveries.c.notice.in_(UNASKED),
            not_(itself),
        )
        .scalar_subquery()
    )
    return and_(lately >= CAP, not_(_comes(broadcast, member_id)))


def _hushed(broadcast: Broadcast, member_id: ColumnElement[int]) -> ColumnElement[bool]:
    """Tell who wants no more of its evening; of changes they hear by other ways."""
    return exists().where(event_mutes.c.event_id == broadcast.event_id, event_mutes.c.member_id == member_id)


def _comes(broadcast: Broadcast, member_id: ColumnElement[int]) -> ColumnElement[bool]:
    return exists().where(
        rsvps.c.event_id == broadcast.event_id, rsvps.c.member_id == member_id, rsvps.c.state == "going"
    )


def _unwelcome(now: datetime) -> list[tuple[ColumnElement[bool], ColumnElement[str]]]:
    """Give why somebody cannot be written to, or wants nothing at all for now."""
    return [
        (members.c.reach != "reachable", members.c.reach),
        (members.c.stopped_at.is_not(None), literal("stopped")),
        (and_(members.c.paused_until.is_not(null()), members.c.paused_until > now), literal("paused")),
    ]


def _mutes(broadcast: Broadcast, member_id: ColumnElement[int]) -> tuple[ColumnElement[bool], ...]:
    return (
        broadcast_mutes.c.member_id == member_id,
        broadcast_mutes.c.chapter_id == broadcast.chapter_id,
        broadcast_mutes.c.category == broadcast.category,
    )
