"""Meeting members, and knowing whether they can be written to."""

from datetime import datetime, time

from sqlalchemy.ext.asyncio import AsyncConnection

from hopdrinks.evenings.returns import tell_what_was_missed
from hopdrinks.people.names import clean_name
from hopdrinks.questions import erasure, group_answers
from hopdrinks.seats.waitlist import refresh_postings
from storage import chapters, deliveries, guests, members
from storage.records import Chapter, Member, NameShown, Reach, ReminderChoice

#: An IETF language tag may be longer; its beginning says which language.
_LONGEST_LANGUAGE_CODE = 16


async def meet(
    connection: AsyncConnection,
    *,
    member_id: int,
    first_name: str,
    last_name: str | None,
    username: str | None,
    language_code: str | None,
    in_private: bool,
    now: datetime,
) -> Member:
    """Know somebody who wrote or tapped, under the name they have now.

    Whoever acts in the private chat can be written to there, and hears what they missed; a tap in a group
    proves nothing of the kind.
    """
    name = clean_name(first_name, last_name)
    language_code = None if language_code is None else language_code[:_LONGEST_LANGUAGE_CODE]
    known = await members.find_member(connection, member_id)
    if known is None:
        known = await members.add_member(
            connection,
            member_id=member_id,
            name=name,
            username=username,
            language_code=language_code,
            now=now,
        )
    elif (known.name, known.username, known.language_code) != (name, username, language_code):
        await members.update_member_profile(
            connection, member_id, name=name, username=username, language_code=language_code
        )
        known = known.model_copy(update={"name": name, "username": username, "language_code": language_code})
    if in_private and known.reach != "reachable":
        await tell_what_was_missed(connection, known, now)
        await members.update_member_reach(connection, member_id, "reachable", now)
        await group_answers.member_back(connection, member_id, now)
        known = known.model_copy(update={"reach": "reachable"})
    return known


async def lose(
    connection: AsyncConnection, member_id: int, reach: Reach, now: datetime, *, as_of: datetime | None = None
) -> None:
    """Know that a member cannot be written to any more; what was queued for them is dropped.

    Their seats are kept: blocking the bot is no answer. `as_of` is the instant that was true: whoever wrote
    since then is reachable.
    """
    if await members.update_member_reach(connection, member_id, reach, now, as_of=as_of):
        # These are tried all the same: it is their failure that tells the representative, or has who answers
        # be named before the next answer, or ends an erasure.
        tried = ("Introduction", "AnswerCopy", "AnswersCopy", *erasure.COUNTED)
        await deliveries.skip_queued(connection, now, chat_id=member_id, reason=reach, except_notices=tried)


async def follow(connection: AsyncConnection, member: Member, chapter: Chapter, now: datetime) -> bool:
    """Let a member hear about a chapter, again if they had stopped; True where that is new."""
    if member.stopped_at is not None:
        await members.update_member_stopped(connection, member.id, None)
    return await chapters.add_follow(connection, chapter.id, member.id, now)


async def unfollow(connection: AsyncConnection, member_id: int, chapter_id: int) -> bool:
    """Let a member hear no more about a chapter; True where they followed it."""
    return await chapters.delete_follow(connection, chapter_id, member_id)


async def follow_only(connection: AsyncConnection, member_id: int, chapter_id: int) -> None:
    """Let a member hear about one of the chapters they follow, and about no other."""
    await chapters.delete_other_follows(connection, chapter_id, member_id)


async def stop(
    connection: AsyncConnection, member_id: int, now: datetime, *, everything: bool = False
) -> None:
    """Send a member nothing more but what changes an event they have a seat at; or not even that."""
    await members.update_member_stopped(connection, member_id, now, everything=everything)


async def choose_locale(connection: AsyncConnection, member: Member, locale: str) -> Member:
    """Speak a language to a member from now on, whatever their client speaks."""
    await members.update_member_choices(connection, member.id, locale=locale)
    return member.model_copy(update={"locale": locale})


async def want_reminders(connection: AsyncConnection, member: Member) -> Member:
    """Remind a member who wanted none, or who stopped; whoever has chosen their reminders keeps them."""
    return await choose_reminders(
        connection, member, "both" if member.reminders == "none" else member.reminders, member.remind_minutes
    )


async def choose_reminders(
    connection: AsyncConnection, member: Member, choice: ReminderChoice, minutes: int | None = None
) -> Member:
    """Remind a member as they choose; whoever wants to be reminded stops no more.

    `minutes` is how long before an evening, where the choice is "own".
    """
    values: dict[str, object] = {"reminders": choice, "remind_minutes": minutes if choice == "own" else None}
    if choice != "none":
        values |= {"stopped_at": None, "stopped_all": False}
    return await _choose(connection, member, values)


async def pause(connection: AsyncConnection, member: Member, until: datetime | None) -> Member:
    """Send a member no reminder and nothing unasked until an instant; None: from now on again."""
    return await _choose(connection, member, {"paused_until": until})


async def choose_quiet_hours(connection: AsyncConnection, member: Member, begins: time, ends: time) -> Member:
    """Wake a member not between two hours of their day; equal: there is no such time."""
    return await _choose(connection, member, {"quiet_from": begins, "quiet_until": ends})


async def choose_time_zone(connection: AsyncConnection, member: Member, time_zone: str | None) -> Member:
    """Know where a member's day begins and ends; None: where their evenings are held."""
    return await _choose(connection, member, {"time_zone": time_zone})


async def choose_name_shown(
    connection: AsyncConnection, member: Member, shown: NameShown, now: datetime
) -> Member:
    """Name a member as they wish on what many read: on the cards of the evenings they go to, at once."""
    for event, rsvp in await guests.list_answered(connection, member.id, now, past=0):
        if rsvp.state == "going":
            await refresh_postings(connection, event.id, now)
    return await _choose(connection, member, {"name_shown": shown})


async def _choose(connection: AsyncConnection, member: Member, values: dict[str, object]) -> Member:
    await members.update_member_choices(connection, member.id, **values)
    return member.model_copy(update=values)
