"""An organiser looks after an evening: changes it, calls it off, announces a draft, sends again."""

import asyncio
from datetime import timedelta

from stage import Stage
from talk import Talk

from handlers.language import Languages
from sandbox.faults import Fault
from storage import deliveries, events
from storage.records import Delivery, Event

FRENCH = Languages("fr").get("fr")


async def now(stage: Stage, event_id: int) -> Event:
    async with stage.database.reading() as connection:
        event = await events.find_event(connection, event_id)
    assert event is not None
    return event


async def somebody_comes(stage: Stage) -> None:
    """Let Alice see the card and say that she comes."""
    stage.alice.start()
    card = await stage.alice.wait_message(containing="Hopdrink Tours")
    await stage.alice.tap(card, card.labels[0])
    await stage.alice.wait_message(containing="✅", after=card)


async def open_hub(stage: Stage) -> Talk:
    """Let the organiser list the evenings and open the first."""
    camille = Talk(stage, stage.organiser)
    await camille.say("/events")
    await camille.tap("✏️")
    return camille


async def test_events_lists_every_evening_with_date_place_and_counts(stage: Stage) -> None:
    await stage.announce(days=10)
    await stage.announce(days=17, place="La Cave")
    camille = Talk(stage, stage.organiser)
    listed = await camille.say("/events")
    assert "jeudi 3 décembre" in listed.words
    assert "La Cave" in listed.words
    assert [label[:2] for label in listed.labels] == ["✏️", "✏️", "♻️", "🏠 "]
    assert "jeu. 10 déc. · La Cave" in listed.labels[1]
    hub = await camille.tap(listed.labels[1])
    assert "La Cave" in hub.words
    assert "jeudi 10 décembre" in hub.words
    back = await camille.tap("↩️")
    assert [label[:2] for label in back.labels] == [label[:2] for label in listed.labels]


async def test_a_new_date_is_confirmed_and_told_old_and_new(stage: Stage) -> None:
    event = await stage.announce(days=10)
    await somebody_comes(stage)
    camille = await open_hub(stage)
    await camille.tap(camille.now.labels[0])
    asked = await camille.say("10/12 19h30")
    assert "jeudi 3 décembre" in asked.words
    assert "jeudi 10 décembre" in asked.words
    language = stage.program.languages.get("fr")
    assert (
        language.plural(
            "{n} person answered and will be told, old and new.",
            "{n} people answered and will be told, old and new.",
            1,
        )
        in asked.words
    )
    assert (await now(stage, event.id)).local_date == event.local_date, "nothing changes before 👍"
    hub = await camille.tap("👍")
    assert "jeudi 10 décembre" in hub.words
    told = await stage.alice.wait_message(containing="→")
    assert "jeudi 3 décembre" in told.words
    assert "jeudi 10 décembre" in told.words
    assert "19\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}30" in told.words
    assert str((await now(stage, event.id)).local_time) == "19:30:00"


async def test_an_untimed_date_keeps_the_hour_and_the_same_date_changes_nothing(stage: Stage) -> None:
    event = await stage.announce(days=10)
    before = await now(stage, event.id)
    camille = await open_hub(stage)
    await camille.tap(camille.now.labels[0])
    asked = await camille.say("3 décembre")
    assert not any(label.startswith("👍") for label in asked.labels)
    hub = await camille.tap("✖️")
    assert any(label.startswith("🗑") for label in hub.labels)
    assert await now(stage, event.id) == before


async def test_cancelling_the_form_keeps_everything(stage: Stage) -> None:
    event = await stage.announce(days=10)
    before = await now(stage, event.id)
    camille = await open_hub(stage)
    await camille.tap(camille.now.labels[1])  # ✏️ place
    await camille.say("La Cave, 1 place Plumereau")
    await camille.tap("✖️")
    assert await now(stage, event.id) == before


async def test_a_new_place_is_told_and_a_new_text_is_not(stage: Stage) -> None:
    await stage.announce(days=10)
    await somebody_comes(stage)
    camille = await open_hub(stage)
    await camille.tap(camille.now.labels[1])
    asked = await camille.say("La Cave, 1 place Plumereau")
    assert "Le Cellier" in asked.words
    hub = await camille.tap("👍")
    told = await stage.alice.wait_message(containing="→")
    assert "La Cave" in told.words
    await camille.tap(hub.labels[3])  # ✏️ text
    await camille.say("Venez avec vos cartes")
    await camille.tap("👍")
    await stage.sandbox.wait_until(
        lambda: "Venez avec vos cartes" in stage.alice.last(chat=stage.community).words
    )
    assert "→" in stage.alice.last().words, "Alice hears nothing of the text"


async def test_more_seats_promote_who_waits_and_fewer_evict_nobody(stage: Stage) -> None:
    event = await stage.announce(days=10, capacity=1)
    await somebody_comes(stage)
    stage.bob.start()
    card = await stage.bob.wait_message(containing="Hopdrink Tours")
    await stage.bob.tap(card, card.labels[0])
    camille = await open_hub(stage)
    seats = camille.now.labels[2]
    await camille.tap(seats)
    asked = await camille.say("12")
    assert "12" in asked.words
    await camille.tap("👍")
    await stage.bob.wait_message(containing="✅ You are coming", after=card)
    await camille.tap(seats)
    asked = await camille.say("1")
    assert "⚠️" in asked.words
    await camille.tap("👍")
    assert (await now(stage, event.id)).capacity == 1


async def test_two_organisers_changing_different_things_undo_nothing(stage: Stage) -> None:
    event = await stage.announce(days=10)
    stage.owner.start()
    camille, odile = await open_hub(stage), Talk(stage, stage.owner)
    await camille.tap(camille.now.labels[2])
    await camille.say("30")
    await odile.say("/events")
    await odile.tap("✏️")
    await odile.tap(odile.now.labels[3])
    await odile.say("Bienvenue")
    await odile.tap("👍")
    await camille.tap("👍")
    after = await now(stage, event.id)
    assert (after.capacity, after.text) == (30, "Bienvenue")


async def test_calling_off_asks_with_the_number_and_tells_everybody_once(stage: Stage) -> None:
    event = await stage.announce(days=10)
    await somebody_comes(stage)
    camille = await open_hub(stage)
    data = camille.data("🗑")
    asked = await camille.tap("🗑")
    language = stage.program.languages.get("fr")
    assert (
        language.plural(
            "{n} person answered and will be told. This cannot be undone.",
            "{n} people answered and will be told. This cannot be undone.",
            1,
        )
        in asked.words
    )
    assert (await now(stage, event.id)).state == "announced"
    yes = camille.data("👍")
    hub = await camille.tap("👍")
    assert not any(label.startswith(("✏️", "🗑", "📣")) for label in hub.labels)
    told = await stage.alice.wait_message(containing=FRENCH.text("This Hopdrink is cancelled."))
    await camille.tap_in_vain(yes)
    await camille.tap_in_vain(data)
    cancelled = camille.words("This Hopdrink is cancelled.")
    await stage.sandbox.wait_until(lambda: cancelled in stage.alice.last(chat=stage.community).words)
    assert [message for message in stage.alice.messages() if cancelled in message.words] == [told]


async def test_a_draft_is_announced_from_its_hub_once(stage: Stage) -> None:
    stage.alice.start()
    await stage.alice.wait_message()
    camille = Talk(stage, stage.organiser)
    await camille.say("/newevent")
    await camille.tap("jeu. 3 déc.")
    await camille.say("Le Cellier")
    await camille.tap("20")
    await camille.tap("⏭")
    await camille.tap("💾")
    announce = camille.data("📣")
    await camille.tap("📣")
    await stage.alice.wait_message(containing="Le Cellier")
    await camille.tap_in_vain(announce)
    heard = [message for message in stage.alice.messages() if "Le Cellier" in message.words]
    assert len(heard) == 1


async def test_a_draft_is_scheduled_and_announced_when_its_time_comes(stage: Stage) -> None:
    stage.alice.start()
    await stage.alice.wait_message()
    camille = Talk(stage, stage.organiser)
    await camille.say("/newevent")
    await camille.tap("jeu. 17 déc.")
    await camille.say("Le Cellier")
    await camille.tap("20")
    await camille.tap("⏭")
    await camille.tap("💾")
    asked = await camille.tap("🗓")
    assert asked.labels[0].startswith("mar. 24 nov. 10"), "tomorrow at ten"
    assert len([label for label in asked.labels if "10" in label]) == 3
    refused = await camille.say("18/12 10h")
    assert "17 décembre" in refused.words
    await camille.tap("mar. 24 nov.")
    stage.clock.move_by(timedelta(days=1, hours=2))
    await stage.alice.wait_message(containing="Le Cellier")


async def test_a_message_that_may_be_lost_is_shown_and_sent_again_once(stage: Stage) -> None:
    stage.alice.start()
    await stage.alice.wait_message()
    stage.sandbox.faults.add(Fault("drop_after", "sendMessage", chat_id=stage.alice.id))
    event = await stage.announce(days=10)
    first = await stage.alice.wait_message(containing="Le Cellier")
    await until_troubled(stage, event.id)
    camille = await open_hub(stage)
    resend = camille.data("🔁")
    assert "Alice" in camille.button("🔁")
    await camille.tap("🔁")
    assert not any(label.startswith("🔁") for label in camille.now.labels)
    again = await stage.alice.wait_message(containing="Le Cellier", after=first)
    await camille.tap_in_vain(resend)
    heard = [message for message in stage.alice.messages() if "Le Cellier" in message.words]
    assert heard == [first, again]


async def until_troubled(stage: Stage, event_id: int) -> None:
    """Wait until it is recorded that nobody knows what became of an announcement."""
    async with asyncio.timeout(10):
        troubled: list[Delivery] = []
        while not troubled:
            async with stage.database.reading() as connection:
                troubled = await deliveries.list_troubled(connection, event_id, ["Announcement"])


async def test_a_stranger_learns_only_that_organisers_plan(stage: Stage) -> None:
    event = await stage.announce(days=10)
    before = await now(stage, event.id)
    alice = Talk(stage, stage.alice)
    stage.alice.start()
    await stage.alice.wait_message()
    assert not (await alice.say("/events")).labels
    for data in (
        f"hub:{event.id}",
        f"edit:{event.id}:date",
        f"announce:{event.id}",
        f"schedule:{event.id}",
        f"call_off:{event.id}:yes",
        "resend_event:1",
        "events:0",
        "new_in:1",
    ):
        toast = await alice.tap_in_vain(data)
        assert toast.show_alert, data
    assert await now(stage, event.id) == before
