"""Who is in which chat: joining, leaving, blocking, and the bot's place in groups."""

from __future__ import annotations

from collections.abc import Mapping

from sandbox.accounts import Account
from sandbox.bot_views import member_view
from sandbox.chats import Chat
from sandbox.errors import PersonError
from sandbox.notices import tell_bot, tell_bot_of_itself, tell_bot_of_member
from sandbox.world import World


def block(world: World, person: Account) -> None:
    """Blocks the bot and tells it so."""
    if person.id in world.blocked:
        return
    world.blocked.add(person.id)
    _tell_of_block(world, person, "member", "kicked")


def unblock(world: World, person: Account) -> None:
    """Lifts a block and tells the bot so."""
    if person.id not in world.blocked:
        return
    world.blocked.discard(person.id)
    _tell_of_block(world, person, "kicked", "member")


def _tell_of_block(world: World, person: Account, before: str, after: str) -> None:
    user = world.the_bot.user()
    update = {
        "chat": world.chats[person.id].reference(),
        "from": person.user(),
        "date": int(world.clock.now().timestamp()),
        "old_chat_member": _private_member(user, before),
        "new_chat_member": _private_member(user, after),
    }
    world.updates.push("my_chat_member", update)
    world.announce("people")


def _private_member(user: Mapping[str, object], status: str) -> dict[str, object]:
    member: dict[str, object] = {"user": user, "status": status}
    return member | {"until_date": 0} if status == "kicked" else member


def join(world: World, chat: Chat, person: Account) -> None:
    """Lets a person into a group or channel; a group says so."""
    if chat.person is not None or chat.migrated_to is not None:
        raise PersonError(f"nobody can join {chat.name}")
    if chat.has(person):
        raise PersonError(f"{person.first_name} is in {chat.name} already")
    before = member_view(chat, person, world.the_bot)
    world.join(chat, person, "member", {})
    if chat.kind != "channel":
        content = {"new_chat_members": [person.user()]}
        tell_bot(world, world.post(chat, person, content, is_service=True))
    tell_bot_of_member(world, chat, person, person, before)
    world.announce("chats")


def leave(world: World, chat: Chat, person: Account) -> None:
    """Lets a person go; a group says so."""
    if chat.person is not None or not chat.has(person):
        raise PersonError(f"{person.first_name} is not in {chat.name}")
    before = member_view(chat, person, world.the_bot)
    world.join(chat, person, "left", {})
    if chat.kind != "channel":
        content = {"left_chat_member": person.user()}
        tell_bot(world, world.post(chat, person, content, is_service=True))
    tell_bot_of_member(world, chat, person, person, before)
    world.announce("chats")


def set_bot(
    world: World, chat: Chat, by: Account, status: str, rights: Mapping[str, bool] | None = None
) -> None:
    """Lets somebody give the bot another place in a group or channel, and tells it so.

    The status is member, administrator, left or kicked; of an administrator's rights None is all.
    """
    if chat.person is not None or chat.migrated_to is not None:
        raise PersonError(f"the bot's place in {chat.name} cannot change")
    bot = world.the_bot
    before = member_view(chat, bot, bot)
    was_in = chat.has(bot)
    world.join(chat, bot, status, chat.rights(rights) if status == "administrator" else {})
    tell_bot_of_itself(world, chat, by, before)
    if chat.kind != "channel" and chat.has(bot) and not was_in:
        content = {"new_chat_members": [bot.user()]}
        tell_bot(world, world.post(chat, by, content, is_service=True))
    elif chat.kind != "channel" and was_in and not chat.has(bot):
        world.post(chat, by, {"left_chat_member": bot.user()}, is_service=True)
    world.announce("chats")


def migrate(world: World, group: Chat) -> Chat:
    """Turns a basic group into a supergroup with another id, as Telegram does when it grows.

    Both chats say so in a service message; the old id answers calls with `migrate_to_chat_id`.
    """
    if group.kind != "group" or group.migrated_to is not None:
        raise PersonError(f"{group.name} is no basic group")
    supergroup = world.add_chat(group.title or "", "supergroup", is_forum=False)
    supergroup.members = dict(group.members)
    by = next((member.account for member in group.present() if member.status == "creator"), None)
    sender = by or world.the_bot
    gone = world.post(group, sender, {"migrate_to_chat_id": supergroup.id}, is_service=True)
    tell_bot(world, gone)
    group.migrated_to = supergroup
    come = world.post(supergroup, sender, {"migrate_from_chat_id": group.id}, is_service=True)
    tell_bot(world, come)
    world.announce("chats")
    return supergroup
