"""The owner's cities: the list, one of them, and what is asked to open another."""

from collections.abc import Sequence
from typing import Literal

from markupsafe import Markup

from handlers.form_parts import Choice, Choices, Question
from handlers.language import LOCALES, Language
from handlers.people.views.settings import NAMES
from handlers.planning.views.evening_details import inside_a_sentence, naming
from handlers.view import Button, View, lines, paragraphs
from hopdrinks.typed.time_zones import USUAL
from storage.records import Chapter

Field = Literal["name", "zone", "language", "seats", "guests", "names"]
FIELDS: tuple[Field, ...] = ("name", "zone", "language", "seats", "guests", "names")
#: What stands in the settings as long as there is one city alone.
IN_SETTINGS: frozenset[Field] = frozenset({"name", "zone", "language"})
SEATS = (12, 15, 20, 30)
GUESTS = (0, 1, 2, 3)
LIMITS: dict[Field, tuple[int, int]] = {"seats": (1, 1000), "guests": (0, 10)}


def towns(language: Language, known: Sequence[Chapter]) -> View:
    """List the cities, with the way to open another."""
    rows = [(Button(f"✏️ {chapter.name}", f"town:{chapter.id}"),) for chapter in known]
    text = paragraphs(
        language.html("<b>The cities</b>"),
        lines(*(_line(chapter) for chapter in known)),
        language.html(
            "With a second city, members choose which ones they hear about; each has its own team, groups,"
            " language and hour."
        ),
    )
    return View(
        text,
        (
            *rows,
            (Button("🏙 " + language.text("Open another city"), "town_new:0"),),
            (Button("↩️ " + language.text("All evenings"), "events:0"),),
        ),
    )


def town(
    language: Language, chapter: Chapter, bot_username: str, *, alone: bool, said: Markup | None = None
) -> View:
    """Show one city with everything of it that can be changed, and the link that leads to it."""
    fields = [field for field in FIELDS if not (alone and field in IN_SETTINGS)]
    edits = [
        Button(f"✏️ {field_name(language, field)}", f"town_edit:{chapter.id}:{field}") for field in fields
    ]
    rows = [tuple(edits[place : place + 3]) for place in range(0, len(edits), 3)]
    link = f"https://t.me/{bot_username}?start=c_{chapter.slug}"
    settled = language.html("Its name, time zone and language stand in the settings.") if alone else None
    return View(
        paragraphs(
            said,
            lines(
                language.html("<b>{city}</b>", city=chapter.name),
                language.html("🕰 Time zone: {zone}", zone=chapter.time_zone),
                language.html("🌐 Language: <b>{name}</b>", name=NAMES.get(chapter.locale, chapter.locale)),
                language.html("🪑 Seats: {number}", number=chapter.default_capacity),
                language.html("➕ Guests per person: {number}", number=chapter.max_guests),
                language.html(
                    "👀 Cards show: {what}", what=inside_a_sentence(naming(language, chapter.names_shown))
                ),
            ),
            settled,
            lines(language.html("To hear about it, members open this link:"), Markup("{}").format(link)),
        ),
        (
            *rows,
            (
                Button("🎟 " + language.text("The team"), f"team:{chapter.id}"),
                Button("♻️ " + language.text("Regular evenings"), f"rhythm:{chapter.id}"),
            ),
            (Button("↩️ " + language.text("The cities"), "towns:0"),),
        ),
    )


def opened(language: Language) -> Markup:
    """Say that a city is open, and what comes next."""
    return language.html(
        "🎉 <b>The city is open.</b> Next: 🎟 invite its organisers, and add me to its group or channel."
    )


def field_name(language: Language, field: Field) -> str:
    """Name a part of a city on its ✏️ button."""
    words = {
        "name": language.text("Name"),
        "zone": language.text("Time zone"),
        "language": language.text("Language"),
        "seats": language.text("Seats"),
        "guests": language.text("Guests"),
        "names": language.text("Names"),
    }
    return words[field]


def ask_name(language: Language) -> Question:
    """Ask for the name."""
    return Question(language.html("<b>Which city?</b> Type its name, like <i>Lyon</i>."))


def ask_zone(language: Language, likely: Sequence[str]) -> Question:
    """Ask for the time zone, the likely ones first."""
    asked = language.html(
        "<b>Which time zone?</b> Tap one, or type one, like <i>Europe/Brussels</i> or <i>Montreal</i>."
    )
    return Question(asked, zone_choices(tuple(dict.fromkeys([*likely, *USUAL]))))


def zone_choices(zones: Sequence[str]) -> Choices:
    """Offer time zones; a choice's value has no slash."""
    return tuple((Choice(f"🕰 {zone}", zone.replace("/", ":")),) for zone in zones)


def no_zone(language: Language, *, offered: bool) -> Markup:
    """Say that what was typed is no time zone, or which could be meant."""
    if offered:
        return language.html("There are several. Which one do you mean?")
    return language.html(
        "I know no such time zone. Type the name of a big city on the same time, in English, like"
        " <i>Brussels</i>."
    )


def ask_language(language: Language) -> Question:
    """Ask for the language of the groups."""
    asked = language.html(
        "<b>Which language do its groups speak?</b> Cards there are in it; each member reads their own."
    )
    choices = tuple(Choice(f"🌐 {NAMES[locale]}", locale) for locale in LOCALES)
    return Question(asked, (choices,))


def ask_seats(language: Language) -> Question:
    """Ask for the usual number of seats."""
    asked = language.html("<b>How many seats does an evening usually have?</b> Tap or type a number.")
    return Question(asked, (tuple(Choice(f"🪑 {number}", str(number)) for number in SEATS),))


def ask_guests(language: Language) -> Question:
    """Ask for the usual number of guests."""
    asked = language.html("<b>How many guests may one bring?</b> Tap or type a number.")
    return Question(asked, (tuple(Choice(f"➕ {number}", str(number)) for number in GUESTS),))


def ask_names(language: Language) -> Question:
    """Ask whether cards in groups name people."""
    asked = language.html("<b>Do cards in groups name who comes?</b> Each member can hide all the same.")
    names, counts = naming(language, "names"), naming(language, "counts")
    return Question(asked, ((Choice(f"👀 {names}", "names"), Choice(f"👀 {counts}", "counts")),))


def bad_name(language: Language, longest: int) -> Markup:
    """Say that a name cannot be taken."""
    return language.html("Please type a name of at most {longest} letters.", longest=longest)


def known_name(language: Language, name: str) -> Markup:
    """Say that there is such a city already."""
    return language.html("{city} is open already. Please type another name.", city=name)


def bad_number(language: Language, field: Field) -> Markup:
    """Say which numbers can be taken."""
    least, most = LIMITS[field]
    return language.html("Please give a number from {least} to {most}.", least=least, most=most)


def no_longer(language: Language) -> str:
    """Answer a tap that may not do anything any more."""
    return language.text("This button is no longer valid. /events shows what is planned.")


def _line(chapter: Chapter) -> Markup:
    name = NAMES.get(chapter.locale, chapter.locale)
    return Markup("• <b>{}</b> · {} · {}").format(chapter.name, chapter.time_zone, name)
