"""Seats as members live them: offered, taken, lost to a quicker tap, given up late, named on the card."""

from datetime import timedelta

import pytest
from stage import Stage
from talk import Talk

from sandbox import Message, Person
from storage import tables

HOUR = timedelta(hours=1)


async def started(stage: Stage, *people: Person) -> list[Talk]:
    talks = []
    for person in people:
        talk = Talk(stage, person)
        await talk.after(person.start())
        talks.append(talk)
    return talks


async def test_a_seat_is_offered_on_the_last_day_and_taken_with_one_tap(any_stage: Stage) -> None:
    stage = any_stage
    event = await stage.announce(days=3, capacity=1)
    alice, bob = await started(stage, stage.alice, stage.bob)
    await alice.tap("✅")
    await bob.tap("✅")
    stage.clock.move_to(event.starts_at - 8 * HOUR)
    mark = stage.bob.last()
    await alice.tap("🚫")
    offer = await stage.bob.wait_message(containing="I hold it for you until 13:0", after=mark)
    toast = await stage.bob.tap(offer, f"go:{event.id}")
    assert toast.text.startswith("✅")
    await stage.sandbox.wait_until(lambda: "You are coming" in offer.words)


async def test_an_offer_that_nobody_takes_passes_on_by_itself(stage: Stage) -> None:
    event = await stage.announce(days=3, capacity=1)
    carol = stage.sandbox.add_person("Carole", language_code="fr")
    alice, bob, third = await started(stage, stage.alice, stage.bob, carol)
    await alice.tap("✅")
    await bob.tap("✅")
    await third.tap("✅")
    stage.clock.move_to(event.starts_at - 8 * HOUR)
    mark = stage.bob.last()
    await alice.tap("🚫")
    offer = await stage.bob.wait_message(containing="I hold it for you", after=mark)
    stage.clock.move_to(event.starts_at - 6 * HOUR + timedelta(minutes=1))
    await carol.wait_message(containing="je vous la garde jusqu")
    lapsed = await stage.bob.wait_message(containing="went to the next in line", after=offer)
    assert "1st" in lapsed.words


async def test_in_the_last_hours_the_first_tap_wins_and_the_others_read_that_it_is_taken(
    stage: Stage,
) -> None:
    event = await stage.announce(days=3, capacity=1)
    carol = stage.sandbox.add_person("Carole", language_code="fr")
    alice, bob, third = await started(stage, stage.alice, stage.bob, carol)
    await alice.tap("✅")
    await bob.tap("✅")
    await third.tap("✅")
    stage.clock.move_to(event.starts_at - 2 * HOUR)
    asked = await alice.tap("🚫")
    assert "2 personnes attendent" in asked.words
    await stage.alice.tap(asked, asked.labels[0])
    to_bob = await stage.bob.wait_message(containing="the first who taps gets it")
    to_carol = await carol.wait_message(containing="au premier qui la prend")
    await carol.tap(to_carol, f"go:{event.id}")
    await stage.sandbox.wait_until(lambda: "That seat is taken" in to_bob.words)
    toast = await stage.bob.tap(to_bob, f"go:{event.id}")
    assert toast.show_alert
    assert toast.text.startswith("Just taken")
    assert len([one for one in stage.bob.messages() if "first who taps" in one.words]) == 0


async def test_whose_guest_waits_reads_of_the_guest_and_the_first_button_takes_the_seat(stage: Stage) -> None:
    event = await stage.announce(days=3, capacity=2)
    alice, bob = await started(stage, stage.alice, stage.bob)
    await alice.tap("✅")
    await bob.tap("✅")
    await alice.tap("➕")
    stage.clock.move_to(event.starts_at - 2 * HOUR)
    asked = await bob.tap("🚫")
    await stage.bob.tap(asked, asked.labels[0])
    call = await stage.alice.wait_message(containing="libre pour votre invité")
    toast = await stage.alice.tap(call, call.labels[0])
    assert "vous venez avec 1 invité" in toast.text


async def test_a_late_refusal_in_a_group_is_asked_about_in_private(stage: Stage) -> None:
    event = await stage.announce(days=3)
    (alice,) = await started(stage, stage.alice)
    await alice.tap("✅")
    card = await stage.alice.wait_message("Hopdrink Tours", chat=stage.community)
    stage.clock.move_to(event.starts_at - 2 * HOUR)
    mark = stage.alice.last()
    toast = await stage.alice.tap(card, f"no:{event.id}")
    assert toast.show_alert
    asked = await stage.alice.wait_message(containing="Laisser votre place", after=mark)
    await stage.alice.tap(asked, asked.labels[1])
    await stage.sandbox.wait_until(lambda: "Vous venez" in asked.words)


async def test_leaving_the_line_is_asked_about_before_the_place_is_lost(stage: Stage) -> None:
    await stage.announce(capacity=1)
    alice, bob = await started(stage, stage.alice, stage.bob)
    await alice.tap("✅")
    await bob.tap("✅")
    asked = await bob.tap("🚫")
    assert "Leave the waitlist?" in asked.words
    kept = await bob.tap("↩️")
    assert "You are 1st on the waitlist" in kept.words
    await bob.tap("🚫")
    left = await bob.tap("👍")
    assert "You are not coming" in left.words


async def test_a_guest_for_whom_there_is_no_seat_waits_and_is_seated(stage: Stage) -> None:
    await stage.announce(capacity=2)
    alice, bob = await started(stage, stage.alice, stage.bob)
    await alice.tap("✅")
    await bob.tap("✅")
    card = await bob.tap("➕")
    assert "1 guest waits for a seat (1st in line)" in card.words
    mark = stage.bob.last()
    await alice.tap("🚫")
    news = await stage.bob.wait_message(containing="there is a seat for your guest now", after=mark)
    assert "with 1 guest" in news.words


@pytest.mark.parametrize(
    ("shown", "read"), [("visible", "Alice Durand"), ("initials", "A. D."), ("hidden", None)]
)
async def test_the_groups_card_names_people_as_each_of_them_wishes(
    stage: Stage, shown: str, read: str | None
) -> None:
    stage.alice.last_name = "Durand"
    event = await stage.announce()
    (alice,) = await started(stage, stage.alice)
    async with stage.database.writing() as connection:
        chosen = tables.members.update().where(tables.members.c.id == stage.alice.id)
        await connection.execute(chosen.values(name_shown=shown))
    card = await stage.bob.wait_message("Hopdrink Tours", chat=stage.community)
    await alice.tap("✅")
    await stage.bob.tap(card, f"go:{event.id}")

    def named(message: Message) -> bool:
        return "Bob" in message.words and "2 viennent" in message.words

    await stage.sandbox.wait_until(lambda: named(card))
    assert ("Durand" in card.words) == (shown == "visible")
    assert read is None or read in card.words
    assert ("1 autre" in card.words) == (shown == "hidden")
