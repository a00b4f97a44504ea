"""What the bot may reach: chats, messages, topics and rights, refused in Telegram's words.

The order of the checks and their texts follow the Bot API server (tdlib/telegram-bot-api, Client.cpp).
"""

from __future__ import annotations

from sandbox.chats import Chat, Topic
from sandbox.errors import BotApiError, bad_request, forbidden
from sandbox.messages import Message
from sandbox.world import World

GENERAL_TOPIC = 1


def known_chat(world: World, chat_id: int | str) -> Chat:
    """Returns the chat with that id or @username.

    Raises:
        BotApiError: "chat not found", or where the group went when it became a supergroup.
    """
    if isinstance(chat_id, str):
        found = world.usernames.get(chat_id.removeprefix("@").lower())
        # Bots find channels and supergroups by name, never people.
        chat = world.chats.get(found) if found is not None and found < 0 else None
    else:
        chat = world.chats.get(chat_id)
    if chat is None:
        raise bad_request("chat not found")
    if chat.migrated_to is not None:
        raise BotApiError(
            400,
            "Bad Request: group chat was upgraded to a supergroup chat",
            migrate_to_chat_id=chat.migrated_to.id,
        )
    return chat


def chat_with_bot(world: World, chat_id: int | str) -> Chat:
    """Returns a chat the bot is in; for a private chat, one whose person can be written to.

    Raises:
        BotApiError: not found, blocked, never started, kicked or not a member.
    """
    chat = known_chat(world, chat_id)
    if chat.person is not None:
        person_id = chat.person.id
        if person_id in world.deactivated:
            raise forbidden("user is deactivated")
        if person_id in world.blocked:
            raise forbidden("bot was blocked by the user")
        if person_id not in world.started:
            raise forbidden("bot can't initiate conversation with a user")
        return chat
    status = chat.status_of(world.the_bot)
    if status == "kicked":
        raise forbidden(f"bot was kicked from the {chat.kind} chat")
    if status == "left":
        raise forbidden(f"bot is not a member of the {chat.kind} chat")
    return chat


def writable_chat(world: World, chat_id: int | str) -> Chat:
    """Returns a chat the bot may send to; in a channel that takes a right."""
    chat = chat_with_bot(world, chat_id)
    if chat.kind == "channel" and not chat.allows(world.the_bot, "can_post_messages"):
        raise bad_request("need administrator rights in the channel chat")
    return chat


def has_topics(world: World, chat: Chat) -> bool:
    """Tells whether the bot may open topics there: in a forum, or in private where that is switched on."""
    return world.the_bot.has_topics_enabled if chat.person is not None else chat.is_forum


def open_topic(world: World, chat: Chat, thread_id: int | None, reply_to: Message | None) -> Topic | None:
    """Returns the topic a message goes to; None for General and outside forums.

    An answer without a thread goes to the topic of what it answers.

    Raises:
        BotApiError: no such topic, or it is closed and the bot may not manage topics.
    """
    if thread_id is None and reply_to is not None:
        thread_id = reply_to.topic_id
    if thread_id is None:
        return None
    if not has_topics(world, chat):
        # The server passes over a thread in groups without topics, but not in private chats.
        if chat.person is not None:
            raise bad_request("message thread not found")
        return None
    topic = chat.topics.get(thread_id)
    if topic is None or thread_id == GENERAL_TOPIC:
        raise bad_request("message thread not found")
    if topic.closed and not chat.allows(world.the_bot, "can_manage_topics"):
        raise bad_request("TOPIC_CLOSED")
    return topic


def known_message(chat: Chat, message_id: int, what: str) -> Message:
    """Returns a message of the chat; `what` is Telegram's name for it in a refusal: "message to edit"."""
    message = chat.messages.get(message_id)
    if message is None:
        raise bad_request(f"{what} not found")
    return message
