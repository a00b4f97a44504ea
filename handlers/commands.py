"""The commands there are: one list for handlers' help, for Telegram's menus and for the tests."""

from dataclasses import dataclass
from typing import Literal

from handlers.language import LOCALES, Languages, mark
from hopdrinks.notices import Call


@dataclass(frozen=True)
class Command:
    """A command with what it does, as a message id."""

    name: str
    description: str
    audience: Literal["member", "organiser"] = "member"


COMMANDS = (
    Command("start", mark("Follow, and see the next Hopdrink")),
    Command("next", mark("See the next Hopdrink")),
    Command("ask", mark("Ask the platform a question")),
    Command("settings", mark("Choose language and reminders")),
    Command("stop", mark("Receive nothing more")),
    Command("help", mark("What I can do")),
    Command("cancel", mark("Leave the form you are in")),
    Command("newevent", mark("Plan a Hopdrink"), "organiser"),
    Command("events", mark("See and change the Hopdrinks planned"), "organiser"),
)


def registrations(languages: Languages) -> list[Call]:
    """Give the setMyCommands calls for everybody's private chats, in each language and as a default."""
    return [_private(languages, code) for code in (*LOCALES, "")]


def _private(languages: Languages, code: str) -> Call:
    language = languages.get(code or None)
    commands = [
        {"command": command.name, "description": language.text(command.description)}
        for command in COMMANDS
        if command.audience == "member"
    ]
    parameters: dict[str, object] = {"commands": commands, "scope": {"type": "all_private_chats"}}
    if code:
        parameters["language_code"] = code
    return Call(method="setMyCommands", parameters=parameters)


def menu_for(languages: Languages, locale: str, *, organiser: bool) -> Call:
    """Give the setMyCommands call for one member's chat, where the delivery goes; roles change the menu."""
    language = languages.get(locale)
    commands = [
        {"command": command.name, "description": language.text(command.description)}
        for command in COMMANDS
        if command.audience == "member" or organiser
    ]
    return Call(method="setMyCommands", parameters={"commands": commands})
