"""When the team answers, as it is shown and chosen."""

from babel.dates import get_day_names
from markupsafe import Markup

from handlers.language import Language
from handlers.view import Button, View, lines
from hopdrinks.staff.hours import PRESETS, Window
from hopdrinks.staff.opening_hours import EVERY_DAY


def hours(language: Language, window: Window, *, can_type: bool) -> View:
    """Show the hours, with others to choose."""
    text = lines(
        language.html("🕘 <b>The team answers: {window}</b>", window=in_words(language, window)),
        language.html(
            "Outside of these hours, and on public holidays, members read when you are back, and nobody of"
            " you is reminded."
        ),
    )
    others = [
        Button("🕘 " + in_words(language, preset), f"hours:{number}")
        for number, preset in enumerate(PRESETS)
        if preset != window
    ]
    own = Button("✏️ " + language.text("Other hours"), "hourstyped:0")
    return View(text, (*((one,) for one in others), *(((own,),) if can_type else ())))


def asked(language: Language) -> Markup:
    """Ask for hours to be typed."""
    return language.html("<b>When does the team answer?</b> Type it like <i>Mon-Fri 9:00-18:00</i>.")


def problem(language: Language) -> Markup:
    """Say what hours can be taken."""
    return language.html(
        "I cannot read days and hours there. Type them like <i>Mon-Fri 9:00-18:00</i> or"
        " <i>Tue, Thu 10-16</i>."
    )


def in_words(language: Language, window: Window) -> str:
    """Word days and hours, shortly."""
    if window.opens == window.closes:
        return language.text("always")
    return f"{_days(language, window)} {language.hour(window.opens)}–{language.hour(window.closes)}"


def _days(language: Language, window: Window) -> str:
    if window.weekdays == EVERY_DAY:
        return language.text("every day")
    names = get_day_names("abbreviated", locale="fr" if language.locale == "fr" else "en_GB")
    days = sorted(window.weekdays)
    if len(days) > 2 and days == list(range(days[0], days[-1] + 1)):
        return f"{names[days[0]]}–{names[days[-1]]}"
    return ", ".join(names[day] for day in days)
