"""What happens to the place of the staff itself, and who is heard there, with the whole program."""

from typing import Any

from commits import Commits
from reading import in_words_of
from sqlalchemy.ext.asyncio import AsyncConnection
from stage import Stage, raise_stage

from handlers.questions.views import asking as asking_views
from handlers.staff.views import desk as views
from sandbox import Chat, Message, Person
from storage import relays

CANARY = "canary"
ANONYMOUS = {"id": 1087968824, "is_bot": True, "first_name": "Group"}


async def asked(stage: Stage, words: str, person: Person | None = None) -> Message:
    """Have somebody ask, and give the copy where the staff are."""
    asker = person or stage.alice
    if not asker.has_started:
        asker.start()
    asker.send(f"/ask {words}")
    return await carried(stage, words, stage.staff)


async def carried(stage: Stage, words: str, staff: Chat) -> Message:
    """Give the copy of a member's words in a staff chat, once it is written down where it is."""
    return await written_down(stage, await stage.representative.wait_message(containing=words, chat=staff))


async def written_down(stage: Stage, copy: Message) -> Message:
    """Wait until it is written down where a copy is."""

    async def is_known(connection: AsyncConnection) -> bool:
        return await relays.find_relay_to(connection, copy.chat.id, copy.id) is not None

    await Commits(stage.database).wait_until(is_known)
    return copy


def said_in(chat: Chat, text: str, message_id: int, **fields: Any) -> dict[str, Any]:
    """Word a message as Telegram would, which no client in the sandbox could write."""
    return {"message_id": message_id, "date": 1, "chat": chat.reference(), "text": text, **fields}


def command(chat: Chat, text: str, message_id: int, **fields: Any) -> dict[str, Any]:
    entities = [{"type": "bot_command", "offset": 0, "length": len(text.split()[0])}]
    return said_in(chat, text, message_id, entities=entities, **fields)


def replied(message: Message) -> dict[str, Any]:
    return {
        "reply_to_message": {
            "message_id": message.id,
            "date": 1,
            "chat": message.chat.reference(),
            "text": message.text,
        }
    }


def card_of(staff: Chat, state: str) -> Message | None:
    return next(
        (m for m in staff.messages.values() if m.by_bot and state in m.words and "❓" in m.words), None
    )


async def test_a_topic_closed_by_hand_closes_the_question_and_opened_by_hand_takes_it_up_again(
    stage: Stage,
) -> None:
    robin, staff = stage.representative, stage.staff
    copy = await asked(stage, "Is there a step?")
    stage.sandbox.make_administrator(staff, robin)
    robin.close_topic(staff, copy.topic_id or 0)
    await stage.sandbox.wait_until(lambda: card_of(staff, "⚪"))
    robin.reopen_topic(staff, copy.topic_id or 0)
    await stage.sandbox.wait_until(lambda: card_of(staff, "🟡"))


async def test_the_set_up_answers_in_the_topic_where_it_was_asked_for(stage: Stage) -> None:
    robin, staff = stage.representative, stage.staff
    copy = await asked(stage, "Is there a step?")
    stage.owner.join(staff)
    begun = stage.owner.send("/staffsetup", staff, topic=copy.topic_id)
    for words in ("✅", "🕘"):
        told = await robin.wait_message(containing=words, chat=staff, after=begun)
        assert (told.topic_id, told.reply_to) == (copy.topic_id, begun)


async def test_an_administrator_without_a_name_takes_and_blocks_nothing(stage: Stage) -> None:
    staff = stage.staff
    copy = await asked(stage, "Who is there?")
    needed = in_words_of(stage.representative, views.name_needed)
    unnamed = {"from": ANONYMOUS, "sender_chat": staff.reference(), **replied(copy)}
    for number, text in enumerate(("/take", "/block")):
        update = command(staff, text, 5_000 + number, **unnamed)
        stage.sandbox.inject_update({"message": update})
    await stage.sandbox.wait_until(
        lambda: [needed in m.words for m in staff.messages.values()].count(True) == 2
    )
    card = card_of(staff, "🟡")
    assert card is not None
    assert "🙋" not in card.words, "nobody has taken it"
    assert "⛔" not in card.words


async def test_what_the_linked_channel_posts_is_no_answer(stage: Stage) -> None:
    alice, robin, staff = stage.alice, stage.representative, stage.staff
    copy = await asked(stage, "Anybody?")
    channel = {"id": -100_777, "type": "channel", "title": "News"}
    telegram = {"id": 777000, "is_bot": False, "first_name": "Telegram"}
    posted = {"from": telegram, "sender_chat": channel, "is_automatic_forward": True}
    by_staff = {"sender_chat": staff.reference()}  # whatever its sender, it was forwarded by no person
    for fields in (posted, posted | by_staff):
        there = robin.send(f"{CANARY} from the channel", staff)  # so that it could be copied
        post = said_in(staff, there.text or "", there.id, **fields, **replied(copy))
        stage.sandbox.inject_update({"message": post})
    robin.send("From a person.", staff, reply_to=copy)
    await alice.wait_message(containing="From a person.")


async def test_a_live_position_that_moves_is_no_edit(stage: Stage) -> None:
    alice, robin, staff = stage.alice, stage.representative, stage.staff
    await asked(stage, "Where is the door?")
    sent = alice.send_location(47.39, 0.68)
    place = await stage.sandbox.wait_until(
        lambda: next((m for m in staff.messages.values() if m.kind == "location"), None)
    )
    await written_down(stage, place)
    answer = robin.send("At the corner.", staff, reply_to=place)
    await stage.sandbox.wait_until(lambda: "👌" in answer.reactions)
    before = place.revision
    moved = {"message_id": sent.id, "date": 1, "edit_date": 2, "chat": alice.private_chat.reference()}
    location = {"location": {"latitude": 47.4, "longitude": 0.7, "live_period": 900}}
    stage.sandbox.inject_update({"edited_message": moved | location | {"from": alice.user()}})
    alice.send("By the river, I think")
    await carried(stage, "By the river", staff)
    assert place.revision == before
    assert not [m for m in staff.messages.values() if m.by_bot and m.reply_to is place]


async def test_who_hides_behind_a_group_is_shown_the_way_into_private(stage: Stage) -> None:
    staff, community = stage.staff, stage.community
    unnamed = {"from": ANONYMOUS, "sender_chat": community.reference()}
    question = command(community, "/ask Is there parking?", 5_000, **unnamed)
    stage.sandbox.inject_update({"message": question})
    words = in_words_of(stage.organiser, asking_views.ask_in_private, "https://t.me/x")
    told = await stage.organiser.wait_message(containing=words.splitlines()[0], chat=community)
    assert any("start=q_0" in (button.url or "") for row in told.buttons for button in row)
    assert not [m for m in staff.messages.values() if "parking" in m.words]


async def test_a_question_that_names_the_bot_in_a_group_is_carried_and_edited_without_the_name(
    stage: Stage,
) -> None:
    alice, staff, community = stage.alice, stage.staff, stage.community
    alice.start()
    alice.send("@hopdrinks_bot thanks for yesterday", community)
    asked_there = alice.send("Hello @hopdrinks_bot, is there a lift?", community)
    copy = await carried(stage, "Hello, is there a lift?", staff)
    alice.edit(asked_there, "Hello @hopdrinks_bot, is there a lift, or stairs?")
    await stage.sandbox.wait_until(lambda: copy.words == "Hello, is there a lift, or stairs?")
    assert not [m for m in staff.messages.values() if "yesterday" in m.words]


async def test_what_follows_a_command_on_the_next_line_is_not_lost(stage: Stage) -> None:
    alice, robin, staff = stage.alice, stage.representative, stage.staff
    alice.start()
    asked = alice.send("/ask\nHello!\nIs there a lift?")
    copy = await carried(stage, "Hello!\nIs there a lift?", staff)
    alice.edit(asked, "/ask\nHello!\nIs there a lift, or a ramp?")
    await stage.sandbox.wait_until(lambda: copy.words == "Hello!\nIs there a lift, or a ramp?")
    in_group = stage.bob.send("/ask\nHello!\nAnd a cloakroom?", stage.community)
    await carried(stage, "Hello!\nAnd a cloakroom?", staff)
    await stage.sandbox.wait_until(lambda: in_group.reactions)
    robin.send("/note\nasks\nkindly", staff, reply_to=copy)
    looked = robin.send("/history", staff, reply_to=copy)
    assert "asks" in (await robin.wait_message(containing="kindly", chat=staff, after=looked)).words


async def test_topics_switched_off_and_on_change_the_way_and_lose_nothing(stage: Stage) -> None:
    alice, robin, staff = stage.alice, stage.representative, stage.staff
    copy = await asked(stage, "With topics?")
    assert copy.topic_id is not None
    stage.sandbox.set_forum(staff, False)
    without = in_words_of(robin, views.surface, "plain")
    robin.send("among us", staff)  # by what is written Telegram tells that topics are gone
    await robin.wait_message(containing=without, chat=staff)
    moved = await asked(stage, "Without topics?", stage.bob)
    assert moved.topic_id is None
    assert moved.reply_to is not None
    robin.send("As ever.", staff, reply_to=copy)
    await alice.wait_message(containing="As ever.")
    stage.sandbox.set_forum(staff, True)
    robin.send("among us again", staff)
    await robin.wait_message(containing=in_words_of(robin, views.surface, "topics"), chat=staff)
    stage.bob.send("And now?")
    again = await carried(stage, "And now?", staff)
    robin.send("Both.", staff, reply_to=again)
    await stage.bob.wait_message(containing="Both.")
    threads = [call.parameters.get("message_thread_id") for call in stage.sandbox.calls]
    assert 1 not in threads, "General is nothing to be named: Telegram knows no topic 1"


async def test_a_staff_group_that_becomes_a_supergroup_goes_on_with_what_is_open(tmp_path: Any) -> None:
    async with raise_stage(f"sqlite+aiosqlite:///{tmp_path}/basic.db", with_staff=False) as stage:
        alice, robin, owner = stage.alice, stage.representative, stage.owner
        group = stage.sandbox.add_group(
            "Desk", members=[owner, robin], kind="group", bot="administrator", owner=owner
        )
        owner.start()
        owner.send("/staffsetup", group)
        await owner.wait_message(containing="✅", chat=group)
        alice.start()
        alice.send("/ask Before the move?")
        await carried(stage, "Before the move?", group)
        moved = stage.sandbox.migrate(group)
        copy = await carried(stage, "Before the move?", moved)
        assert [m.words for m in moved.messages.values()].count("Before the move?") == 1
        robin.send("After it.", moved, reply_to=copy)
        await alice.wait_message(containing="After it.")
