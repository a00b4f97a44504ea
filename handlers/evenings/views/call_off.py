"""Calling an evening off: why, whether really, and what becomes of a draft."""

from markupsafe import Markup

from handlers.evenings.views.event_card import EventFacts, when
from handlers.form_parts import Choice, Question
from handlers.language import Language
from handlers.view import Button, View, paragraphs, quoted

LONGEST_REASON = 300
#: What 👍 says.
YES = "yes"


def why(language: Language, facts: EventFacts) -> Question:
    """Ask for the reason, which everybody will read who is told."""
    asked = language.html("<b>Cancel the Hopdrink of {when}?</b>", when=when(language, facts))
    reason = language.html("Type why, in a line: whoever answered will read it. ⏭ leaves it out.")
    return Question(paragraphs(asked, reason), leave="✖️ " + language.text("Keep the evening"))


def reason_problem(language: Language) -> Markup:
    """Say what reason can be taken."""
    return language.html("Please type at most {longest} characters, or tap ⏭.", longest=LONGEST_REASON)


def whether(language: Language, facts: EventFacts, concerned: int, reason: str) -> Question:
    """Ask whether an evening is really called off, with the number of those who will be told."""
    asked = language.html("<b>Cancel the Hopdrink of {when}?</b>", when=when(language, facts))
    told = language.html_plural(
        "{n} person answered and will be told. This cannot be undone.",
        "{n} people answered and will be told. This cannot be undone.",
        concerned,
    )
    words = quoted(Markup("{}").format(reason)) if reason else None
    return Question(
        paragraphs(asked, words, told),
        ((Choice("👍 " + language.text("Yes, cancel it"), YES),),),
        leave="✖️ " + language.text("Keep the evening"),
    )


def done(language: Language) -> Markup:
    """Say that it is done, and what can be done next."""
    return language.html("The news is on its way. 📋 plans the evening anew on another date.")


def discarding(language: Language, facts: EventFacts) -> View:
    """Ask whether a draft is really deleted."""
    asked = language.html("<b>Delete the draft of {when}?</b>", when=when(language, facts))
    note = language.html("Nobody was told of it, and nobody will be. This cannot be undone.")
    rows = (
        (Button("👍 " + language.text("Yes, delete it"), f"discard:{facts.event.id}:yes"),),
        (Button("↩️ " + language.text("No, keep it"), f"hub:{facts.event.id}"),),
    )
    return View(paragraphs(asked, note), rows)
