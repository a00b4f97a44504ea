"""An evening's card posted by inline mode: in any chat, tapped by anybody, true after any race."""

import asyncio

from commits import Commits
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection
from stage import Stage
from telegram.ext import CallbackQueryHandler

from sandbox import Chat, Fault, Message, Person
from storage import tables


def pub_of(stage: Stage) -> Chat:
    """A group in which the bot never was."""
    return stage.sandbox.add_group("Pub", [stage.alice, stage.bob])


async def post(person: Person, chat: Chat, words: str = "") -> Message:
    offered = await person.inline(f"@hopdrinks_bot {words}", chat)
    assert offered.answered
    return person.choose(offered.results[0], chat)


async def test_people_who_never_started_the_bot_post_a_card_and_answer_it_with_their_first_tap(
    stage: Stage,
) -> None:
    event = await stage.announce()
    card = await post(stage.bob, pub_of(stage), "cellier")
    assert card.words.startswith("Hopdrink Tours")
    toast = await stage.alice.tap(card, f"go:{event.id}")
    assert toast.text is not None
    assert "🔔" in toast.text  # reminders need a chat
    await stage.sandbox.wait_until(lambda: "1 vient" in card.words)
    await stage.bob.tap(card, f"maybe:{event.id}")
    await stage.sandbox.wait_until(lambda: "1 peut-être" in card.words)
    opened = await stage.alice.tap(card, next(label for label in card.labels if label.startswith("🔔")))
    assert opened.url is not None
    await stage.alice.wait_message("Vous venez")


async def test_a_card_nobody_tapped_is_kept_true_where_telegram_tells_of_it(stage: Stage) -> None:
    stage.sandbox.bot.inline_feedback = True
    event = await stage.announce()
    card = await post(stage.bob, pub_of(stage))
    posted = await stage.alice.wait_message("Hopdrink Tours", chat=stage.community)
    await stage.alice.tap(posted, f"go:{event.id}")
    await stage.sandbox.wait_until(lambda: "1 vient" in card.words and "1 vient" in posted.words)
    stage.bob.delete(card)
    await stage.alice.tap(posted, f"no:{event.id}")

    async def dropped(connection: AsyncConnection) -> bool:
        gone = select(tables.postings.c.gone_at).where(tables.postings.c.inline_message_id == card.inline_id)
        return (await connection.execute(gone)).scalar() is not None

    assert await Commits(stage.database).wait_until(dropped)


async def test_what_fits_no_evening_leads_to_the_bot_instead(stage: Stage) -> None:
    await stage.announce()
    pub = pub_of(stage)
    assert (await stage.bob.inline("@hopdrinks_bot tours houblon", pub)).results == ()
    offered = await stage.bob.inline("@hopdrinks_bot strasbourg", pub)
    assert offered.button is not None
    assert offered.start_parameter is not None
    stage.bob.start(offered.start_parameter)
    await stage.bob.wait_message("Hopdrink Tours")


async def test_a_card_is_true_in_the_end_though_an_edit_was_lost_on_its_way_back(stage: Stage) -> None:
    event = await stage.announce()
    card = await post(stage.bob, pub_of(stage))
    await stage.alice.tap(card, f"maybe:{event.id}")
    await stage.sandbox.wait_until(lambda: "1 peut-être" in card.words)
    stage.sandbox.faults.add(Fault("drop_after", "editMessageText"))
    await stage.alice.tap(card, f"go:{event.id}")
    await stage.sandbox.wait_until(lambda: "1 vient" in card.words)
    await stage.alice.tap(card, f"maybe:{event.id}")  # as it was before the edit of which nobody heard
    await stage.sandbox.wait_until(lambda: "1 peut-être" in card.words)


async def test_taps_during_slow_edits_leave_both_cards_as_the_last_of_them_wants_it(stage: Stage) -> None:
    event = await stage.announce()
    pub = pub_of(stage)
    cards = [await post(stage.bob, pub), await post(stage.alice, pub)]
    stage.sandbox.answer_delay = 0.05
    for number in range(4):
        wish = "go" if number % 2 else "maybe"
        await asyncio.gather(*(stage.alice.tap(card, f"{wish}:{event.id}") for card in cards))
    await asyncio.gather(*(stage.bob.tap(card, f"go:{event.id}") for card in cards))
    stage.sandbox.answer_delay = 0
    await stage.sandbox.wait_until(lambda: all("2 viennent" in card.words for card in cards))


async def test_a_card_posted_in_the_private_chat_answers_no_open_question(stage: Stage) -> None:
    await stage.announce()
    camille = stage.organiser
    await camille.wait_message("Quand", after=camille.send("/newevent"))
    await post(camille, camille.private_chat)
    camille.send("/cancel")
    await camille.wait_message("/newevent", after=camille.last())
    assert not [message for message in camille.messages() if "pas compris" in message.words]


async def test_no_button_tapped_below_an_inline_message_is_a_dead_letter_nor_shows_a_draft(
    stage: Stage,
) -> None:
    event = await stage.announce()
    card = await post(stage.bob, pub_of(stage))
    assert stage.program.parts is not None
    async with stage.database.writing() as connection:
        values = {"state": "draft"}
        await connection.execute(tables.events.update().where(tables.events.c.id == event.id).values(values))
    handlers = stage.program.parts.application.handlers.values()
    patterns = [
        handler.pattern.pattern
        for group in handlers
        for handler in group
        if isinstance(handler, CallbackQueryHandler) and handler.pattern is not None
    ]
    actions = {
        action for pattern in patterns for action in pattern.split("P<action>")[1].split(")")[0].split("|")
    }
    assert len(actions) > 20
    commits = Commits(stage.database)
    for action in sorted(actions):
        for more in ("", ":1", ":x"):
            stage.alice.press(card, f"{action.replace(chr(92), '')}:{event.id}{more}", forged=True)

    async def handled(connection: AsyncConnection) -> bool:
        waiting = select(func.count()).where(tables.inbox.c.state == "waiting")
        return (await connection.execute(waiting)).scalar_one() == 0

    await commits.wait_until(handled, 30)
    async with stage.database.reading() as connection:
        dead = select(tables.inbox.c.error).where(tables.inbox.c.state == "dead")
        assert list((await connection.execute(dead)).scalars()) == []
        known = select(func.count()).where(tables.postings.c.inline_message_id == card.inline_id)
        assert (await connection.execute(known)).scalar_one() == 0
