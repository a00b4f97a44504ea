"""Two cities in two zones and two languages: opened, followed, visited, and one evening in one of them."""

from datetime import date, time

from commits import Commits
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection
from stage import Stage
from talk import Talk

from handlers.language import Languages
from hopdrinks.evenings import events
from hopdrinks.evenings.events import EventPlan, VenuePlan
from hopdrinks.people import chapters as chapter_rules
from hopdrinks.people import roles
from hopdrinks.people.chapters import CityPlan
from storage import chapters
from storage import rooms as stored_rooms
from storage.records import Chapter, Event
from storage.tables import fanouts

FRENCH, ENGLISH = (Languages("fr").get(locale) for locale in ("fr", "en"))
THURSDAY = date(2026, 12, 3)


async def montreal(stage: Stage) -> Chapter:
    """Open Montréal, which speaks English and is six hours behind."""
    plan = CityPlan(name="Montréal", time_zone="America/Toronto", locale="en")
    async with stage.database.writing() as connection:
        actor = await roles.get_actor(connection, stage.owner.id)
        return await chapter_rules.open_city(connection, actor, plan, stage.clock.now())


async def announce_in(stage: Stage, chapter: Chapter, place: str, day: date = THURSDAY) -> Event:
    plan = EventPlan(local_date=day, local_time=time(19), venue=VenuePlan(name=place), capacity=20)
    async with stage.database.writing() as connection:
        actor = await roles.get_actor(connection, stage.owner.id)
        draft = await events.add_draft(connection, actor, chapter, plan, stage.clock.now())
        await events.announce(connection, actor, draft.id, stage.clock.now())
    stage.program.rings.ring()
    await everybody_is_told(stage)
    return draft


async def everybody_is_told(stage: Stage) -> None:
    """Wait until announcements have found their audience: whoever follows later is none of it."""

    async def expanded(connection: AsyncConnection) -> bool:
        return not (await connection.execute(select(fanouts.c.id))).all()

    await Commits(stage.database).wait_until(expanded)


async def test_the_owner_opens_a_second_city_and_whoever_follows_its_link_hears_of_it(stage: Stage) -> None:
    odile = Talk(stage, stage.owner)
    await odile.after(stage.owner.start())
    await odile.say("/events")
    await odile.tap("🏙")
    assert not any(
        label.startswith("✏️ " + FRENCH.text("Time zone")) for label in (await odile.tap("✏️ Tours")).labels
    )
    await odile.tap("↩️")
    await odile.tap("🏙 " + FRENCH.text("Open another city"))
    assert (
        FRENCH.text("{city} is open already. Please type another name.", city="tours")
        in (await odile.say("tours")).words
    )
    asked = await odile.say("Montréal")
    assert "🕰 America/Montreal" in asked.labels
    assert "🕰 America/Toronto" in (await odile.say("nulle part")).labels
    await odile.tap("🕰 America/Toronto")
    await odile.tap("🌐 English")
    await odile.tap("🪑 15")
    await odile.tap("➕ 2")
    await odile.tap("👀 Seulement")
    assert "start=c_montreal" in odile.now.words
    async with stage.database.reading() as connection:
        known = (await chapters.list_chapters(connection))[-1]
    assert (known.slug, known.time_zone, known.locale, known.country) == (
        "montreal", "America/Toronto", "en", "CA",
    )  # fmt: skip
    assert (known.default_capacity, known.max_guests, known.names_shown) == (15, 2, "counts")
    await odile.tap("✏️ " + FRENCH.text("Seats"))
    await odile.say("18")
    assert "18" in odile.now.words
    await announce_in(stage, known, "Le Mal Nécessaire")
    bob = Talk(stage, stage.bob)
    card = await bob.after(stage.bob.start("c_montreal"))
    assert "Le Mal Nécessaire" in card.words
    assert "Thursday 3 December at 19:00" in card.words
    async with stage.database.reading() as connection:
        assert await chapters.list_followed(connection, [stage.bob.id]) == {(known.id, stage.bob.id)}


async def test_a_newcomer_says_which_city_with_one_tap_and_adds_others_later(stage: Stage) -> None:
    await stage.announce(days=10)
    await everybody_is_told(stage)
    city = await montreal(stage)
    await announce_in(stage, city, "Brutopia", date(2026, 12, 10))
    bob = Talk(stage, stage.bob)
    asked = await bob.after(stage.bob.start())
    assert asked.labels == ["🔔 Tours", "🔔 Montréal"]
    assert "Brutopia" in (await bob.tap("🔔 Montréal")).words
    await bob.tap("🏙")
    assert bob.now.labels == ["🔔 Tours", "🧳 Visiting", "🔕 Montréal"]
    await bob.tap("🔔 Tours")
    assert "Le Cellier" in (await bob.say("/next")).words, "what is soonest of both"
    agenda = await bob.say("/agenda")
    assert "Tours · Thursday 3 December" in agenda.words
    assert "Montréal · Thursday 10 December" in agenda.words
    await bob.say("/settings")
    await bob.tap("🏙")
    await bob.tap("🔕 Tours")
    assert "Brutopia" in (await bob.say("/next")).words
    assert "Brutopia" in (await bob.after(stage.bob.start())).words, "who follows a city is not asked again"


async def test_with_one_city_nobody_is_asked_for_one(stage: Stage) -> None:
    bob = Talk(stage, stage.bob)
    assert "Tours" in (await bob.after(stage.bob.start())).words
    assert not any(label.startswith("🏙") for label in (await bob.say("/settings")).labels)


async def test_a_visit_ends_by_itself_with_one_kind_line(stage: Stage) -> None:
    city = await montreal(stage)
    alice = Talk(stage, stage.alice)
    await alice.after(stage.alice.start("c_tours"))
    await alice.say("/settings")
    await alice.tap("🏙")
    await alice.tap("🧳")
    await alice.tap("🧳 " + FRENCH.text("This week"))
    assert "Montréal : jusqu’au dimanche 29 novembre" in alice.now.words.replace("\N{NO-BREAK SPACE}", " ")
    await announce_in(stage, city, "Brutopia")
    heard = await stage.alice.wait_message("Brutopia", after=alice.now)
    stage.clock.move_to(stage.clock.now().replace(month=11, day=30, hour=15))  # 10:00 in Montréal
    over = await stage.alice.wait_message("Votre passage à Montréal", after=heard)
    assert over.labels == ["🔔 Montréal"]
    async with stage.database.reading() as connection:
        followed = await chapters.list_followed(connection, [stage.alice.id])
    assert {chapter_id for chapter_id, _ in followed} == {1}


async def test_a_second_yes_on_one_evening_asks_and_moves_the_seat(stage: Stage) -> None:
    city = await montreal(stage)
    tours = await announce_in(stage, await stage.chapter(), "La Cave")
    away = await announce_in(stage, city, "Brutopia")
    bob = Talk(stage, stage.bob)
    await bob.after(stage.bob.start(f"e_{tours.id}"))
    await bob.tap("✅")
    await bob.after(stage.bob.start(f"e_{away.id}"))
    asked = await bob.tap("✅")
    assert "Leave Tours for Montréal?" in asked.words
    await bob.tap("↩️")
    await bob.tap("✅")
    card = await bob.tap("👍")
    assert bob.toast.text.startswith("✅")
    assert "Brutopia" in card.words
    mine = await bob.say("/mine")
    assert "✅ You are coming" in mine.words.split("Brutopia")[1]


async def test_a_group_that_cannot_be_asked_in_private_keeps_the_first_seat(stage: Stage) -> None:
    city = await montreal(stage)
    tours = await announce_in(stage, await stage.chapter(), "La Cave")
    group = stage.sandbox.add_group("Freelancers", members=[stage.bob], bot="member", owner=stage.owner)
    async with stage.database.writing() as connection:
        await stored_rooms.add_room(
            connection, city.id, group.id, added_by=stage.owner.id, now=stage.clock.now()
        )
    await announce_in(stage, city, "Brutopia")
    here = await stage.bob.wait_message("La Cave", chat=stage.community)
    there = await stage.bob.wait_message("Brutopia", chat=group)
    assert "Thursday 3 December at 19:00" in there.words, "a city's group reads its own language"
    assert "jeudi 3 décembre" in here.words
    assert tours.id
    await stage.bob.tap(here, here.labels[0])
    refused = await stage.bob.tap(there, there.labels[0])
    assert refused.show_alert
    assert "Tours" in refused.text


async def test_a_city_is_for_the_owner_to_open_and_change(stage: Stage) -> None:
    camille = Talk(stage, stage.organiser)
    await camille.after(stage.organiser.start())
    listed = await camille.say("/events")
    assert not any(label.startswith("🏙") for label in listed.labels)
    for data in ("towns:0", "town:1", "town_new:0", "town_edit:1:seats"):
        assert (await camille.tap_in_vain(data)).show_alert


async def test_whoever_adds_the_bot_to_a_group_says_which_citys_evenings_go_there(stage: Stage) -> None:
    city = await montreal(stage)
    await announce_in(stage, city, "Brutopia")
    odile = Talk(stage, stage.owner)
    await odile.after(stage.owner.start("c_tours"))
    group = stage.sandbox.add_group("Freelancers", owner=stage.owner)
    stage.sandbox.add_bot_to(group, stage.owner)
    odile.now = await stage.owner.wait_message("Freelancers", after=odile.now)
    assert [label for label in odile.now.labels if label.startswith("👍")] == ["👍 Tours", "👍 Montréal"]
    await odile.tap("👍 Montréal")
    card = await stage.owner.wait_message("Brutopia", chat=group)
    assert "Thursday 3 December at 19:00" in card.words
