"""A whole Hopdrink, told once, in both languages and on both databases."""

from datetime import UTC, datetime

from stage import Stage
from talk import Talk

from sandbox import Message, Person
from storage import deliveries

THE_DAY_BEFORE = datetime(2026, 12, 2, 10, 0, 5, tzinfo=UTC)  # 11:00 in Paris
THREE_HOURS_BEFORE = datetime(2026, 12, 3, 15, 0, 5, tzinfo=UTC)


def with_button(person: Person, data: str) -> list[Message]:
    """Give the messages a person has with a button that says `data`."""
    return [
        message
        for message in person.messages()
        if any(button.data == data for row in message.buttons for button in row)
    ]


async def test_a_whole_hopdrink_from_the_plan_to_the_answer(any_stage: Stage) -> None:
    stage = any_stage
    alice, bob = stage.alice, stage.bob
    carol = stage.sandbox.add_person("Carol", language_code="fr")
    for person in (alice, bob, carol):
        person.start()
        await person.wait_message()

    # The organiser plans it by taps and words, sees it, and announces it.
    camille = Talk(stage, stage.organiser)
    await camille.say("/newevent")
    await camille.tap("jeu. 3 déc.")
    await camille.say("Le Cellier, 3 rue du Commerce")
    await camille.say("2")
    preview = await camille.tap("⏭")
    assert "jeudi 3 décembre à 19\N{NO-BREAK SPACE}h" in preview.words
    await camille.tap("📣")

    # Everybody reads it in their language; the group has its card.
    card = await alice.wait_message(containing="jeudi 3 décembre à 19\N{NO-BREAK SPACE}h")
    bobs = await bob.wait_message(containing="Thursday 3 December at 19:00")
    carols = await carol.wait_message(containing="jeudi 3 décembre")
    await alice.wait_message(containing="Le Cellier", chat=stage.community)

    # Two seats: the third waits, and takes over when one is given back. Only she is told.
    assert "vous venez" in str((await alice.tap(card, "go:1")).text)
    assert (await bob.tap(bobs, "go:1")).text == "✅ You are coming. See you there!"
    assert str((await carol.tap(carols, "go:1")).text).startswith("⏳")
    await stage.sandbox.wait_until(lambda: "2 viennent" in alice.last(stage.community).words, timeout=15)
    before = len(alice.messages())
    await bob.tap(bobs, "no:1")
    await stage.sandbox.wait_until(lambda: len(with_button(carol, "go:1")) == 2)
    assert len(alice.messages()) == before

    # The day before and three hours before: who comes is reminded, once; who declined is not.
    stage.clock.move_to(THE_DAY_BEFORE)
    for person in (alice, carol):
        await person.wait_message(containing="demain à 19\N{NO-BREAK SPACE}h")
    stage.clock.move_to(THREE_HOURS_BEFORE)
    for person in (alice, carol):
        await person.wait_message(containing="Ce soir à 19\N{NO-BREAK SPACE}h")
    assert len([m for m in alice.messages() if "demain" in m.words]) == 1
    assert not any("tomorrow" in m.words or "evening at" in m.words for m in bob.messages())

    # A question goes to the staff, a Reply comes back to the one who asked and to nobody else.
    question = alice.send("/ask On paie comment ?")
    copy = await stage.sandbox.wait_until(
        lambda: next(
            (m for m in stage.representative.messages(stage.staff) if m.text == "On paie comment ?"), None
        )
    )
    assert copy is not None
    await stage.sandbox.wait_until(lambda: "👌" in question.reactions)
    stage.representative.send("Chacun sa tournée.", chat=stage.staff, topic=copy.topic_id, reply_to=copy)
    answer = await alice.wait_message(containing="Chacun sa tournée.")
    assert answer.reply_to is not None
    assert answer.reply_to.id == question.id
    assert not any("tournée" in m.words for person in (bob, carol) for m in person.messages())

    # Nothing is left half done.
    async with stage.database.reading() as connection:
        states = await deliveries.count_by_state(connection)
    assert not {"failed", "uncertain"} & set(states)
