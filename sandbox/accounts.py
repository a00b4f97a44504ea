"""Who takes part: the bot's account and people's accounts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(eq=False)
class Account:
    """A Telegram user: a person or the bot.

    Attributes:
        id: the user's id; larger than 32 bits for people, as real ones may be.
        language_code: IETF tag of the person's Telegram client, such as "fr".
    """

    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    is_bot: bool = False
    language_code: str | None = None

    @property
    def full_name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}" if self.last_name else self.first_name

    def user(self) -> dict[str, Any]:
        """Returns the account as the Bot API's User."""
        user: dict[str, Any] = {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name}
        if self.last_name:
            user["last_name"] = self.last_name
        if self.username:
            user["username"] = self.username
        if self.language_code:
            user["language_code"] = self.language_code
        return user


@dataclass(eq=False)
class Bot(Account):
    """The bot under test.

    Attributes:
        token: what stands in the path of every Bot API call.
        can_read_all_group_messages: False means privacy mode, Telegram's default.
        supports_inline_queries: inline mode; off until @BotFather is told, as in Telegram.
        inline_feedback: the bot is told which results are chosen; in Telegram @BotFather is asked for that.
        has_topics_enabled: private chats with the bot have topics; @BotFather is asked for that too.
    """

    token: str = ""
    can_read_all_group_messages: bool = False
    supports_inline_queries: bool = False
    inline_feedback: bool = False
    has_topics_enabled: bool = False

    def me(self) -> dict[str, Any]:
        """Returns the User of getMe, with the fields only getMe has."""
        return self.user() | {
            "can_join_groups": True,
            "can_read_all_group_messages": self.can_read_all_group_messages,
            "supports_inline_queries": self.supports_inline_queries,
            "can_connect_to_business": False,
            "has_main_web_app": False,
            "has_topics_enabled": self.has_topics_enabled,
            "allows_users_to_create_topics": False,
        }
