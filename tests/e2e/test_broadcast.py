"""An organiser writes to many: composed, previewed, sent, watched, changed, taken back."""

from datetime import timedelta
from io import BytesIO

from broadcasting import add_followers, becomes, follow, leave, write
from PIL import Image
from stage import Stage
from talk import Talk

from hopdrinks.broadcasts import life as rules
from hopdrinks.broadcasts import second_look
from hopdrinks.evenings import events
from hopdrinks.people import roles
from sandbox.faults import Fault
from sandbox.files import StoredFile
from storage import broadcasts as stored
from storage import tables
from storage.broadcast_records import Content, Part


def png() -> bytes:
    """Give a small picture."""
    written = BytesIO()
    Image.new("RGB", (8, 8)).save(written, "PNG")
    return written.getvalue()


async def test_a_broadcast_is_written_previewed_sent_after_a_minute_and_reported(any_stage: Stage) -> None:
    stage = any_stage
    await follow(stage, stage.alice, stage.bob)
    camille = await write(stage, "Jeudi, venez avec une plante !")
    assert "Jeudi, venez avec une plante !" in [one.words for one in stage.organiser.messages()[-3:]]
    await camille.tap("📣 ")
    assert camille.words("📣 It leaves in a minute.") == camille.toast.text
    assert [button for button in camille.now.labels if "✖️" in button]
    assert "plante" not in stage.alice.last().words
    await leave(stage)
    got = await stage.alice.wait_message(containing="plante")
    assert got.labels == ["🔕 Moins de ces messages"]
    theirs = await stage.bob.wait_message(containing="plante")
    assert theirs.labels == ["🔕 Fewer of these"]
    await becomes(stage, camille.now, "3 arrivés")
    assert len([one for one in stage.alice.messages() if "plante" in one.words]) == 1


async def test_each_reads_their_language_and_a_correction_changes_what_they_have(stage: Stage) -> None:
    await follow(stage, stage.alice, stage.bob)
    camille = await write(stage, "Apportez une plante")
    await stage.organiser.tap(camille.now, camille.button("🌐"))
    await stage.organiser.wait_message(containing="en anglais, tel", after=camille.now)
    sent = stage.organiser.send("Bring a plant")
    camille.now = await stage.organiser.wait_message(containing="📬", after=sent)
    await camille.tap("📣 ")
    screen = camille.now
    await leave(stage)
    french = await stage.alice.wait_message(containing="Apportez une plante")
    english = await stage.bob.wait_message(containing="Bring a plant")
    await becomes(stage, screen, "3 arrivés")
    await stage.organiser.tap(camille.now, camille.button("✏️ Texte anglais"))
    await stage.organiser.wait_message(containing="tel qu’il doit", after=camille.now)
    stage.organiser.send("Bring a cactus")
    await becomes(stage, english, "Bring a cactus")
    assert english.labels == ["🔕 Fewer of these"]
    assert french.words == "Apportez une plante"


async def test_taken_back_it_is_gone_and_later_only_withdrawn(stage: Stage) -> None:
    await follow(stage, stage.alice)
    camille = await write(stage, "Pardon")
    await camille.tap("📣 ")
    await leave(stage)
    await stage.alice.wait_message(containing="Pardon")
    await becomes(stage, camille.now, "2 arrivés")
    await camille.tap("🗑 ")
    await camille.tap("👍 ")
    await stage.sandbox.wait_until(lambda: all("Pardon" not in one.words for one in stage.alice.messages()))
    camille = await write(stage, "Encore pardon")
    await camille.tap("📣 ")
    await leave(stage)
    got = await stage.alice.wait_message(containing="Encore pardon")
    await becomes(stage, camille.now, "2 arrivés")
    stage.clock.move_by(timedelta(days=3))
    await camille.tap("🗑 ")
    await camille.tap("👍 ")
    await becomes(stage, got, "a retiré ce message")
    assert got.labels == []


async def test_fewer_of_these_means_none_of_the_next_until_one_wants_them_again(stage: Stage) -> None:
    await follow(stage, stage.alice, stage.bob)
    camille = await write(stage, "Un mot")
    await camille.tap("📣 ")
    await leave(stage)
    bob = Talk(stage, stage.bob)
    bob.now = await stage.bob.wait_message(containing="Un mot")
    await bob.tap("🔕 ")
    assert bob.now.labels == ["🔔 Send me these again"]
    assert bob.now.words == "Un mot\n\nOnly available in French."
    camille = await write(stage, "Un autre mot")
    assert "en veut moins (1)" in camille.now.words
    await camille.tap("📣 ")
    await leave(stage)
    await stage.alice.wait_message(containing="Un autre mot")
    await becomes(stage, camille.now, "2 arrivés")
    assert "Un autre mot" not in stage.bob.last().words
    await bob.tap("🔔 ")
    assert bob.now.labels == ["🔕 Fewer of these"]


async def test_a_preview_shows_each_version_and_its_button_mutes_nobody(stage: Stage) -> None:
    await follow(stage, stage.alice, stage.bob, stage.organiser)
    camille = await write(stage, "Bonjour")
    await stage.organiser.tap(camille.now, camille.button("👁 "))
    english = await stage.organiser.wait_message(containing="Bonjour\n\nOnly available in French.")
    assert english.labels == ["🔕 Fewer of these"]
    answer = await stage.organiser.tap(english, "🔕 Fewer of these")
    assert answer is not None
    assert "lecteurs" in (answer.text or "")
    assert english.labels == ["🔕 Fewer of these"]
    async with stage.database.reading() as connection:
        assert await stored.list_mutes(connection, stage.organiser.id) == []


async def test_one_of_which_telegram_said_nothing_is_uncertain_and_sent_again_by_a_tap(stage: Stage) -> None:
    people = await add_followers(stage, 8)
    stage.sandbox.faults.add(Fault("drop_after", "sendMessage", chat_id=people[7].id))
    camille = await write(stage, "Bonjour")
    await camille.tap("📣 ")
    await leave(stage)
    await becomes(stage, camille.now, "1 incertain")
    await camille.tap("🔁 ")
    await becomes(stage, camille.now, "9 arrivés")
    assert len([one for one in people[7].messages() if one.words == "Bonjour"]) == 2
    await stage.organiser.tap(camille.now, camille.button("📄"))

    def file() -> StoredFile | None:
        return next((one.file for one in stage.organiser.messages() if one.file), None)

    table = await stage.sandbox.wait_until(file)
    lines = table.data.decode("utf-8-sig").splitlines()
    assert lines[0] == '"Nom";"Résultat";"Raison";"Quand"'
    assert len(lines) == 10
    assert sum('"arrivé"' in line for line in lines) == 9


async def test_paused_it_stays_where_it_is_and_goes_on_when_told(stage: Stage) -> None:
    people = await add_followers(stage, 40)
    stage.sandbox.answer_delay = 0.05
    camille = await write(stage, "Doucement")
    await camille.tap("📣 ")
    await leave(stage)
    await people[0].wait_message(containing="Doucement")
    await camille.tap("⏸ ")
    arrived = [one for one in people if one.messages()]
    assert len(arrived) < 40
    await camille.tap("▶️ ")
    await becomes(stage, camille.now, "41 arrivés")
    assert {len(one.messages()) for one in people} == {1}


async def test_an_album_goes_out_as_one_with_its_button_beneath(stage: Stage) -> None:
    await follow(stage, stage.bob)
    camille = Talk(stage, stage.organiser)
    await camille.say("/broadcast")
    picture = png()
    first = stage.organiser.upload("photo", picture, caption="Jeudi dernier", media_group_id="77")
    stage.organiser.upload("photo", picture, media_group_id="77")
    stage.organiser.upload("photo", picture, media_group_id="77")
    camille.now = await stage.organiser.wait_message(containing="[3 fichiers] Jeudi dernier", after=first)
    assert "De la part de l’équipe" in stage.organiser.messages()[-2].words, "the preview is whole"
    assert stage.organiser.messages()[-1] == camille.now
    assert len([one for one in stage.organiser.messages() if "📬" in one.words]) == 1
    assert [one.words for one in stage.organiser.messages()[-5:-2]] == ["Jeudi dernier", "", ""]
    await camille.tap("📣 ")
    await leave(stage)
    tail = await stage.bob.wait_message(containing="From the organisers of Hopdrink Tours.")
    assert tail.labels == ["🔕 Fewer of these"]
    got = [one for one in stage.bob.messages() if one.kind == "photo"]
    assert [one.words for one in got] == ["Jeudi dernier", "", ""]
    await becomes(stage, camille.now, "2 arrivés")
    await camille.tap("🗑 ")
    await camille.tap("👍 ")
    await stage.sandbox.wait_until(lambda: all(one.kind != "photo" for one in stage.bob.messages()))
    assert tail not in stage.bob.messages()


async def test_what_was_sent_is_within_reach_behind_many_drafts(stage: Stage) -> None:
    await follow(stage, stage.alice)
    camille = await write(stage, "Merci")
    await camille.tap("📣 ")
    await leave(stage)
    await becomes(stage, camille.now, "2 arrivés")
    async with stage.database.writing() as connection:
        (sent,) = await stored.list_broadcasts(connection, [(await stage.chapter()).id], limit=9)
        for number in range(8):
            draft = Content(parts=(Part(kind="text", text=f"Brouillon {number}"),))
            actor = await roles.get_actor(connection, stage.organiser.id)
            await rules.write(
                connection, actor, sent.chapter_id, "fr", draft, stage.clock.now(), default_locale="fr"
            )
    await camille.tap("↩️ ")
    assert [label for label in camille.now.labels if "💾" in label] == [
        f"💾 Brouillon {number}" for number in reversed(range(8))
    ]
    assert not [label for label in camille.now.labels if "✅" in label or "⬅️" in label]
    await camille.tap("➡️ ")
    assert [label for label in camille.now.labels if "✅" in label] == ["✅ Merci"]
    assert not [label for label in camille.now.labels if "💾" in label or "➡️" in label]
    await camille.tap("⬅️ ")
    await camille.tap("➡️ ")
    await camille.tap("✅ ")
    assert "2 arrivés" in camille.now.words


async def test_evenings_that_are_over_or_called_off_say_so_where_one_is_chosen(stage: Stage) -> None:
    await follow(stage, stage.alice)
    await stage.announce(days=1)
    called_off = await stage.announce(days=3)
    async with stage.database.writing() as connection:
        actor = await roles.get_actor(connection, stage.organiser.id)
        await events.cancel(connection, actor, called_off.id, stage.clock.now())
    stage.clock.move_by(timedelta(days=2))
    camille = await write(stage, "Merci à tous")
    assert "📆" not in camille.now.words
    await camille.tap("🎯 ")
    shown = [label.replace("\N{NO-BREAK SPACE}", " ") for label in camille.now.labels if "🗓" in label]
    assert shown == ["🗓 mar. 24 nov. : passée", "🗓 jeu. 26 nov. : annulée"]
    await camille.tap("🗓 jeu. 26 nov.")
    await camille.tap("↩️ ")
    assert "📆 À propos de" in camille.now.words
    assert "(annulée)" in camille.now.words


async def test_those_who_have_not_answered_are_chosen_and_written_to_the_day_before(stage: Stage) -> None:
    await follow(stage, stage.alice, stage.bob)
    await stage.announce(days=7)
    alice = Talk(stage, stage.alice)
    alice.now = await stage.alice.wait_message(containing="Le Cellier")
    await alice.tap("✅")
    await stage.bob.wait_message(containing="Le Cellier")
    camille = await write(stage, "Toujours pas décidé ?")
    await camille.tap("🎯 ")
    await camille.tap("🗓 lun. 30 nov.")
    await camille.tap("sans réponse")
    assert "1 personne" in camille.now.words
    await camille.tap("↩️ ")
    assert "📆 À propos de : lundi 30 novembre à 19 h\n" in camille.now.words.replace(
        "\N{NO-BREAK SPACE}", " "
    )
    await camille.tap("🎯 ")
    await camille.tap("👥 ")
    assert "📬 Bob" in camille.now.words
    assert "Alice" not in camille.now.words
    await camille.tap("↩️ ")
    await camille.tap("↩️ ")
    await camille.tap("🗓 ")
    await camille.tap("🗓 1 jour avant")
    assert "elle part dimanche 29 novembre à 19" in camille.now.words
    stage.clock.move_to(stage.clock.now() + timedelta(days=6, hours=8, minutes=56))
    warned = await stage.organiser.wait_message(containing="Votre diffusion part")
    assert [label for label in warned.labels if label.startswith("✖️")]
    stage.clock.move_by(timedelta(minutes=5))
    await stage.bob.wait_message(containing="Toujours pas")
    await stage.organiser.wait_message(containing="2 arrivés")
    assert "Toujours pas" not in stage.alice.last().words


async def test_members_cannot_write_to_many_nor_tap_what_organisers_do(stage: Stage) -> None:
    await follow(stage, stage.alice)
    camille = await write(stage, "Bonjour")
    alice = Talk(stage, stage.alice)
    refused = await alice.say("/broadcast")
    assert "/ask" in refused.words
    answer = await alice.tap_in_vain(camille.data("📣"))
    assert "/broadcast" in (answer.text or "")
    assert await alice.tap_in_vain(camille.data("🎯"))


async def test_what_was_changed_since_it_was_shown_is_not_sent(stage: Stage) -> None:
    await follow(stage, stage.alice)
    camille = await write(stage, "Bonjour")
    await follow(stage, stage.bob)
    await camille.tap("📣 ")
    assert "Rien n’est parti" in camille.now.words
    await camille.tap("📣 Envoyer à 2")
    await camille.tap("✖️ ")
    assert "brouillon" in camille.now.words
    await leave(stage)
    assert "Bonjour" not in stage.alice.last().words


async def test_what_another_organiser_reworded_meanwhile_is_not_scheduled_unseen(stage: Stage) -> None:
    await follow(stage, stage.alice)
    camille = await write(stage, "Bonjour")
    await camille.tap("🗓 ")
    async with stage.database.writing() as connection:
        (draft,) = await stored.list_broadcasts(connection, [(await stage.chapter()).id], limit=9)
        other = Content(parts=(Part(kind="text", text="Bonsoir"),))
        await rules.rewrite(
            connection, roles.Actor(member_id=stage.owner.id), draft, "fr", other, stage.clock.now()
        )
    await camille.tap(camille.now.labels[0])
    assert "Rien n’est parti" in camille.now.words
    assert "Bonsoir" in camille.now.words
    assert [label for label in camille.now.labels if label.startswith("📣")]


async def test_what_goes_to_very_many_a_second_person_looks_at_first(stage: Stage) -> None:
    await follow(stage, stage.alice, stage.owner)
    async with stage.database.writing() as connection:
        await second_look.keep_size(connection, 2)
    camille = await write(stage, "Grande nouvelle")
    await camille.tap("📣 ")
    assert "second accord" in camille.now.words
    owner = Talk(stage, stage.owner)
    owner.now = await stage.owner.wait_message(containing="tant de monde")
    assert "Grande nouvelle" in [one.words for one in stage.owner.messages()]
    no = await stage.owner.tap(owner.now, owner.button("✖️ "))
    assert no is not None
    why = await stage.owner.wait_message(containing="Que faudrait-il changer", after=owner.now)
    await owner.after(stage.owner.send("La date est fausse"))
    told = await stage.organiser.wait_message(containing="La date est fausse")
    assert why.words
    await stage.organiser.tap(told, "👀 La voir")
    await stage.organiser.tap(camille.now, camille.button("📣 "))
    asked = await stage.owner.wait_message(containing="tant de monde", after=owner.now)
    await stage.owner.tap(asked, "👍 Oui, elle peut")
    await stage.organiser.wait_message(containing="est d’accord avec votre diffusion")
    await leave(stage)
    await stage.alice.wait_message(containing="Grande nouvelle")


async def test_words_nobody_agreed_to_do_not_go_on_after_a_pause(stage: Stage) -> None:
    await follow(stage, stage.alice, stage.owner)
    async with stage.database.writing() as connection:
        await second_look.keep_size(connection, 2)
    camille = await write(stage, "Grande nouvelle")
    await camille.tap("📣 ")
    asked = await stage.owner.wait_message(containing="tant de monde")
    await stage.owner.tap(asked, "👍 Oui, elle peut")
    async with stage.database.writing() as connection:
        broadcast = await stored.get_broadcast(connection, 1)
        actor, now = await roles.get_actor(connection, stage.organiser.id), stage.clock.now()
        assert await rules.pause(connection, actor, broadcast, "asked", now)
        broadcast = await stored.get_broadcast(connection, 1)
        other = Content(parts=(Part(kind="text", text="Tout autre chose"),))
        assert await rules.rewrite(connection, actor, broadcast, "fr", other, now)
    stage.organiser.press(camille.now, "broadcast:1:resume", forged=True)
    anew = await stage.owner.wait_message(containing="tant de monde", after=asked)
    assert "2 personnes" in anew.words
    await becomes(stage, camille.now, "second accord")
    await stage.owner.tap(anew, "👍 Oui, elle peut")
    await stage.organiser.wait_message(containing="est d’accord avec votre diffusion")
    assert not [one for one in stage.alice.messages() if "autre chose" in one.words]
    await camille.tap("▶️ ")
    await leave(stage)
    await stage.alice.wait_message(containing="Tout autre chose")


async def test_the_only_organiser_is_asked_twice_where_nobody_else_can_look(stage: Stage) -> None:
    await follow(stage, stage.alice, stage.bob)
    async with stage.database.writing() as connection:
        await second_look.keep_size(connection, 2)
        owners = tables.roles.delete().where(tables.roles.c.role == "owner")
        await connection.execute(owners)
    camille = await write(stage, "Grande nouvelle")
    await camille.tap("📣 ")
    assert "personne d’autre n’organise ici" in camille.now.words
    await camille.tap("👍 ")
    assert camille.words("📣 It leaves in a minute.") == camille.toast.text
    await leave(stage)
    await stage.alice.wait_message(containing="Grande nouvelle")
