"""The smaller questions about an evening, and how their answers are worded."""

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import get_args

from markupsafe import Markup

from handlers.form_parts import Choice, Question
from handlers.language import Language
from handlers.view import paragraphs, quoted
from hopdrinks.evenings.events import MOST_GUESTS
from storage.records import NamesShown

#: The value of the choice that leaves something empty.
NONE = "none"
_LENGTHS = (90, 120, 150, 180, 240)
#: When answers may close, counted from the start.
CLOSINGS: Mapping[str, timedelta] = MappingProxyType(
    {
        "day-before": timedelta(hours=-24),
        "hours-before": timedelta(hours=-2),
        "start": timedelta(0),
        "hour-after": timedelta(hours=1),
        "hours-after": timedelta(hours=2),
    }
)
_MINUTES_OF_HOUR = 60


def how_long(language: Language, known: Markup) -> Question:
    """Ask how long an evening lasts."""
    asked = language.html(
        "<b>How long does it last?</b> Tap a length, or type one, like <i>3h</i> or <i>2h30</i>."
    )
    choices = tuple(Choice(lasting(minutes), str(minutes)) for minutes in _LENGTHS)
    return Question(paragraphs(known, asked), (choices[:3], choices[3:]))


def length_problem(language: Language, longest: timedelta) -> Markup:
    """Say what length can be taken."""
    return language.html(
        "I cannot take that as a length: from 15 minutes to {longest}, like <i>3h</i> or <i>2h30</i>.",
        longest=lasting(longest // timedelta(minutes=1)),
    )


def how_many_guests(language: Language, known: Markup) -> Question:
    """Ask how many guests each may bring."""
    asked = language.html(
        "<b>How many guests may each person bring?</b> Whoever has more already keeps them."
    )
    choices = tuple(Choice(str(guests), str(guests)) for guests in range(MOST_GUESTS + 1))
    return Question(paragraphs(known, asked), (choices,))


def guests_problem(language: Language, most: int) -> Markup:
    """Say what number of guests can be taken."""
    return language.html("Please give a number from 0 to {most}.", most=most)


def who_is_there(language: Language, known: Markup, so_far: str) -> Question:
    """Ask who represents the platform that evening."""
    asked = language.html(
        "<b>Who of the platform will be there to answer questions?</b> Type a name. Until one is given the"
        " card says that it is to be confirmed."
    )
    given = quoted(Markup("{}").format(so_far)) if so_far else None
    none = ((Choice("🗑 " + language.text("To be confirmed"), NONE),),) if so_far else ()
    return Question(paragraphs(known, given, asked), none)


def name_problem(language: Language, longest: int) -> Markup:
    """Say what name can be taken."""
    return language.html("Please type a name of at most {longest} characters.", longest=longest)


def until_when(language: Language, known: Markup) -> Question:
    """Ask until when answers are taken."""
    asked = language.html(
        "<b>Until when are answers taken?</b> Tap a moment, or type how long after the start, like"
        " <i>1h30</i>."
    )
    minute = timedelta(minutes=1)
    choices = [Choice(closing(language, after // minute), value) for value, after in CLOSINGS.items()]
    return Question(paragraphs(known, asked), tuple((choice,) for choice in choices))


def closing_problem(language: Language) -> Markup:
    """Say what closing can be taken."""
    return language.html("I cannot take that. Tap a moment, or type a length up to 24h, like <i>1h30</i>.")


def who_is_named(language: Language, known: Markup) -> Question:
    """Ask whether cards that many read name those who come."""
    asked = language.html(
        "<b>What do the cards in groups show of those who come?</b> Everybody chooses in /settings how they"
        " are named; you always see all names."
    )
    choices = tuple((Choice(naming(language, shown), shown),) for shown in get_args(NamesShown))
    return Question(paragraphs(known, asked), choices)


def lasting(minutes: int) -> str:
    """Word a length of time in hours and minutes: "2 h 30", "45 min"."""
    hours, left = divmod(minutes, _MINUTES_OF_HOUR)
    if not hours:
        return f"{left}\N{NO-BREAK SPACE}min"
    return f"{hours}\N{NO-BREAK SPACE}h" + (f"\N{NO-BREAK SPACE}{left:02}" if left else "")


def closing(language: Language, minutes: int) -> str:
    """Word until when answers are taken, counted from the start."""
    if minutes == 0:
        return language.text("Until it begins")
    if minutes < 0:
        return language.text("Until {length} before it begins", length=lasting(-minutes))
    return language.text("Until {length} after it began", length=lasting(minutes))


def inside_a_sentence(words: str) -> str:
    """Give what a button says as it stands after a colon."""
    return words[:1].lower() + words[1:]


def naming(language: Language, shown: NamesShown) -> str:
    """Word what cards that many read show of those who come."""
    return language.text("Their names") if shown == "names" else language.text("Only how many")
