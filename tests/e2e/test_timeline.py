"""From the timeline to the last reminder: what an organiser is shown is what people get."""

from datetime import timedelta

from stage import Stage
from talk import Talk

from sandbox import Message, Person

WEEK = timedelta(days=7)


def plain(message: Message) -> str:
    """Give a text with ordinary spaces."""
    return message.words.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


async def begin(person: Person) -> Message:
    return await person.wait_message(after=person.start())


async def test_une_organisatrice_lit_les_messages_d_une_soiree_et_ils_partent_ainsi(stage: Stage) -> None:
    await begin(stage.alice)
    await stage.announce(days=21)
    card = await stage.alice.wait_message(containing="Voici le prochain Hopdrink")
    assert [label for label in card.labels if label[:1] in "🔕⏸🛑"] == ["🔕 Recevoir moins"], (
        "one way is enough"
    )
    await stage.alice.tap(card, "🔕 Recevoir moins")
    less = await stage.alice.wait_message(containing="Que souhaitez-vous", after=card)
    assert [label[:1] for label in less.labels] == ["🔕", "⏸", "🔕", "🛑"]
    camille = Talk(stage, stage.organiser)
    shown = plain(await camille.say("/timeline"))
    assert "Question aux abonnés sans réponse\nlundi 7 décembre à 19 h · part à 1 personne" in shown
    assert "Annonce aux abonnés\nlundi 23 novembre à 10 h · envoyé à 1 personne" in shown
    unheard = shown.split("À personne pour l’instant :\n")[1]
    assert "Rappel de la veille · dimanche 13 décembre à 11 h" in unheard, "nobody comes yet"
    await camille.tap("👁 Question aux abonnés")
    promised = plain(camille.now)
    assert "Dans une semaine" in promised
    await camille.tap("↩️")
    await camille.tap("👁 Rappel trois")
    await camille.tap("⏭")
    assert "ne part pas" in plain(camille.now)

    stage.clock.move_by(2 * WEEK + timedelta(hours=9))
    nudge = await stage.alice.wait_message(containing="Dans une semaine", after=card)
    assert plain(nudge).splitlines()[0] in promised, "word for word"
    await stage.alice.tap(nudge, nudge.labels[0])
    await stage.sandbox.wait_until(lambda: "Vous venez" in nudge.words)
    stage.clock.move_by(timedelta(days=5, hours=16))
    before = await stage.alice.wait_message(containing="On se voit demain", after=nudge)
    assert [label[:1] for label in before.labels[:3]] == ["✅", "🚫", "➕"]
    await stage.alice.tap(before, before.labels[0])
    stage.clock.move_by(timedelta(days=1, hours=5))
    again = plain(await camille.say("/timeline"))
    assert "Rappel de la veille\ndimanche 13 décembre à 11 h · envoyé à 1 personne" in again
    assert "⏭ Rappel trois heures avant" in again
    assert not [message for message in stage.alice.messages() if "Ce soir" in message.words]


async def test_a_member_chooses_their_own_time_mutes_one_evening_and_takes_it_back(stage: Stage) -> None:
    await begin(stage.bob)
    event = await stage.announce(days=7)
    card = await stage.bob.wait_message(containing="The next Hopdrink")
    await stage.bob.tap(card, f"go:{event.id}")
    bob = Talk(stage, stage.bob)
    stage.bob.send("/settings")
    bob.now = await stage.bob.wait_message(containing="Your settings")
    await bob.tap("🔔")
    await bob.tap("🔔 At a time")
    await bob.tap("1 hour")
    assert "🔔 Reminders: 1 hour before" in plain(bob.now)
    await bob.say("/next")
    stage.clock.move_by(timedelta(days=7, hours=8))
    reminder = await stage.bob.wait_message(containing="This evening at 19:00", after=bob.now)
    assert [label[:1] for label in reminder.labels] == ["✅", "🚫", "📍", "🔕"]
    await stage.bob.tap(reminder, f"hush:{event.id}")
    bob.now = await stage.bob.wait_message(containing="No more reminders", after=reminder)
    await bob.tap("🔔")
    assert "I remind you again" in plain(bob.now)


async def test_only_organisers_read_the_timeline_and_old_buttons_do_nothing(stage: Stage) -> None:
    event = await stage.announce(days=21)
    bob = Talk(stage, stage.bob)
    refused = await bob.say("/timeline")
    assert not refused.labels
    for data in (f"timeline:{event.id}", f"leave_out:{event.id}:nudge", "timeline:99"):
        assert "/timeline" in (await bob.tap_in_vain(data, refused)).text
