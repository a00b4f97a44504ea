"""Holds every call the program makes in a story against the Bot API's own description."""

import bot_api
import pytest
from stage import Stage

from hopdrinks.evenings import event_edits
from hopdrinks.evenings.event_edits import EventEdit
from hopdrinks.evenings.events import VenuePlan
from hopdrinks.people.roles import Actor
from sandbox.calls import Call


@pytest.fixture(autouse=True)
def spec() -> None:
    try:
        bot_api.spec()
    except bot_api.NoSpecError as missing:
        pytest.skip(str(missing))


def problems(calls: list[Call]) -> dict[int, list[str]]:
    found = {call.number: bot_api.problems(call.method, call.parameters) for call in calls}
    return {number: complaints for number, complaints in found.items() if complaints}


async def test_every_call_of_an_evening_is_one_that_the_bot_api_knows(stage: Stage) -> None:
    alice, bob, sandbox = stage.alice, stage.bob, stage.sandbox
    bob.start()
    await bob.wait_message()
    event = await stage.announce(days=2, capacity=1, latitude=47.39, longitude=0.69)
    alice.start()
    card = await alice.wait_message("Hopdrink Tours")
    await alice.tap(card, f"go:{event.id}")
    shown = await bob.wait_message("Hopdrink Tours")
    await bob.tap(shown, f"go:{event.id}")
    posted = await alice.wait_message("Hopdrink Tours", chat=stage.community)
    await alice.tap(posted, f"no:{event.id}")
    await bob.wait_message("", after=shown)
    await sandbox.wait_until(lambda: len(bob.messages()) >= 4)
    methods = {call.method for call in sandbox.calls}
    assert {"getMe", "sendMessage", "editMessageText", "answerCallbackQuery", "setMyCommands"} <= methods
    assert problems(sandbox.calls) == {}


async def test_every_call_of_a_card_with_a_picture_is_one_that_the_bot_api_knows(stage: Stage) -> None:
    event = await stage.announce(days=2, picture="poster")
    card = await stage.alice.wait_message("Hopdrink Tours", chat=stage.community)
    await stage.alice.tap(card, f"go:{event.id}")
    await stage.sandbox.wait_until(lambda: "Alice" in card.words)
    first = card.file
    async with stage.database.writing() as connection:
        elsewhere = EventEdit(venue=VenuePlan(name="La Cave"))
        await event_edits.edit(
            connection, Actor(member_id=stage.owner.id), event.id, elsewhere, stage.clock.now()
        )
    stage.program.rings.ring()
    await stage.sandbox.wait_until(lambda: card.file is not first)
    methods = {call.method for call in stage.sandbox.calls}
    assert {"sendPhoto", "editMessageCaption", "editMessageMedia"} <= methods
    assert problems(stage.sandbox.calls) == {}


async def test_every_call_about_a_question_is_one_that_the_bot_api_knows(stage: Stage) -> None:
    alice, robin = stage.alice, stage.representative
    alice.start()
    await alice.wait_message()
    asked = alice.send("/ask")
    await alice.wait_message(after=asked)
    question = alice.send("How does one begin?")
    copy = await robin.wait_message("How does one begin?", chat=stage.staff)
    await stage.sandbox.wait_until(lambda: "👌" in question.reactions)
    answer = robin.send("With an invoice.", chat=stage.staff, topic=copy.topic_id, reply_to=copy)
    await alice.wait_message("With an invoice.")
    await stage.sandbox.wait_until(lambda: answer.reactions)
    assert problems(stage.sandbox.calls) == {}


async def test_every_call_of_inline_mode_is_one_that_the_bot_api_knows(stage: Stage) -> None:
    event = await stage.announce()
    offered = await stage.bob.inline("@hopdrinks_bot ", stage.community)
    await stage.bob.inline("@hopdrinks_bot elsewhere", stage.community)
    card = stage.bob.choose(offered.results[0], stage.community)
    await stage.alice.tap(card, f"go:{event.id}")
    await stage.sandbox.wait_until(lambda: "1 vient" in card.words)
    methods = [call.method for call in stage.sandbox.calls]
    assert methods.count("answerInlineQuery") == 2
    assert problems(stage.sandbox.calls) == {}


async def test_commands_and_settings_make_calls_that_the_bot_api_knows(stage: Stage) -> None:
    for command in ("/start", "/help", "/settings", "/next", "/newevent", "/cancel", "/events", "/nonsense"):
        written = stage.organiser.send(command)
        await stage.organiser.wait_message(after=written)
    assert problems(stage.sandbox.calls) == {}


async def test_every_call_of_a_question_is_one_that_the_bot_api_knows(stage: Stage) -> None:
    alice, robin, staff, sandbox = stage.alice, stage.representative, stage.staff, stage.sandbox
    alice.start()
    question = alice.send("/ask Where is it?")
    await sandbox.wait_until(lambda: "👌" in question.reactions)
    more = alice.upload("photo", b"map", caption="here?")
    await sandbox.wait_until(lambda: "👌" in more.reactions)
    alice.edit(more, "there?")
    alice.upload("photo", b"1", media_group_id="a")
    alice.upload("photo", b"2", media_group_id="a")
    await sandbox.wait_until(lambda: any(call.method == "copyMessages" for call in sandbox.calls))
    card = next(m for m in staff.messages.values() if m.by_bot and m.words.startswith("❓"))
    reply = robin.send("There.", staff, reply_to=card)
    await sandbox.wait_until(lambda: "👌" in reply.reactions)
    robin.send("/unsend", staff, reply_to=reply)
    await sandbox.wait_until(lambda: any(call.method == "deleteMessage" for call in sandbox.calls))
    robin.send("/close done", staff, reply_to=card)
    await alice.wait_message(containing="done")
    stage.owner.send("/staffsetup")
    await robin.wait_message(containing="répondez", chat=staff, after=reply)
    methods = {call.method for call in sandbox.calls}
    assert {"createForumTopic", "copyMessage", "editMessageMedia", "setMessageReaction"} <= methods
    assert problems(sandbox.calls) == {}
