"""Where a chapter announces: chosen, lost, and moved, on both databases."""

from datetime import UTC, date, datetime, time

from sqlalchemy.ext.asyncio import AsyncConnection

from hopdrinks import chapters as chapter_rules
from hopdrinks import events, members, rooms, staff_chat
from hopdrinks.events import EventPlan, VenuePlan
from hopdrinks.roles import Actor, get_actor
from storage import chapters, deliveries, postings, roles
from storage import rooms as stored_rooms
from storage.database import Database
from storage.records import Chapter, Chat, Delivery

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
OWNER, ORGANISER = 6_100_000_001, 6_100_000_002
GROUP, OTHER, CHANNEL = -4_100_000_001, -4_100_000_002, -1_002_200_000_003


async def found(connection: AsyncConnection) -> tuple[Actor, Chapter]:
    """Found a chapter with an owner and an organiser who both started the bot."""
    chapter = await chapter_rules.ensure_first_chapter(
        connection, name="Tours", time_zone="Europe/Paris", locale="fr", now=NOW
    )
    await chapter_rules.ensure_owners(connection, [OWNER], NOW)
    for member_id, name in ((OWNER, "Odile"), (ORGANISER, "Camille")):
        await members.meet(
            connection,
            member_id=member_id,
            first_name=name,
            last_name=None,
            username=None,
            language_code="fr",
            in_private=True,
            now=NOW,
        )
    await roles.add_role(
        connection, member_id=ORGANISER, role="organiser", chapter_id=chapter.id, granted_by=OWNER, now=NOW
    )
    return await get_actor(connection, ORGANISER), chapter


async def add_chat(connection: AsyncConnection, chat_id: int, kind: str = "group") -> Chat:
    known = {"kind": kind, "title": "Apéros", "bot_status": "member", "read_at": NOW}
    await postings.put_chat(connection, chat_id, known)
    chat = await postings.find_chat(connection, chat_id)
    assert chat is not None
    return chat


async def announce(connection: AsyncConnection, actor: Actor, chapter: Chapter) -> int:
    plan = EventPlan(
        local_date=date(2026, 12, 3), local_time=time(19), venue=VenuePlan(name="Le Cellier"), capacity=20
    )
    event = await events.add_draft(connection, actor, chapter, plan, NOW)
    await events.announce(connection, actor, event.id, NOW)
    return event.id


async def owed(connection: AsyncConnection, notice: str) -> list[Delivery]:
    found = await deliveries.list_deliverable(
        connection,
        limit=100,
        lanes=[0, 1, 2, 3],
        reliabilities=["repeatable", "must_arrive", "must_not_double"],
        except_chats=set(),
    )
    return [delivery for delivery in found if delivery.notice == notice]


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
        await staff_chat.set_staff_chat_id(connection, OTHER)
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
