"""How the page, and scripts over HTTP, see the world: plain JSON of its own, not the Bot API's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.accounts import Bot
from sandbox.chats import PRESENT, Chat
from sandbox.clock import MovableClock
from sandbox.inline_queries import InlineResults
from sandbox.messages import Message
from sandbox.service_words import service_words
from sandbox.topics import ICONS

if TYPE_CHECKING:
    from sandbox.people import Person
    from sandbox.sandbox import Sandbox


def message_view(message: Message) -> dict[str, Any]:
    """Returns a message as people see it."""
    sender = message.sender
    return {
        "id": message.id,
        "chat_id": message.chat.id,
        "topic_id": message.topic_id,
        "from": None
        if sender is None
        else {
            "id": sender.id,
            "first_name": sender.first_name,
            "last_name": sender.last_name,
            "is_bot": sender.is_bot,
        },
        "via_bot": message.via_bot.username if message.via_bot else None,
        "date": message.date.isoformat(),
        "edited_at": message.edited_at.isoformat() if message.edited_at else None,
        "text": message.text,
        "entities": message.entities,
        "caption": message.caption,
        "caption_entities": message.content.get("caption_entities", []),
        "kind": message.kind,
        "service": service_words(message) if message.is_service else None,
        "file": _file_view(message),
        "location": _location_view(message.content.get("location")),
        "venue": _venue_view(message.content.get("venue")),
        "contact": message.content.get("contact"),
        "reply_to": _reply_view(message.reply_to),
        "keyboard": _keyboard_view(message),
        "reply_keyboard": _reply_keyboard_view(message.markup or {}),
        "reactions": [{"emoji": emoji, "by": ids} for emoji, ids in message.reactions.items()],
        "pinned": message.pinned,
        "forwarded_from": _forwarded_from(message.forward_origin),
        "media_group_id": message.content.get("media_group_id"),
    }


def results_view(results: InlineResults) -> dict[str, Any]:
    """Returns what the bot offers to somebody who typed its name."""
    return {
        "answered": results.answered,
        "button": results.button,
        "start_parameter": results.start_parameter,
        "results": [
            {
                "query_id": result.query.id,
                "id": result.id,
                "title": result.title,
                "description": result.description,
            }
            for result in results.results
        ],
    }


def state_view(sandbox: Sandbox) -> dict[str, Any]:
    """Returns all but the messages: bot, people, chats, clock and command menus."""
    world = sandbox.world
    bot = world.bot
    groups = [chat for chat in world.chats.values() if chat.person is None and chat.migrated_to is None]
    return {
        "id": sandbox.run_id,
        "bot": _bot_view(sandbox, bot) if bot else None,
        "people": [person_view(person) for person in sandbox.people.values() if person.on_page],
        "chats": [chat_view(sandbox, chat) for chat in groups],
        "clock": clock_view(sandbox),
        "commands": _commands_view(sandbox, groups),
    }


def _bot_view(sandbox: Sandbox, bot: Bot) -> dict[str, Any]:
    return {
        "id": bot.id,
        "first_name": bot.first_name,
        "username": bot.username,
        "has_inline_mode": bot.supports_inline_queries,
        "description": sandbox.world.profile.texts("description"),
    }


def person_view(person: Person) -> dict[str, Any]:
    """Returns a person."""
    return {
        "id": person.id,
        "first_name": person.first_name,
        "last_name": person.last_name,
        "username": person.username,
        "language_code": person.language_code,
        "note": person.note,
        "blocked": person.has_blocked,
        "started": person.has_started,
        "home": person.home.id if person.home else None,
    }


def chat_view(sandbox: Sandbox, chat: Chat) -> dict[str, Any]:
    """Returns a group or channel with its topics; General is not among them."""
    bot = sandbox.world.bot
    status = chat.status_of(bot) if bot else "left"
    accounts = [member.account for member in chat.present()]
    return {
        "id": chat.id,
        "type": chat.kind,
        "title": chat.title,
        "is_forum": chat.is_forum,
        "migrated_from": next(
            (old.id for old in sandbox.world.chats.values() if old.migrated_to is chat), None
        ),
        "member_ids": [account.id for account in accounts if account is not bot],
        "admin_ids": [account.id for account in accounts if chat.is_administrator(account)],
        "bot": status if status in PRESENT else "none",
        "bot_rights": _bot_rights(chat, bot),
        "owner_ids": [account.id for account in accounts if chat.status_of(account) == "creator"],
        "topics": [
            {
                "id": topic.id,
                "name": topic.name,
                "closed": topic.closed,
                "icon_color": topic.icon_color,
                "icon": ICONS.get(topic.icon_custom_emoji_id or ""),
            }
            for topic in chat.topics.values()
        ],
    }


def _bot_rights(chat: Chat, bot: Bot | None) -> dict[str, bool] | None:
    """Returns which of an administrator's rights the bot has; None where it is none."""
    if bot is None or chat.status_of(bot) != "administrator":
        return None
    return chat.members[bot.id].rights


def clock_view(sandbox: Sandbox) -> dict[str, Any]:
    """Returns the time, its zone where the host names one, and how it can be moved (no moves: it cannot)."""
    clock = sandbox.world.clock
    moves = clock.moves() if isinstance(clock, MovableClock) else []
    return {
        "now": clock.now().isoformat(),
        "time_zone": getattr(clock, "time_zone", None),
        "moves": [{"id": move.id, "label": move.label} for move in moves],
    }


def _commands_view(sandbox: Sandbox, groups: list[Chat]) -> dict[str, Any]:
    menus: dict[str, Any] = {}
    commands = sandbox.world.commands
    for person in sandbox.people.values():
        if not person.on_page:
            continue
        language = (person.language_code or "")[:2]
        for chat in (person.private_chat, *(group for group in groups if group.has(person))):
            if chat.person is None and sandbox.world.bot is not None and not chat.has(sandbox.world.bot):
                continue
            menus[f"{person.id}:{chat.id}"] = commands.shown(person, language, chat)
    return menus


def _file_view(message: Message) -> dict[str, Any] | None:
    file = message.file
    if file is None:
        return None
    name = file.name or f"{message.kind}{'.jpg' if message.kind == 'photo' else ''}"
    return {
        "id": file.id,
        "name": name,
        "mime": file.mime,
        "size": file.size,
        "url": f"/people/files/{file.id}",
    }


def _location_view(location: dict[str, Any] | None) -> dict[str, Any] | None:
    return {"lat": location["latitude"], "lon": location["longitude"]} if location else None


def _venue_view(venue: dict[str, Any] | None) -> dict[str, Any] | None:
    if venue is None:
        return None
    place = {"title": venue["title"], "address": venue["address"]}
    return place | (_location_view(venue["location"]) or {})


def _reply_view(message: Message | None) -> dict[str, Any] | None:
    if message is None or message.deleted:
        return None
    name = message.sender.full_name if message.sender else message.chat.name
    return {"id": message.id, "from_name": name, "text": message.words or message.kind}


def _keyboard_view(message: Message) -> list[list[dict[str, Any]]]:
    return [
        [
            {
                "text": button.text,
                "data": button.data,
                "url": button.url,
                "copy_text": button.copy_text,
                "style": button.style,
            }
            for button in row
        ]
        for row in message.buttons
    ]


def _reply_keyboard_view(markup: dict[str, Any]) -> dict[str, Any] | None:
    if "keyboard" in markup:
        return {
            "rows": markup["keyboard"],
            "one_time": bool(markup.get("one_time_keyboard")),
            "placeholder": markup.get("input_field_placeholder"),
        }
    if "remove_keyboard" in markup:
        return {"remove": True}
    if "force_reply" in markup:
        return {"force_reply": True, "placeholder": markup.get("input_field_placeholder")}
    return None


def _forwarded_from(origin: dict[str, Any] | None) -> str | None:
    if origin is None:
        return None
    if origin["type"] == "channel":
        return str(origin["chat"]["title"])
    user = origin["sender_user"]
    return f"{user['first_name']} {user.get('last_name', '')}".strip()
