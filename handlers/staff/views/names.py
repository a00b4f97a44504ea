"""What members read of who answers, as it is shown and chosen."""

from handlers.language import Language
from handlers.questions.views.asking import introduction
from handlers.view import Button, View, lines
from hopdrinks.staff.names import NAMINGS, Naming


def names(language: Language, naming: Naming) -> View:
    """Show what members read above an answer, with the other choices."""
    if naming == "nothing":
        text = language.html("<b>Members do not read who answers.</b>")
    else:
        example = introduction(language, language.text("First name") if naming == "name" else "").text
        text = lines(
            language.html("<b>Above your first answer members read:</b>"),
            example,
            language.html("They read it again when somebody else goes on."),
        )
    others = [
        (Button("🧑‍💼 " + _choice(language, other), f"naming:{number}"),)
        for number, other in enumerate(NAMINGS)
        if other != naming
    ]
    return View(text, tuple(others))


def _choice(language: Language, naming: Naming) -> str:
    match naming:
        case "name":
            return language.text("Our names")
        case "team":
            return language.text("The team, no name")
        case _:
            return language.text("Nothing")
