"""Service messages in words, as a chat shows them between its messages."""

from __future__ import annotations

from textwrap import shorten
from typing import Any

from sandbox.messages import Message

Words = dict[str, str]
"""One sentence by language: "fr" and "en"."""

_LONGEST_QUOTE = 60


def service_words(message: Message) -> Words:
    """Returns one sentence about what happened, by language ("fr", "en")."""
    who = message.sender.full_name if message.sender else message.chat.name
    field, value = next(iter(message.content.items()))
    return {language: f"{who} {deed}" for language, deed in _deed(field, value, message).items()}


def _deed(field: str, value: Any, message: Message) -> Words:  # noqa: ANN401  each field has its own type
    match field:
        case "new_chat_members":
            names = ", ".join(str(user["first_name"]) for user in value)
            if _is_own(value[0], message):
                return {"fr": "a rejoint le groupe", "en": "joined the group"}
            return {"fr": f"a ajouté {names}", "en": f"added {names}"}
        case "left_chat_member":
            if _is_own(value, message):
                return {"fr": "a quitté le groupe", "en": "left the group"}
            return {"fr": f"a retiré {value['first_name']}", "en": f"removed {value['first_name']}"}
        case "pinned_message":
            return _pinned(value.get("text") or value.get("caption"))
        case "forum_topic_created":
            name = value["name"]
            return {"fr": f"a créé le sujet «\u00a0{name}\u00a0»", "en": f"created the topic “{name}”"}
        case "forum_topic_edited" if "name" in value:
            name = value["name"]
            return {
                "fr": f"a renommé le sujet en «\u00a0{name}\u00a0»",
                "en": f"renamed the topic to “{name}”",
            }
    return _PLAIN.get(field) or dict.fromkeys(("fr", "en"), field.replace("_", " "))


def _pinned(words: str | None) -> Words:
    if not words:
        return {"fr": "a épinglé un message", "en": "pinned a message"}
    words = shorten(words, _LONGEST_QUOTE, placeholder="…")
    return {"fr": f"a épinglé «\u00a0{words}\u00a0»", "en": f"pinned “{words}”"}


def _is_own(user: dict[str, Any], message: Message) -> bool:
    return message.sender is not None and user["id"] == message.sender.id


_UPGRADED = {
    "fr": "a transformé le groupe en supergroupe",
    "en": "upgraded the group to a supergroup",
}
_PLAIN: dict[str, Words] = {
    "forum_topic_edited": {"fr": "a changé l’icône du sujet", "en": "changed the topic's icon"},
    "forum_topic_closed": {"fr": "a fermé le sujet", "en": "closed the topic"},
    "forum_topic_reopened": {"fr": "a rouvert le sujet", "en": "reopened the topic"},
    "migrate_to_chat_id": _UPGRADED,
    "migrate_from_chat_id": _UPGRADED,
}
