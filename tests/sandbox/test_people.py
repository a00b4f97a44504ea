"""What people do and see, through the Python API alone."""

import asyncio

import pytest

from sandbox import Chat, Person, PersonError, Sandbox


def queued(sandbox: Sandbox) -> int:
    return len(sandbox.world.updates)


def test_a_person_starts_with_a_deep_link(sandbox: Sandbox, bob: Person) -> None:
    assert not bob.has_started
    assert bob.start("e1-abc_2").text == "/start e1-abc_2"
    assert bob.has_started
    assert queued(sandbox) == 1


@pytest.mark.parametrize("payload", ["x" * 65, "é", "a b"])
def test_a_payload_no_link_can_carry_is_refused(bob: Person, payload: str) -> None:
    with pytest.raises(PersonError, match="start payload"):
        bob.start(payload)


def test_everything_a_client_sends_has_its_kind(ann: Person) -> None:
    sent = [
        ann.send("text"),
        ann.send_location(47.39, 0.68),
        ann.send_venue(47.39, 0.68, "Café", "Place Plumereau"),
        ann.send_contact("+33123456789", "Bob"),
        *(ann.upload(kind, b"data") for kind in ("photo", "document", "voice", "sticker", "video", "audio")),
    ]
    assert [message.kind for message in sent] == [
        "text",
        "location",
        "venue",
        "contact",
        "photo",
        "document",
        "voice",
        "sticker",
        "video",
        "audio",
    ]
    with pytest.raises(PersonError, match="no such kind of file: hologram"):
        ann.upload("hologram", b"data")


def test_links_and_commands_people_type_are_found(ann: Person) -> None:
    kinds = [entity["type"] for entity in ann.send("/next see https://example.org @bob").entities]
    assert kinds == ["bot_command", "url", "mention"]


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 4097])
def test_what_no_client_sends_is_refused(ann: Person, text: str) -> None:
    with pytest.raises(PersonError, match=r"text is empty|text must be non-empty|too long"):
        ann.send(text)


def test_people_edit_and_delete_their_own_messages_only(ann: Person, bob: Person, forum: Chat) -> None:
    bob.join(forum)
    hers = ann.send("one", forum)
    ann.edit(hers, "two")
    assert (hers.text, hers.edited_at is not None) == ("two", True)
    with pytest.raises(PersonError, match="only their own messages"):
        bob.edit(hers, "three")
    with pytest.raises(PersonError, match="cannot be deleted"):
        bob.delete(hers)
    ann.delete(hers)
    assert hers not in ann.messages(forum)
    with pytest.raises(PersonError, match="only their own messages"):
        ann.edit(hers, "three")


def test_a_caption_is_edited_and_a_location_has_no_words(ann: Person) -> None:
    photo = ann.upload("photo", b"data", caption="one")
    ann.edit(photo, "two")
    assert (photo.caption, photo.kind) == ("two", "photo")
    with pytest.raises(PersonError, match="a location has no words to edit"):
        ann.edit(ann.send_location(1, 1), "x")


def test_reactions_are_counted_by_emoji(ann: Person, bob: Person, forum: Chat) -> None:
    bob.join(forum)
    message = ann.send("Hello", forum)
    ann.react(message, "👍")
    bob.react(message, "👍")
    assert message.reactions == {"👍": [ann.id, bob.id]}
    ann.react(message, None)
    assert message.reactions == {"👍": [bob.id]}
    with pytest.raises(PersonError, match="is no reaction"):
        bob.react(message, "🦆")


def test_people_see_only_the_chats_they_are_in(ann: Person, bob: Person, forum: Chat) -> None:
    with pytest.raises(PersonError, match="Bob is not in Staff"):
        bob.messages(forum)
    with pytest.raises(PersonError, match="Bob is not in Ann"):
        bob.send("Hello", ann.private_chat)
    with pytest.raises(LookupError, match="Bob sees no message"):
        bob.last()


def test_only_administrators_post_in_a_channel(sandbox: Sandbox, ann: Person, bob: Person) -> None:
    channel = sandbox.add_group("News", [bob], kind="channel", owner=ann)
    with pytest.raises(PersonError, match="only administrators post"):
        bob.send("Hello", channel)
    assert ann.send("Hello", channel).sender is None


def test_an_answer_must_be_to_a_message_of_the_same_chat(ann: Person, forum: Chat) -> None:
    with pytest.raises(PersonError, match="not in this chat"):
        ann.send("Hello", forum, reply_to=ann.last())


def test_members_who_administer_nothing_open_no_topics(
    sandbox: Sandbox, ann: Person, bob: Person, forum: Chat
) -> None:
    bob.join(forum)
    with pytest.raises(PersonError, match="cannot do that to topics"):
        bob.create_topic(forum, "Bob")
    sandbox.make_administrator(forum, bob, {"can_manage_topics": True})
    topic = bob.create_topic(forum, "Bob")
    with pytest.raises(PersonError, match="is open already"):
        bob.reopen_topic(forum, topic.id)
    with pytest.raises(PersonError, match="no such topic"):
        bob.send("Hello", forum, topic=999)


async def test_waiting_gives_the_newest_message_of_somebody_else(
    ann: Person, bob: Person, forum: Chat
) -> None:
    bob.join(forum)
    ann.send("Where is it?", forum)
    waiting = asyncio.create_task(ann.wait_message("is it", chat=forum))
    await asyncio.sleep(0)
    bob.send("Here it is", forum)
    bob.send("Is it far?", forum)
    late = bob.send("No, there is it", forum)
    assert await waiting is late


async def test_waiting_after_a_message_sees_later_edits_of_earlier_ones(
    ann: Person, bob: Person, forum: Chat
) -> None:
    bob.join(forum)
    card = bob.send("Seats: 2", forum)
    mine = ann.send("one for me", forum)
    with pytest.raises(TimeoutError):
        await ann.wait_message("Seats", chat=forum, after=mine, timeout=0.01)
    bob.edit(card, "Seats: 1")
    assert await ann.wait_message("Seats", chat=forum, after=mine) is card


async def test_waiting_in_vain_shows_what_was_seen_instead(ann: Person) -> None:
    ann.send("Anybody?")
    with pytest.raises(TimeoutError, match=r"(?s)Ann waited 0.01 s for 'Hello' in Ann.*Anybody\?"):
        await ann.wait_message("Hello", timeout=0.01)


async def test_anything_in_the_world_can_be_waited_for(sandbox: Sandbox, ann: Person) -> None:
    waiting = asyncio.create_task(sandbox.wait_until(lambda: ann.has_blocked and "blocked"))
    await asyncio.sleep(0)
    ann.send("bye")
    ann.block()
    assert await waiting == "blocked"


def test_a_sandbox_has_one_bot_with_a_token_of_telegrams_shape() -> None:
    sandbox = Sandbox()
    with pytest.raises(PersonError, match="no bot yet"):
        _ = sandbox.bot
    with pytest.raises(ValueError, match="a bot token is digits"):
        sandbox.add_bot("secret", "Bot", "a_bot")
    sandbox.add_bot("123456789:" + "x" * 35, "Bot", "a_bot")
    with pytest.raises(ValueError, match="one bot"):
        sandbox.add_bot("123456789:" + "x" * 35, "Bot", "a_bot")
