"""Forum topics: opening, renaming, closing and deleting, with the service messages Telegram writes."""

from __future__ import annotations

from typing import Any

from sandbox.accounts import Account
from sandbox.chats import Chat, Topic
from sandbox.errors import bad_request
from sandbox.messages import Message
from sandbox.parameters_chats import TOPIC_COLORS
from sandbox.world import World

# Some of the icons any bot may use (Telegram has about a hundred), by custom emoji id.
ICONS = {
    "5434144690511290129": "📰",
    "5312536423851630001": "💡",
    "5312016608254762256": "⚡️",
    "5377544228505134960": "🎙",
    "5418085807791545980": "🔝",
    "5368585403467048206": "📣",
    "5357315181649076022": "📁",
    "5379748062124056162": "❗️",
    "5377316857231450742": "❓",
    "5237699328843200968": "✅",
    "5377498341074542641": "‼️",
    "5312241539987020022": "🔥",
    "5408906741125490282": "🏁",
    "5424885441100782420": "👀",
    "5417915203100613993": "💬",
    "5238156910363950406": "✍️",
    "5350392020785437399": "☕️",
}


def create(
    world: World,
    chat: Chat,
    sender: Account,
    name: str,
    icon_color: int | None = None,
    icon_custom_emoji_id: str | None = None,
) -> Topic:
    """Opens a topic; the message that says so is its root and gives it its id."""
    if icon_custom_emoji_id:
        _check_icon(icon_custom_emoji_id)
    color = icon_color or TOPIC_COLORS[0]
    created: dict[str, Any] = {"name": name, "icon_color": color}
    if icon_custom_emoji_id:
        created["icon_custom_emoji_id"] = icon_custom_emoji_id
    content = {"forum_topic_created": created}
    by_bot = sender is world.bot
    root = world.post(chat, sender, content, is_service=True, by_bot=by_bot, opens_topic=True)
    topic = Topic(root.id, name, color, root, icon_custom_emoji_id or None, messages=[root])
    chat.topics[topic.id] = topic
    world.announce("chats")
    return topic


def edit(
    world: World, chat: Chat, sender: Account, topic: Topic, name: str | None, icon: str | None
) -> Message | None:
    """Renames a topic or changes its icon; "" removes the icon, None or no name leaves things alone.

    Raises:
        BotApiError: nothing would change, or there is no such icon.
    """
    edited: dict[str, str] = {}
    if name and name != topic.name:
        edited["name"] = name
    if icon is not None and icon != (topic.icon_custom_emoji_id or ""):
        if icon:
            _check_icon(icon)
        edited["icon_custom_emoji_id"] = icon
    if not edited:
        raise bad_request("TOPIC_NOT_MODIFIED")
    topic.name = edited.get("name", topic.name)
    if "icon_custom_emoji_id" in edited:
        topic.icon_custom_emoji_id = edited["icon_custom_emoji_id"] or None
    message = _say(world, chat, sender, topic, {"forum_topic_edited": edited})
    world.announce("chats")
    return message


def set_closed(world: World, chat: Chat, sender: Account, topic: Topic, closed: bool) -> Message:
    """Closes or reopens a topic.

    Raises:
        BotApiError: it is so already.
    """
    if topic.closed == closed:
        raise bad_request("TOPIC_NOT_MODIFIED")
    topic.closed = closed
    word = "forum_topic_closed" if closed else "forum_topic_reopened"
    message = _say(world, chat, sender, topic, {word: {}})
    world.announce("chats")
    return message


def remove(world: World, chat: Chat, topic: Topic) -> None:
    """Deletes a topic with all its messages."""
    del chat.topics[topic.id]
    for message in topic.messages:
        if not message.deleted:
            world.remove(message)
    world.announce("chats")


def _say(world: World, chat: Chat, sender: Account, topic: Topic, content: dict[str, Any]) -> Message:
    by_bot = sender is world.bot
    return world.post(chat, sender, content, topic=topic, is_service=True, by_bot=by_bot)


def _check_icon(icon: str) -> None:
    if icon not in ICONS:
        raise bad_request("DOCUMENT_INVALID")
