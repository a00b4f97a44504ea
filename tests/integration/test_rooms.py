"""Where a chapter announces: chosen, lost, and moved, on both databases."""

from founding import CHANNEL, GROUP, NOW, ORGANISER, OTHER, OWNER, add_chat, announce, found, owed

from hopdrinks.people import rooms
from hopdrinks.people.roles import get_actor
from hopdrinks.staff import surface
from storage import chapters, deliveries, postings
from storage import rooms as stored_rooms
from storage.database import Database


async def test_a_chosen_room_gets_what_is_announced_already_once(database: Database) -> None:
    async with database.writing() as connection:
        actor, chapter = await found(connection)
        event_id = await announce(connection, actor, chapter)
        group = await add_chat(connection, GROUP)
        assert await rooms.choose(connection, actor, chapter, group, NOW)
        assert not await rooms.choose(connection, actor, chapter, group, NOW)
        cards = await owed(connection, "GroupCard")
        found_in = await stored_rooms.list_rooms(connection, chapter.id)
    assert found_in == [GROUP]
    assert [(card.chat_id, card.event_id) for card in cards] == [(GROUP, event_id)]


async def test_a_channel_and_a_group_stand_beside_each_other_and_are_taken(database: Database) -> None:
    async with database.writing() as connection:
        actor, chapter = await found(connection)
        await rooms.choose(connection, actor, chapter, await add_chat(connection, GROUP), NOW)
        await rooms.choose(connection, actor, chapter, await add_chat(connection, CHANNEL, "channel"), NOW)
        await surface.set_staff_chat_id(connection, OTHER)
        found_in = await stored_rooms.list_rooms(connection, chapter.id)
        taken = [await rooms.is_taken(connection, chat_id) for chat_id in (GROUP, CHANNEL, OTHER, -5)]
    assert sorted(found_in) == sorted([GROUP, CHANNEL])
    assert taken == [True, True, True, False]


async def test_a_lost_room_is_told_to_organisers_and_owners_once_and_forgotten(database: Database) -> None:
    async with database.writing() as connection:
        actor, chapter = await found(connection)
        await rooms.choose(connection, actor, chapter, await add_chat(connection, GROUP), NOW)
        await rooms.lose(connection, GROUP, "Apéros", NOW)
        await rooms.lose(connection, GROUP, "Apéros", NOW)
        told = await owed(connection, "RoomLost")
        left = await stored_rooms.list_rooms(connection, chapter.id)
    assert sorted(delivery.chat_id for delivery in told) == [OWNER, ORGANISER]
    assert left == []


async def test_a_room_that_moves_keeps_its_use_and_gets_its_cards_anew_once(database: Database) -> None:
    async with database.writing() as connection:
        actor, chapter = await found(connection)
        await rooms.choose(connection, actor, chapter, await add_chat(connection, GROUP), NOW)
        event_id = await announce(connection, actor, chapter)
        (card,) = await owed(connection, "GroupCard")
        await deliveries.claim_deliveries(connection, [card.id])
        await postings.add_posting(
            connection, event_id=event_id, chat_id=GROUP, message_id=7, digest="", now=NOW
        )
        for _ in range(2):
            await rooms.move(connection, GROUP, CHANNEL, NOW)
        again = await owed(connection, "GroupCard")
        found_in = await stored_rooms.list_rooms(connection, chapter.id)
        before, after = [await postings.find_chat(connection, chat_id) for chat_id in (GROUP, CHANNEL)]
    assert [(delivery.chat_id, delivery.event_id) for delivery in again] == [(CHANNEL, event_id)]
    assert found_in == [CHANNEL]
    assert before is not None
    assert after is not None
    assert (before.bot_status, after.bot_status, after.title) == ("left", "member", "Apéros")


async def test_organisers_choose_for_their_own_city_and_owners_for_all(database: Database) -> None:
    async with database.writing() as connection:
        actor, chapter = await found(connection)
        second = await chapters.add_chapter(
            connection, name="Nantes", slug="nantes", time_zone="Europe/Paris", locale="fr", now=NOW
        )
        own = await rooms.list_choices(connection, actor)
        every = await rooms.list_choices(connection, await get_actor(connection, OWNER))
        nobody = await rooms.list_choices(connection, await get_actor(connection, 99))
    assert [chapter.id for chapter in own] == [chapter.id]
    assert [chapter.id for chapter in every] == [chapter.id, second.id]
    assert nobody == []
