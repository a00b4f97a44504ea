"""The bot's command lists, by scope and language, and which one a person's menu shows."""

from __future__ import annotations

from typing import Any

from sandbox.accounts import Account
from sandbox.chats import Chat

Scope = tuple[str, int | None, int | None]
DEFAULT_SCOPE: Scope = ("default", None, None)


class CommandLists:
    """What setMyCommands left, by scope and language."""

    def __init__(self) -> None:
        self._lists: dict[tuple[Scope, str], list[dict[str, Any]]] = {}

    def set(self, scope: Scope, language: str, commands: list[dict[str, Any]]) -> None:
        """Replaces one list; an empty one deletes it, as Telegram does."""
        if commands:
            self._lists[scope, language] = commands
        else:
            self.delete(scope, language)

    def get(self, scope: Scope, language: str) -> list[dict[str, Any]]:
        """Returns exactly that list, empty when there is none."""
        return self._lists.get((scope, language), [])

    def delete(self, scope: Scope, language: str) -> None:
        """Removes exactly that list."""
        self._lists.pop((scope, language), None)

    def shown(self, account: Account, language: str, chat: Chat) -> list[dict[str, Any]]:
        """Returns the list the account's menu shows in the chat.

        The order is Telegram's ("Determining list of commands"): the narrowest scope first, in each
        the person's language before the list without a language.
        """
        for scope in _scopes(account, chat):
            for code in (language, ""):
                if commands := self._lists.get((scope, code)):
                    return commands
        return []


def _scopes(account: Account, chat: Chat) -> list[Scope]:
    if chat.kind == "private":
        return [("chat", chat.id, None), ("all_private_chats", None, None), DEFAULT_SCOPE]
    if chat.kind == "channel":
        return []
    administrator = chat.is_administrator(account)
    scopes: list[Scope] = [("chat_member", chat.id, account.id)]
    if administrator:
        scopes.append(("chat_administrators", chat.id, None))
    scopes.append(("chat", chat.id, None))
    if administrator:
        scopes.append(("all_chat_administrators", None, None))
    return [*scopes, ("all_group_chats", None, None), DEFAULT_SCOPE]
