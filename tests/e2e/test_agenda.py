"""/agenda and /mine: what is coming, and what somebody answered."""

from datetime import time, timedelta

from stage import Stage, local_today
from talk import Talk

from hopdrinks.evenings import events
from hopdrinks.evenings.events import EventPlan, VenuePlan
from hopdrinks.people import roles
from storage import chapters
from storage.records import Chapter, Event

EVENING = time(19)


async def second_city(stage: Stage, days: int) -> Chapter:
    """Announce an evening in a city nobody follows yet."""
    now = stage.clock.now()
    async with stage.database.writing() as connection:
        nantes = await chapters.add_chapter(
            connection, name="Nantes", slug="nantes", time_zone="Europe/Paris", locale="fr", now=now
        )
        actor = await roles.get_actor(connection, stage.owner.id)
        venue = VenuePlan(name="Le Lieu", address="1 quai de Loire")
        plan = EventPlan(
            local_date=local_today(now) + timedelta(days=days), local_time=EVENING, venue=venue, capacity=20
        )
        draft = await events.add_draft(connection, actor, nantes, plan, now)
        await events.announce(connection, actor, draft.id, now)
    return nantes


async def arrived(stage: Stage) -> Talk:
    bob = Talk(stage, stage.bob)
    await bob.after(stage.bob.start())
    return bob


async def call_off(stage: Stage, event: Event) -> None:
    async with stage.database.writing() as connection:
        actor = await roles.get_actor(connection, stage.organiser.id)
        await events.cancel(connection, actor, event.id, stage.clock.now())


async def test_the_agenda_lists_what_is_coming_with_ones_own_answer_and_opens_a_card(stage: Stage) -> None:
    await stage.announce(days=10)
    await stage.announce(days=17, place="La Cave", capacity=1)
    bob = await arrived(stage)
    await bob.tap("✅")
    alice = Talk(stage, stage.alice)
    await alice.after(stage.alice.start())
    listed = await alice.say("/agenda")
    await alice.tap("📆 jeu. 10 déc.")
    await alice.tap("✅")
    listed = await bob.say("/agenda")
    assert listed.words.split("\n\n") == [
        "What is coming",
        "Thursday 3 December at 19:00\n📍 Le Cellier\n✅ You are coming",
        "Thursday 10 December at 19:00\n📍 La Cave\nFull: one more joins the waitlist.",
    ]
    assert listed.labels == ["📆 Thu 3 Dec · Le Cellier", "📆 Thu 10 Dec · La Cave"]
    card = await bob.tap("📆 Thu 10 Dec")
    assert "La Cave" in card.words
    await bob.tap("⏳")
    again = await bob.say("/agenda")
    assert "⏳ You are 1st on the waitlist" in again.words


async def test_the_agenda_is_of_the_cities_one_follows_and_of_all_for_who_follows_none(
    stage: Stage,
) -> None:
    await stage.announce(days=10)
    nantes = await second_city(stage, days=11)
    bob = Talk(stage, stage.bob)
    await bob.after(stage.bob.start("c_tours"))
    assert "Nantes" not in (await bob.say("/agenda")).words
    async with stage.database.writing() as connection:
        await chapters.add_follow(connection, nantes.id, stage.bob.id, stage.clock.now())
    both = await bob.say("/agenda")
    assert "Tours · Thursday 3 December" in both.words
    assert "Nantes · Friday 4 December" in both.words
    async with stage.database.writing() as connection:
        for chapter in await chapters.list_chapters(connection):
            await chapters.delete_follow(connection, chapter.id, stage.bob.id)
    every = await bob.say("/agenda")
    assert len(every.labels) == 2
    assert "You follow no city" in every.words


async def test_an_empty_agenda_promises_to_write_only_to_who_will_hear(stage: Stage) -> None:
    bob = await arrived(stage)
    promise = "I will write to you as soon as one is."
    assert promise in (await bob.say("/agenda")).words
    await bob.say("/stop")
    assert promise not in (await bob.say("/agenda")).words


async def test_a_draft_and_an_evening_called_off_are_not_on_the_agenda(stage: Stage) -> None:
    event = await stage.announce(days=10)
    bob = await arrived(stage)
    await call_off(stage, event)
    assert (await bob.say("/agenda")).labels == []


async def test_mine_lists_what_i_answered_and_then_the_last_few_that_are_over(stage: Stage) -> None:
    past = await stage.announce(days=3, place="La Cave")
    await stage.announce(days=10)
    bob = await arrived(stage)
    assert (await bob.say("/mine")).labels == [], "nothing answered yet"
    await bob.say("/next")
    await bob.tap("✅")
    await bob.tap("➕")
    await bob.say("/agenda")
    await bob.tap("📆 Thu 3 Dec")
    await bob.tap("🤔")
    stage.clock.move_to(past.ends_at + timedelta(hours=1))
    listed = await bob.say("/mine")
    assert listed.words.split("\n\n") == [
        "What you answered",
        "Thursday 3 December at 19:00\n📍 Le Cellier\n🤔 You might come",
        "Before\n✅ Thursday 26 November · La Cave",
    ]
    assert listed.labels == ["📆 Thu 3 Dec · Le Cellier"]


async def test_mine_shows_an_evening_called_off_as_what_it_is(stage: Stage) -> None:
    event = await stage.announce(days=10)
    bob = await arrived(stage)
    await bob.tap("✅")
    await call_off(stage, event)
    assert "This Hopdrink is cancelled." in (await bob.say("/mine")).words


async def test_the_lists_speak_french_to_who_does(stage: Stage) -> None:
    await stage.announce(days=10)
    alice = Talk(stage, stage.alice)
    await alice.after(stage.alice.start())
    await alice.tap("✅")
    assert "jeudi 3 décembre à 19\N{NO-BREAK SPACE}h" in (await alice.say("/agenda")).words
    assert "✅ Vous venez" in (await alice.say("/mine")).words
