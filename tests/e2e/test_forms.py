"""Forms: resumed after a restart, left at any time, deaf to old buttons, closed kindly when forgotten."""

from datetime import timedelta

import pytest
from stage import UNHURRIED, Stage
from talk import Talk

from bot.program import Program
from storage import events, forms, roles
from storage.records import Event, Form


async def open_form(stage: Stage) -> Form | None:
    async with stage.database.reading() as connection:
        return await forms.find_form(connection, stage.organiser.id, stage.organiser.id)


async def kept_events(stage: Stage) -> list[Event]:
    chapter = await stage.chapter()
    async with stage.database.reading() as connection:
        return await events.list_upcoming_events(connection, [chapter.id], stage.clock.now(), ("draft",))


async def at_step(stage: Stage, step: str) -> Talk:
    """Begin /newevent and answer up to a step."""
    camille = Talk(stage, stage.organiser)
    await camille.say("/newevent")
    for name, answer in (("date", "3 décembre"), ("place", "Le Cellier"), ("seats", "20"), ("text", "Salut")):
        if name == step:
            break
        await camille.say(answer)
    form = await open_form(stage)
    assert form is not None
    assert form.step == step
    return camille


async def test_a_form_goes_on_after_a_restart(stage: Stage) -> None:
    camille = await at_step(stage, "seats")
    await stage.program.stop()
    sent = camille.person.send("20")
    second = Program(stage.program.settings, clock=stage.clock, poll_seconds=2, chat_pace=UNHURRIED)
    await second.start()
    try:
        await camille.after(sent)
        preview = await camille.tap("⏭")
        assert "Le Cellier" in preview.words
        await camille.tap("💾")
        (event,) = await kept_events(stage)
        assert event.capacity == 20
    finally:
        await second.stop()


async def test_a_typed_answer_and_a_tapped_one_are_equal(stage: Stage) -> None:
    camille = Talk(stage, stage.organiser)
    await camille.say("/newevent")
    await camille.tap("jeu. 3 déc.")
    tapped = await open_form(stage)
    await camille.say("/cancel")
    await camille.say("/newevent")
    await camille.say("jeudi 3 décembre 19h")
    typed = await open_form(stage)
    assert tapped is not None
    assert typed is not None
    assert (tapped.step, tapped.data) == (typed.step, typed.data)


async def test_a_tapped_answer_turns_the_question_into_the_next_and_a_typed_one_asks_below(
    stage: Stage,
) -> None:
    camille = Talk(stage, stage.organiser)
    first = await camille.say("/newevent")
    second = await camille.tap("jeu. 3 déc.")
    assert second is first
    third = await camille.say("Le Cellier")
    assert third is not second


async def test_back_leads_back_and_keeps_what_was_answered(stage: Stage) -> None:
    camille = await at_step(stage, "seats")
    place = await camille.tap("↩️")
    assert "Le Cellier" in place.words
    date = await camille.tap("↩️")
    assert not any(label.startswith("↩️") for label in date.labels)
    await camille.tap("jeu. 10 déc.")
    await camille.say("La Cave")
    await camille.tap("12")
    preview = await camille.tap("⏭")
    assert "jeudi 10 décembre" in preview.words
    assert "La Cave" in preview.words


@pytest.mark.parametrize("way", ["tap", "command"])
async def test_a_form_is_left_by_tap_or_command_and_nothing_is_kept(stage: Stage, way: str) -> None:
    camille = await at_step(stage, "text")
    before = camille.now
    said = await camille.tap("✖️") if way == "tap" else await camille.say("/cancel")
    assert not said.labels
    assert await open_form(stage) is None
    assert await kept_events(stage) == []
    nothing = await camille.say("/cancel")
    assert nothing is not before
    assert nothing.words == stage.program.languages.get("fr").text(
        "There is nothing to cancel. /help shows what I can do."
    )


async def test_an_old_button_answers_with_a_toast_and_changes_nothing(stage: Stage) -> None:
    camille = Talk(stage, stage.organiser)
    first = await camille.say("/newevent")
    old = camille.data("jeu. 10 déc.")
    await camille.say("3 décembre")
    before = await open_form(stage)
    toast = await camille.tap_in_vain(old, first)
    assert toast.text
    assert await open_form(stage) == before
    await camille.tap("✖️")
    toast = await camille.tap_in_vain(old, first)
    assert toast.text
    assert await open_form(stage) is None


async def test_the_button_of_an_earlier_form_does_not_answer_a_new_one(stage: Stage) -> None:
    camille = Talk(stage, stage.organiser)
    first = await camille.say("/newevent")
    old = camille.data("jeu. 10 déc.")
    await camille.say("/cancel")
    await camille.say("/newevent")
    before = await open_form(stage)
    assert (await camille.tap_in_vain(old, first)).text
    assert await open_form(stage) == before


async def test_forged_answers_get_a_sentence_and_the_form_stays(stage: Stage) -> None:
    camille = await at_step(stage, "seats")
    before = await open_form(stage)
    assert before is not None
    for forged in ("0", "-3", "1000000000", "vingt", "skip", "no", ":::", "2026-12-03_1900"):
        await camille.tap_in_vain(f"form:{before.turn}:{forged}")
        after = await open_form(stage)
        assert after is not None
        assert (after.step, after.data, after.turn) == (before.step, before.data, before.turn), forged


async def test_a_stranger_cannot_answer_somebody_elses_form(stage: Stage) -> None:
    await at_step(stage, "seats")
    form = await open_form(stage)
    assert form is not None
    alice = Talk(stage, stage.alice)
    await alice.say("/start")
    assert (await alice.tap_in_vain(f"form:{form.turn}:20")).text
    assert await open_form(stage) == form


async def test_other_commands_work_and_leave_the_form_as_it_is(stage: Stage) -> None:
    camille = await at_step(stage, "seats")
    before = await open_form(stage)
    for command in ("/next", "/start", "/help", "/nonsense", "/events"):
        await camille.say(command)
        assert await open_form(stage) == before, command
    again = await camille.say("/newevent")
    assert "Le Cellier" in again.words, "/newevent asks the open question again"
    assert (await camille.say("20")).labels
    form = await open_form(stage)
    assert form is not None
    assert form.step == "text"


@pytest.mark.parametrize("kind", ["sticker", "photo", "voice"])
async def test_a_picture_where_words_are_expected_gets_a_sentence(stage: Stage, kind: str) -> None:
    camille = await at_step(stage, "seats")
    before = await open_form(stage)
    asked = await camille.after(camille.person.upload(kind, b"not really one"))
    assert asked.words.startswith(
        stage.program.languages.get("fr").text(
            "I can only read words here. Type your answer or tap a button."
        )
    )
    after = await open_form(stage)
    assert before is not None
    assert after is not None
    assert (after.step, after.data) == (before.step, before.data)
    assert "12" in (await camille.say("12")).words


async def test_words_where_only_buttons_answer_get_a_sentence(stage: Stage) -> None:
    camille = await at_step(stage, "preview")
    asked = await camille.say("vas-y")
    assert any(label.startswith("📣") for label in asked.labels)
    assert await kept_events(stage) == []


async def test_a_forgotten_form_is_closed_with_a_kind_word(stage: Stage) -> None:
    camille = await at_step(stage, "text")
    last = camille.now
    stage.clock.move_by(timedelta(days=1, minutes=1))
    word = await camille.person.wait_message(containing="/newevent", after=last)
    assert not word.labels
    assert await open_form(stage) is None
    assert (await camille.tap_in_vain("form:1:skip", last)).text
    assert await kept_events(stage) == []


async def test_whoever_loses_the_role_in_the_middle_cannot_go_on(stage: Stage) -> None:
    camille = await at_step(stage, "preview")
    chapter = await stage.chapter()
    async with stage.database.writing() as connection:
        await roles.delete_role(connection, stage.organiser.id, "organiser", chapter.id)
    said = await camille.tap("📣")
    assert not said.labels
    assert await open_form(stage) is None
    assert await kept_events(stage) == []


async def test_a_form_that_gives_way_says_so(stage: Stage) -> None:
    await stage.announce(days=17)
    camille = await at_step(stage, "text")
    await camille.say("/events")
    await camille.tap("✏️")
    await camille.tap("✏️")
    asked = await camille.tap(camille.now.labels[2])
    assert asked.words.startswith(
        stage.program.languages.get("fr").text("The form you were in is put away: one at a time.")
    )
