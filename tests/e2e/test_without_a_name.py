"""Asking without a name: what was written for such a question never stands beside its author's name."""

from commits import Commits
from sqlalchemy.ext.asyncio import AsyncConnection
from stage import Stage

from hopdrinks.questions import erasure
from sandbox import Chat, Message
from storage import questions, relays

VOICE = b"OggS a voice"


async def asks_without_a_name(stage: Stage, words: str) -> Message:
    """Have Alice ask without her name; give the copy in the staff chat."""
    alice = stage.alice
    alice.start()
    alice.send("/ask")
    prompt = await stage.sandbox.wait_until(
        lambda: next((m for m in alice.messages() if any("🎭" in label for label in m.labels)), None)
    )
    await alice.tap(prompt, next(label for label in prompt.labels if "🎭" in label))
    await stage.sandbox.wait_until(lambda: any("👤" in label for label in prompt.labels))
    alice.send(words)
    return await stage.representative.wait_message(containing=words, chat=stage.staff)


async def wait_known(stage: Stage, chat: Chat, copy: Message) -> None:
    """Wait until it is written down where a message arrived."""

    async def is_known(connection: AsyncConnection) -> bool:
        return await relays.find_relay_to(connection, chat.id, copy.id) is not None

    await Commits(stage.database).wait_until(is_known)


async def test_a_voice_that_was_warned_of_goes_where_it_was_meant_for_whatever_was_asked_since(
    stage: Stage,
) -> None:
    alice, robin, staff = stage.alice, stage.representative, stage.staff
    unnamed = await asks_without_a_name(stage, "Is it safe to come alone?")
    asked = next(m for m in alice.messages() if m.words == "Is it safe to come alone?")
    alice.upload("voice", VOICE, mime="audio/ogg", reply_to=asked)
    warning = await alice.wait_message(containing="qui vous êtes", after=asked)
    alice.send("/ask Where is the door?")
    named = await robin.wait_message(containing="Where is the door?", chat=staff)
    assert named.topic_id != unnamed.topic_id
    await alice.tap(warning, warning.labels[0])
    voice = await stage.sandbox.wait_until(
        lambda: next((m for m in staff.messages.values() if "voice" in m.content), None)
    )
    assert voice.topic_id == unnamed.topic_id


async def test_a_reply_about_a_question_that_was_erased_goes_on_without_a_name_too(stage: Stage) -> None:
    alice, robin, staff = stage.alice, stage.representative, stage.staff
    copy = await asks_without_a_name(stage, "Is it safe to come alone?")
    await wait_known(stage, staff, copy)
    robin.send("We walk you home.", staff, reply_to=copy)
    answer = await alice.wait_message(containing="We walk you home.")
    await wait_known(stage, alice.private_chat, answer)
    alice.send("/ask Where is the door?")
    named = await robin.wait_message(containing="Where is the door?", chat=staff)
    async with stage.database.writing() as connection:
        (unnamed,) = await questions.list_asked_alike(
            connection, alice.id, 9, anonymous=True, group_chat_id=None
        )
        await erasure.erase(connection, unnamed, robin.id, stage.clock.now())
    stage.program.rings.ring()
    alice.send("Down my street as well?", reply_to=answer)
    carried = await robin.wait_message(containing="Down my street", chat=staff)
    assert carried.topic_id not in (None, named.topic_id)
    assert "Alice" not in staff.topics[carried.topic_id or 0].name
