"""Being away for a while: what is said of it."""

from markupsafe import Markup

from handlers.language import Language
from handlers.questions.views.answer_watch import mention
from handlers.view import View, lines
from storage.records import Member


def how(language: Language, until: str | None) -> View:
    """Say how somebody is away, and until when they are."""
    away = None if until is None else language.html("🌴 You are away until {moment}.", moment=until)
    return View(
        lines(
            away,
            language.html(
                "/away 3d: for three days nobody counts on you, and what you hold goes back to the team;"
                " /away 3d @name gives it to a colleague. /away off ends it."
            ),
        )
    )


def you_are_away(language: Language, until: str, stand_in: Member | None, count: int) -> View:
    """Confirm an absence to whoever is away."""
    return View(
        lines(
            language.html("🌴 You are away until {moment}. /away off ends it.", moment=until),
            _passed_on(language, "" if stand_in is None else stand_in.name, count),
        )
    )


def is_away_word(language: Language, name: str, until: str, stand_in: Member | None, count: int) -> View:
    """Tell the staff that a colleague is away; who stands in is mentioned."""
    looks_after = (
        None
        if stand_in is None
        else language.html("{stand_in} looks after their questions.", stand_in=mention(stand_in))
    )
    return View(
        lines(
            language.html("🌴 {name} is away until {moment}.", name=name, moment=until),
            looks_after,
            _passed_on(language, "" if stand_in is None else stand_in.name, count),
        ),
        silent=stand_in is None,
    )


def is_away(language: Language, name: str, until: str) -> View:
    """Say that somebody cannot be counted on now."""
    return View(
        language.html("{name} is away until {moment}: choose somebody else.", name=name, moment=until)
    )


def unknown(language: Language, name: str) -> View:
    """Say that a name is no colleague's."""
    return View(
        language.html(
            "I know no colleague called {name}: only representatives, and whoever has answered or noted"
            " something here.",
            name=name,
        )
    )


def not_yourself(language: Language) -> View:
    """Say that nobody stands in for themselves."""
    return View(language.html("That is you: name somebody who stays."))


def back(language: Language, *, was_away: bool) -> View:
    """Greet who is back, or say that they never left."""
    if was_away:
        return View(language.html("👋 Welcome back! What others took over stays theirs."))
    return View(language.html("You are not away."))


def _passed_on(language: Language, stand_in: str, count: int) -> Markup | None:
    if count == 0:
        return None
    if stand_in:
        return language.html_plural(
            "{n} question goes to {name}.", "{n} questions go to {name}.", count, name=stand_in
        )
    return language.html_plural("{n} question is free again.", "{n} questions are free again.", count)
