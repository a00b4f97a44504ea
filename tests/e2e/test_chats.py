"""The bot's place in chats: blocked, added, asked about, removed, and groups that become supergroups."""

from commits import Commits
from sqlalchemy.ext.asyncio import AsyncConnection
from stage import Stage

from handlers.language import Languages
from hopdrinks.staff import surface
from sandbox import Chat, Message, Person
from storage import postings, relays
from storage.members import find_member

FRENCH = Languages("fr").get("fr")


async def started(person: Person) -> Message:
    return await person.wait_message(after=person.start())


def room(stage: Stage, title: str = "Apéros", kind: str = "group") -> Chat:
    return stage.sandbox.add_group(title, kind=kind, owner=stage.organiser)  # type: ignore[arg-type]


def cards(person: Person, chat: Chat) -> list[Message]:
    return [message for message in person.messages(chat) if any("✅" in label for label in message.labels)]


async def test_whoever_blocks_the_bot_is_unreachable_until_they_unblock_it(stage: Stage) -> None:
    alice, bob = stage.alice, stage.bob
    await started(alice)
    await started(bob)

    async def reach() -> str:
        await bob.wait_message(after=bob.send("/help"))  # updates are handled in order: the last one is too
        async with stage.database.reading() as connection:
            member = await find_member(connection, alice.id)
        return "" if member is None else member.reach

    alice.block()
    assert await reach() == "blocked"
    alice.unblock()
    assert await reach() == "reachable"


async def test_an_organiser_who_adds_the_bot_is_asked_in_private_and_the_next_card_goes_there(
    stage: Stage,
) -> None:
    camille = stage.organiser
    await started(camille)
    await stage.announce()
    await stage.sandbox.wait_until(lambda: cards(camille, stage.community))
    group = room(stage)
    before = camille.last()
    stage.sandbox.add_bot_to(group, camille)
    question = await camille.wait_message(containing="Apéros", after=before)
    assert question.labels[0].startswith("👍")
    assert question.labels[1].startswith("✖️")
    await camille.tap(question, question.labels[0])
    card = (await stage.sandbox.wait_until(lambda: cards(camille, group)))[0]
    assert "Hopdrink Tours" in card.words
    assert await stage.rooms() == sorted([stage.community.id, group.id])
    await stage.sandbox.wait_until(lambda: not question.labels)


async def test_a_refusal_leaves_everything_as_it_was(stage: Stage) -> None:
    camille = stage.organiser
    await started(camille)
    before = camille.last()
    stage.sandbox.add_bot_to(room(stage), camille)
    question = await camille.wait_message(containing="Apéros", after=before)
    await camille.tap(question, question.labels[1])
    await stage.sandbox.wait_until(lambda: not question.labels)
    assert await stage.rooms() == [stage.community.id]


async def test_a_channel_and_a_group_both_get_the_card(stage: Stage) -> None:
    camille = stage.organiser
    await started(camille)
    channel = room(stage, "Annonces", "channel")
    before = camille.last()
    stage.sandbox.add_bot_to(channel, camille, "administrator")
    question = await camille.wait_message(containing="Annonces", after=before)
    await camille.tap(question, question.labels[0])
    await stage.sandbox.wait_until(lambda: not question.labels)
    assert await stage.rooms() == sorted([stage.community.id, channel.id])
    await stage.announce()
    await stage.sandbox.wait_until(lambda: cards(camille, channel))
    await stage.sandbox.wait_until(lambda: cards(camille, stage.community))


async def test_an_owner_who_never_started_is_asked_in_the_group_and_only_they_may_answer(
    stage: Stage,
) -> None:
    odile, alice = stage.owner, stage.alice
    group = stage.sandbox.add_group("Apéros", kind="supergroup", owner=odile, members=[alice])
    stage.sandbox.add_bot_to(group, odile)
    question = await odile.wait_message(containing="Odile", chat=group)
    toast = await alice.tap(question, question.labels[0])
    assert toast.show_alert
    assert toast.text == FRENCH.text("Only an organiser can decide this.")
    assert await stage.rooms() == [stage.community.id]
    await odile.tap(question, question.labels[0])
    await stage.sandbox.wait_until(lambda: not question.labels)
    assert group.id in await stage.rooms()


async def test_in_other_peoples_groups_the_bot_stays_silent(stage: Stage) -> None:
    alice = stage.alice
    await started(alice)
    group = stage.sandbox.add_group("Colocs", kind="group", owner=alice)
    quiet = alice.last()
    stage.sandbox.add_bot_to(group, alice)
    alice.send("/bonjour", chat=group)
    alice.send("/settings", chat=group)
    await alice.wait_message(containing="/start", after=alice.send("/help"))
    assert len([message for message in alice.messages() if message.created > quiet.created]) == 2
    assert all(message.sender is alice for message in alice.messages(group))


async def test_a_removed_bot_tells_organisers_and_owners_once_and_announces_there_no_more(
    stage: Stage,
) -> None:
    camille, odile = stage.organiser, stage.owner
    await started(camille)
    await started(odile)
    before = {person: person.last() for person in (camille, odile)}
    stage.sandbox.remove_bot(stage.community, camille)
    for person, last in before.items():
        await person.wait_message(containing="Freelances de Tours", after=last)
    assert await stage.rooms() == []
    async with stage.database.reading() as connection:
        chat = await postings.find_chat(connection, stage.community.id)
    assert chat is not None
    assert chat.bot_status == "left"


async def test_a_group_that_becomes_a_supergroup_keeps_its_announcements_and_its_card(stage: Stage) -> None:
    camille = stage.organiser
    await started(camille)
    group = room(stage)
    before = camille.last()
    stage.sandbox.add_bot_to(group, camille)
    question = await camille.wait_message(containing="Apéros", after=before)
    await camille.tap(question, question.labels[0])
    event = await stage.announce()
    old_card = (await stage.sandbox.wait_until(lambda: cards(camille, group)))[0]
    await camille.tap(old_card, f"maybe:{event.id}")
    await stage.sandbox.wait_until(lambda: old_card.edited_at)
    supergroup = stage.sandbox.migrate(group)
    card = (await stage.sandbox.wait_until(lambda: cards(camille, supergroup)))[0]
    assert await stage.rooms() == sorted([stage.community.id, supergroup.id])
    await camille.tap(card, f"go:{event.id}")
    await stage.sandbox.wait_until(lambda: card.edited_at)
    assert len(cards(camille, supergroup)) == 1


async def test_a_forged_room_is_refused(stage: Stage) -> None:
    camille = stage.organiser
    question = await started(camille)
    for more in (stage.staff.id, -1, "here", 5):
        seen = len(stage.sandbox.calls)
        camille.press(question, f"room:1:{more}", forged=True)
        answers = await stage.sandbox.wait_until(
            lambda seen=seen: [
                call for call in stage.sandbox.calls[seen:] if call.method == "answerCallbackQuery"
            ]
        )
        assert answers[0].parameters["show_alert"] is True
    assert await stage.rooms() == [stage.community.id]


async def test_a_staff_group_that_moves_takes_its_unanswered_questions_along(stage: Stage) -> None:
    alice, robin = stage.alice, stage.representative
    group = stage.sandbox.add_group("Équipe", kind="group", owner=robin)
    async with stage.database.writing() as connection:
        await surface.set_staff_chat_id(connection, group.id)
    stage.sandbox.add_bot_to(group, robin)
    alice.send("/ask Faut-il réserver ?")
    await robin.wait_message(containing="Faut-il réserver ?", chat=group)
    moved = stage.sandbox.migrate(group)
    copy = await robin.wait_message(containing="Faut-il réserver ?", chat=moved)
    await alice.wait_message(containing="Je transmets")

    async def is_known(connection: AsyncConnection) -> bool:
        return await relays.find_relay_to_staff(connection, moved.id, copy.id) is not None

    await Commits(stage.database).wait_until(is_known)
    robin.send("Non, venez !", chat=moved, reply_to=copy)
    await alice.wait_message(containing="Non, venez !")


async def test_a_menu_refused_as_its_group_moved_turns_no_other_call_towards_that_group(stage: Stage) -> None:
    group = stage.sandbox.add_group("Équipe", kind="group", owner=stage.representative)
    async with stage.database.writing() as connection:
        await surface.set_staff_chat_id(connection, group.id)
    stage.sandbox.add_bot_to(group, stage.representative)
    moved = stage.sandbox.migrate(group)

    def has_its_menu() -> bool:
        menus = [call for call in stage.sandbox.calls if call.method == "setMyCommands" and call.ok]
        return any(call.parameters["scope"].get("chat_id") == moved.id for call in menus)

    await stage.sandbox.wait_until(has_its_menu)


async def test_owners_learn_that_the_staff_chat_is_lost_and_questions_wait_for_it(stage: Stage) -> None:
    odile, alice, robin = stage.owner, stage.alice, stage.representative
    before = await started(odile)
    stage.sandbox.remove_bot(stage.staff, robin)
    alert = FRENCH.html(
        "I cannot write to the staff chat: I was removed, or may not write there. Questions are kept and"
        " delivered as soon as I am back. Add me to the group again and let me write."
    )
    await odile.wait_message(containing=str(alert), after=before)
    alice.send("/ask Faut-il réserver ?")
    await alice.wait_message(after=alice.last())
    stage.sandbox.add_bot_to(stage.staff, robin, "administrator")
    await robin.wait_message(containing="Faut-il réserver ?", chat=stage.staff)
