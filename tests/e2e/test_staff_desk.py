"""A day at the staff's desk: taking, noting, correcting, taking back, closing, setting up."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from commits import Commits
from sqlalchemy.ext.asyncio import AsyncConnection
from stage import Stage, raise_stage

from hopdrinks.questions import retention
from sandbox import Chat, Message
from sandbox.topics import ICONS
from storage import facts, relays, roles

CANARY = "canary"


async def asked(stage: Stage, words: str = "Is there a step at the door?") -> Message:
    """Have Alice ask; give the copy in the staff chat, once that is written down."""
    stage.alice.start()
    stage.alice.send(f"/ask {words}")
    copy = await stage.representative.wait_message(containing=words, chat=stage.staff)
    await wait_known(stage, stage.staff, copy)
    return copy


async def wait_known(stage: Stage, chat: Chat, copy: Message) -> None:
    """Wait until it is written down where a message arrived."""

    async def is_known(connection: AsyncConnection) -> bool:
        return await relays.find_relay_to(connection, chat.id, copy.id) is not None

    await Commits(stage.database).wait_until(is_known)


def card_of(stage: Stage) -> Message:
    return next(m for m in stage.staff.messages.values() if m.by_bot and m.words.startswith("❓"))


def button(message: Message, emoji: str) -> str:
    return next(label for label in message.labels if label.startswith(emoji))


async def wait_label(stage: Stage, message: Message, emoji: str) -> str:
    await stage.sandbox.wait_until(lambda: any(label.startswith(emoji) for label in message.labels))
    return button(message, emoji)


async def test_two_people_at_the_desk_do_not_answer_over_one_another(stage: Stage) -> None:
    alice, robin, staff = stage.alice, stage.representative, stage.staff
    sacha = stage.sandbox.add_person("Sacha")
    sacha.join(staff)
    copy = await asked(stage)
    card = card_of(stage)
    await robin.tap(card, button(card, "🙋"))
    await wait_label(stage, card, "👐")
    assert "Robin" in card.words
    second = sacha.send(f"{CANARY} I know", staff, reply_to=copy)
    held = await sacha.wait_message(containing="Robin", chat=staff, after=second)
    assert held.reply_to is second
    answer = await robin.tap(held, button(held, "📣"))
    assert answer.show_alert, "whoever wrote it decides"
    await sacha.tap(held, button(held, "📝"))
    await stage.sandbox.wait_until(lambda: not held.labels)
    robin.send("No step. @alice @hopdrinks_bot see you?", staff, reply_to=copy)
    await alice.wait_message(containing="No step.")
    refused = alice.send("/queue")
    await alice.wait_message(after=refused)
    note = sacha.send(f"/note {CANARY} calls often", staff, reply_to=card)
    await sacha.wait_message(chat=staff, after=note)
    sacha.edit(note, f"/note {CANARY} calls rather often")
    asked_for = robin.send("/history", staff, reply_to=card)
    history = await robin.wait_message(containing="calls rather often", chat=staff, after=asked_for)
    assert "/note" not in history.words
    assert "No step." in history.words
    queue = robin.send("/queue", staff)
    await robin.wait_message(chat=staff, after=queue)
    assert CANARY not in "\n".join(message.words for message in alice.messages())


async def test_a_question_is_given_to_a_colleague_by_name_or_with_a_tap(stage: Stage) -> None:
    robin, staff = stage.representative, stage.staff
    sacha = stage.sandbox.add_person("Sacha", username="sacha_h")
    sacha.join(staff)
    copy = await asked(stage)
    card = card_of(stage)
    unknown = robin.send("/assign @nobody", staff, reply_to=copy)
    await robin.wait_message(containing="nobody", chat=staff, after=unknown)
    noted = sacha.send("/note I was there last week", staff, reply_to=card)
    await sacha.wait_message(chat=staff, after=noted)
    named = robin.send("/assign @sacha_h", staff, reply_to=copy)
    told = await sacha.wait_message(containing="Alice", chat=staff, after=named)
    assert told.reply_to is card
    assert [one["user"]["id"] for one in told.entities if one["type"] == "text_mention"] == [sacha.id]
    await stage.sandbox.wait_until(lambda: "Sacha" in card.words)
    await robin.wait_message(chat=staff, after=robin.send("/note seen", staff, reply_to=card))
    begun = sacha.send("/assign", staff, topic=copy.topic_id)
    choice = await sacha.wait_message(containing="/assign", chat=staff, after=begun)
    await sacha.tap(choice, button(choice, "👉 Robin"))
    await stage.sandbox.wait_until(lambda: "Robin" in card.words)
    await stage.sandbox.wait_until(lambda: not choice.labels)


async def test_a_question_is_found_by_the_word_it_was_given(stage: Stage) -> None:
    robin, staff = stage.representative, stage.staff
    copy = await asked(stage)
    card = card_of(stage)
    given = robin.send("/tag #Accès", staff, reply_to=copy)
    await robin.wait_message(containing="#accès", chat=staff, after=given)
    await stage.sandbox.wait_until(lambda: "#accès" in card.words)
    other = robin.send("/queue prix", staff)
    none = await robin.wait_message(containing="#prix", chat=staff, after=other)
    assert "Alice" not in none.words
    listed = robin.send("/queue accès", staff)
    await robin.wait_message(containing="Alice", chat=staff, after=listed)
    said = robin.send("/history", staff, reply_to=card)
    await robin.wait_message(containing="#accès", chat=staff, after=said)
    wrong = robin.send("/tag n’importe_quoi_de_beaucoup_trop_long", staff, reply_to=card)
    await robin.wait_message(containing="20", chat=staff, after=wrong)
    robin.send("/tag -accès", staff, topic=copy.topic_id)
    await stage.sandbox.wait_until(lambda: "#accès" not in card.words)


async def test_whoever_is_away_hands_over_and_says_so_in_the_group_or_in_private(stage: Stage) -> None:
    robin, staff, alice = stage.representative, stage.staff, stage.alice
    sacha = stage.sandbox.add_person("Sacha")
    sacha.join(staff)
    await asked(stage)
    card = card_of(stage)
    noted = sacha.send("/note I was there last week", staff, reply_to=card)
    await sacha.wait_message(chat=staff, after=noted)
    await robin.tap(card, button(card, "🙋"))
    await wait_label(stage, card, "👐")
    how = robin.send("/away", staff)
    await robin.wait_message(containing="/away off", chat=staff, after=how)
    left = robin.send("/away 3d sacha", staff)
    said = await sacha.wait_message(containing="Robin", chat=staff, after=left)
    assert [one["user"]["id"] for one in said.entities if one["type"] == "text_mention"] == [sacha.id]
    await stage.sandbox.wait_until(lambda: "Sacha" in card.words)
    refused = sacha.send("/assign robin", staff, reply_to=card)
    await sacha.wait_message(containing="Robin", chat=staff, after=refused)
    back = robin.send("/away off", staff)
    await robin.wait_message(containing="👋", chat=staff, after=back)
    begun = stage.owner.send("/away 2 jours")
    await stage.owner.wait_message(containing="🌴", after=begun)
    await robin.wait_message(containing="🌴", chat=staff, after=back)
    alice.send("/away 2d")
    assert not any("🌴" in message.words for message in alice.messages())


async def test_edits_and_second_thoughts_cross_in_both_directions(stage: Stage) -> None:
    alice, robin, staff = stage.alice, stage.representative, stage.staff
    copy = await asked(stage)
    more = alice.send("And a lift")
    lift = await robin.wait_message(containing="And a lift", chat=staff)
    await wait_known(stage, staff, lift)
    alice.edit(more, "And a lift?")
    await stage.sandbox.wait_until(lambda: lift.words == "And a lift?")
    reply = robin.send("No stp.", staff, reply_to=copy)
    answer = await alice.wait_message(containing="No stp.")
    await wait_known(stage, alice.private_chat, answer)
    robin.edit(reply, "No step.")
    await stage.sandbox.wait_until(lambda: answer.words == "No step.")
    alice.edit(more, "And a lift, please?")
    told = await robin.wait_message(containing="And a lift?", chat=staff, after=reply)
    assert told.reply_to is lift
    robin.send("/unsend", staff, reply_to=reply)
    await stage.sandbox.wait_until(lambda: answer.deleted)
    alice.send("/withdraw", reply_to=more)
    await stage.sandbox.wait_until(lambda: lift.deleted)


async def test_a_question_taken_back_by_its_button_says_so_in_that_place(stage: Stage) -> None:
    alice, robin, staff = stage.alice, stage.representative, stage.staff
    copy = await asked(stage)
    receipt = await stage.sandbox.wait_until(
        lambda: next((m for m in alice.messages() if any(label[0] == "🙈" for label in m.labels)), None)
    )
    assert receipt is not None
    last = alice.messages()[-1]
    answer = await alice.tap(receipt, button(receipt, "🙈"))
    assert "🙈" in (answer.text or "")
    await stage.sandbox.wait_until(lambda: copy.deleted and receipt.words.startswith("🙈"))
    assert not receipt.labels
    assert alice.messages()[-1] is last, "no second receipt beneath"
    line = await robin.wait_message(containing="🙈", chat=staff, after=copy)
    assert button(line, "🔓")


async def test_a_closed_question_says_why_stays_closed_for_thanks_and_goes_on_by_a_tap(stage: Stage) -> None:
    alice, robin, staff = stage.alice, stage.representative, stage.staff
    await asked(stage)
    card = card_of(stage)
    robin.send("/close told on the phone", staff, reply_to=card)
    closed = await alice.wait_message(containing="told on the phone")
    assert [label[0] for label in closed.labels] == ["🔓"]  # nobody asks whether no answer helped
    await wait_label(stage, card, "🔓")
    thanks = alice.send("Merci beaucoup !")
    await stage.sandbox.wait_until(lambda: "🤝" in thanks.reactions)
    assert button(card, "🔓")
    await alice.tap(closed, button(closed, "🔓"))
    await wait_label(stage, card, "☑️")
    robin.send("As told on the phone: beside the bar.", staff, reply_to=card)
    answer = await alice.wait_message(containing="beside the bar")
    topic = next(iter(staff.topics.values()))
    stage.sandbox.make_administrator(staff, robin)
    robin.close_topic(staff, topic.id)
    await wait_label(stage, card, "🔓")
    closed = await alice.wait_message(after=answer)
    assert [label[0] for label in closed.labels] == ["👍", "👎", "🔓"]
    assert closed.reply_to is not None
    assert "a step at the door" in closed.reply_to.words, "which question it is"
    alice.send("One more thing: is there a ramp?")
    await robin.wait_message(containing="a ramp", chat=staff)
    await alice.tap(closed, button(closed, "👍"))
    await stage.sandbox.wait_until(lambda: "rouverte" in closed.words)


async def test_a_card_says_that_who_simply_asks_comes_to_the_next_evening(stage: Stage) -> None:
    alice = stage.alice
    alice.start()
    await alice.wait_message(containing="Hopdrink")
    await stage.announce(days=7)
    announced = await alice.wait_message(containing="Le Cellier")
    await alice.tap(announced, button(announced, "✅"))
    alice.send("/ask Is there a step at the door?")
    await stage.representative.wait_message(containing="a step", chat=stage.staff)
    assert "Vient au Hopdrink" in card_of(stage).words


async def test_a_topic_says_at_a_glance_what_became_of_its_question(stage: Stage) -> None:
    alice, robin, staff = stage.alice, stage.representative, stage.staff
    copy = await asked(stage)
    card, topic = card_of(stage), staff.topics[copy.topic_id or 0]
    await stage.sandbox.wait_until(lambda: ICONS.get(topic.icon_custom_emoji_id or "") == "❓")
    await stage.sandbox.wait_until(lambda: card.pinned)
    stage.sandbox.make_administrator(staff, robin)
    robin.edit_topic(staff, topic.id, name="Alice, a wheelchair")
    await robin.tap(card, button(card, "🙋"))
    await stage.sandbox.wait_until(lambda: ICONS.get(topic.icon_custom_emoji_id or "") == "✍️")
    robin.send("No step.", staff, reply_to=copy)
    await stage.sandbox.wait_until(lambda: ICONS.get(topic.icon_custom_emoji_id or "") == "💬")
    robin.send("/close", staff, reply_to=card)
    await stage.sandbox.wait_until(lambda: ICONS.get(topic.icon_custom_emoji_id or "") == "✅")
    await stage.sandbox.wait_until(lambda: not card.pinned)
    assert topic.name == "Alice, a wheelchair"
    robin.delete_topic(staff, topic.id)
    alice.send("And a lift?")
    again = await robin.wait_message(containing="a lift", chat=staff)
    assert staff.topics[again.topic_id or 0].name == "Alice, a wheelchair"


async def test_an_album_arrives_as_one_album(stage: Stage) -> None:
    alice, robin, staff = stage.alice, stage.representative, stage.staff
    await asked(stage)
    for number in (b"1", b"2", b"3"):
        alice.upload("photo", number, media_group_id="a", caption="the door" if number == b"1" else None)
    copies = await stage.sandbox.wait_until(
        lambda: [m for m in robin.messages(staff) if m.content.get("media_group_id")] or None
    )
    assert [m.file and m.file.data for m in copies] == [b"1", b"2", b"3"]
    assert len({m.content["media_group_id"] for m in copies}) == 1
    await wait_known(stage, staff, copies[1])
    robin.send("I see.", staff, reply_to=copies[1])
    answer = await alice.wait_message(containing="I see.")
    assert answer.reply_to is not None
    assert answer.reply_to.file is not None


async def test_an_album_that_answers_no_question_is_answered_once(stage: Stage) -> None:
    robin, staff = stage.representative, stage.staff
    copy = await asked(stage)
    noted = robin.send("/note a regular", staff, reply_to=copy)
    word = await robin.wait_message(containing="📝", chat=staff, after=noted)
    for number in (b"1", b"2", b"3"):
        robin.upload("photo", number, chat=staff, media_group_id="n", reply_to=word)
    last = robin.send("And in words", staff, reply_to=word)
    told = await stage.sandbox.wait_until(
        lambda: next((m for m in robin.messages(staff) if m.reply_to is last), None)
    )
    assert told is not None
    same = [m for m in robin.messages(staff) if m.words == told.words]
    assert len(same) == 2, "one for the album, one for the words"


async def test_a_note_beneath_pictures_stays_among_the_staff(stage: Stage) -> None:
    alice, robin, staff = stage.alice, stage.representative, stage.staff
    copy = await asked(stage)
    for number in (b"1", b"2"):
        caption = f"/note {CANARY} she was rude" if number == b"1" else None
        robin.upload("photo", number, chat=staff, reply_to=copy, media_group_id="n", caption=caption)
    alone = robin.upload("photo", b"3", chat=staff, reply_to=copy, caption=f"/note {CANARY}")
    await robin.wait_message(chat=staff, after=alone)
    robin.send("No step.", staff, reply_to=copy)
    await alice.wait_message(containing="No step.")
    assert not [message for message in alice.messages() if message.file]


async def test_a_question_without_a_name_and_an_answer_kept_ready(stage: Stage) -> None:
    alice, robin, staff = stage.alice, stage.representative, stage.staff
    alice.start()
    alice.send("/ask")
    prompt = await stage.sandbox.wait_until(
        lambda: next((m for m in alice.messages() if any("🎭" in label for label in m.labels)), None)
    )
    await alice.tap(prompt, button(prompt, "🎭"))
    await stage.sandbox.wait_until(lambda: any("👤" in label for label in prompt.labels))
    alice.send("Is it safe to come alone?")
    copy = await robin.wait_message(containing="come alone", chat=staff)
    await wait_known(stage, staff, copy)
    assert "Alice" not in staff.topics[copy.topic_id or 0].name
    assert not [m for m in staff.messages.values() if "Alice" in m.words]
    name = "raccompagné à l’arrêt du soir"  # such names do not fit behind a button as they are
    robin.send(f"/s {name} = We walk you home.", staff)
    await robin.wait_message(containing=name, chat=staff)
    asked_for = robin.send(f"/s {name}", staff, reply_to=copy)
    preview = await robin.wait_message(containing="walk you home", chat=staff, after=asked_for)
    await robin.tap(preview, button(preview, "📣"))
    await alice.wait_message(containing="walk you home")


async def test_the_set_up_names_each_missing_right_and_tries_the_way_back(stage: Stage) -> None:
    robin, staff, owner = stage.representative, stage.staff, stage.owner
    owner.join(staff)
    stage.sandbox.set_bot_rights(staff, robin, rights={"can_manage_topics": True})
    begun = owner.send("/staffsetup@hopdrinks_bot", staff)
    report = await owner.wait_message(containing="✅", chat=staff, after=begun)
    assert report.words.count("❌") >= 1
    test = await stage.sandbox.wait_until(
        lambda: next((m for m in staff.messages.values() if m.by_bot and "<b>" not in m.words
                      and m.id > report.id), None)
    )  # fmt: skip

    async def is_known(connection: AsyncConnection) -> bool:
        return await facts.find_fact(connection, "staff_setup.test") == f"{staff.id}:{test.id}"

    await Commits(stage.database).wait_until(is_known)
    reply = robin.send("here", staff, reply_to=test)
    heard = await robin.wait_message(containing="✅", chat=staff, after=reply)
    assert heard.reply_to is reply
    refused = stage.bob.send("/staffsetup")
    await stage.bob.wait_message(after=refused)


async def test_the_owner_says_when_the_team_answers(stage: Stage) -> None:
    owner = stage.owner
    owner.start()
    owner.send("/staffsetup")
    hours = await owner.wait_message(containing="🕘")
    await owner.tap(hours, next(label for label in hours.labels if "19" in label))
    await stage.sandbox.wait_until(lambda: "19" in hours.words)
    await owner.tap(hours, button(hours, "✏️"))
    await wait_label(stage, hours, "✖️")
    typed = owner.send("mar, jeu 10h-16h")
    chosen = await owner.wait_message(containing="🕘", after=typed)
    assert "16" in chosen.words


@pytest.fixture
async def alone(tmp_path: Path) -> AsyncIterator[Stage]:
    """Give a stage without a staff group, where one representative has written to the bot."""
    async with raise_stage(f"sqlite+aiosqlite:///{tmp_path}/alone.db", with_staff=False) as stage:
        await one_representative(stage)
        yield stage


async def one_representative(stage: Stage) -> None:
    """Have one representative, who has written to the bot."""
    stage.representative.start()
    await stage.representative.wait_message()
    async with stage.database.writing() as connection:
        await roles.add_role(
            connection, member_id=stage.representative.id, role="representative", chapter_id=None,
            granted_by=stage.owner.id, now=stage.clock.now(),
        )  # fmt: skip


async def test_one_representative_alone_answers_from_their_own_chat(alone: Stage) -> None:
    stage, alice, robin = alone, alone.alice, alone.representative
    alice.start()
    alice.send("/ask Anybody there?")
    copy = await robin.wait_message(containing="Anybody there?")
    await wait_known(stage, robin.private_chat, copy)
    robin.send("Me.", reply_to=copy)
    await alice.wait_message(containing="Me.")
    alice.send("And tomorrow?")
    second = await robin.wait_message(containing="And tomorrow?")
    await wait_known(stage, robin.private_chat, second)
    words = robin.send("Tomorrow too.")
    choice = await robin.wait_message(containing="Alice", after=words)
    await robin.tap(choice, button(choice, "📣"))
    await alice.wait_message(containing="Tomorrow too.")
    looked = robin.send("/history", reply_to=second)
    await robin.wait_message(containing="Robin Tomorrow too.", after=looked)


async def test_a_representatives_own_chat_has_a_topic_for_each_member_where_that_is_switched_on(
    tmp_path: Path,
) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/topics.db"
    async with raise_stage(url, with_staff=False, private_topics=True) as stage:
        alice, robin, home = stage.alice, stage.representative, stage.representative.private_chat
        await one_representative(stage)
        stage.bob.start()
        stage.bob.send("/ask Another one?")
        await robin.wait_message(containing="Another one?")
        alice.start()
        alice.send("/ask Anybody there?")
        copy = await robin.wait_message(containing="Anybody there?")
        await wait_known(stage, home, copy)
        assert home.topics[copy.topic_id or 0].name == "Alice"
        words = robin.send("Me.", topic=copy.topic_id)
        choice = await robin.wait_message(containing="Alice", after=words, topic=copy.topic_id)
        await robin.tap(choice, button(choice, "📣"))
        await alice.wait_message(containing="Me.")
        robin.delete_topic(home, copy.topic_id or 0)
        alice.send("And tomorrow?")
        again = await robin.wait_message(containing="And tomorrow?")
        await wait_known(stage, home, again)
        assert again.topic_id is None, "from here on without topics"
        robin.send("Tomorrow too.", reply_to=again)
        await alice.wait_message(containing="Tomorrow too.")


async def test_a_question_is_erased_with_its_topic_after_a_second_word(stage: Stage) -> None:
    await one_representative(stage)
    robin, staff = stage.representative, stage.staff
    copy = await asked(stage, f"Is there a {CANARY} at the door?")
    sacha = stage.sandbox.add_person("Sacha")
    sacha.join(staff)
    refused = sacha.send("/erase", staff, reply_to=copy)
    told = await sacha.wait_message(containing="représentant", chat=staff, after=refused)
    assert not told.labels
    begun = robin.send("/erase", staff, reply_to=copy)
    confirmation = await robin.wait_message(containing="Alice", chat=staff, after=begun)
    assert "sujet entier" in confirmation.words
    assert confirmation.reply_to is card_of(stage), "several questions may live in one topic"
    answer = await sacha.tap(confirmation, button(confirmation, "🧹"))
    assert answer.show_alert, "not theirs to decide"
    await robin.tap(confirmation, button(confirmation, "🧹"))
    report = await robin.wait_message(containing="Effacé", chat=staff, after=begun)
    assert report.topic_id is None
    assert not any(CANARY in message.words for message in staff.messages.values())


async def test_a_late_reply_to_what_has_been_deleted_is_told_so_and_goes_nowhere(stage: Stage) -> None:
    alice, robin, staff = stage.alice, stage.representative, stage.staff
    copy = await asked(stage)
    card = card_of(stage)
    robin.send("/close", staff, reply_to=copy)
    await wait_label(stage, card, "🔓")
    async with stage.database.writing() as connection:
        await retention.forget_due(connection, stage.clock.now() + retention.WORDS_KEPT_FOR)
    for words in (CANARY, "/note late", "/history"):
        late = robin.send(words, staff, reply_to=copy)
        told = await robin.wait_message(containing="supprimés", chat=staff, after=late)
        assert told.reply_to is late
    tapped = await robin.tap(card, button(card, "🔓"))
    assert "supprimés" in tapped.text
    assert tapped.show_alert
    assert CANARY not in "\n".join(message.words for message in alice.messages())


async def test_an_answer_edited_into_a_note_stays_among_the_staff(stage: Stage) -> None:
    alice, robin, staff = stage.alice, stage.representative, stage.staff
    copy = await asked(stage)
    answer = robin.send("No step.", staff, reply_to=copy)
    await alice.wait_message(containing="No step.")
    await stage.sandbox.wait_until(lambda: bool(answer.reactions))
    robin.edit(answer, f"/note {CANARY} asks often")
    how = await robin.wait_message(containing="/unsend", chat=staff, after=answer)
    assert how.reply_to is answer
    robin.edit(answer, "No step at all.")
    await stage.sandbox.wait_until(lambda: any(m.words == "No step at all." for m in alice.messages()))
    assert CANARY not in "\n".join(message.words for message in alice.messages())
