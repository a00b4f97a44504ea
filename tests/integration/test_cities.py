"""Following and visiting cities, and opening them, on both databases."""

from datetime import date, datetime, timedelta

from evenings import NOW, add_chapter, add_members, told
from sqlalchemy.ext.asyncio import AsyncConnection

from hopdrinks.people import chapters as chapter_rules
from hopdrinks.people import cities
from hopdrinks.people.chapters import CityPlan
from hopdrinks.people.roles import Actor
from storage import chapters, fanouts, members, roles
from storage.database import Database
from storage.records import Chapter, Member

ALICE, BOB = 1, 2
OWNER = Actor(member_id=900, roles=(("owner", None),))


async def met(connection: AsyncConnection, member_id: int = ALICE) -> Member:
    await add_members(connection, [member_id])
    member = await members.find_member(connection, member_id)
    assert member is not None
    return member


async def followed(connection: AsyncConnection, member_id: int = ALICE) -> dict[int, datetime | None]:
    return {one.chapter_id: one.until for one in await chapters.list_follows(connection, member_id)}


async def hearing(connection: AsyncConnection, chapter: Chapter) -> int:
    return await fanouts.count_audience(connection, "followers", chapter_id=chapter.id)


async def test_a_visit_is_in_the_audience_until_the_morning_after_its_last_day(database: Database) -> None:
    async with database.writing() as connection:
        alice = await met(connection)
        lyon = await add_chapter(connection, slug="lyon", time_zone="America/Toronto")
        assert await cities.visit(connection, alice, lyon, "week", NOW) == date(2026, 11, 29)
        assert await hearing(connection, lyon) == 1
        until = (await followed(connection))[lyon.id]
        assert until is not None
        assert until.isoformat() == "2026-11-30T15:00:00+00:00", "10:00 there"
        await cities.end_visits(connection, until - timedelta(seconds=1))
        assert await hearing(connection, lyon) == 1
        assert await cities.end_visits(connection, until)
        assert not await cities.end_visits(connection, until)
        assert await hearing(connection, lyon) == 0
    assert await told(database, "VisitOver") == {ALICE: 1}


async def test_a_city_followed_for_good_is_no_visit_and_a_visit_becomes_one_followed_for_good(
    database: Database,
) -> None:
    async with database.writing() as connection:
        alice = await met(connection)
        tours, lyon = [await add_chapter(connection, slug=slug) for slug in ("tours", "lyon")]
        await cities.follow_for_good(connection, alice, tours, NOW)
        assert await cities.visit(connection, alice, tours, "month", NOW) is None
        await cities.visit(connection, alice, lyon, "fortnight", NOW)
        await cities.follow_for_good(connection, alice, lyon, NOW)
        assert await followed(connection) == {tours.id: None, lyon.id: None}
        await cities.end_visits(connection, NOW + timedelta(days=400))
        assert len(await followed(connection)) == 2
    assert await told(database, "VisitOver") == {}


async def test_a_visit_can_be_made_longer_and_ends_in_silence_for_who_stopped(database: Database) -> None:
    async with database.writing() as connection:
        alice = await met(connection)
        lyon = await add_chapter(connection, slug="lyon")
        await cities.visit(connection, alice, lyon, "week", NOW)
        assert await cities.visit(connection, alice, lyon, "month", NOW) == date(2026, 12, 23)
        await members.update_member_stopped(connection, ALICE, NOW)
        await cities.end_visits(connection, NOW + timedelta(days=40))
        assert await followed(connection) == {}
    assert await told(database, "VisitOver") == {}


async def test_a_sunday_s_week_ends_that_day_and_no_earlier(database: Database) -> None:
    async with database.writing() as connection:
        lyon = await add_chapter(connection, slug="lyon")
    sunday = NOW + timedelta(days=6)
    assert cities.last_day("week", lyon, sunday) == date(2026, 11, 29)
    late_in_paris = sunday.replace(hour=23, minute=30)
    assert cities.last_day("week", lyon, late_in_paris) == date(2026, 12, 6), "it is Monday there already"


async def test_cities_of_one_name_have_links_of_their_own(database: Database) -> None:
    plan = CityPlan(name="Saint-Étienne", time_zone="Europe/Paris", locale="fr")
    async with database.writing() as connection:
        first, second, third = [
            await chapter_rules.open_city(connection, OWNER, one, NOW)
            for one in (plan, plan, plan.model_copy(update={"name": "L" * 64}))
        ]
        assert (first.slug, second.slug) == ("saint-etienne", "saint-etienne-2")
        assert len(third.slug) == 32
        assert await chapters.find_chapter_by_slug(connection, "saint-etienne-2") == second
        written = await roles.list_audit(connection, skip=0, limit=9)
    assert [(entry.action, entry.actor_id) for entry in written] == [("chapter.open", 900)] * 3


async def test_a_city_takes_the_holidays_of_its_zone_and_keeps_its_link(database: Database) -> None:
    plan = CityPlan(name="Bruxelles", time_zone="Europe/Paris", locale="fr")
    async with database.writing() as connection:
        city = await chapter_rules.open_city(connection, OWNER, plan, NOW)
        assert city.country == "FR"
        moved = await chapter_rules.change_city(
            connection, OWNER, city, {"time_zone": "Europe/Brussels"}, NOW
        )
        assert moved.country == "BE"
        renamed = await chapter_rules.change_city(connection, OWNER, city, {"name": "Brussels"}, NOW)
    assert (renamed.name, renamed.slug) == ("Brussels", "bruxelles")
