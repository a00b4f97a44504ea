"""/start, /next, the links of a group's card and 🔔 🔕: nothing is promised that does not happen."""

from datetime import timedelta

from evenings import choose
from stage import Stage
from talk import Talk

from handlers.language import Languages
from hopdrinks.evenings.events import cancel
from hopdrinks.people.roles import get_actor
from storage.chapters import list_followed
from storage.members import find_member

FRENCH = Languages("fr").get("fr")
HEARS = FRENCH.text("I will write to you as soon as one is.")
FOLLOWS = FRENCH.text(
    "You will hear from me when the next one in {city} is announced; 🔕 undoes that.", city="Tours"
)
MORE, LESS = "➕ " + FRENCH.text("One guest"), "➖ " + FRENCH.text("One guest less")


async def test_before_anything_is_planned_one_can_stop_following_and_follow_again(stage: Stage) -> None:
    alice = Talk(stage, stage.alice)
    assert HEARS in (await alice.after(stage.alice.start())).words
    assert HEARS not in (await alice.tap("🔕")).words
    assert HEARS not in (await alice.say("/next")).words
    assert HEARS in (await alice.tap("🔔")).words
    assert alice.now.labels[0].startswith("🔕")


async def test_an_organiser_reads_how_to_plan_where_nothing_is_planned(stage: Stage) -> None:
    camille = Talk(stage, stage.organiser)
    assert "/newevent" in (await camille.after(stage.organiser.start())).words
    alice = Talk(stage, stage.alice)
    assert "/newevent" not in (await alice.after(stage.alice.start())).words


async def test_muting_below_a_card_keeps_that_card(stage: Stage) -> None:
    await stage.announce(days=3)
    later = await stage.announce(days=10)
    alice = Talk(stage, stage.alice)
    card = await alice.after(stage.alice.start(f"e_{later.id}"))
    day = FRENCH.day(later.local_date)
    assert day in card.words
    await alice.tap("🔕")
    assert day in alice.now.words


async def test_whoever_only_asks_from_a_groups_card_stays_stopped(stage: Stage) -> None:
    event = await stage.announce()
    alice = Talk(stage, stage.alice)
    await alice.after(stage.alice.start())
    await alice.say("/stop")
    await alice.after(stage.alice.start(f"q_{event.id}"))
    async with stage.database.reading() as connection:
        member = await find_member(connection, stage.alice.id)
    assert member is not None
    assert member.stopped_at is not None


async def test_whoever_comes_back_is_told_that_they_hear_again(stage: Stage) -> None:
    await stage.announce()
    alice = Talk(stage, stage.alice)
    await alice.after(stage.alice.start())
    await alice.say("/stop")
    assert (await alice.say("/next")).labels[-1].startswith("🔔")
    back = await alice.after(stage.alice.start())
    assert FOLLOWS in back.words
    assert back.labels[-1].startswith("🔕")


async def test_the_bell_of_a_groups_card_turns_reminders_on_and_says_what_comes_of_it(stage: Stage) -> None:
    event = await stage.announce()
    alice = Talk(stage, stage.alice)
    await alice.say("/help")
    await choose(stage.database, stage.alice.id, reminders="none")
    card = await alice.after(stage.alice.start(f"e_{event.id}"))
    assert FRENCH.text("🔔 Once you have a seat, I will remind you in time.") in card.words
    async with stage.database.reading() as connection:
        member = await find_member(connection, stage.alice.id)
    assert member is not None
    assert member.reminders == "both"
    await alice.tap("✅")
    again = await alice.after(stage.alice.start(f"e_{event.id}"))
    assert FRENCH.text("🔔 I will remind you in time.") in again.words


async def test_a_tap_below_the_place_sends_the_card_that_follows_it(stage: Stage) -> None:
    event = await stage.announce(days=1, latitude=47.39, longitude=0.68)
    alice = Talk(stage, stage.alice)
    await alice.after(stage.alice.start())
    await alice.tap("✅")
    stage.clock.move_to(event.starts_at - timedelta(hours=3))
    await stage.sandbox.wait_until(lambda: stage.alice.last().kind == "venue")
    place = alice.now = stage.alice.last()
    await stage.alice.tap(place, alice.button("🚫"))
    asked = await stage.alice.wait_message(containing="Laisser votre place", after=place)
    toast = await stage.alice.tap(asked, asked.labels[0])
    assert toast.text.startswith("🚫")
    await stage.sandbox.wait_until(lambda: FRENCH.text("I am coming") in asked.labels[0])
    edits = [call for call in stage.sandbox.calls if call.method == "editMessageText" and not call.ok]
    assert edits == []


async def test_a_cancellation_promises_the_next_only_to_those_who_follow(stage: Stage) -> None:
    event = await stage.announce()
    promise = FRENCH.text("You will hear from me when the next one is announced.")
    group_card = await stage.alice.wait_message("Hopdrink Tours", chat=stage.community)
    alice, robin = Talk(stage, stage.alice), Talk(stage, stage.representative)
    await alice.after(stage.alice.start())
    await alice.tap("✅")
    await robin.after(stage.representative.start())
    await robin.tap("✅")
    await robin.tap("🔕")
    async with stage.database.writing() as connection:
        assert not await list_followed(connection, [stage.representative.id])
        actor = await get_actor(connection, stage.organiser.id)
        await cancel(connection, actor, event.id, stage.clock.now())
    stage.program.rings.ring()
    assert promise in (await stage.alice.wait_message("annulé", after=alice.now)).words
    assert promise not in (await stage.representative.wait_message("annulé", after=robin.now)).words
    await stage.sandbox.wait_until(lambda: group_card.labels == [])


async def test_guests_are_added_and_removed_from_a_groups_card(stage: Stage) -> None:
    await stage.announce()
    card = await stage.bob.wait_message("Hopdrink Tours", chat=stage.community)
    alone = await stage.bob.tap(card, MORE)
    assert alone.show_alert
    await stage.bob.tap(card, card.labels[0])
    more = await stage.bob.tap(card, MORE)
    assert "1 guest" in more.text
    less = await stage.bob.tap(card, LESS)
    assert "guest" not in less.text
