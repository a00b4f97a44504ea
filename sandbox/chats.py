"""Chats and what belongs to one: members, rights, topics, messages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox.accounts import Account
from sandbox.errors import PersonError
from sandbox.messages import Message

# The rights of ChatAdministratorRights that are always told, and those told in some chats only.
COMMON_RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
)
GROUP_RIGHTS = ("can_pin_messages", "can_manage_topics")
CHANNEL_RIGHTS = ("can_post_messages", "can_edit_messages")

PRESENT = frozenset({"creator", "administrator", "member"})


@dataclass
class Topic:
    """A forum topic; its id is that of the service message that opened it."""

    id: int
    name: str
    icon_color: int
    root: Message
    icon_custom_emoji_id: str | None = None
    closed: bool = False
    messages: list[Message] = field(default_factory=list)


@dataclass
class Member:
    """Somebody's place in a chat: status as in ChatMember, rights if administrator."""

    account: Account
    status: str = "member"
    rights: dict[str, bool] = field(default_factory=dict)


@dataclass(eq=False)
class Chat:
    """A private chat, group, supergroup or channel.

    Attributes:
        kind: private, group, supergroup or channel.
        person: who the private chat is with.
        members: everybody who was ever in it, the bot included, by account id.
        messages: by id, in order of id; deleted ones are gone.
        pins: ids of pinned messages, the newest last.
        migrated_to: the supergroup this group became.
    """

    id: int
    kind: str
    title: str | None = None
    username: str | None = None
    is_forum: bool = False
    person: Account | None = None
    members: dict[int, Member] = field(default_factory=dict)
    topics: dict[int, Topic] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    pins: list[int] = field(default_factory=list)
    migrated_to: Chat | None = None
    last_id: int = 0

    @property
    def type(self) -> str:
        """The Bot API's word for `kind`."""
        return self.kind

    @property
    def name(self) -> str:
        """What people call it."""
        return self.title or (self.person.full_name if self.person else str(self.id))

    def reference(self) -> dict[str, Any]:
        """Returns the chat as the Bot API's Chat."""
        chat: dict[str, Any] = {"id": self.id, "type": self.kind}
        if self.person is not None:
            chat["first_name"] = self.person.first_name
            if self.person.last_name:
                chat["last_name"] = self.person.last_name
            if self.person.username:
                chat["username"] = self.person.username
            return chat
        chat["title"] = self.title
        if self.username:
            chat["username"] = self.username
        if self.is_forum:
            chat["is_forum"] = True
        return chat

    def status_of(self, account: Account) -> str:
        """Returns the account's status as ChatMember has it; "left" for who was never in."""
        if self.person is not None:
            return "member" if account is self.person or account.is_bot else "left"
        member = self.members.get(account.id)
        return member.status if member else "left"

    def has(self, account: Account) -> bool:
        """Tells whether the account is in the chat now."""
        return self.status_of(account) in PRESENT

    def is_administrator(self, account: Account) -> bool:
        """Tells whether the account owns or administers the chat."""
        return self.status_of(account) in {"creator", "administrator"}

    def allows(self, account: Account, right: str) -> bool:
        """Tells whether the account is owner, or an administrator with that right."""
        member = self.members.get(account.id)
        if member is None:
            return False
        return member.status == "creator" or (
            member.status == "administrator" and member.rights.get(right, False)
        )

    def present(self) -> Iterator[Member]:
        """Yields who is in the chat now."""
        return (member for member in self.members.values() if member.status in PRESENT)

    def rights(self, wanted: Mapping[str, bool] | None) -> dict[str, bool]:
        """Returns a full set of administrator rights for this kind of chat.

        Args:
            wanted: the rights to give, all others withheld; None gives all.

        Raises:
            PersonError: a right Telegram does not have in such a chat.
        """
        names = COMMON_RIGHTS + (CHANNEL_RIGHTS if self.kind == "channel" else GROUP_RIGHTS)
        unknown = set(wanted or ()) - set(names)
        if unknown:
            raise PersonError(f"no such right in a {self.kind}: {', '.join(sorted(unknown))}")
        rights = {name: True if wanted is None else bool(wanted.get(name)) for name in names}
        return rights | {"can_manage_chat": True}
