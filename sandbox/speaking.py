"""What people write, send, edit, delete and react with."""

from __future__ import annotations

from typing import Any

from sandbox import topics
from sandbox.access import GENERAL_TOPIC
from sandbox.accounts import Account
from sandbox.chats import Chat, Topic
from sandbox.errors import PersonError
from sandbox.files import StoredFile
from sandbox.markup import BadParameters, parse, parse_caption
from sandbox.media import CAPTIONED_KINDS, media_content
from sandbox.messages import Message
from sandbox.notices import tell_bot, tell_bot_of_reaction
from sandbox.parameters_objects import REACTION_EMOJI
from sandbox.world import World

KINDS = ("photo", "document", "voice", "sticker", "video", "audio")


def text_content(text: str) -> dict[str, Any]:
    """Returns the content of a text somebody typed; links, mentions and commands are found in it."""
    try:
        parsed = parse(text)
    except BadParameters as error:
        raise PersonError(error.description.removeprefix("Bad Request: ")) from None
    return {"text": parsed.text} | ({"entities": parsed.entities} if parsed.entities else {})


def caption_content(caption: str | None) -> dict[str, Any]:
    """Returns the fields of a caption somebody typed; nothing for none."""
    try:
        parsed = parse_caption(caption)
    except BadParameters as error:
        raise PersonError(error.description.removeprefix("Bad Request: ")) from None
    if not parsed.text:
        return {}
    return {"caption": parsed.text} | ({"caption_entities": parsed.entities} if parsed.entities else {})


def file_content(
    kind: str, file: StoredFile, caption: str | None, media_group_id: str | None
) -> dict[str, Any]:
    """Returns the content of a message with a file somebody picked."""
    if kind not in KINDS:
        raise PersonError(f"no such kind of file: {kind}; there are {', '.join(KINDS)}")
    content = media_content(kind, file, duration=1, strict=False) | caption_content(caption)
    return content | ({"media_group_id": media_group_id} if media_group_id else {})


def say(
    world: World,
    person: Account,
    content: dict[str, Any],
    chat: Chat,
    topic_id: int | None,
    reply_to: Message | None,
    file: StoredFile | None = None,
    *,
    markup: dict[str, Any] | None = None,
    via_bot: Account | None = None,
    inline_id: str | None = None,
) -> Message:
    """Puts a person's message into a chat and tells the bot, if it hears it."""
    require_member(person, chat)
    if chat.person is not None:
        if person.id in world.blocked:
            raise PersonError(f"{person.first_name} has blocked the bot: unblock it first")
        if person.id not in world.started:
            world.started.add(person.id)
            world.announce("people")
    if reply_to is not None and (reply_to.chat is not chat or reply_to.deleted):
        raise PersonError("the message to answer is not in this chat")
    if chat.kind == "channel" and not chat.is_administrator(person):
        raise PersonError(f"only administrators post in {chat.name}")
    topic = _topic(person, chat, topic_id, reply_to)
    sender = None if chat.kind == "channel" else person
    message = world.post(
        chat,
        sender,
        content,
        topic=topic,
        reply_to=reply_to,
        markup=markup,
        file=file,
        via_bot=via_bot,
        inline_id=inline_id,
    )
    tell_bot(world, message)
    return message


def require_member(person: Account, chat: Chat) -> None:
    """Raises PersonError when the person is not in the chat, or the chat is no more."""
    if chat.migrated_to is not None:
        raise PersonError(f"{chat.name} has become a supergroup")
    if not chat.has(person):
        raise PersonError(f"{person.first_name} is not in {chat.name}")


def edit(world: World, person: Account, message: Message, text: str) -> None:
    """Changes the words of one's own message and tells the bot."""
    if message.deleted or message.sender is not person or message.forward_origin is not None:
        raise PersonError(f"{person.first_name} can edit only their own messages")
    if message.via_bot is not None:
        raise PersonError("what was posted by a bot's inline mode only the bot can edit")
    if message.kind == "text":
        changed = text_content(text)
    elif message.kind in CAPTIONED_KINDS:
        kept = {key: value for key, value in message.content.items() if not key.startswith("caption")}
        changed = kept | caption_content(text)
    else:
        raise PersonError(f"a {message.kind} has no words to edit")
    message.content = changed
    message.edited_at = world.clock.now()
    world.touch(message, "edit")
    tell_bot(world, message, edited=True)


def delete(world: World, person: Account, message: Message) -> None:
    """Deletes a message for everybody: in private chats any, in groups one's own or as administrator."""
    chat = message.chat
    require_member(person, chat)
    allowed = (
        chat.person is not None or message.sender is person or chat.allows(person, "can_delete_messages")
    )
    if message.deleted or not allowed:
        raise PersonError("this message cannot be deleted")
    world.remove(message)


def react(world: World, person: Account, message: Message, emoji: str | None) -> None:
    """Sets or removes one's reaction and tells the bot."""
    require_member(person, message.chat)
    if message.deleted or message.is_service:
        raise PersonError("one cannot react to this message")
    if emoji is not None and emoji not in REACTION_EMOJI:
        raise PersonError(f"{emoji} is no reaction in Telegram")
    old = message.reacted.get(person.id, [])
    if emoji is None:
        message.reacted.pop(person.id, None)
    else:
        message.reacted[person.id] = [emoji]
    world.touch(message, "reaction")
    tell_bot_of_reaction(world, message, person, old)


def create_topic(world: World, person: Account, chat: Chat, name: str) -> Topic:
    """Opens a topic in somebody's name and tells the bot."""
    _require_topic_rights(person, chat, "can_manage_topics")
    topic = topics.create(world, chat, person, name)
    tell_bot(world, topic.root)
    return topic


def edit_topic(
    world: World, person: Account, chat: Chat, topic_id: int, name: str | None, icon: str | None
) -> None:
    """Renames a topic or changes its icon in somebody's name and tells the bot."""
    _require_topic_rights(person, chat, "can_manage_topics")
    message = topics.edit(world, chat, person, _known_topic(chat, topic_id), name, icon)
    if message is not None:
        tell_bot(world, message)


def close_topic(world: World, person: Account, chat: Chat, topic_id: int, closed: bool) -> None:
    """Closes or reopens a topic in somebody's name and tells the bot."""
    _require_topic_rights(person, chat, "can_manage_topics")
    topic = _known_topic(chat, topic_id)
    if topic.closed == closed:
        raise PersonError(f"the topic {topic.name} is {'closed' if closed else 'open'} already")
    tell_bot(world, topics.set_closed(world, chat, person, topic, closed))


def delete_topic(world: World, person: Account, chat: Chat, topic_id: int) -> None:
    """Deletes a topic with all its messages; the bot is never told, as in Telegram."""
    _require_topic_rights(person, chat, "can_delete_messages")
    topics.remove(world, chat, _known_topic(chat, topic_id))


def _require_topic_rights(person: Account, chat: Chat, right: str) -> None:
    require_member(person, chat)
    if chat.person is None and (not chat.is_forum or not chat.allows(person, right)):
        raise PersonError(f"{person.first_name} cannot do that to topics in {chat.name}")


def _known_topic(chat: Chat, topic_id: int) -> Topic:
    topic = chat.topics.get(topic_id)
    if topic is None:
        raise PersonError(f"{chat.name} has no such topic")
    return topic


def _topic(person: Account, chat: Chat, topic_id: int | None, reply_to: Message | None) -> Topic | None:
    if topic_id is None and reply_to is not None:
        topic_id = reply_to.topic_id
    if topic_id is None or topic_id == GENERAL_TOPIC:
        return None
    topic = _known_topic(chat, topic_id)
    if topic.closed and not chat.is_administrator(person):
        raise PersonError(f"the topic {topic.name} is closed")
    return topic
