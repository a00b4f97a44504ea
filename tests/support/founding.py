"""A founded chapter with an owner, an organiser and rooms, and what is owed there, without any program."""

from datetime import UTC, date, datetime, time

from sqlalchemy.ext.asyncio import AsyncConnection

from hopdrinks.evenings import events
from hopdrinks.evenings.events import EventPlan, VenuePlan
from hopdrinks.people import chapters as chapter_rules
from hopdrinks.people import members
from hopdrinks.people.roles import Actor, get_actor
from storage import deliveries, postings, roles
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
