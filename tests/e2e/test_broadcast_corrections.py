"""What was sent to many is corrected: who has to agree, who sees it change, who hears of it."""

from broadcasting import becomes, follow, leave, write
from stage import Stage

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
    await stage.organiser.wait_message(containing="garde l’ancien texte", after=sent)
    anew = await stage.owner.wait_message(containing="à la place", after=asked)
    assert "3 personnes" in anew.words
    assert got.words == "Grande nouvelle"
    await stage.owner.tap(anew, "👍 Oui, elle peut")
    await becomes(stage, got, "Toute autre nouvelle")
