"""Bot API: forum topics."""

from __future__ import annotations

from sandbox import topics
from sandbox.access import GENERAL_TOPIC, chat_with_bot, has_topics
from sandbox.chats import Chat, Topic
from sandbox.errors import bad_request
from sandbox.parameters_chats import (
    CloseForumTopic,
    CreateForumTopic,
    DeleteForumTopic,
    EditForumTopic,
    GetForumTopicIconStickers,
    ReopenForumTopic,
)
from sandbox.world import World


def create_forum_topic(world: World, wanted: CreateForumTopic) -> object:
    """Opens a topic."""
    chat = _forum(world, wanted.chat_id)
    if not _may(world, chat, "can_manage_topics"):
        raise bad_request("not enough rights to create a topic")
    topic = topics.create(
        world, chat, world.the_bot, wanted.name, wanted.icon_color, wanted.icon_custom_emoji_id
    )
    view: dict[str, object] = {
        "message_thread_id": topic.id,
        "name": topic.name,
        "icon_color": topic.icon_color,
    }
    if topic.icon_custom_emoji_id:
        view["icon_custom_emoji_id"] = topic.icon_custom_emoji_id
    return view


def edit_forum_topic(world: World, wanted: EditForumTopic) -> object:
    """Renames a topic or changes its icon."""
    chat, topic = _own_topic(world, wanted.chat_id, wanted.message_thread_id, "edit the topic")
    topics.edit(world, chat, world.the_bot, topic, wanted.name, wanted.icon_custom_emoji_id)
    return True


def close_forum_topic(world: World, wanted: CloseForumTopic) -> object:
    """Closes a topic to all but administrators."""
    _supergroup(world, wanted.chat_id)
    chat, topic = _own_topic(world, wanted.chat_id, wanted.message_thread_id, "close or open the topic")
    topics.set_closed(world, chat, world.the_bot, topic, True)
    return True


def reopen_forum_topic(world: World, wanted: ReopenForumTopic) -> object:
    """Opens a closed topic again."""
    _supergroup(world, wanted.chat_id)
    chat, topic = _own_topic(world, wanted.chat_id, wanted.message_thread_id, "close or open the topic")
    topics.set_closed(world, chat, world.the_bot, topic, False)
    return True


def delete_forum_topic(world: World, wanted: DeleteForumTopic) -> object:
    """Deletes a topic with all its messages, however old."""
    chat = _forum(world, wanted.chat_id)
    if not _may(world, chat, "can_delete_messages"):
        raise bad_request("not enough rights to delete the topic")
    topics.remove(world, chat, _topic(chat, wanted.message_thread_id))
    return True


def get_forum_topic_icon_stickers(_: World, __: GetForumTopicIconStickers) -> object:
    """Lists icons any bot may give a topic."""
    return [
        {
            "file_id": f"CAACAgIAAxUAAx{emoji_id}",
            "file_unique_id": f"AgAD{emoji_id[-10:]}",
            "type": "custom_emoji",
            "width": 100,
            "height": 100,
            "is_animated": True,
            "is_video": False,
            "emoji": emoji,
            "set_name": "Topics",
            "custom_emoji_id": emoji_id,
        }
        for emoji_id, emoji in topics.ICONS.items()
    ]


def _forum(world: World, chat_id: int | str) -> Chat:
    chat = chat_with_bot(world, chat_id)
    if not has_topics(world, chat):
        raise bad_request("the chat is not a forum")
    return chat


def _supergroup(world: World, chat_id: int | str) -> None:
    """Refuses what a topic of a private chat cannot be: closed, or opened again."""
    if chat_with_bot(world, chat_id).person is not None:
        raise bad_request("the chat is not a supergroup")


def _may(world: World, chat: Chat, right: str) -> bool:
    """Tells whether the bot has a right; in a private chat no topic takes one."""
    return chat.person is not None or chat.allows(world.the_bot, right)


def _topic(chat: Chat, topic_id: int) -> Topic:
    topic = chat.topics.get(topic_id)
    if topic is None or topic_id == GENERAL_TOPIC:
        raise bad_request("TOPIC_ID_INVALID")
    return topic


def _own_topic(world: World, chat_id: int | str, topic_id: int, deed: str) -> tuple[Chat, Topic]:
    """Returns a topic the bot may change: its own, or any with the right to manage topics."""
    chat = _forum(world, chat_id)
    topic = _topic(chat, topic_id)
    if topic.root.sender is not world.bot and not _may(world, chat, "can_manage_topics"):
        raise bad_request(f"not enough rights to {deed}")
    return chat, topic


METHODS = {
    "createForumTopic": create_forum_topic,
    "editForumTopic": edit_forum_topic,
    "closeForumTopic": close_forum_topic,
    "reopenForumTopic": reopen_forum_topic,
    "deleteForumTopic": delete_forum_topic,
    "getForumTopicIconStickers": get_forum_topic_icon_stickers,
}
