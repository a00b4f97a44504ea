"""How the bot sees the world: the Bot API's JSON objects."""

from __future__ import annotations

from typing import Any

from sandbox.accounts import Account, Bot
from sandbox.chats import Chat
from sandbox.messages import Message


def message_view(message: Message, *, nested: bool = False) -> dict[str, Any]:
    """Returns the message as the Bot API's Message.

    Nested is one in `reply_to_message` or `pinned_message`, which holds no reply of its own.
    """
    chat = message.chat
    view: dict[str, Any] = {
        "message_id": message.id,
        "date": int(message.date.timestamp()),
        "chat": chat.reference(),
    }
    if message.sender is None:
        view["sender_chat"] = view["chat"]
    else:
        view["from"] = message.sender.user()
    if message.via_bot is not None:
        view["via_bot"] = message.via_bot.user()
    if message.edited_at is not None:
        view["edit_date"] = int(message.edited_at.timestamp())
    if message.thread_id is not None:
        view["message_thread_id"] = message.thread_id
        if message.topic_id is not None:
            view["is_topic_message"] = True
    if message.forward_origin is not None:
        view["forward_origin"] = message.forward_origin
    if not nested:
        reply = replied(message)
        if reply is not None:
            view["reply_to_message"] = message_view(reply, nested=True)
    view.update(message.content)
    if message.markup is not None and "inline_keyboard" in message.markup:
        view["reply_markup"] = message.markup
    return view


def replied(message: Message) -> Message | None:
    """Returns what Telegram puts into `reply_to_message`.

    In a forum topic a message that answers nothing carries the message that opened the topic.
    """
    if message.reply_to is not None:
        return None if message.reply_to.deleted else message.reply_to
    if message.topic_id is None or message.id == message.topic_id:
        return None
    topic = message.chat.topics.get(message.topic_id)
    return topic.root if topic else None


def callback_message_view(message: Message) -> dict[str, Any]:
    """Returns the message of a CallbackQuery; a deleted one is an InaccessibleMessage."""
    if message.deleted:
        return {"chat": message.chat.reference(), "message_id": message.id, "date": 0}
    return message_view(message)


def member_view(chat: Chat, account: Account, bot: Bot) -> dict[str, Any]:
    """Returns somebody's place in a chat as the Bot API's ChatMember."""
    status = chat.status_of(account)
    view: dict[str, Any] = {"user": account.user(), "status": status}
    if status == "creator":
        view["is_anonymous"] = False
    elif status == "administrator":
        view |= {"can_be_edited": False, "is_anonymous": False} | chat.members[account.id].rights
        if account is not bot:
            view["can_be_edited"] = chat.allows(bot, "can_promote_members")
    elif status == "kicked":
        view["until_date"] = 0
    return view


def full_chat_view(chat: Chat) -> dict[str, Any]:
    """Returns the chat as the Bot API's ChatFullInfo."""
    view = chat.reference() | {
        "accent_color_id": chat.id % 7,
        "max_reaction_count": 11,
        "accepted_gift_types": {
            "unlimited_gifts": False,
            "limited_gifts": False,
            "unique_gifts": False,
            "premium_subscription": False,
            "gifts_from_channels": False,
        },
    }
    if chat.kind in {"group", "supergroup"}:
        view["permissions"] = _permissions()
    if chat.username:
        view["active_usernames"] = [chat.username]
    if chat.pins:
        view["pinned_message"] = message_view(chat.messages[chat.pins[-1]], nested=True)
    return view


def _permissions() -> dict[str, bool]:
    sends = ("messages", "audios", "documents", "photos", "videos", "video_notes", "voice_notes", "polls")
    others = (
        "can_send_other_messages",
        "can_add_web_page_previews",
        "can_invite_users",
        "can_react_to_messages",
    )
    withheld = ("can_change_info", "can_pin_messages", "can_manage_topics", "can_edit_tag")
    return (
        {f"can_send_{kind}": True for kind in sends}
        | dict.fromkeys(others, True)
        | dict.fromkeys(withheld, False)
    )
