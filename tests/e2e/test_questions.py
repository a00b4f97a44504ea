"""Questions and answers, told by the people who ask and those who answer."""

from stage import Stage


async def test_a_question_reaches_the_staff_in_a_topic_and_the_reply_comes_back(stage: Stage) -> None:
    alice, robin, staff = stage.alice, stage.representative, stage.staff
    alice.start()
    alice.send("/ask")
    await alice.wait_message(containing="What would you like to ask")
    question = alice.send("Is there a step at the door?")
    card = await robin.wait_message(containing="Alice", chat=staff)
    copy = await robin.wait_message(containing="step at the door", chat=staff)
    assert copy.topic_id is not None
    assert card.topic_id == copy.topic_id
    assert stage.staff.topics[copy.topic_id].name == "Alice"
    await alice.wait_message(containing="is with the team")
    reply = robin.send("No step, and a wide door.", staff, reply_to=copy)
    answer = await alice.wait_message(containing="wide door")
    assert answer.reply_to is question
    await stage.sandbox.wait_until(lambda: "👌" in reply.reactions)
    await stage.sandbox.wait_until(lambda: "🟢" in card.words)
