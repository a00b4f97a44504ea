"""The question when a broadcast leaves."""

from typing import Literal

from markupsafe import Markup

from handlers.language import Language
from handlers.view import paragraphs

_HOUR, _DAY = 60, 24 * 60


def when(language: Language, *, about_evening: bool) -> Markup:
    """Ask when a broadcast leaves."""
    more = (
        language.html("Or so long before or after the evening: if it moves, the broadcast moves with it.")
        if about_evening
        else None
    )
    return paragraphs(
        language.html("<b>When shall it leave?</b> Tap a day, or write one: “Tuesday 18:30”."), more
    )


def past(language: Language) -> Markup:
    """Say that an instant is past."""
    return language.html("That is past already. Name a moment to come.")


def offset(language: Language, anchor: Literal["start", "end"], minutes: int) -> str:
    """Word how far from an evening a broadcast leaves."""
    if minutes % _DAY == 0:
        days = abs(minutes) // _DAY
        return language.plural("{n} day before the start", "{n} days before the start", days)
    hours = abs(minutes) // _HOUR
    if anchor == "start":
        return language.plural("{n} hour before the start", "{n} hours before the start", hours)
    return language.plural("{n} hour after the end", "{n} hours after the end", hours)
