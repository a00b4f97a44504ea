"""What representatives read when they erase a question."""

from handlers.language import Language
from handlers.view import Button, View, lines, paragraphs


def not_yours(language: Language) -> View:
    """Say who may erase."""
    return View(language.html("Only a representative or the owner can erase a question."))


def confirmation(language: Language, name: str, day: str, question_id: int, *, with_topic: bool) -> View:
    """Say what would be erased, and ask once more."""
    here = (
        language.html("The whole topic is deleted, with everything in it.")
        if with_topic
        else language.html("What I put here for it is deleted one by one, as far as Telegram lets me.")
    )
    return View(
        paragraphs(
            language.html("Erase for good the question {name} asked on {day}?", name=name, day=day),
            lines(
                here,
                language.html("I forget its words, its files and your notes; an open question is closed."),
                language.html("This cannot be undone."),
            ),
        ),
        ((Button("🧹 " + language.text("Erase it for good"), f"erase:{question_id}"),),),
    )


def erasing(language: Language) -> View:
    """Say that it is being done."""
    return View(language.html("🧹 It is being erased; I tell you what came of it."))


def erased(language: Language) -> View:
    """Stand in place of a message that was erased."""
    return View(language.html("<i>erased</i>"))


def report(
    language: Language,
    *,
    with_topic: bool,
    deleted: int,
    blanked: int,
    left: int,
    was_answered: bool,
    is_published: bool,
) -> View:
    """Say line by line what was removed and what could not be."""
    removed = lines(
        language.html("🧹 <b>Erased</b>"),
        language.html("• From my memory: words, files and notes. What only counts stays."),
        language.html("• The whole topic, with everything in it.") if with_topic else None,
        language.html_plural("• {n} message deleted.", "• {n} messages deleted.", deleted)
        if deleted
        else None,
        language.html_plural(
            "• {n} message too old to delete: its words are gone.",
            "• {n} messages too old to delete: their words are gone.",
            blanked,
        )
        if blanked
        else None,
    )
    kept = lines(
        language.html_plural(
            "• {n} message that Telegram does not let me touch: please delete it by hand.",
            "• {n} messages that Telegram does not let me touch: please delete them by hand.",
            left,
        )
        if left
        else None,
        None
        if with_topic
        else language.html("• What you typed or quoted here yourselves, and lists of more than a month ago."),
        language.html("• The answers they received: these are in their own chat.") if was_answered else None,
        language.html("• The answer published for everybody; /publish lists it.") if is_published else None,
    )
    heading = language.html("<b>Not erased</b>")
    return View(paragraphs(removed, lines(heading, kept) if kept else None))
