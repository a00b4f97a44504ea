"""An event's card in groups and channels: true after any race, edited seldom, pinned and released."""

import asyncio
from datetime import timedelta
from pathlib import Path

from commits import Commits
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection
from stage import Stage, raise_stage

from bot.pacing import ChatPace
from sandbox import Chat, Message, Person
from storage import tables

PATIENT = ChatPace(private=(1000.0, 1000.0), group=(1000.0, 1000.0), posting_seconds=1.0)


async def card_in(stage: Stage, chat: Chat) -> Message:
    return await stage.organiser.wait_message("Hopdrink Tours", chat=chat)


def crowd(stage: Stage, count: int) -> list[Person]:
    people = [stage.sandbox.add_person(f"Guest {number}", language_code="fr") for number in range(count)]
    for person in people:
        person.join(stage.community)
    return people


async def test_many_taps_at_once_make_few_edits_and_the_last_one_shows_them_all(tmp_path: Path) -> None:
    async with raise_stage(f"sqlite+aiosqlite:///{tmp_path}/cards.db", chat_pace=PATIENT) as stage:
        event = await stage.announce(capacity=None)
        card = await card_in(stage, stage.community)
        people = crowd(stage, 25)
        began = stage.clock.monotonic()
        await asyncio.gather(*(person.tap(card, f"go:{event.id}") for person in people))
        await stage.sandbox.wait_until(lambda: "25" in card.words)
        took = stage.clock.monotonic() - began
        edits = [call for call in stage.sandbox.calls if call.method == "editMessageText" and call.ok]
        assert 1 <= len(edits) <= took / PATIENT.posting_seconds + 2


async def test_many_taps_on_an_inline_card_make_few_edits_and_hold_up_no_other_card(tmp_path: Path) -> None:
    async with raise_stage(f"sqlite+aiosqlite:///{tmp_path}/inline.db", chat_pace=PATIENT) as stage:
        event = await stage.announce(capacity=None)
        people = crowd(stage, 10)
        offered = await stage.bob.inline("@hopdrinks_bot ", stage.community)
        cards = [stage.bob.choose(offered.results[0], stage.community) for _ in range(2)]
        began = stage.clock.monotonic()
        for card in cards:
            await asyncio.gather(*(person.tap(card, f"go:{event.id}") for person in people))
        await stage.sandbox.wait_until(lambda: all("10 viennent" in card.words for card in cards))
        took = stage.clock.monotonic() - began
        edits = [
            call.parameters["inline_message_id"]
            for call in stage.sandbox.calls
            if call.method == "editMessageText" and "inline_message_id" in call.parameters
        ]
        for card in cards:
            assert 1 <= edits.count(card.inline_id) <= took / PATIENT.posting_seconds + 2


async def test_a_bot_that_is_thrown_out_says_so_once_and_its_card_is_true_when_it_is_back(
    stage: Stage,
) -> None:
    camille, alice = stage.organiser, stage.alice
    await camille.wait_message(after=camille.start())
    event = await stage.announce()
    card = await card_in(stage, stage.community)
    stage.sandbox.remove_bot(stage.community, camille)
    await camille.wait_message("Freelances de Tours")
    alice.start(f"e_{event.id}")
    own = await alice.wait_message("Hopdrink Tours")
    await alice.tap(own, f"go:{event.id}")
    assert "1 vient" not in card.words
    stage.sandbox.add_bot_to(stage.community, camille)
    await stage.sandbox.wait_until(lambda: "1 vient" in card.words)
    told = [message for message in camille.messages() if "retiré" in message.words]
    assert len(told) == 1


async def test_a_forged_tap_turns_no_card_into_that_of_another_evening(stage: Stage) -> None:
    first = await stage.announce(days=7, place="Le Cellier")
    second = await stage.announce(days=14, place="Le Houblon")
    cellier = await stage.alice.wait_message("Le Cellier", chat=stage.community)
    houblon = await stage.alice.wait_message("Le Houblon", chat=stage.community)
    stage.alice.press(cellier, f"go:{second.id}", forged=True)
    await stage.sandbox.wait_until(lambda: "1 vient" in houblon.words)
    await stage.bob.tap(cellier, f"go:{first.id}")
    await stage.sandbox.wait_until(lambda: "1 vient" in cellier.words)
    assert not [
        call
        for call in stage.sandbox.calls
        if call.parameters.get("message_id") == cellier.id and "Le Houblon" in call.parameters.get("text", "")
    ]


async def test_the_card_is_pinned_silently_and_released_when_the_evening_is_over(stage: Stage) -> None:
    stage.sandbox.set_bot_rights(stage.community, stage.organiser)
    await stage.announce(days=7)
    card = await card_in(stage, stage.community)
    await stage.sandbox.wait_until(lambda: card.id in stage.community.pins)
    (pinned,) = [call for call in stage.sandbox.calls if call.method == "pinChatMessage"]
    assert pinned.parameters["disable_notification"] is True
    stage.clock.move_to(stage.clock.now() + timedelta(days=9))
    await stage.sandbox.wait_until(lambda: card.id not in stage.community.pins)


async def test_a_card_that_may_not_be_pinned_is_no_trouble_to_anybody(stage: Stage) -> None:
    commits = Commits(stage.database)
    await stage.announce()

    async def settled(connection: AsyncConnection) -> str | None:
        pins = select(tables.deliveries.c.state).where(tables.deliveries.c.notice == "Pin")
        state = (await connection.execute(pins)).scalar()
        return state if state not in ("queued", "sending") else None

    assert await commits.wait_until(settled) == "skipped"


async def test_a_bot_that_may_not_write_any_more_says_so_once_and_makes_up_for_it_later(stage: Stage) -> None:
    camille = stage.organiser
    await camille.wait_message(after=camille.start())
    channel = stage.sandbox.add_group("Annonces", kind="channel", owner=camille)
    stage.sandbox.add_bot_to(channel, camille, "administrator")
    question = await camille.wait_message(containing="Annonces", after=camille.last())
    await camille.tap(question, question.labels[0])
    await stage.sandbox.wait_until(lambda: not question.labels)
    event = await stage.announce()
    card = await card_in(stage, channel)
    stage.sandbox.set_bot_rights(channel, camille, {"can_post_messages": False, "can_edit_messages": False})
    told = await camille.wait_message(containing="Je ne peux plus écrire")
    assert "Annonces" in told.words
    stage.alice.start(f"e_{event.id}")
    own = await stage.alice.wait_message("Hopdrink Tours")
    await stage.alice.tap(own, f"go:{event.id}")
    assert "👥" not in card.words
    stage.sandbox.set_bot_rights(channel, camille)
    await stage.sandbox.wait_until(lambda: "👥" in card.words)
    assert len([message for message in camille.messages() if "Je ne peux plus écrire" in message.words]) == 1


async def test_an_organiser_ends_the_announcements_in_one_of_several_groups(stage: Stage) -> None:
    camille = stage.organiser
    await camille.wait_message(after=camille.start())
    other = stage.sandbox.add_group("Apéros", kind="group", owner=camille)
    stage.sandbox.add_bot_to(other, camille)
    question = await camille.wait_message(containing="Apéros", after=camille.last())
    await camille.tap(question, question.labels[0])
    await stage.sandbox.wait_until(lambda: not question.labels)
    event = await stage.announce()
    first = await card_in(stage, other)
    await camille.wait_message("Hopdrink Tours")  # the announcement, which she follows like anybody
    listed = await camille.wait_message(after=camille.send("/events"))
    await camille.tap(listed, f"rooms:{event.chapter_id}")
    await stage.sandbox.wait_until(lambda: "✖️ Apéros" in listed.labels)
    await camille.tap(listed, "✖️ Apéros")
    await stage.sandbox.wait_until(lambda: "✖️ Apéros" not in listed.labels)
    assert await stage.rooms() == [stage.community.id]
    await camille.tap(first, f"go:{event.id}")  # the card that is there stays true
    await stage.sandbox.wait_until(lambda: "👥" in first.words)
