"""What the bot tells about itself: name, descriptions and menu buttons."""

from __future__ import annotations

from typing import Any


class Profile:
    """The bot's texts by language, and its menu button by chat."""

    def __init__(self) -> None:
        self._texts: dict[tuple[str, str], str] = {}
        self._menu_buttons: dict[int | None, dict[str, Any]] = {}

    def set_text(self, field: str, language: str, text: str) -> None:
        """Sets "name", "description" or "short_description"; an empty text removes it."""
        if text:
            self._texts[field, language] = text
        else:
            self._texts.pop((field, language), None)

    def text(self, field: str, language: str) -> str:
        """Returns the text in that language, else the one without a language, else nothing."""
        return self._texts.get((field, language)) or self._texts.get((field, ""), "")

    def texts(self, field: str) -> dict[str, str]:
        """Returns the text in every language it has, under "" the one without a language."""
        return {language: text for (name, language), text in self._texts.items() if name == field}

    def set_menu_button(self, chat_id: int | None, button: dict[str, Any]) -> None:
        """Sets the button of one private chat, or of all that have none of their own."""
        if chat_id is not None and button["type"] == "default":
            self._menu_buttons.pop(chat_id, None)
        else:
            self._menu_buttons[chat_id] = button

    def menu_button(self, chat_id: int | None) -> dict[str, Any]:
        """Returns the button that a chat shows."""
        everywhere = self._menu_buttons.get(None, {"type": "commands"})
        return self._menu_buttons.get(chat_id, everywhere)
