"""Meeting members and knowing whether they can be written to, on both databases."""

from datetime import date, time, timedelta

from evenings import NOW, ORGANISER, an_evening, announce_event, come, owed, say, standing
from sqlalchemy import select

from hopdrinks.evenings import event_edits, events
from hopdrinks.evenings.event_edits import EventEdit
from hopdrinks.notices.evenings import EventCancellation, EventChange, EventStands
from hopdrinks.notices.seats import Promotion
from hopdrinks.outbox import owe
from hopdrinks.people import members
from storage import chapters
from storage import members as stored_members
from storage.chapters import list_followed
from storage.database import Database
from storage.members import find_member
from storage.records import Member
from storage.tables import deliveries

ALICE = 7_000_000_001  # Telegram's ids have outgrown 32 bits
MINUTE = timedelta(minutes=1)


async def meet(
    database: Database,
    *,
    first_name: str = "Alice",
    last_name: str | None = None,
    username: str | None = "alice",
    in_private: bool = False,
) -> Member:
    async with database.writing() as connection:
        return await members.meet(
            connection,
            member_id=ALICE,
            first_name=first_name,
            last_name=last_name,
            username=username,
            language_code="fr",
            in_private=in_private,
            now=NOW,
        )


async def known(database: Database) -> Member:
    async with database.reading() as connection:
        member = await find_member(connection, ALICE)
    assert member is not None
    return member


async def test_a_tap_in_a_group_makes_a_member_who_cannot_be_written_to_yet(database: Database) -> None:
    member = await meet(database)
    assert (member.id, member.name, member.reach) == (ALICE, "Alice", "never_started")
    assert member == await known(database)


async def test_writing_in_private_makes_a_member_reachable_and_a_group_does_not_undo_it(
    database: Database,
) -> None:
    await meet(database)
    assert (await meet(database, in_private=True)).reach == "reachable"
    assert (await meet(database)).reach == "reachable"
    assert (await known(database)).reach == "reachable"


async def test_a_member_is_known_under_the_cleaned_name_they_have_now(database: Database) -> None:
    await meet(database, first_name="Al\u202eice", last_name="<b>\u200bMartin</b>")
    assert (await known(database)).name == "Alice <b>Martin</b>"
    await meet(database, first_name="Alix", username=None)
    now_known = await known(database)
    assert (now_known.name, now_known.username) == ("Alix", None)


async def test_the_longest_names_telegram_allows_are_stored(database: Database) -> None:
    await meet(database, first_name="👩\u200d💻" * 21, last_name="é" * 64, username="u" * 32)
    assert len((await known(database)).name) <= 64


async def test_a_new_name_changes_no_choice_of_the_member(database: Database) -> None:
    await meet(database, in_private=True)
    async with database.writing() as connection:
        await stored_members.update_member_choices(connection, ALICE, locale="en", reminders="none")
    member = await meet(database, first_name="Alix")
    assert (member.locale, member.reminders, member.reach) == ("en", "none", "reachable")


async def test_blocking_drops_what_was_queued_and_keeps_the_seat(database: Database) -> None:
    event = await an_evening(database, [ALICE, 2])
    await come(database, event, ALICE, 2)
    async with database.writing() as connection:
        for member_id in (ALICE, 2):
            await owe(connection, Promotion(event_id=event.id), member_id, NOW)
        await members.lose(connection, ALICE, "blocked", NOW + MINUTE)
    assert await standing(database, event, ALICE) == "going"
    assert (await known(database)).reach == "blocked"
    async with database.reading() as connection:
        rows = await connection.execute(
            select(deliveries.c.chat_id, deliveries.c.state, deliveries.c.reason).order_by(deliveries.c.id)
        )
        assert [tuple(row) for row in rows] == [(ALICE, "skipped", "blocked"), (2, "queued", None)]


async def test_who_blocked_and_writes_again_is_reachable_again(database: Database) -> None:
    await meet(database, in_private=True)
    async with database.writing() as connection:
        await members.lose(connection, ALICE, "blocked", NOW)
    assert (await meet(database)).reach == "blocked"
    assert (await meet(database, in_private=True)).reach == "reachable"


async def test_following_again_undoes_stop(database: Database) -> None:
    event = await an_evening(database, [ALICE])
    async with database.writing() as connection:
        chapter = await chapters.get_chapter(connection, event.chapter_id)
        assert await members.follow(connection, await known(database), chapter, NOW)
        await members.stop(connection, ALICE, NOW)
    assert (await known(database)).stopped_at == NOW
    member = await known(database)
    async with database.writing() as connection:
        assert not await members.follow(connection, member, chapter, NOW)
        assert await list_followed(connection, [ALICE]) == {(chapter.id, ALICE)}
    assert (await known(database)).stopped_at is None


async def test_unfollowing_is_done_once_and_can_be_undone(database: Database) -> None:
    event = await an_evening(database, [ALICE])
    member = await known(database)
    async with database.writing() as connection:
        chapter = await chapters.get_chapter(connection, event.chapter_id)
        await members.follow(connection, member, chapter, NOW)
        assert await members.unfollow(connection, ALICE, chapter.id)
        assert not await members.unfollow(connection, ALICE, chapter.id)
        assert await members.follow(connection, member, chapter, NOW)


async def test_whoever_comes_back_hears_once_what_was_changed_or_called_off_meanwhile(
    database: Database,
) -> None:
    changed = await an_evening(database, [ALICE, 2])
    async with database.writing() as connection:
        chapter = await chapters.get_chapter(connection, changed.chapter_id)
        cancelled = await announce_event(connection, chapter, local_date=date(2026, 12, 10))
        untouched = await announce_event(connection, chapter, local_date=date(2026, 12, 17))
        declined = await announce_event(connection, chapter, local_date=date(2026, 12, 24))
    for event in (changed, cancelled, untouched):
        await come(database, event, ALICE)
    await say(database, declined, ALICE, "declined")
    async with database.writing() as connection:
        await members.lose(connection, ALICE, "blocked", NOW + MINUTE)
        for event in (changed, declined):
            change = EventEdit(local_time=time(20))
            await event_edits.edit(connection, ORGANISER, event.id, change, NOW + 2 * MINUTE)
        await events.cancel(connection, ORGANISER, cancelled.id, NOW + 2 * MINUTE)
    await meet(database, in_private=True)
    await meet(database, in_private=True)
    back = [EventStands(event_id=changed.id), EventCancellation(event_id=cancelled.id)]
    assert await owed(database, ALICE) == back


async def test_news_that_found_nobody_is_told_on_coming_back(database: Database) -> None:
    event = await an_evening(database, [ALICE, 2])
    await come(database, event, ALICE)
    async with database.writing() as connection:
        change = EventEdit(local_time=time(20))
        after = await event_edits.edit(connection, ORGANISER, event.id, change, NOW + MINUTE)
        assert after is not None
        known = event.model_dump(include={"local_date", "local_time", "ends_at", "venue_id", "capacity"})
        await owe(connection, EventChange(event_id=event.id, **known), ALICE, NOW + MINUTE)
        await members.lose(connection, ALICE, "blocked", NOW + 2 * MINUTE)
    await meet(database, in_private=True)
    assert (await owed(database, ALICE))[1:] == [EventStands(event_id=event.id)]
