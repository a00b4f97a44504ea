"""What stops a broadcast: its organiser, a refusal of Telegram, a warning in time; nobody is lost by it."""

from datetime import timedelta

from broadcasting import add_followers, becomes, follow, leave, write
from stage import Stage
from talk import Talk

from hopdrinks.broadcasts import second_look
from sandbox.faults import Fault
from storage import broadcasts as stored
from storage import roles
from storage.broadcast_records import Content, Part


async def test_what_telegram_refuses_stops_at_its_author_who_hears_of_it(stage: Stage) -> None:
    people = await add_followers(stage, 8)
    camille = await write(stage, "Bonjour")
    async with stage.database.writing() as connection:
        refused = Content(parts=(Part(kind="text", text=" "),))
        await stored.update_broadcast(connection, 1, {"contents": {"fr": refused}})
    await stage.organiser.tap(camille.now, "↩️ Toutes les diffusions")
    await becomes(stage, camille.now, "un message de votre part")
    await camille.tap("💾 ")
    await camille.tap("📣 ")
    await leave(stage)
    told = await stage.organiser.wait_message(containing="Votre diffusion est en pause")
    assert "Telegram l’a refusée" in told.words
    assert not [one for one in people if one.messages()]
    await stage.organiser.tap(told, "👀 La voir")
    await becomes(stage, told, "Diffusion, en pause")
    await stage.organiser.tap(told, "✏️ Texte français")
    await stage.organiser.wait_message(containing="tel qu’il doit", after=told)
    sent = stage.organiser.send("Bonsoir")
    camille.now = await stage.organiser.wait_message(containing="Diffusion, en pause", after=sent)
    await camille.tap("▶️ ")
    await becomes(stage, camille.now, "9 arrivés")
    assert {one.last().words for one in people} == {"Bonsoir"}


async def test_whom_telegram_puts_off_while_it_is_paused_gets_it_once_afterwards(stage: Stage) -> None:
    people = await add_followers(stage, 9)
    put_off = stage.sandbox.faults.add(
        Fault("429", "sendMessage", chat_id=people[8].id, times=1, retry_after=1)
    )
    stage.sandbox.answer_delay = 0.3
    camille = await write(stage, "Doucement")
    await camille.tap("📣 ")
    await leave(stage)
    await stage.sandbox.wait_until(lambda: put_off not in stage.sandbox.faults.waiting)
    await camille.tap("⏸ ")
    stage.sandbox.answer_delay = 0
    await camille.tap("▶️ ")
    await becomes(stage, camille.now, "10 arrivés")
    assert {len(one.messages()) for one in people} == {1}


async def test_the_warning_before_a_scheduled_one_stops_it(stage: Stage) -> None:
    await follow(stage, stage.alice)
    camille = await write(stage, "À demain")
    await camille.tap("🗓 ")
    await camille.tap("mar. 24 nov.")
    assert "programmée" in camille.now.words
    stage.clock.move_to(stage.clock.now().replace(day=24, hour=8, minute=56))
    warned = await stage.organiser.wait_message(containing="Votre diffusion part")
    await stage.organiser.tap(warned, "✖️ Arrêter")
    await becomes(stage, warned, "brouillon")
    stage.clock.move_by(timedelta(minutes=10))
    after = await write(stage, "Autre chose")
    assert after.now.words
    assert "À demain" not in stage.alice.last().words


async def test_what_an_organiser_leaves_behind_another_lets_leave_and_watches(stage: Stage) -> None:
    await follow(stage, stage.alice, stage.owner)
    camille = await write(stage, "À demain")
    await camille.tap("🗓 ")
    await camille.tap("mar. 24 nov.")
    async with stage.database.writing() as connection:
        assert await roles.delete_role(
            connection, stage.organiser.id, "organiser", (await stage.chapter()).id
        )
    stage.clock.move_to(stage.clock.now().replace(day=24, hour=9, minute=1))
    owner = Talk(stage, stage.owner)
    told = await stage.owner.wait_message(containing="Une diffusion de votre ville est en pause")
    assert "n’organise plus ici" in told.words
    await stage.owner.tap(told, "👀 La voir")
    await becomes(stage, told, "Diffusion, en pause")
    owner.now = told
    await owner.tap("▶️ ")
    await becomes(stage, owner.now, "2 arrivés")
    assert stage.alice.last().words == "À demain"
    assert not [one for one in stage.organiser.messages() if "est en pause" in one.words]


async def test_what_an_organiser_leaves_behind_for_very_many_needs_another_yes(stage: Stage) -> None:
    await follow(stage, stage.alice, stage.owner)
    camille = await write(stage, "À demain")
    await camille.tap("🗓 ")
    await camille.tap("mar. 24 nov.")
    async with stage.database.writing() as connection:
        await second_look.keep_size(connection, 2)
        assert await roles.delete_role(
            connection, stage.organiser.id, "organiser", (await stage.chapter()).id
        )
    stage.clock.move_to(stage.clock.now().replace(day=24, hour=9, minute=1))
    owner = Talk(stage, stage.owner)
    owner.now = await stage.owner.wait_message(containing="n’organise plus ici")
    await owner.tap("👀 ")
    await owner.tap("▶️ ")
    assert "Personne d’autre n’organise ici" in owner.now.words
    await owner.tap("👍 ")
    assert not [one for one in stage.alice.messages() if one.words == "À demain"]
    await owner.tap("▶️ ")
    await becomes(stage, owner.now, "2 arrivés")
