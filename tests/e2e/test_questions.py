"""Questions and answers, told by the people who ask and those who answer."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from commits import Commits
from pydantic import SecretStr
from reading import in_words_of
from sqlalchemy.ext.asyncio import AsyncConnection
from stage import TOKEN, UNHURRIED, Stage, raise_stage

from bot.program import Program
from bot.settings import Settings
from handlers.questions.views import questions as views
from sandbox import Chat, Fault, Message, Person
from storage import postings

CANARY = "canary"


@pytest.fixture
async def plain_stage(tmp_path: Path) -> AsyncIterator[Stage]:
    """Give a stage whose staff group has no topics."""
    async with raise_stage(f"sqlite+aiosqlite:///{tmp_path}/plain.db", forum=False) as raised:
        yield raised


async def wait_button(stage: Stage, person: Person, emoji: str, chat: Chat | None = None) -> Message:
    """Wait for a message with a button that begins with an emoji."""

    def newest() -> Message | None:
        found = [m for m in person.messages(chat) if any(label.startswith(emoji) for label in m.labels)]
        return max(found, key=lambda message: message.revision, default=None)

    message = await stage.sandbox.wait_until(newest)
    assert message is not None
    return message


async def ask(stage: Stage, person: Person, words: str) -> tuple[Message, Message]:
    """Have somebody ask; give their message and its copy in the staff chat, once that is written down."""
    question = person.send(f"/ask {words}")
    copy = await stage.representative.wait_message(containing=words, chat=stage.staff)
    await stage.sandbox.wait_until(lambda: "👌" in question.reactions)
    return question, copy


async def _lacks_topics(connection: AsyncConnection, chat_id: int) -> bool:
    """Tell whether it is written down that the bot may not manage the staff group's topics."""
    chat = await postings.find_chat(connection, chat_id)
    return chat is not None and not chat.can_manage_topics


async def wait_card(stage: Stage, name: str, after: Message | None = None) -> Message:
    """Wait for the card of somebody's question."""
    card = await stage.representative.wait_message(containing=f"❓ {name}", chat=stage.staff, after=after)
    assert card.by_bot
    return card


def transcript(stage: Stage) -> str:
    """Give every word outside of the staff chat."""
    people = (stage.alice, stage.bob, stage.organiser)
    chats: list[Chat] = [*(person.private_chat for person in people), stage.community]
    return "\n".join(message.words for chat in chats for message in chat.messages.values())


@pytest.mark.parametrize("name", ["alice", "bob"])
async def test_a_question_goes_to_a_topic_and_the_reply_comes_back(stage: Stage, name: str) -> None:
    asker: Person = getattr(stage, name)
    robin, staff = stage.representative, stage.staff
    event = await stage.announce(days=7)
    asker.start()
    event_card = await asker.wait_message(containing="Hopdrink Tours")
    await asker.tap(event_card, f"go:{event.id}")
    await asker.tap(event_card, f"ask:{event.id}")
    prompt = await wait_button(stage, asker, "✖️")
    assert "Tours" in prompt.words
    question = asker.send("Is there a step at the door?")
    card = await wait_card(stage, asker.first_name)
    copy = await robin.wait_message(containing="step at the door", chat=staff)
    assert card.topic_id == copy.topic_id
    assert staff.topics[copy.topic_id or 0].name == asker.first_name
    assert "Tours" in card.words
    await stage.sandbox.wait_until(lambda: "👌" in question.reactions)
    assert "🟡" in card.words
    reply = robin.send("No step, and a wide door.", staff, reply_to=copy)
    answer = await asker.wait_message(containing="wide door")
    assert answer.reply_to is question
    await stage.sandbox.wait_until(lambda: "👌" in reply.reactions and "🟢" in card.words)
    more = asker.send("Thank you. And parking?")
    await robin.wait_message(containing="And parking?", chat=staff)
    await stage.sandbox.wait_until(lambda: "👌" in more.reactions and "🟡" in card.words)


async def test_who_asks_gets_one_receipt_and_a_mark_once_it_has_arrived(stage: Stage) -> None:
    alice = stage.alice
    alice.start()
    await alice.wait_message(containing="Hopdrink")
    question = alice.send("/ask Faut-il un compte ?")
    receipt = await wait_button(stage, alice, "🙈")
    assert in_words_of(alice, views.receipt) in receipt.words
    await stage.sandbox.wait_until(lambda: "👌" in question.reactions)
    assert [message for message in alice.messages() if message.id > question.id] == [receipt]
    asked = alice.send("/ask Et pour entrer ?", stage.community)
    await stage.sandbox.wait_until(lambda: "👌" in asked.reactions and _receipts(stage, alice) == 2)
    second = alice.messages()[-1]
    assert "votre question posée dans" in second.words
    assert [message for message in alice.messages() if message.id > receipt.id] == [second]
    copy = await stage.representative.wait_message(containing="pour entrer", chat=stage.staff)
    await alice.tap(second, next(label for label in second.labels if "🙈" in label))
    await stage.sandbox.wait_until(lambda: copy.deleted and "🙈" in second.words)


async def test_a_group_without_topics_answers_by_replying_to_card_or_copy(plain_stage: Stage) -> None:
    stage = plain_stage
    alice, bob, robin, staff = stage.alice, stage.bob, stage.representative, stage.staff
    alice.start()
    bob.start()
    await ask(stage, alice, "Alice asks")
    alices_card = await wait_card(stage, "Alice")
    _, bobs_copy = await ask(stage, bob, "Bob asks")
    bobs_card = await wait_card(stage, "Bob")
    assert bobs_copy.reply_to is bobs_card
    robin.send(f"{CANARY} who takes Bob?", staff)
    to_bob = robin.send("for Bob alone", staff, reply_to=bobs_copy)
    to_alice = robin.send("for Alice alone", staff, reply_to=alices_card)
    await bob.wait_message(containing="for Bob alone")
    await alice.wait_message(containing="for Alice alone")
    await stage.sandbox.wait_until(lambda: "👌" in to_bob.reactions and "👌" in to_alice.reactions)
    assert [m.words for m in alice.messages()].count("for Bob alone") == 0
    assert [m.words for m in bob.messages()].count("for Alice alone") == 0
    assert CANARY not in transcript(stage)


async def test_photos_documents_and_voices_go_both_ways_unchanged(stage: Stage) -> None:
    alice, robin, staff = stage.alice, stage.representative, stage.staff
    alice.start()
    _, copy = await ask(stage, alice, "May I bring this?")
    for kind, name in (("photo", "p.png"), ("document", "d.pdf"), ("voice", "v.ogg")):
        data = f"{kind} of alice".encode()
        sent = alice.upload(kind, data, file_name=name, caption=f"{kind} to staff")
        carried = await robin.wait_message(containing=f"{kind} to staff", chat=staff)
        assert (carried.kind, carried.file and carried.file.data) == (kind, data)
        await stage.sandbox.wait_until(lambda sent=sent: "👌" in sent.reactions)
        back = f"{kind} of robin".encode()
        robin.upload(
            kind, back, file_name=name, caption=f"{kind} to member", chat=staff, topic=copy.topic_id,
            reply_to=carried,
        )  # fmt: skip
        answer = await alice.wait_message(containing=f"{kind} to member")
        assert (answer.kind, answer.file and answer.file.data) == (kind, back)


async def test_nothing_but_a_true_reply_ever_leaves_the_staff_chat(stage: Stage) -> None:
    alice, robin, staff = stage.alice, stage.representative, stage.staff
    colleague = stage.sandbox.add_person("Sacha")
    colleague.join(staff)
    alice.start()
    _, copy = await ask(stage, alice, "A delicate matter")
    card = await wait_card(stage, "Alice")
    topic = copy.topic_id
    root = staff.topics[topic or 0].root
    note = robin.send(f"{CANARY} 1: plain words in the topic", staff, topic=topic)
    await stage.sandbox.wait_until(lambda: any(m.reply_to is note for m in staff.messages.values()))
    hint = next(m for m in staff.messages.values() if m.reply_to is note)
    assert "Alice" in hint.words
    robin.send(f"{CANARY} 2: again, and no second hint", staff, topic=topic)
    colleague.send(f"{CANARY} 3: to a colleague", staff, reply_to=note)
    robin.send(f"{CANARY} 4: to what opened the topic", staff, reply_to=root)
    robin.send(f"{CANARY} 5: in General", staff)
    told = robin.send(f"{CANARY} 6: to the bot's hint", staff, reply_to=hint)
    await stage.sandbox.wait_until(lambda: any(m.reply_to is told for m in staff.messages.values()))
    slash = robin.send(f"/note {CANARY} 7", staff, reply_to=card)
    await stage.sandbox.wait_until(lambda: any(m.reply_to is slash for m in staff.messages.values()))
    unknown = robin.send(f"/nota {CANARY} 8", staff, reply_to=card)
    await stage.sandbox.wait_until(lambda: any(m.reply_to is unknown for m in staff.messages.values()))
    reply = robin.send("We will see to it.", staff, reply_to=copy)
    await alice.wait_message(containing="see to it")
    colleague.send(f"{CANARY} 9: to an answer that went out", staff, reply_to=reply)
    edited = robin.send("just a word among us", staff, topic=topic)
    robin.edit(edited, f"{CANARY} 10: a note, edited")
    last = robin.send("Last word.", staff, reply_to=card)
    await alice.wait_message(containing="Last word.")
    await stage.sandbox.wait_until(lambda: "👌" in last.reactions)
    assert CANARY not in transcript(stage)
    hints = [m for m in staff.messages.values() if m.by_bot and m.reply_to and CANARY in m.reply_to.words]
    assert [m.reply_to for m in hints] == [note, told, slash, unknown]


async def test_an_anonymous_administrator_answers_and_another_bot_does_not(stage: Stage) -> None:
    alice, robin, staff = stage.alice, stage.representative, stage.staff
    alice.start()
    _, copy = await ask(stage, alice, "Who answers?")
    by_bot = robin.send(f"{CANARY} from a bot", staff)
    by_nobody = robin.send("From the team.", staff)
    stage.meant.append(by_nobody)  # told to the bot as a reply below
    bot = {"id": 777, "is_bot": True, "first_name": "Other"}
    anonymous = {"id": 1087968824, "is_bot": True, "first_name": "Group"}
    for message, who in (
        (by_bot, {"from": bot}),
        (by_nobody, {"from": anonymous, "sender_chat": staff.reference()}),
    ):
        reply = {"message_id": copy.id, "date": 1, "chat": staff.reference(), "text": copy.text}
        update = {"message_id": message.id, "date": 1, "chat": staff.reference(), "text": message.text}
        stage.sandbox.inject_update({"message": update | who | {"reply_to_message": reply}})
    await alice.wait_message(containing="From the team.")
    assert CANARY not in transcript(stage)


async def test_only_a_question_asked_in_a_group_is_passed_on(stage: Stage) -> None:
    alice, bob, robin, staff = stage.alice, stage.bob, stage.representative, stage.staff
    alice.start()
    stage.sandbox.make_administrator(stage.community, stage.organiser)
    stage.sandbox.set_bot_rights(stage.community, stage.organiser)
    alice.send(f"{CANARY} @hopdrinks_bot", stage.community)
    alice.send(f"{CANARY} who knows?", stage.community)
    asked = alice.send("/ask Is there a cloakroom?", stage.community)
    copy = await robin.wait_message(containing="cloakroom", chat=staff)
    await stage.sandbox.wait_until(lambda: "👌" in asked.reactions and _receipts(stage, alice) == 1)
    robin.send("Yes, on the left.", staff, reply_to=copy)
    await alice.wait_message(containing="on the left")
    public = bob.send("@hopdrinks_bot may I bring a dog?", stage.community)
    await robin.wait_message(containing="bring a dog", chat=staff)
    robin.send("Gladly.", staff, reply_to=await wait_card(stage, bob.first_name))
    answer = await bob.wait_message(containing="Gladly.", chat=stage.community)
    assert answer.reply_to is public
    assert not [m for m in staff.messages.values() if CANARY in m.words]
    assert not [m for m in stage.community.messages.values() if "on the left" in m.words]


async def test_words_nobody_asked_for_are_passed_on_only_when_wished_and_once(stage: Stage) -> None:
    alice, robin, staff = stage.alice, stage.representative, stage.staff
    alice.start()
    words = alice.send("Where do I leave my bike?")
    offer = await wait_button(stage, alice, "❓")
    assert offer.reply_to is words
    button = f"asktext:{words.id}"
    assert not [m for m in staff.messages.values() if "bike" in m.words]
    alice.press(offer, button)
    alice.press(offer, button)
    await robin.wait_message(containing="bike", chat=staff)
    await ask(stage, alice, "Something else")
    assert len([m for m in staff.messages.values() if "bike" in m.words]) == 1
    assert len([m for m in staff.messages.values() if m.words.startswith("❓ Alice")]) == 2


async def test_leaving_the_form_asks_nothing(stage: Stage) -> None:
    alice = stage.alice
    alice.start("q_999999")
    prompt = await wait_button(stage, alice, "✖️")
    await alice.tap(prompt, prompt.labels[-1])
    offered = alice.send("never mind")
    offer = await wait_button(stage, alice, "❓")
    assert offer.reply_to is offered
    assert not [m for m in stage.staff.messages.values() if "never mind" in m.words]


async def test_an_answer_to_somebody_who_blocked_the_bot_is_marked_lost(stage: Stage) -> None:
    alice, robin, staff = stage.alice, stage.representative, stage.staff
    alice.start()
    _, copy = await ask(stage, alice, "Anybody there?")
    alice.block()
    first = robin.send("Yes!", staff, reply_to=copy)
    second = robin.send("Hello?", staff, reply_to=copy)
    for reply in (first, second):
        await stage.sandbox.wait_until(lambda reply=reply: "💔" in reply.reactions)
        await stage.sandbox.wait_until(
            lambda reply=reply: any(m.by_bot and m.reply_to is reply for m in staff.messages.values())
        )


async def test_an_answer_of_unknown_fate_waits_for_the_resend_button_in_the_staff_chat(stage: Stage) -> None:
    alice, robin, staff = stage.alice, stage.representative, stage.staff
    alice.start()
    _, copy = await ask(stage, alice, "Until when?")
    stage.sandbox.faults.add(Fault("drop_after", method="copyMessage", chat_id=alice.id))
    reply = robin.send("Until ten.", staff, reply_to=copy)
    await stage.sandbox.wait_until(lambda: "🤔" in reply.reactions)
    trouble = await robin.wait_message(containing="Alice", chat=staff, after=reply)
    assert trouble.reply_to is reply
    button = trouble.buttons[0][0]
    assert button.text.startswith("🔁")
    bobs = await _any_message_of(stage.bob)
    stage.bob.press(bobs, button.data or "", forged=True)
    calls = stage.sandbox.calls
    await stage.sandbox.wait_until(lambda: any(call.parameters.get("show_alert") for call in calls))
    assert [m.words for m in alice.messages()].count("Until ten.") == 1
    await robin.tap(trouble, button.text)
    await stage.sandbox.wait_until(lambda: "👌" in reply.reactions)
    assert [m.words for m in alice.messages()].count("Until ten.") == 2
    await stage.sandbox.wait_until(lambda: not trouble.labels)


async def test_an_answer_taken_back_is_not_sent_again_by_an_old_button(stage: Stage) -> None:
    alice, robin, staff = stage.alice, stage.representative, stage.staff
    alice.start()
    _, copy = await ask(stage, alice, "Until when?")
    stage.sandbox.faults.add(Fault("drop_after", method="copyMessage", chat_id=alice.id))
    reply = robin.send("Until ten.", staff, reply_to=copy)
    await stage.sandbox.wait_until(lambda: "🤔" in reply.reactions)
    trouble = await robin.wait_message(containing="Alice", chat=staff, after=reply)
    taken_back = robin.send("/unsend", staff, reply_to=reply)
    await robin.wait_message(chat=staff, after=taken_back)
    answer = await robin.tap(trouble, trouble.labels[0])
    assert answer.show_alert
    assert [m.words for m in alice.messages()].count("Until ten.") == 1


async def test_a_copy_of_unknown_fate_shows_on_the_card_and_to_the_owner(stage: Stage) -> None:
    alice, robin, staff = stage.alice, stage.representative, stage.staff
    stage.owner.start()
    alice.start()
    stage.sandbox.faults.add(Fault("drop_before", method="copyMessage", chat_id=staff.id, times=2))
    alice.send("/ask")
    await alice.wait_message(containing="?")
    alice.send("Into the void?")
    card = await wait_card(stage, "Alice")
    await stage.sandbox.wait_until(lambda: any(label.startswith("🔁") for label in card.labels))
    await wait_button(stage, stage.owner, "🔁")
    await robin.tap(card, card.labels[0])
    await robin.wait_message(containing="Into the void?", chat=staff)
    await alice.wait_message(containing=in_words_of(alice, views.receipt))
    await stage.sandbox.wait_until(lambda: not any(label.startswith("🔁") for label in card.labels))


async def test_a_card_of_unknown_fate_is_sent_again_by_the_owner(stage: Stage) -> None:
    alice, robin, staff, owner = stage.alice, stage.representative, stage.staff, stage.owner
    owner.start()
    alice.start()
    await ask(stage, alice, "First")
    stage.sandbox.faults.add(Fault("drop_before", method="sendMessage", chat_id=staff.id, times=2))
    alice.send("/ask Second")
    alert = await wait_button(stage, owner, "🔁")
    assert not [m for m in staff.messages.values() if "Second" in m.words]
    await owner.tap(alert, alert.labels[0])
    await robin.wait_message(containing="Second", chat=staff)


async def test_a_message_telegram_does_not_copy_is_given_back_to_its_author(stage: Stage) -> None:
    alice = stage.alice
    alice.start()
    start_card = await alice.wait_message()
    await ask(stage, alice, "A first question")  # of whoever is new, what nobody knows would be held back
    alice.press(start_card, "asktext:987654", forged=True)
    card = await wait_card(stage, "Alice")
    await alice.wait_message(containing=in_words_of(alice, views.refusal))
    _, copy = await ask(stage, alice, "In other words")
    assert copy.topic_id == card.topic_id
    assert not stage.owner.private_chat.messages


async def test_a_deleted_topic_begins_anew_and_the_unanswered_question_follows(stage: Stage) -> None:
    alice, robin, staff = stage.alice, stage.representative, stage.staff
    stage.sandbox.make_administrator(staff, robin)
    alice.start()
    _, first_copy = await ask(stage, alice, "One")
    await stage.sandbox.wait_until(lambda: _receipts(stage, alice) == 1)
    gone = first_copy.topic_id
    robin.delete_topic(staff, gone or 0)
    alice.send("Two")
    two = await robin.wait_message(containing="Two", chat=staff)
    one = await robin.wait_message(containing="One", chat=staff)
    card = await wait_card(stage, "Alice")
    assert two.topic_id == one.topic_id == card.topic_id != gone
    assert (card.id, one.id) == tuple(sorted((card.id, one.id)))
    assert one.id < two.id
    robin.send("Both answered.", staff, reply_to=one)
    await alice.wait_message(containing="Both answered.")
    assert _receipts(stage, alice) == 1


async def test_without_the_right_to_manage_topics_questions_go_to_the_chat_itself(tmp_path: Path) -> None:
    async with raise_stage(f"sqlite+aiosqlite:///{tmp_path}/stage.db") as stage:
        alice, robin, staff = stage.alice, stage.representative, stage.staff
        stage.owner.start()
        stage.sandbox.set_bot_rights(staff, robin, rights={"can_manage_topics": False})
        await Commits(stage.database).wait_until(lambda connection: _lacks_topics(connection, staff.id))
        alice.start()
        _, copy = await ask(stage, alice, "No topics?")
        card = await wait_card(stage, "Alice")
        assert (copy.topic_id, copy.reply_to) == (None, card)
        robin.send("Here we are.", staff, reply_to=copy)
        await alice.wait_message(containing="Here we are.")


async def test_a_removed_bot_keeps_questions_and_delivers_them_when_it_is_back(stage: Stage) -> None:
    alice, robin, staff, owner = stage.alice, stage.representative, stage.staff, stage.owner
    owner.start()
    alice.start()
    await ask(stage, alice, "Before")
    stage.sandbox.remove_bot(staff, robin)
    alice.send("/ask Meanwhile")
    await owner.wait_message(containing=in_words_of(owner, views.alert, "staff_chat_lost", ""))
    alice.send("And this")
    await alice.wait_message(containing=in_words_of(alice, views.added_and_kept))
    stage.sandbox.add_bot_to(staff, robin, as_="administrator")
    await robin.wait_message(containing="Meanwhile", chat=staff)
    await robin.wait_message(containing="And this", chat=staff)
    await stage.sandbox.wait_until(lambda: _receipts(stage, alice) == 2)


async def test_a_question_asked_without_a_staff_chat_is_delivered_once_one_is_set(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/stage.db"
    async with raise_stage(url, with_staff=False) as stage:
        alice, robin, staff = stage.alice, stage.representative, stage.staff
        stage.owner.start()
        alice.start()
        alice.send("/ask Is anybody there?")
        await alice.wait_message(containing=in_words_of(alice, views.kept))
        await stage.owner.wait_message(containing="/staffsetup")
        alice.send("Still there?")
        await alice.wait_message(containing=in_words_of(alice, views.added_and_kept))
        await stage.program.stop()
        settings = Settings(
            bot_token=SecretStr(TOKEN),
            bot_api_url=stage.base_url,
            database_url=url,
            owner_ids=(stage.owner.id,),
            staff_chat_id=staff.id,
            messages_per_second=1000,
        )
        stage.program = Program(settings, clock=stage.clock, poll_seconds=2, chat_pace=UNHURRIED)
        await stage.program.start()
        try:
            first = await robin.wait_message(containing="Is anybody there?", chat=staff)
            second = await robin.wait_message(containing="Still there?", chat=staff)
            assert first.id < second.id
            robin.send("At last.", staff, reply_to=first)
            await alice.wait_message(containing="At last.")
        finally:
            await stage.program.stop()


def _receipts(stage: Stage, person: Person) -> int:
    return sum(any(label.startswith("🙈") for label in message.labels) for message in person.messages())


async def _any_message_of(person: Person) -> Message:
    person.start()
    return await person.wait_message()
