"""What Telegram has of pictures, and what becomes of cards whose picture it refuses; on both databases."""

from evenings import NOW, ORGANISER, an_evening, get_event, owed

from hopdrinks import outcomes
from hopdrinks.evenings import event_edits, events, pictures
from hopdrinks.evenings.event_edits import EventEdit
from hopdrinks.evenings.events import EventPlan, VenuePlan
from hopdrinks.notices.evenings import GroupCard, PostingRefresh
from hopdrinks.outcomes import NotSent, Sent
from storage import chapters, postings
from storage import pictures as stored
from storage.database import Database
from storage.records import NO_PICTURE, Event, KeptPicture, Posting

GROUP = -1_002_200_000_003


async def posting_of(database: Database, event: Event, picture_digest: str | None = None) -> Posting:
    """Post a card in a group."""
    sent = Sent(delivery_id=1, chat_id=GROUP, message_id=7, digest="a", picture_digest=picture_digest)
    async with database.writing() as connection:
        await outcomes.record_sent(connection, GroupCard(event_id=event.id), sent, NOW)
        posting = await postings.find_posting_at(connection, GROUP, 7)
    assert posting is not None
    return posting


async def test_an_id_is_kept_replaced_and_forgotten(database: Database) -> None:
    async with database.writing() as connection:
        for file_id in ("first", "second"):
            await pictures.keep(
                connection, KeptPicture(digest="d", file_id=file_id, unique_id=f"u-{file_id}"), NOW
            )
        await pictures.lose(connection, "d", "first", None, NOW)
        kept = await stored.find_picture(connection, "d")
        assert kept == KeptPicture(digest="d", file_id="second", unique_id="u-second")
        await pictures.lose(connection, "d", "second", None, NOW)
        assert await stored.find_picture(connection, "d") is None


async def test_only_the_photo_that_is_lost_gives_way_to_a_poster(database: Database) -> None:
    event = await an_evening(database, [1])
    async with database.writing() as connection:
        photo = EventEdit(picture="photo", picture_file_id="of-now")
        await event_edits.edit(connection, ORGANISER, event.id, photo, NOW)
        await pictures.lose(connection, "d", "of-before", event.id, NOW)
        assert (await get_event(connection, event.id)).picture == "photo"
        await pictures.lose(connection, "d", "of-now", event.id, NOW)
        assert (await get_event(connection, event.id)).picture == "poster"


async def test_an_evening_planned_anew_takes_its_picture_over(database: Database) -> None:
    event = await an_evening(database, [1])
    async with database.writing() as connection:
        photo = EventEdit(picture="photo", picture_file_id="a")
        await event_edits.edit(connection, ORGANISER, event.id, photo, NOW)
        like = await get_event(connection, event.id)
        chapter = await chapters.get_chapter(connection, event.chapter_id)
        plan = EventPlan(
            local_date=event.local_date, local_time=event.local_time, venue=VenuePlan(name="A"), capacity=None
        )
        anew = await events.add_draft(connection, ORGANISER, chapter, plan, NOW, like=like)
    assert (anew.picture, anew.picture_file_id) == ("photo", "a")


async def test_a_posting_knows_the_picture_it_shows(database: Database) -> None:
    event = await an_evening(database, [1])
    posting = await posting_of(database, event, "p")
    assert (posting.has_picture, posting.picture_digest) == (True, "p")
    refresh = PostingRefresh(event_id=event.id, posting_id=posting.id)
    async with database.writing() as connection:
        for digest in (None, "q"):
            sent = Sent(delivery_id=1, chat_id=GROUP, digest="b", picture_digest=digest)
            await outcomes.record_sent(connection, refresh, sent, NOW)
        after = await postings.find_posting_at(connection, GROUP, 7)
    assert after is not None
    assert (after.has_picture, after.picture_digest, after.digest) == (True, "q", "b")


async def test_a_group_that_allows_no_photos_gets_the_words_alone(database: Database) -> None:
    event = await an_evening(database, [1])
    refused = NotSent(delivery_id=1, chat_id=GROUP, outcome="failed", cause="no_rights", has_picture=True)
    async with database.writing() as connection:
        await outcomes.record_not_sent(connection, GroupCard(event_id=event.id), refused, NOW)
        again = GroupCard(event_id=event.id, plain=True)
        await outcomes.record_not_sent(connection, again, refused, NOW)
    assert [one for one in await owed(database, GROUP) if isinstance(one, GroupCard)] == [again]


async def test_a_card_of_words_that_may_have_no_picture_is_asked_once(database: Database) -> None:
    event = await an_evening(database, [1])
    posting = await posting_of(database, event)
    refused = NotSent(delivery_id=1, chat_id=GROUP, outcome="failed", cause="no_rights", has_picture=True)
    refresh = PostingRefresh(event_id=event.id, posting_id=posting.id)
    async with database.writing() as connection:
        await outcomes.record_not_sent(connection, refresh, refused, NOW)
        known = await postings.find_posting_at(connection, GROUP, 7)
        assert known is not None
        assert known.picture_digest == NO_PICTURE
        assert not await postings.refuse_picture(connection, posting.id), "a second time is no news"
