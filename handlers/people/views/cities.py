"""The cities there are, and which of them a member hears about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from handlers.language import Language
from handlers.view import Button, View, lines, paragraphs
from storage.records import Chapter


@dataclass(frozen=True)
class City:
    """A city as one member follows it: not at all, for good, or until the last day of a visit."""

    chapter: Chapter
    is_followed: bool
    last_day: date | None = None


def cities(language: Language, known: Sequence[City], *, stopped: bool) -> View:
    """Show every city with what the member hears of it, and the buttons to change that."""
    rows: list[tuple[Button, ...]] = []
    for city in known:
        name, number = city.chapter.name, city.chapter.id
        if city.is_followed and city.last_day is None:
            rows.append((Button(f"🔕 {name}", f"uncity:{number}"),))
        elif city.is_followed:
            rows.append((Button(f"🔕 {name}", f"uncity:{number}"), Button(f"🔔 {name}", f"city:{number}")))
        else:
            visiting = Button("🧳 " + language.text("Visiting"), f"visit:{number}")
            rows.append((Button(f"🔔 {name}", f"city:{number}"), visiting))
    return View(
        paragraphs(
            language.html("<b>Your cities</b>"),
            lines(*(_line(language, city) for city in known)),
            language.html("You stopped everything; /start has me write to you again.") if stopped else None,
            language.html("🔔 follows a city, 🔕 mutes it, 🧳 follows it as long as you are there."),
        ),
        tuple(rows),
    )


def which_city(language: Language, chapters: Sequence[Chapter], intro: Markup | None) -> View:
    """Ask a newcomer which city they would like to hear about."""
    rows = tuple((Button(f"🔔 {chapter.name}", f"hello:{chapter.id}"),) for chapter in chapters)
    asked = language.html("<b>Which city shall I tell you about?</b> One tap; you can add others later.")
    return View(paragraphs(intro, asked), rows)


def other_cities(language: Language) -> Button:
    """Lead to the other cities."""
    return Button("🏙 " + language.text("Other cities"), "cities:0")


def own_cities(language: Language) -> Button:
    """Lead to the member's own choice of cities."""
    return Button("🏙 " + language.text("Your cities"), "cities:0")


def how_long(language: Language, chapter: Chapter, days: Sequence[tuple[str, date]]) -> View:
    """Ask how long a visit is."""
    words = {
        "week": language.text("This week"),
        "fortnight": language.text("Two weeks"),
        "month": language.text("A month"),
    }
    rows = tuple(
        (Button(f"🧳 {words[stay]} · {language.short_day(day)}", f"visit:{chapter.id}:{stay}"),)
        for stay, day in days
    )
    asked = language.html("<b>How long are you in {city}?</b> It ends by itself.", city=chapter.name)
    return View(asked, (*rows, (Button("↩️ " + language.text("Back"), "cities:0"),)))


def visit_over(language: Language, chapter: Chapter) -> View:
    """Say kindly that a visit is over."""
    text = language.html(
        "🧳 Your visit to {city} is over: I write to you no more about it. Come back any time!",
        city=chapter.name,
    )
    return View(text, ((Button(f"🔔 {chapter.name}", f"hello:{chapter.id}"),),))


def no_longer(language: Language) -> str:
    """Answer a tap on a city that is none any more."""
    return language.text("This button is no longer valid. /next shows what is coming.")


def _line(language: Language, city: City) -> Markup:
    name = city.chapter.name
    if not city.is_followed:
        return language.html("🔕 {city}: nothing", city=name)
    if city.last_day is None:
        return language.html("🔔 <b>{city}</b>: every Hopdrink", city=name)
    return language.html("🧳 <b>{city}</b>: until {day}", city=name, day=language.day(city.last_day))
