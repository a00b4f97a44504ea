"""Whom a broadcast reaches, who is left out, and why: counted, listed and written down alike."""

from datetime import timedelta

from casting import (
    AUTHOR,
    HELLO,
    LEAVES,
    ORGANISER,
    a_draft,
    add_followers,
    get,
    post,
    reasons,
    run_out,
    send,
    sweep,
)
from evenings import NOW, add_chapter, add_members, announce_event, tap
from sqlalchemy import insert, update
from sqlalchemy.ext.asyncio import AsyncConnection

from hopdrinks.broadcasts import life as rules
from storage import audiences, broadcasts, event_mutes
from storage.audiences import count_audience, list_audience
from storage.broadcast_records import Broadcast
from storage.database import Database
from storage.records import Chapter, Event
from storage.tables import deliveries, follows, members, rsvps


async def reached(connection: AsyncConnection, broadcast: Broadcast) -> set[int]:
    everyone = audiences.audience_of(broadcast, NOW).subquery()
    rows = await connection.execute(everyone.select().where(everyone.c.reason == ""))
    return {row.member_id for row in rows}


async def a_chapter(connection: AsyncConnection, number: int = 8) -> Chapter:
    chapter = await add_chapter(connection)
    await add_followers(connection, chapter, range(1, number + 1))
    return chapter


async def an_answered_evening(connection: AsyncConnection, chapter: Chapter) -> Event:
    event = await announce_event(connection, chapter)
    for member_id, wish in ((1, "going"), (2, "maybe"), (3, "declined")):
        await tap(connection, event.id, member_id, wish, NOW)
    return event


async def test_followers_alone_get_it_and_not_those_of_another_city(database: Database) -> None:
    async with database.writing() as connection:
        chapter = await a_chapter(connection, 3)
        other = await add_chapter(connection, slug="lyon")
        await add_followers(connection, other, [50])
        await connection.execute(
            update(follows).where(follows.c.member_id == 3).values(until=NOW - timedelta(days=1))
        )
        assert await reached(connection, await a_draft(connection, chapter)) == {1, 2}


async def test_an_answer_to_an_evening_or_none_narrows_it_down(database: Database) -> None:
    async with database.writing() as connection:
        chapter = await a_chapter(connection, 5)
        event = await an_answered_evening(connection, chapter)
        for answers, wanted in (
            ((), {1, 2, 3, 4, 5}),
            (("going",), {1}),
            (("maybe", "declined"), {2, 3}),
            (("none",), {4, 5}),
            (("going", "none"), {1, 4, 5}),
        ):
            draft = await a_draft(connection, chapter, event_id=event.id, answers=answers)
            assert await reached(connection, draft) == wanted, answers


async def test_who_comes_is_written_to_with_the_others_who_come_though_they_follow_no_city(
    database: Database,
) -> None:
    async with database.writing() as connection:
        chapter = await a_chapter(connection, 3)
        event = await an_answered_evening(connection, chapter)
        await add_members(connection, [40, 41, 42])
        for member_id, wish in ((40, "going"), (41, "declined")):
            await tap(connection, event.id, member_id, wish, NOW)
        for answers, wanted in (
            (("going",), {1, 40}),
            (("going", "declined", "none"), {1, 3, 40}),
            (("none",), set()),
            ((), {1, 2, 3}),
        ):
            draft = await a_draft(connection, chapter, event_id=event.id, answers=answers)
            assert await reached(connection, draft) == wanted, answers
        draft = await a_draft(connection, chapter, event_id=event.id, answers=("going",))
    await send(database, draft)
    assert sorted(await run_out(database, LEAVES)) == [1, 40, AUTHOR]


async def test_who_came_before_and_who_never_came_are_told_apart(database: Database) -> None:
    async with database.writing() as connection:
        chapter = await a_chapter(connection, 3)
        await an_answered_evening(connection, chapter)
        await connection.execute(update(rsvps).where(rsvps.c.member_id == 1).values(attendance="present"))
        assert await reached(connection, await a_draft(connection, chapter, came="before")) == {1}
        assert await reached(connection, await a_draft(connection, chapter, came="never")) == {2, 3}


async def test_the_new_ones_have_followed_this_chapter_for_less_than_thirty_days(database: Database) -> None:
    async with database.writing() as connection:
        chapter = await a_chapter(connection, 3)
        other = await add_chapter(connection, slug="lyon")
        elsewhere = {"chapter_id": other.id, "member_id": 1, "followed_at": NOW}
        await connection.execute(insert(follows).values(elsewhere))
        for member_id, days in ((1, 31), (2, 29), (3, 0)):
            since = NOW - timedelta(days=days)
            mine = (follows.c.member_id == member_id) & (follows.c.chapter_id == chapter.id)
            await connection.execute(update(follows).where(mine).values(followed_at=since))
        assert await reached(connection, await a_draft(connection, chapter, new=True)) == {2, 3}


async def test_a_language_is_that_chosen_else_that_of_the_client_else_the_default(database: Database) -> None:
    async with database.writing() as connection:
        chapter = await a_chapter(connection, 5)
        for member_id, values in {
            1: {"locale": "en", "language_code": "fr"},
            2: {"locale": None, "language_code": "en-GB"},
            3: {"locale": None, "language_code": "fr"},
            4: {"locale": None, "language_code": "de"},
        }.items():
            await connection.execute(update(members).where(members.c.id == member_id).values(values))
        assert await reached(connection, await a_draft(connection, chapter, locale="en")) == {1, 2}
        assert await reached(connection, await a_draft(connection, chapter, locale="fr")) == {3, 4, 5}


async def leave_out(connection: AsyncConnection, chapter: Chapter) -> None:
    """Leave a member out for each reason there is; 8 and 9 alone get it."""
    for member_id, values in {
        1: {"reach": "blocked"},
        2: {"reach": "never_started"},
        3: {"reach": "deactivated"},
        4: {"stopped_at": NOW},
        5: {"paused_until": NOW + timedelta(days=1)},
        8: {"paused_until": NOW - timedelta(days=1)},
    }.items():
        await connection.execute(update(members).where(members.c.id == member_id).values(values))
    await broadcasts.add_mute(connection, 6, chapter.id, "news", NOW)
    await broadcasts.add_mute(connection, 9, chapter.id, "evening", NOW)
    unasked = {"lane": 2, "reliability": "must_not_double", "payload": "{}", "queued_at": NOW}
    for member_id, notice, days, state in (
        (7, "Announcement", 1, "sent"),
        (7, "Broadcast", 6, "uncertain"),
        (8, "Announcement", 1, "sent"),
        (8, "Broadcast", 8, "sent"),
        (9, "Announcement", 1, "skipped"),
        (9, "Announcement", 1, "sent"),
        (9, "GroupCard", 1, "sent"),
    ):
        row = {
            "chat_id": member_id,
            "notice": notice,
            "state": state,
            "settled_at": NOW - timedelta(days=days),
        }
        await connection.execute(insert(deliveries).values(unasked | row))


async def test_everybody_left_out_has_a_reason_and_two_unasked_messages_a_week_are_enough(
    database: Database,
) -> None:
    wanted = {
        1: "blocked",
        2: "never_started",
        3: "deactivated",
        4: "stopped",
        5: "paused",
        6: "opted_out",
        7: "cap",
    }
    async with database.writing() as connection:
        chapter = await a_chapter(connection, 9)
        await leave_out(connection, chapter)
        draft = await a_draft(connection, chapter)
        counted = await count_audience(connection, draft, NOW)
        assert counted == dict.fromkeys(wanted.values(), 1) | {"": 2}
        listed = await list_audience(connection, draft, NOW, offset=0, limit=3)
        assert listed == [("Member 8", ""), ("Member 9", ""), ("Member 1", "blocked")]
    await send(database, draft)
    await sweep(database, LEAVES)
    assert await reasons(database, draft.id) == wanted


async def test_who_comes_to_an_evening_hears_of_it_however_much_they_had_this_week(
    database: Database,
) -> None:
    async with database.writing() as connection:
        chapter = await a_chapter(connection, 9)
        await leave_out(connection, chapter)
        event = await announce_event(connection, chapter)
        draft = await a_draft(connection, chapter, event_id=event.id)
        assert 7 not in await reached(connection, draft)
        await tap(connection, event.id, 7, "going", NOW)
        assert 7 in await reached(connection, draft)
        assert not await audiences.find_unwilling(connection, draft, [7], NOW)


async def test_who_wants_no_more_of_an_evening_gets_no_broadcast_about_it_and_others_as_before(
    database: Database,
) -> None:
    async with database.writing() as connection:
        chapter = await a_chapter(connection, 3)
        event = await announce_event(connection, chapter)
        await tap(connection, event.id, 1, "going", NOW)
        for member_id in (1, 2):
            await event_mutes.add_mute(connection, event.id, member_id, NOW)
        about = await a_draft(connection, chapter, event_id=event.id)
        assert await count_audience(connection, about, NOW) == {"hushed": 2, "": 1}
        assert await audiences.find_unwilling(connection, about, [1, 3], NOW) == {1: "hushed"}
        assert await reached(connection, await a_draft(connection, chapter)) == {1, 2, 3}


async def test_who_wants_fewer_about_evenings_still_gets_news_and_may_want_them_again(
    database: Database,
) -> None:
    async with database.writing() as connection:
        chapter = await a_chapter(connection, 2)
        event = await announce_event(connection, chapter)
        about = await a_draft(connection, chapter, event_id=event.id)
        news = await a_draft(connection, chapter)
        await rules.mute(connection, 1, about, NOW)
        await rules.mute(connection, 1, about, NOW)
        assert await reached(connection, about) == {2}
        assert await reached(connection, news) == {1, 2}
        await rules.unmute(connection, 1, about)
        assert await reached(connection, about) == {1, 2}


async def test_what_was_shown_is_what_is_sent(database: Database) -> None:
    async with database.writing() as connection:
        chapter = await a_chapter(connection, 2)
        draft = await a_draft(connection, chapter)
        shown = rules.seal(draft, 2)
        assert rules.seal(draft, 3) != shown
        await rules.rewrite(connection, ORGANISER, draft, "en", HELLO, NOW)
        assert rules.seal(await get(connection, draft.id), 2) != shown


async def test_the_author_gets_it_first_whether_they_follow_or_not(database: Database) -> None:
    async with database.writing() as connection:
        chapter = await a_chapter(connection, 3)
        await add_followers(connection, chapter, [ORGANISER.member_id])
        draft = await a_draft(connection, chapter)
        assert await reached(connection, draft) == {1, 2, 3}
    await send(database, draft)
    await sweep(database, LEAVES)
    assert await post(database, LEAVES) == [ORGANISER.member_id]
