"""What there is to do here, for whoever asks: made from the one list of commands."""

from markupsafe import Markup

from handlers.commands import LIST_COMMANDS, MEMBER_COMMANDS, ORGANISER_COMMANDS, STAFF_COMMANDS, Command
from handlers.language import Language
from handlers.view import View, lines, paragraphs


def private_help(
    language: Language, *, organiser: bool, owner: bool, representative: bool, door: bool = False
) -> View:
    """Say what somebody with these roles can do in the private chat."""
    reads_lists = (representative or door) and not (organiser or owner)
    return View(
        paragraphs(
            lines(
                language.html("<b>What I can do for you</b>"),
                *_list(language, MEMBER_COMMANDS),
            ),
            language.html("On a Hopdrink’s card: ✅ coming, 🤔 maybe, 🚫 cannot, ➕ a guest, ❓ a question."),
            language.html(
                "Edit a message to the platform and its team sees it edited; to take one back, send"
                " /withdraw: of deleting I hear nothing."
            ),
            _for_organisers(language, owner=owner) if organiser or owner else None,
            _for_representatives(language) if representative else None,
            language.html("/queue and /away work here too.") if representative else None,
            lines(*_list(language, LIST_COMMANDS)) if reads_lists else None,
        )
    )


def staff_help(language: Language) -> View:
    """Say what there is to do in the staff chat."""
    return View(paragraphs(_for_representatives(language), lines(*_list(language, STAFF_COMMANDS))))


def _for_organisers(language: Language, *, owner: bool) -> Markup:
    return paragraphs(
        lines(language.html("<b>For organisers</b>"), *_list(language, ORGANISER_COMMANDS)),
        language.html("Add me to a group or channel: I will ask you whether announcements go there."),
        language.html("As owner, you may do all of this in every city; 🏙 under /events opens another.")
        if owner
        else None,
    )


def _for_representatives(language: Language) -> Markup:
    return lines(
        language.html("<b>For representatives</b>"),
        language.html("Members’ questions arrive in the staff chat. To answer, reply to the question there."),
        language.html(
            "Below your answer you see what became of it: 👌 it arrived, 💔 it did not, 🤔 nobody knows."
        ),
    )


def _list(language: Language, commands: tuple[Command, ...]) -> list[Markup]:
    return [
        Markup("/{} – {}").format(command.name, language.text(command.description)) for command in commands
    ]
