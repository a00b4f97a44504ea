"""An organiser sets a rhythm, is asked about the next Thursday, and makes its draft with one tap."""

from datetime import timedelta

from stage import Stage
from talk import Talk

from storage import events, roles
from storage.records import Event


async def open_rhythm(stage: Stage) -> Talk:
    camille = Talk(stage, stage.organiser)
    await camille.say("/events")
    await camille.tap("♻️")
    return camille


async def choose(camille: Talk, part: str, answer: str) -> None:
    await camille.tap(f"✏️ {part}")
    await camille.tap(answer)


async def upcoming(stage: Stage) -> list[Event]:
    chapter = await stage.chapter()
    async with stage.database.reading() as connection:
        return await events.list_upcoming_events(
            connection, [chapter.id], stage.clock.now(), ("draft", "scheduled", "announced")
        )


async def test_the_next_thursday_is_proposed_drafted_with_one_tap_and_announced_with_another(
    stage: Stage,
) -> None:
    await stage.announce(days=3)
    camille = await open_rhythm(stage)
    assert camille.words("No rhythm: I propose no dates by myself.") in camille.now.words
    screen = camille.now
    await choose(camille, "Rythme", "toutes les 2 semaines")
    assert "Un jeudi toutes les 2 semaines" in screen.words
    asked = await stage.organiser.wait_message(
        containing="Hopdrink à Tours, jeudi 10 décembre à 19", after=screen
    )
    assert "Le Cellier" in asked.words
    camille.now = asked
    hub = await camille.tap("💾")
    assert camille.words("💾 The draft is made. Nobody is told yet.") in hub.words
    assert hub.labels[0] == "🗓 L’annoncer le jeu. 26 nov. 10\N{NO-BREAK SPACE}h"
    await camille.tap("🗓 L’annoncer")
    drafted = (await upcoming(stage))[1]
    assert (drafted.state, str(drafted.local_date)) == ("scheduled", "2026-12-10")
    assert drafted.announce_at is not None
    assert drafted.announce_at.isoformat() == "2026-11-26T09:00:00+00:00"


async def test_the_first_of_two_organisers_wins_and_the_other_reads_so(any_stage: Stage) -> None:
    stage = any_stage
    chapter = await stage.chapter()
    async with stage.database.writing() as connection:
        await roles.add_role(
            connection, member_id=stage.bob.id, role="organiser", chapter_id=chapter.id, granted_by=None,
            now=stage.clock.now(),
        )  # fmt: skip
    stage.bob.start()
    await stage.bob.wait_message()
    await stage.announce(days=3)
    camille = await open_rhythm(stage)
    screen = camille.now
    await choose(camille, "Rythme", "toutes les 2 semaines")
    camille.now = await stage.organiser.wait_message(containing="Tours, jeudi 10 décembre", after=screen)
    bob = Talk(stage, stage.bob)
    bob.now = await stage.bob.wait_message(containing="Tours on Thursday 10 December")
    theirs = bob.data("⏭")
    await camille.tap("💾")
    said = await bob.tap("💾")
    assert "Camille has made the draft already." in said.words
    assert len(await upcoming(stage)) == 2
    await bob.tap_in_vain(theirs)
    await stage.sandbox.wait_until(lambda: "Camille has made the draft already." in said.words)


async def test_a_skipped_date_says_what_comes_next_and_that_is_proposed(stage: Stage) -> None:
    await stage.announce(days=3)
    camille = await open_rhythm(stage)
    await choose(camille, "Rythme", "chaque semaine")
    screen = camille.now
    camille.now = await stage.organiser.wait_message(containing="Tours, jeudi 3 décembre", after=screen)
    first = camille.now
    said = await camille.tap("⏭")
    assert "jeudi 3 décembre" in said.words
    assert "jeudi 10 décembre" in said.words
    assert "jeudi 10 décembre" in (await stage.organiser.wait_message(containing="♻️ Un", after=first)).words


async def test_another_date_begins_a_plan_with_the_usual_answers_and_the_proposal_stays(
    stage: Stage,
) -> None:
    await stage.announce(days=3)
    camille = await open_rhythm(stage)
    await choose(camille, "Rythme", "toutes les 2 semaines")
    proposal = await stage.organiser.wait_message(containing="Tours, jeudi 10 décembre", after=camille.now)
    await stage.organiser.tap(proposal, next(label for label in proposal.labels if label.startswith("🗓")))
    camille.now = await stage.organiser.wait_message(after=proposal)
    preview = await camille.tap("jeu. 17 déc.")
    assert "jeudi 17 décembre" in preview.words
    assert "Le Cellier" in preview.words
    assert any(label.startswith("💾") for label in preview.labels), "nothing else is asked"
    assert any(label.startswith("💾") for label in proposal.labels)


async def test_a_first_draft_asks_for_its_place_alone(stage: Stage) -> None:
    camille = await open_rhythm(stage)
    screen = camille.now
    await choose(camille, "Rythme", "toutes les 4 semaines")
    camille.now = await stage.organiser.wait_message(containing="♻️ Un Hopdrink", after=screen)
    asked = await camille.tap("💾")
    assert any(label.startswith("✖️") for label in asked.labels)
    hub = await camille.say("La Cave, 1 place Plumereau")
    assert camille.words("💾 The draft is made. Nobody is told yet.") in hub.words
    assert "La Cave" in hub.words
    [event] = await upcoming(stage)
    assert event.state == "draft"


async def test_leaving_the_question_for_a_place_puts_the_proposal_back(stage: Stage) -> None:
    camille = await open_rhythm(stage)
    screen = camille.now
    await choose(camille, "Rythme", "toutes les 4 semaines")
    camille.now = await stage.organiser.wait_message(containing="♻️ Un Hopdrink", after=screen)
    proposal = camille.now.words
    await camille.tap("💾")
    assert (await camille.tap("✖️")).words == proposal
    assert await upcoming(stage) == []


async def test_every_part_of_the_usual_evening_is_shown_and_changed(stage: Stage) -> None:
    camille = await open_rhythm(stage)
    await choose(camille, "Heure", "19\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}30")
    await choose(camille, "Durée", "2\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}30")
    await choose(camille, "Invités", "2 invités")
    await choose(camille, "Proposition", "21 jours avant")
    await choose(camille, "Annonce", "10 jours avant")
    screen = camille.now
    for part, typed in [
        ("Places", "35"),
        ("Texte", "Venez avec vos cartes"),
        ("Lieu", "La Cave, 1 place Plumereau"),
    ]:
        camille.now = screen
        await camille.tap(f"✏️ {part}")
        screen = await camille.say(typed)
    # Last, for from then on a date may be proposed at any moment.
    await choose(camille, "Rythme", "toutes les 6 semaines")
    assert (
        "🕖 19\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}30 · 2\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}30"
        in screen.words
    )
    assert "📍 La Cave, 1 place Plumereau" in screen.words
    assert "👥 35 places · au plus 2 invités par personne" in screen.words
    assert "Venez avec vos cartes" in screen.words
    assert "21 jours avant" in screen.words
    assert "10 jours avant" in screen.words


async def test_what_is_no_hour_and_no_number_is_asked_again(stage: Stage) -> None:
    camille = await open_rhythm(stage)
    await camille.tap("✏️ Heure")
    for nonsense in ("25h", "jeudi", "bientôt"):
        assert "19h15" in (await camille.say(nonsense)).words
    assert "20\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}15" in (await camille.say("20h15")).words
    await camille.tap("✏️ Durée")
    assert "de 30 à 720" in (await camille.say("5000")).words
    assert "90\N{NO-BREAK SPACE}min" not in (await camille.say("90")).words


async def test_a_change_asks_for_which_evenings_and_tells_who_comes(stage: Stage) -> None:
    event = await stage.announce(days=10)
    alice = Talk(stage, stage.alice)
    await alice.after(stage.alice.start())
    await alice.tap("✅")
    camille = await open_rhythm(stage)
    await camille.tap("✏️ Heure")
    asked = await camille.tap("20\N{NO-BREAK SPACE}h")
    assert camille.words("<b>For which evenings?</b> Some are planned already.")[3:20] in asked.words
    assert len([label for label in asked.labels if label.startswith("👍")]) == 2, "nobody changed it by hand"
    await camille.tap("👍 Aussi celle")
    assert (await upcoming(stage))[0].local_time.hour == 20
    stage.clock.move_to(stage.clock.now() + timedelta(minutes=6))
    told = await stage.alice.wait_message(containing="→")
    assert "20\N{NO-BREAK SPACE}h" in told.words
    assert (await upcoming(stage))[0].id == event.id


async def test_a_new_plan_starts_at_the_usual_hour(stage: Stage) -> None:
    camille = await open_rhythm(stage)
    await choose(camille, "Heure", "20\N{NO-BREAK SPACE}h")
    await camille.say("/newevent")
    assert "20\N{NO-BREAK SPACE}h" in camille.now.words
    await camille.tap("jeu. 3 déc.")
    assert "jeudi 3 décembre à 20\N{NO-BREAK SPACE}h" in camille.now.words


async def test_a_member_can_neither_see_nor_change_a_rhythm(stage: Stage) -> None:
    chapter = await stage.chapter()
    bob = Talk(stage, stage.bob)
    await bob.after(stage.bob.start())
    stale = bob.words("This button is no longer valid. /events shows what is planned.")
    day = "2026-12-03"
    for data in (
        f"rhythm:{chapter.id}", f"usual:{chapter.id}:hour", f"rhythm_draft:{chapter.id}:{day}",
        f"rhythm_skip:{chapter.id}:{day}", f"rhythm_other:{chapter.id}:{day}", "rhythm_announce:1",
    ):  # fmt: skip
        assert (await bob.tap_in_vain(data)).text == stale


async def test_forged_taps_of_an_organiser_change_nothing(stage: Stage) -> None:
    chapter = await stage.chapter()
    camille = await open_rhythm(stage)
    stale = camille.words("This button is no longer valid. /events shows what is planned.")
    for data in (
        f"usual:{chapter.id}:nonsense", f"rhythm_draft:{chapter.id}:2026-13-01",
        f"rhythm_draft:{chapter.id}", f"rhythm_skip:{chapter.id}:2026-12-04",
    ):  # fmt: skip
        assert (await camille.tap_in_vain(data)).text == stale
    assert await upcoming(stage) == []
