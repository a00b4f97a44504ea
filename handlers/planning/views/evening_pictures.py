"""The question for an evening's picture, and how its answer is worded."""

from markupsafe import Markup

from handlers.evenings.views.event_card import EventFacts, stays_short
from handlers.form_parts import Choice, Question
from handlers.language import Language
from handlers.view import paragraphs
from storage.records import Picture


def which_picture(language: Language, known: Markup, *, has_photo: bool) -> Question:
    """Ask for a picture; a photo sent before can be taken again."""
    asked = language.html(
        "<b>Which picture shall the card have?</b> Send me a photo, or let me draw a poster: date, place and"
        " city, always as they are."
    )
    photo = ((Choice("📷 " + language.text("The photo you sent"), "photo"),),) if has_photo else ()
    others = (
        (Choice("🖼 " + language.text("A poster"), "poster"),),
        (Choice("🗑 " + language.text("No picture"), "none"),),
    )
    return Question(paragraphs(known, asked), (*photo, *others))


def picture_problem(language: Language) -> Markup:
    """Say that what came is no photo."""
    return language.html("I see no photo there. Send one as a photo, not as a file, or tap a button below.")


def photo_kept(language: Language) -> Markup:
    """Say that a photo is taken and its words are still open."""
    return language.html("📷 I keep the photo for the card.")


def picturing(language: Language, picture: Picture) -> str:
    """Word which picture a card has."""
    words = {
        "none": language.text("No picture"),
        "photo": language.text("Your photo"),
        "poster": language.text("A poster"),
    }
    return words[picture]


def picture_line(language: Language, in_chapter: Language, facts: EventFacts) -> Markup | None:
    """Say which picture an evening's cards have, and where its words leave no room for one."""
    picture = facts.event.picture
    if picture == "none":
        return None
    if not stays_short(in_chapter, facts):
        return language.html(
            "⚠️ The text is too long to stand beneath a picture: the card goes out without one."
        )
    return Markup("🖼 {}").format(picturing(language, picture))
