"""copyMessage and forwardMessage."""

import pytest
import telegram
from telegram.error import BadRequest

from sandbox import Chat, Person


async def test_a_copy_shows_nothing_of_where_it_comes_from(
    bot: telegram.Bot, ann: Person, forum: Chat
) -> None:
    question = ann.upload("document", b"text", file_name="a.txt", caption="Where is it?")
    topic = await bot.create_forum_topic(forum.id, "Ann")
    copied = await bot.copy_message(forum.id, ann.id, question.id, message_thread_id=topic.message_thread_id)
    seen = ann.last(forum)
    assert (seen.id, seen.caption, seen.forward_origin) == (copied.message_id, "Where is it?", None)
    assert seen.topic_id == topic.message_thread_id
    assert seen.file is question.file


async def test_a_copy_may_have_another_caption(bot: telegram.Bot, ann: Person) -> None:
    original = ann.upload("document", b"text", file_name="a.txt", caption="Where is it?")
    await bot.copy_message(ann.id, ann.id, original.id, caption="<b>New</b>", parse_mode="HTML")
    assert ann.last().caption == "New"


async def test_a_forward_names_who_wrote_it(bot: telegram.Bot, ann: Person, forum: Chat) -> None:
    question = ann.send("Where is it?")
    sent = await bot.forward_message(forum.id, ann.id, question.id)
    assert isinstance(sent.forward_origin, telegram.MessageOriginUser)
    assert sent.forward_origin.sender_user.id == ann.id
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await bot.edit_message_text("x", forum.id, sent.message_id)


async def test_what_is_not_there_is_service_or_protected_cannot_be_copied_or_forwarded(
    bot: telegram.Bot, ann: Person, bob: Person, forum: Chat
) -> None:
    with pytest.raises(BadRequest, match="Message to copy not found"):
        await bot.copy_message(ann.id, ann.id, 999)
    with pytest.raises(BadRequest, match="Message to forward not found"):
        await bot.forward_message(ann.id, ann.id, 999)
    bob.join(forum)
    with pytest.raises(BadRequest, match="The message can't be copied"):
        await bot.copy_message(ann.id, forum.id, ann.last(forum).id)
    protected = await bot.send_message(ann.id, "secret", protect_content=True)
    with pytest.raises(BadRequest, match="The message can't be forwarded"):
        await bot.forward_message(forum.id, ann.id, protected.message_id)


async def test_several_messages_are_copied_at_once_and_albums_stay_albums(
    bot: telegram.Bot, ann: Person, forum: Chat
) -> None:
    first = ann.upload("photo", b"1", media_group_id="a")
    second = ann.upload("photo", b"2", media_group_id="a", caption="both")
    alone = ann.send("and this")
    gone = ann.send("oops")
    ann.delete(gone)
    ids = [first.id, second.id, alone.id, gone.id]
    copies = await bot.copy_messages(forum.id, ann.id, ids)
    seen = [forum.messages[copy.message_id] for copy in copies]
    groups = [message.content.get("media_group_id") for message in seen]
    assert [message.words for message in seen] == ["", "both", "and this"]
    assert groups[0] == groups[1] not in (None, "a")
    assert groups[2] is None
    with pytest.raises(BadRequest, match=r"(?i)strictly increasing"):
        await bot.copy_messages(forum.id, ann.id, ids[::-1])
    with pytest.raises(BadRequest, match=r"(?i)no messages to copy"):
        await bot.copy_messages(forum.id, ann.id, [gone.id])
