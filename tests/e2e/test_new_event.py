"""An organiser plans an evening, from /newevent to what members get."""

from stage import Stage
from talk import Talk

from storage import events
from storage.records import Event


async def upcoming(stage: Stage) -> list[Event]:
    async with stage.database.reading() as connection:
        chapter = await stage.chapter()
        states = ("draft", "scheduled", "announced", "cancelled")
        return await events.list_upcoming_events(connection, [chapter.id], stage.clock.now(), states)


async def test_an_evening_is_planned_by_taps_and_words_and_announced(stage: Stage) -> None:
    stage.alice.start()
    await stage.alice.wait_message()
    camille = Talk(stage, stage.organiser)
    dates = (await camille.say("/newevent")).labels
    assert [label for label in dates if "nov" in label or "déc" in label] == dates[:4]
    await camille.tap("jeu. 3 déc.")
    await camille.say("Le Cellier, 3 rue du Commerce")
    await camille.tap("20")
    preview = await camille.say("Vous & nous <3")
    assert "jeudi 3 décembre" in preview.words
    assert "Le Cellier, 3 rue du Commerce" in preview.words
    assert "Vous & nous <3" in preview.words
    await camille.tap("📣")
    card = await stage.alice.wait_message(containing="Vous & nous <3")
    assert "Le Cellier" in card.words
    assert any(label.startswith("✅") for label in card.labels)
    posted = await stage.alice.wait_message(containing="Vous & nous <3", chat=stage.community)
    assert any(label.startswith("✅") for label in posted.labels)
    (event,) = await upcoming(stage)
    assert (event.state, event.capacity, str(event.local_date)) == ("announced", 20, "2026-12-03")
