"""The questions of settings that are typed, and what cannot be taken for an answer."""

from markupsafe import Markup

from handlers.language import Language


def asked(language: Language, which: str) -> Markup:
    """Ask for a setting."""
    match which:
        case "lead":
            return language.html(
                "<b>How long before shall I remind you?</b> Type it like <i>45 min</i>, <i>5h</i> or"
                " <i>3 days</i>."
            )
        case "pause":
            return language.html(
                "<b>Until which day shall I be silent?</b> Type it like <i>3/12</i> or <i>Monday</i>."
            )
        case "quiet":
            return language.html(
                "<b>From when until when do you not want to be woken?</b> Type it like <i>22:30-7:30</i>."
            )
        case _:
            return language.html(
                "<b>In which time zone do you live?</b> Type its large city, like <i>Noumea</i> or"
                " <i>Tokyo</i>."
            )


def lead_problem(language: Language) -> Markup:
    """Say what lead time can be taken."""
    return language.html(
        "I cannot take that: from 15 minutes to 7 days, like <i>45 min</i>, <i>5h</i> or <i>3 days</i>."
    )


def quiet_problem(language: Language) -> Markup:
    """Say what quiet hours can be taken."""
    return language.html("I cannot read two hours there. Type them like <i>22:30-7:30</i>.")


def zone_problem(language: Language) -> Markup:
    """Say what time zone can be taken."""
    return language.html(
        "I know no time zone of that name. Type a large city in it, like <i>Tokyo</i>, or its full name, like"
        " <i>Pacific/Noumea</i>."
    )
