"""Meeting members, and knowing whether they can be written to."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from hopdrinks.names import clean_name
from storage import chapters, deliveries, members
from storage.records import Chapter, Member, Reach, ReminderChoice

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

    Whoever acts in the private chat can be written to there; a tap in a group proves nothing of the kind.
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
        await members.update_member_reach(connection, member_id, "reachable", now)
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
        # An answer is tried all the same: its failure is what tells the representative.
        await deliveries.skip_queued(
            connection, now, chat_id=member_id, reason=reach, except_notice="AnswerCopy"
        )


async def follow(connection: AsyncConnection, member: Member, chapter: Chapter, now: datetime) -> bool:
    """Let a member hear about a chapter, again if they had stopped; True where that is new."""
    if member.stopped_at is not None:
        await members.update_member_stopped(connection, member.id, None)
    return await chapters.add_follow(connection, chapter.id, member.id, now)


async def unfollow(connection: AsyncConnection, member_id: int, chapter_id: int) -> bool:
    """Let a member hear no more about a chapter; True where they followed it."""
    return await chapters.delete_follow(connection, chapter_id, member_id)


async def stop(connection: AsyncConnection, member_id: int, now: datetime) -> None:
    """Send a member nothing more, except what changes an event they are going to."""
    await members.update_member_stopped(connection, member_id, now)


async def choose_locale(connection: AsyncConnection, member: Member, locale: str) -> Member:
    """Speak a language to a member from now on, whatever their client speaks."""
    await members.update_member_choices(connection, member.id, locale=locale)
    return member.model_copy(update={"locale": locale})


async def choose_reminders(connection: AsyncConnection, member: Member, *, wanted: bool) -> Member:
    """Remind a member of the evenings they go to, or not; whoever wants to be reminded stops no more."""
    choice: ReminderChoice = "both" if wanted else "none"
    await members.update_member_choices(connection, member.id, reminders=choice)
    if wanted and member.stopped_at is not None:
        await members.update_member_stopped(connection, member.id, None)
        member = member.model_copy(update={"stopped_at": None})
    return member.model_copy(update={"reminders": choice})
