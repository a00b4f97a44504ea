"""Cards that many read: lines in which their edits wait, what is known of them, and where they stand."""

from datetime import timedelta

from founding import CHANNEL, GROUP, NOW, ORGANISER, OWNER, add_chat, announce, found, owed
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from hopdrinks.notices.evenings import GroupCard, PostingRefresh
from hopdrinks.outbox import is_chat, line_of, owe
from hopdrinks.outcomes import record_not_sent, record_sent, record_unclear
from hopdrinks.people import rooms
from hopdrinks.results import NotSent, Sent
from hopdrinks.seats.waitlist import refresh_postings
from storage import deliveries, postings, tables
from storage import rooms as stored_rooms
from storage.database import Database
from storage.records import Delivery, Posting


async def post(connection: AsyncConnection, event_id: int, message_id: int, chat_id: int = GROUP) -> Posting:
    await postings.add_posting(
        connection, event_id=event_id, chat_id=chat_id, message_id=message_id, digest="as it was", now=NOW
    )
    posting = await postings.find_posting_at(connection, chat_id, message_id)
    assert posting is not None
    return posting


async def deliverable(connection: AsyncConnection, except_keys: set[str] | None = None) -> list[Delivery]:
    found = await deliveries.list_deliverable(
        connection, limit=100, lanes=[0, 1, 2, 3], except_chats=set(), except_keys=except_keys or set(),
        reliabilities=["repeatable", "must_arrive", "must_not_double"],
    )  # fmt: skip
    return [delivery for delivery in found if delivery.notice == "PostingRefresh"]


async def test_inline_cards_wait_for_none_but_themselves(database: Database) -> None:
    async with database.writing() as connection:
        actor, chapter = await found(connection)
        event_id = await announce(connection, actor, chapter)
        for name in ("one", "two"):
            await rooms.know_inline_card(connection, event_id, name, NOW)
        refreshes = await deliverable(connection)
        assert len({refresh.chat_id for refresh in refreshes}) == 2
        assert not any(is_chat(refresh.chat_id) for refresh in refreshes)
        await refresh_postings(connection, event_id, NOW)
        assert len(await deliverable(connection)) == 2  # each is queued once, however much changes


async def test_a_card_that_rests_lets_what_is_more_urgent_for_its_chat_leave(database: Database) -> None:
    async with database.writing() as connection:
        actor, chapter = await found(connection)
        event_id = await announce(connection, actor, chapter)
        card = await post(connection, event_id, 7)
        await refresh_postings(connection, event_id, NOW)
        await owe(connection, GroupCard(event_id=event_id), GROUP, NOW)
        assert [one.coalesce_key for one in await deliverable(connection)] == [f"posting:{card.id}"]
        assert await deliverable(connection, {f"posting:{card.id}"}) == []
        assert [card.chat_id for card in await owed(connection, "GroupCard")] == [GROUP]


async def test_after_an_edit_of_which_nobody_heard_it_is_not_known_what_a_card_shows(
    database: Database,
) -> None:
    async with database.writing() as connection:
        actor, chapter = await found(connection)
        event_id = await announce(connection, actor, chapter)
        card = await post(connection, event_id, 7)
        refresh = PostingRefresh(event_id=event_id, posting_id=card.id)
        await record_unclear(connection, refresh)
        after = await postings.find_posting_at(connection, GROUP, 7)
        assert after is not None
        assert after.digest is None
        sent = Sent(delivery_id=1, chat_id=GROUP, message_id=7, digest="new")
        await record_sent(connection, refresh, sent, NOW)
        known = await postings.find_posting_at(connection, GROUP, 7)
        assert known is not None
        assert known.digest == "new"


async def test_a_room_where_nobody_may_write_any_more_is_told_once_and_made_up_for(
    database: Database,
) -> None:
    async with database.writing() as connection:
        actor, chapter = await found(connection)
        await rooms.choose(connection, actor, chapter, await add_chat(connection, GROUP), NOW)
        first = await announce(connection, actor, chapter)
        await post(connection, first, 7)
        second = await announce(connection, actor, chapter)
        refused = NotSent(delivery_id=1, chat_id=GROUP, outcome="failed", cause="no_rights")
        for _ in range(2):
            await record_not_sent(connection, GroupCard(event_id=second), refused, NOW)
        assert sorted(told.chat_id for told in await owed(connection, "RoomMuted")) == [OWNER, ORGANISER]
        assert await postings.list_postings(connection, first) == []
        sent = Sent(delivery_id=2, chat_id=GROUP, message_id=9, digest="d")
        await record_sent(connection, GroupCard(event_id=second), sent, NOW + timedelta(days=1))
        assert [card.message_id for card in await postings.list_postings(connection, first)] == [7]


async def test_a_room_that_the_bot_is_no_longer_in_is_lost_and_its_cards_come_back_with_it(
    database: Database,
) -> None:
    async with database.writing() as connection:
        actor, chapter = await found(connection)
        await rooms.choose(connection, actor, chapter, await add_chat(connection, GROUP), NOW)
        event_id = await announce(connection, actor, chapter)
        card = await post(connection, event_id, 7)
        refresh = PostingRefresh(event_id=event_id, posting_id=card.id)
        removed = NotSent(delivery_id=1, chat_id=line_of(card), outcome="unreachable")
        for _ in range(2):
            await record_not_sent(connection, refresh, removed, NOW)
        assert sorted(told.chat_id for told in await owed(connection, "RoomLost")) == [OWNER, ORGANISER]
        assert await stored_rooms.list_rooms(connection, chapter.id) == []
        assert await postings.list_postings(connection, event_id) == []
        await rooms.come_back(connection, GROUP, NOW)
        assert [one.id for one in await postings.list_postings(connection, event_id)] == [card.id]
        assert len(await deliverable(connection)) == 1


async def test_an_inline_card_that_is_gone_is_dropped_alone(database: Database) -> None:
    async with database.writing() as connection:
        actor, chapter = await found(connection)
        event_id = await announce(connection, actor, chapter)
        for name in ("one", "two"):
            await rooms.know_inline_card(connection, event_id, name, NOW)
        (first, second) = await postings.list_postings(connection, event_id)
        gone = NotSent(delivery_id=1, chat_id=line_of(first), outcome="failed", cause="message_gone")
        await record_not_sent(connection, PostingRefresh(event_id=event_id, posting_id=first.id), gone, NOW)
        assert [card.id for card in await postings.list_postings(connection, event_id)] == [second.id]


async def test_a_moved_group_keeps_its_queue_and_no_chapter_has_it_twice(database: Database) -> None:
    async with database.writing() as connection:
        actor, chapter = await found(connection)
        for chat_id in (GROUP, CHANNEL):  # somebody chose the supergroup before Telegram told of the move
            await rooms.choose(connection, actor, chapter, await add_chat(connection, chat_id), NOW)
        event_id = await announce(connection, actor, chapter)
        card = await post(connection, event_id, 7)
        await refresh_postings(connection, event_id, NOW)
        await rooms.move(connection, GROUP, CHANNEL, NOW)
        assert await stored_rooms.list_rooms(connection, chapter.id) == [CHANNEL]
        queue = await connection.execute(select(tables.deliveries.c.chat_id, tables.deliveries.c.notice))
        assert {chat_id for chat_id, notice in queue if notice in ("GroupCard", "PostingRefresh")} == {
            CHANNEL
        }
        # Its old card is out of reach: the refresh that is queued finds none and is void.
        assert await postings.list_postings_by_id(connection, [card.id]) == []
