"""What was sent to many is corrected: who has to agree, who sees it change, who hears of it."""

from broadcasting import becomes, follow, leave, write
from stage import Stage
from talk import Talk

from hopdrinks.broadcasts import second_look


async def test_other_words_for_what_many_have_wait_for_a_second_person_too(stage: Stage) -> None:
    await follow(stage, stage.alice, stage.owner)
    async with stage.database.writing() as connection:
        await second_look.keep_size(connection, 2)
    camille = await write(stage, "Grande nouvelle")
    await camille.tap("📣 ")
    asked = await stage.owner.wait_message(containing="tant de monde")
    await stage.owner.tap(asked, "👍 Oui, elle peut")
    screen = await stage.organiser.wait_message(containing="Rien n’est parti")
    await leave(stage)
    got = await stage.alice.wait_message(containing="Grande nouvelle")
    await becomes(stage, screen, "3 arrivés")
    camille.now = screen
    await stage.organiser.tap(screen, camille.button("✏️ Texte français"))
    await stage.organiser.wait_message(containing="tel qu’il doit", after=screen)
    sent = stage.organiser.send("Toute autre nouvelle")
    await stage.organiser.wait_message(containing="gardent l’ancien texte", after=sent)
    anew = await stage.owner.wait_message(containing="à la place", after=asked)
    assert "3 personnes" in anew.words
    assert got.words == "Grande nouvelle"
    await stage.owner.tap(anew, "👍 Oui, elle peut")
    await becomes(stage, got, "Toute autre nouvelle")


async def test_a_correction_is_silent_but_for_those_who_come_if_the_organiser_tells_them(
    stage: Stage,
) -> None:
    await follow(stage, stage.alice, stage.bob)
    await stage.announce(days=7)
    alice = Talk(stage, stage.alice)
    alice.now = await stage.alice.wait_message(containing="Le Cellier")
    await alice.tap("✅")
    await stage.bob.wait_message(containing="Le Cellier")
    camille = await write(stage, "Entrée rue Colbert")
    await camille.tap("🎯 ")
    await camille.tap("🗓 lun. 30 nov.")
    await camille.tap("↩️ ")
    await camille.tap("📣 ")
    screen = camille.now
    await leave(stage)
    got = await stage.alice.wait_message(containing="Entrée rue Colbert")
    theirs = await stage.bob.wait_message(containing="Entrée rue Colbert")
    await becomes(stage, screen, "3 arrivés")
    assert not [label for label in screen.labels if "🔊" in label]
    await stage.organiser.tap(screen, camille.button("✏️ Texte français"))
    await stage.organiser.wait_message(containing="tel qu’il doit", after=screen)
    sent = stage.organiser.send("Entrée rue Nationale")
    camille.now = await stage.organiser.wait_message(containing="3 arrivés", after=sent)
    await becomes(stage, theirs, "Entrée rue Nationale")
    await stage.organiser.tap(screen, "↩️ Toutes les diffusions")
    await becomes(stage, screen, "un message de votre part")
    camille.now = screen
    await camille.tap("✅ ")
    await camille.tap("🔊 ")
    told = await stage.alice.wait_message(containing="ont corrigé ce message")
    assert told.reply_to is got
    assert got.words == "Entrée rue Nationale"
    assert not [label for label in camille.now.labels if "🔊" in label]
    assert "corrigé" not in stage.bob.last().words
    assert await camille.tap_in_vain("broadcast:1:correct")
    assert len([one for one in stage.alice.messages() if "ont corrigé" in one.words]) == 1
