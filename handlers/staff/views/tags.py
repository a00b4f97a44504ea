"""The words that the staff find a question by."""

from collections.abc import Sequence

from markupsafe import Markup

from handlers.language import Language
from handlers.view import View, lines
from hopdrinks.questions.tags import LONGEST, MOST


def in_line(tags: Sequence[str]) -> Markup | None:
    """Show words as Telegram's own #words, which a tap searches for; None where there are none."""
    return Markup("🏷 {}").format(" ".join(f"#{word}" for word in tags)) if tags else None


def how(language: Language, tags: Sequence[str]) -> View:
    """Show what a question has, and say how that changes."""
    return View(
        lines(
            in_line(tags),
            language.html(
                "/tag word gives it a word, /tag -word takes it away; /queue word lists what waits with it."
            ),
        )
    )


def tagged(language: Language, tags: Sequence[str]) -> View:
    """Confirm what a question has by now."""
    return View(in_line(tags) or language.html("🏷 It has no word any more."))


def too_many(language: Language, tags: Sequence[str]) -> View:
    """Say that a question has as many words as it may, or would with those typed."""
    if not tags:
        return View(language.html_plural("{n} word at most.", "{n} words at most.", MOST))
    return View(
        lines(
            language.html_plural(
                "{n} word at most: take one away first.", "{n} words at most: take one away first.", MOST
            ),
            in_line(tags),
        )
    )


def unreadable(language: Language, typed: str) -> View:
    """Say what a word is made of."""
    return View(
        language.html(
            "“{typed}” is no such word: letters and digits, {n} at most, without spaces.",
            typed=typed,
            n=LONGEST,
        )
    )
