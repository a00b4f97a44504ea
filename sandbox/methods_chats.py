"""Bot API: getChat, its members and administrators, and leaveChat."""

from __future__ import annotations

from sandbox.access import chat_with_bot, known_chat
from sandbox.bot_views import full_chat_view, member_view
from sandbox.errors import bad_request
from sandbox.membership import set_bot
from sandbox.parameters_chats import (
    GetChat,
    GetChatAdministrators,
    GetChatMember,
    GetChatMemberCount,
    LeaveChat,
)
from sandbox.world import World


def get_chat(world: World, wanted: GetChat) -> object:
    """Tells what is known about a chat; private ones are known without the person's leave."""
    chat = known_chat(world, wanted.chat_id)
    return full_chat_view(chat if chat.person is not None else chat_with_bot(world, chat.id))


def get_chat_member(world: World, wanted: GetChatMember) -> object:
    """Tells somebody's place in a chat; who was never in it has left."""
    chat = chat_with_bot(world, wanted.chat_id)
    account = world.the_bot if wanted.user_id == world.the_bot.id else world.people.get(wanted.user_id)
    if account is None:
        raise bad_request("invalid user_id specified")
    return member_view(chat, account, world.the_bot)


def get_chat_member_count(world: World, wanted: GetChatMemberCount) -> object:
    """Counts who is in a chat, the bot included."""
    chat = chat_with_bot(world, wanted.chat_id)
    return 2 if chat.person is not None else sum(1 for _ in chat.present())


def get_chat_administrators(world: World, wanted: GetChatAdministrators) -> object:
    """Lists owner and administrators; other bots than this one there are none."""
    chat = chat_with_bot(world, wanted.chat_id)
    if chat.person is not None:
        raise bad_request("there are no administrators in the private chat")
    return [
        member_view(chat, member.account, world.the_bot)
        for member in chat.present()
        if chat.is_administrator(member.account)
        and (wanted.return_bots or not member.account.is_bot or member.account is world.bot)
    ]


def leave_chat(world: World, wanted: LeaveChat) -> object:
    """Lets the bot leave a group or channel."""
    chat = chat_with_bot(world, wanted.chat_id)
    if chat.person is not None:
        raise bad_request("chat member status can't be changed in private chats")
    set_bot(world, chat, world.the_bot, "left")
    return True


METHODS = {
    "getChat": get_chat,
    "getChatMember": get_chat_member,
    "getChatMemberCount": get_chat_member_count,
    "getChatAdministrators": get_chat_administrators,
    "leaveChat": leave_chat,
}
