"""The commands there are: one list for handlers' help, for Telegram's menus and for the tests."""

from dataclasses import dataclass
from typing import Literal

from handlers.language import LOCALES, Language, Languages, mark
from hopdrinks.notices.calls import Call


@dataclass(frozen=True)
class Command:
    """A command with what it does, as a message id."""

    name: str
    description: str
    audience: Literal["member", "organiser", "representative"] = "member"
    #: Whether the staff chat has it too.
    in_staff_chat: bool = False


COMMANDS = (
    Command("start", mark("Follow, and see the next Hopdrink")),
    Command("next", mark("See the next Hopdrink")),
    Command("agenda", mark("See all that is coming")),
    Command("mine", mark("See what you answered")),
    Command("ask", mark("Ask the platform a question")),
    Command("settings", mark("Choose language and reminders")),
    Command("stop", mark("Receive nothing more")),
    Command("withdraw", mark("Take back a message to the platform")),
    Command("help", mark("What I can do"), in_staff_chat=True),
    Command("cancel", mark("Leave the form you are in")),
    Command("newevent", mark("Plan a Hopdrink"), "organiser"),
    Command("events", mark("See and change the Hopdrinks planned"), "organiser"),
    Command("guests", mark("See who comes"), "organiser"),
    Command("timeline", mark("See what I write by myself, and when"), "organiser"),
    Command("broadcast", mark("Write to many at once"), "organiser"),
    Command("invite", mark("Invite organisers, representatives and helpers"), "organiser"),
    *(
        Command(name, description, "representative", in_staff_chat=True)
        for name, description in (
            ("queue", mark("See what waits for an answer")),
            ("take", mark("Take a question")),
            ("release", mark("Give a question back")),
            ("assign", mark("Give a question to a colleague: @name")),
            ("away", mark("Be away for a while: 3d @name, off")),
            ("tag", mark("Give a question a word to find it by")),
            ("note", mark("Keep a note among yourselves")),
            ("close", mark("Close a question, with a reason if you like")),
            ("snooze", mark("Let a question rest: 30m, 2h, 1d")),
            ("unsend", mark("Take an answer back")),
            ("who", mark("See who asks")),
            ("history", mark("See what was said")),
            ("s", mark("Use an answer kept ready")),
            ("publish", mark("Tell everybody an answer")),
            ("erase", mark("Erase a question for good")),
            ("block", mark("Pass on nothing of somebody: 7d, off")),
            ("staffsetup", mark("Set the staff chat up, and try it")),
        )
    ),
)

MEMBER_COMMANDS = tuple(command for command in COMMANDS if command.audience == "member")
ORGANISER_COMMANDS = tuple(command for command in COMMANDS if command.audience == "organiser")
#: What representatives and the door have of them.
LIST_COMMANDS = tuple(command for command in ORGANISER_COMMANDS if command.name == "guests")
STAFF_COMMANDS = tuple(command for command in COMMANDS if command.in_staff_chat)

#: What the empty chat with the bot says (at most 512 characters), and what its profile says (at most 120).
_DESCRIPTION = mark(
    "A Hopdrink is a drink among freelancers, on a Thursday evening: people meet, talk and exchange business"
    " cards. I tell you when the next one is, keep your seat, remind you in time and carry your questions to"
    " the platform. Everybody is welcome, no account needed."
)
_SHORT_DESCRIPTION = mark("The next Hopdrink, your seat, a reminder in time, an answer to your questions.")


def registrations(languages: Languages) -> list[Call]:
    """Give what Telegram is told once of the bot: the commands of private chats, and what it is for.

    Each in every language, and as a default for all others.
    """
    return [
        call
        for code in (*LOCALES, "")
        for call in (
            _menu(languages.get(code or None), MEMBER_COMMANDS, {"type": "all_private_chats"}, code),
            *_profile(languages.get(code or None), code),
        )
    ]


def menu_for(
    languages: Languages, locale: str, member_id: int, *, organiser: bool, reads_lists: bool = False
) -> Call:
    """Give the setMyCommands call for one member's private chat: roles and language change the menu."""
    added = ORGANISER_COMMANDS if organiser else LIST_COMMANDS if reads_lists else ()
    return _menu(languages.get(locale), MEMBER_COMMANDS + added, _scope(member_id))


def usual_menu(member_id: int) -> Call:
    """Give the deleteMyCommands call after which a member's chat has everybody's menu again."""
    return Call(method="deleteMyCommands", parameters={"scope": _scope(member_id)})


def staff_menus(languages: Languages, chat_id: int) -> list[Call]:
    """Give the setMyCommands calls for the staff chat, in each language and as a default."""
    return [
        _menu(languages.get(code or None), STAFF_COMMANDS, _scope(chat_id), code) for code in (*LOCALES, "")
    ]


def _menu(
    language: Language, commands: tuple[Command, ...], scope: dict[str, object], code: str = ""
) -> Call:
    listed = [
        {"command": command.name, "description": language.text(command.description)} for command in commands
    ]
    parameters: dict[str, object] = {"commands": listed, "scope": scope}
    if code:
        parameters["language_code"] = code
    return Call(method="setMyCommands", parameters=parameters)


def _profile(language: Language, code: str) -> list[Call]:
    where: dict[str, object] = {"language_code": code} if code else {}
    description = {"description": language.text(_DESCRIPTION)} | where
    short = {"short_description": language.text(_SHORT_DESCRIPTION)} | where
    return [
        Call(method="setMyDescription", parameters=description),
        Call(method="setMyShortDescription", parameters=short),
    ]


def _scope(chat_id: int) -> dict[str, object]:
    return {"type": "chat", "chat_id": chat_id}
