"""Service messages in words, as a chat shows them between its messages."""

from __future__ import annotations

from typing import Any

from sandbox.messages import Message


def service_words(message: Message) -> str:
    """Returns one English sentence about what happened."""
    who = message.sender.full_name if message.sender else message.chat.name
    field, value = next(iter(message.content.items()))
    return f"{who} {_deed(field, value, message)}"


def _deed(field: str, value: Any, message: Message) -> str:  # noqa: ANN401  each field has its own type
    if field == "new_chat_members":
        own = message.sender is not None and value[0]["id"] == message.sender.id
        return "joined the group" if own else f"added {_names(value)}"
    if field == "left_chat_member":
        own = message.sender is not None and value["id"] == message.sender.id
        return "left the group" if own else f"removed {_names([value])}"
    if field == "pinned_message":
        return f"pinned “{value.get('text') or value.get('caption') or 'a message'}”"
    if field == "forum_topic_created":
        return f"created the topic “{value['name']}”"
    if field == "forum_topic_edited":
        return f"renamed the topic to “{value['name']}”" if "name" in value else "changed the topic's icon"
    return _PLAIN.get(field, field.replace("_", " "))


_PLAIN = {
    "forum_topic_closed": "closed the topic",
    "forum_topic_reopened": "reopened the topic",
    "migrate_to_chat_id": "upgraded the group to a supergroup",
    "migrate_from_chat_id": "upgraded the group to a supergroup",
}


def _names(users: list[dict[str, Any]]) -> str:
    return ", ".join(str(user["first_name"]) for user in users)
