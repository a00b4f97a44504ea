"""What a member's old buttons say once their question was erased: nothing that is not so."""

from stage import Stage
from talk import Talk

from hopdrinks.questions import erasure
from sandbox import Message
from storage import questions


async def asked(stage: Stage, talk: Talk) -> Message:
    """Have Alice ask; give her receipt, once the team has the question."""
    stage.alice.start()
    asked = stage.alice.send("/ask Is there a step at the door?")
    await stage.sandbox.wait_until(lambda: "👌" in asked.reactions)
    talk.now = next(m for m in stage.alice.messages() if any("🙈" in label for label in m.labels))
    return talk.now


async def erase(stage: Stage) -> None:
    async with stage.database.writing() as connection:
        question = await questions.find_latest_question(connection, stage.alice.id)
        assert question is not None
        await erasure.erase(connection, question, stage.representative.id, stage.clock.now())
    stage.program.rings.ring()


async def test_whoever_takes_back_or_goes_on_with_what_was_erased_reads_what_is_so(stage: Stage) -> None:
    talk = Talk(stage, stage.alice)
    receipt = await asked(stage, talk)
    copy = next(m for m in stage.staff.messages.values() if "a step" in m.words)
    stage.representative.send("/close", stage.staff, reply_to=copy)
    closed = await stage.alice.wait_message(containing="a clos")
    await erase(stage)
    talk.now = receipt
    gone = await talk.tap_in_vain(talk.data("🙈"), receipt)
    assert gone.text == talk.words("The team does not have this message any more.")
    talk.now = closed
    over = await talk.tap_in_vain(talk.data("🔓"))
    assert over.text == talk.words("Nothing of that question is kept any more. Please ask it again: /ask")
    assert not [m for m in stage.alice.messages() if "🙈" in m.words]
    assert not [m for m in stage.staff.messages.values() if "🙈" in m.words]


async def test_whoever_still_waited_reads_that_it_is_over_and_no_promise_that_it_goes_on(
    stage: Stage,
) -> None:
    await asked(stage, Talk(stage, stage.alice))
    await erase(stage)
    closed = await stage.alice.wait_message(containing="a clos")
    assert "sept jours" not in closed.words
    assert "/ask" in closed.words
    assert closed.labels == []


async def test_a_sentence_to_what_was_erased_meanwhile_is_read_by_nobody_and_says_so(stage: Stage) -> None:
    alice, robin, staff = stage.alice, stage.representative, stage.staff
    talk = Talk(stage, alice)
    await asked(stage, talk)
    copy = next(m for m in staff.messages.values() if "a step" in m.words)
    robin.send("No.", staff, reply_to=copy)
    await alice.wait_message(containing="No.")
    robin.send("/close", staff, reply_to=copy)
    talk.now = await alice.wait_message(containing="a clos")
    await talk.tap("👍")
    await talk.tap("⭐")
    await erase(stage)
    await talk.say("It was kind.")
    assert talk.now.words == talk.words(
        "This question is over, so the team does not read that. You can always ask anew."
    )
