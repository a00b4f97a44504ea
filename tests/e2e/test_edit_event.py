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


async def open_details(stage: Stage) -> Talk:
    """Let the organiser open everything that can be changed of the first evening."""
    camille = await open_hub(stage)
    await camille.tap("✏️")
    return camille


async def test_events_lists_every_evening_with_date_place_and_counts(stage: Stage) -> None:
    await stage.announce(days=10)
    await stage.announce(days=17, place="La Cave")
    camille = Talk(stage, stage.organiser)
    listed = await camille.say("/events")
    assert "jeudi 3 décembre" in listed.words
    assert "La Cave" in listed.words
    assert [label.split()[0] for label in listed.labels] == ["✏️", "✏️", "♻️", "🏠"]
    assert "jeu. 10 déc. · La Cave" in listed.labels[1]
    hub = await camille.tap(listed.labels[1])
    assert "La Cave" in hub.words
    assert "jeudi 10 décembre" in hub.words
    back = await camille.tap("↩️")
    assert [label[:2] for label in back.labels] == [label[:2] for label in listed.labels]


async def test_a_new_date_is_confirmed_and_told_old_and_new(stage: Stage) -> None:
    event = await stage.announce(days=10)
    await somebody_comes(stage)
    camille = await open_details(stage)
    await camille.tap(camille.now.labels[0])
    asked = await camille.say("10/12 19h30")
    assert "jeudi 3 décembre" in asked.words
    assert "jeudi 10 décembre" in asked.words
    assert any(label == "🔔 Changer et prévenir 1 personne" for label in asked.labels)
    assert (await now(stage, event.id)).local_date == event.local_date, "nothing changes before 👍"
    hub = await camille.tap("🔔")
    assert "jeudi 10 décembre" in hub.words
    assert "1 personne sera prévenue" in hub.words
    stage.clock.move_by(timedelta(minutes=5))
    told = await stage.alice.wait_message(containing="→")
    assert "jeudi 3 décembre" in told.words
    assert "jeudi 10 décembre" in told.words
    assert "19\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}30" in told.words
    assert str((await now(stage, event.id)).local_time) == "19:30:00"


async def test_whoever_answers_on_a_card_from_before_a_change_reads_when_and_where_it_is_now(
    stage: Stage,
) -> None:
    await stage.announce(days=10)
    stage.alice.start()
    old = await stage.alice.wait_message(containing="Hopdrink Tours")
    stage.clock.move_to(stage.clock.now() + timedelta(hours=1))
    camille = await open_details(stage)
    await camille.tap(camille.now.labels[1])
    await camille.say("La Guinguette, quai de Loire")
    await camille.tap("👍")
    maybe = await stage.alice.tap(old, old.labels[1])
    assert "La Guinguette" in maybe.text
    assert maybe.show_alert
    assert "La Guinguette" in (await stage.alice.wait_message(containing="La Guinguette")).words
    again = await stage.alice.tap(old, old.labels[0])
    assert "La Guinguette" not in again.text


async def test_an_untimed_date_keeps_the_hour_and_the_same_date_changes_nothing(stage: Stage) -> None:
    event = await stage.announce(days=10)
    before = await now(stage, event.id)
    camille = await open_details(stage)
    await camille.tap(camille.now.labels[0])
    asked = await camille.say("3 décembre")
    assert not any(label.startswith("👍") for label in asked.labels)
    hub = await camille.tap("✖️")
    assert any(label.startswith("🗑") for label in hub.labels)
    assert await now(stage, event.id) == before


async def test_cancelling_the_form_keeps_everything(stage: Stage) -> None:
    event = await stage.announce(days=10)
    before = await now(stage, event.id)
    camille = await open_details(stage)
    await camille.tap(camille.now.labels[1])  # ✏️ place
    await camille.say("La Cave, 1 place Plumereau")
    await camille.tap("✖️")
    assert await now(stage, event.id) == before


async def test_a_new_place_is_told_and_a_new_text_is_not(stage: Stage) -> None:
    await stage.announce(days=10)
    await somebody_comes(stage)
    camille = await open_details(stage)
    await camille.tap(camille.now.labels[1])
    asked = await camille.say("La Cave, 1 place Plumereau")
    assert "Le Cellier" in asked.words
    await camille.tap("🔔 Changer")
    assert "🔔" not in stage.alice.last().words
    await camille.tap("🔔 Prévenir")
    told = await stage.alice.wait_message(containing="→")
    assert "La Cave" in told.words
    await camille.tap("✏️")
    await camille.tap(camille.now.labels[3])  # ✏️ text
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
    camille = await open_details(stage)
    seats = camille.now.labels[2]
    await camille.tap(seats)
    asked = await camille.say("12")
    assert "12" in asked.words
    await camille.tap("👍")
    await stage.bob.wait_message(containing="✅ You are coming", after=card)
    await camille.tap("✏️")
    await camille.tap(seats)
    asked = await camille.say("1")
    assert "⚠️" in asked.words
    assert asked.labels[0].startswith("🔕"), "fewer seats are told on demand"
    hub = await camille.tap("🔕")
    assert "1 place de trop" in hub.words
    assert (await now(stage, event.id)).capacity == 1


async def test_two_organisers_changing_at_once_see_what_the_other_did(stage: Stage) -> None:
    event = await stage.announce(days=10)
    stage.owner.start()
    camille, odile = await open_details(stage), Talk(stage, stage.owner)
    await camille.tap(camille.now.labels[2])
    await camille.say("30")
    await odile.say("/events")
    await odile.tap("✏️")
    await odile.tap("✏️")
    await odile.tap(odile.now.labels[1])
    await odile.say("La Cave")
    await odile.tap("👍")
    again = await camille.tap("👍")
    assert "entre-temps" in again.words
    assert "Le Cellier, 3 rue du Commerce → La Cave" in again.words
    assert (await now(stage, event.id)).capacity == 20, "nothing is changed unseen"
    await camille.tap("👍")
    after = await now(stage, event.id)
    assert after.capacity == 30
    assert "La Cave" in camille.now.words


async def test_what_is_announced_is_what_was_seen(stage: Stage) -> None:
    camille = Talk(stage, stage.organiser)
    await camille.say("/newevent")
    await camille.tap("jeu. 3 déc.")
    await camille.say("Le Cellier")
    await camille.tap("20")
    await camille.tap("⏭")
    hub = await camille.tap("💾")
    odile = Talk(stage, stage.owner)
    await odile.after(stage.owner.start())
    await odile.say("/events")
    await odile.tap("✏️")
    await odile.tap("✏️")
    await odile.tap(odile.now.labels[1])
    await odile.say("La Cave")
    await odile.tap("👍")
    shown = await camille.tap("📣")
    assert "La Cave" in shown.words
    assert "entre-temps" in shown.words
    await camille.tap("📣")
    assert hub is camille.now
    assert "Annoncé" in camille.now.words


async def test_every_detail_of_an_evening_can_be_changed(stage: Stage) -> None:
    event = await stage.announce(days=10)
    camille = await open_details(stage)
    for label, answer, read in (
        ("✏️ Durée", "2h30", "2\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}30"),
        ("✏️ Invités", "3", "Invités par personne"),
        ("✏️ Représentant", "Une représentante", "Une représentante"),
        ("✏️ Fin des réponses", "1h30", "1\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}30 après le début"),
    ):
        await camille.tap(label)
        asked = await camille.say(answer)
        assert read in asked.words
        await camille.tap("👍")
        await camille.tap("✏️")
    await camille.tap("✏️ Noms")
    await camille.tap("Seulement les nombres")
    await camille.tap("👍")
    after = await now(stage, event.id)
    assert after.ends_at - after.starts_at == timedelta(minutes=150)
    assert (after.max_guests, after.representative) == (3, "Une représentante")
    assert (after.answers_close_after, after.names_shown) == (90, "counts")
    assert "Une représentante" in camille.now.words


async def test_details_that_cannot_be_are_asked_again(stage: Stage) -> None:
    await stage.announce(days=10)
    camille = await open_details(stage)
    for label, answers in (
        ("✏️ Durée", ("deux plombes", "25h", "5 min")),
        ("✏️ Invités", ("12", "plein", "-1")),
        ("✏️ Représentant", ("x" * 65,)),
        ("✏️ Fin des réponses", ("quand je veux", "48h")),
    ):
        await camille.tap(label)
        for answer in answers:
            asked = await camille.say(answer)
            assert any(label.startswith("✖️") for label in asked.labels), answer
        await camille.tap("✖️")
        await camille.tap("✏️")


async def test_a_text_stays_unless_it_is_taken_away(stage: Stage) -> None:
    event = await stage.announce(days=10)
    for answer, text in (("Venez nombreux", "Venez nombreux"), ("🗑", "")):
        camille = await open_details(stage)
        asked = await camille.tap(camille.now.labels[3])
        assert not any(label.startswith("⏭") for label in asked.labels)
        if answer == "🗑":
            await camille.tap("🗑")
        else:
            await camille.say(answer)
        await camille.tap("👍")
        assert (await now(stage, event.id)).text == text


async def test_a_start_moved_far_asks_whoever_comes_again(stage: Stage) -> None:
    event = await stage.announce(days=10)
    await somebody_comes(stage)
    camille = await open_details(stage)
    await camille.tap(camille.now.labels[0])
    await camille.say("10/12")
    await camille.tap("🔔")
    await camille.tap("🔔")
    asked = await stage.alice.wait_message(containing="Venez-vous toujours")
    toast = await stage.alice.tap(asked, f"go:{event.id}")
    assert toast.text.startswith("✅")


async def test_an_evening_is_planned_anew_with_its_date_alone(stage: Stage) -> None:
    event = await stage.announce(days=10)
    await somebody_comes(stage)
    camille = await open_hub(stage)
    mark = stage.organiser.last()
    await stage.organiser.tap(camille.now, camille.button("📋"))
    camille.now = await stage.organiser.wait_message(containing="Quand", after=mark)
    preview = await camille.tap("jeu. 17 déc.")
    assert "Le Cellier" in preview.words
    hub = await camille.tap("💾")
    assert "jeudi 17 décembre" in hub.words
    assert "vient" not in hub.words
    assert (await now(stage, event.id)).state == "announced"


async def test_a_day_that_is_past_is_confirmed_and_not_refused(stage: Stage) -> None:
    camille = Talk(stage, stage.organiser)
    await camille.say("/newevent")
    asked = await camille.say("12/11/2026 19h")
    assert "passé" in asked.words
    await camille.tap("Garder quand même")
    await camille.say("Le Cellier")
    await camille.tap("20")
    preview = await camille.tap("⏭")
    assert "Ce jour est passé" in preview.words
    refused = await camille.tap("📣")
    assert "déjà" in refused.words
    await camille.tap("💾")


async def test_a_draft_is_deleted_after_a_question(stage: Stage) -> None:
    camille = Talk(stage, stage.organiser)
    await camille.say("/newevent")
    await camille.tap("jeu. 3 déc.")
    await camille.say("Le Cellier")
    await camille.tap("20")
    await camille.tap("⏭")
    await camille.tap("💾")
    await camille.tap("🗑")
    gone = await camille.tap("👍")
    assert "Le Cellier" not in gone.words


async def test_calling_off_asks_with_the_number_and_tells_everybody_once(stage: Stage) -> None:
    event = await stage.announce(days=10)
    await somebody_comes(stage)
    camille = await open_hub(stage)
    data = camille.data("🗑")
    await camille.tap("🗑")
    asked = await camille.say("La cave est inondée")
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
    told = await stage.alice.wait_message(containing="La cave est inondée")
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
