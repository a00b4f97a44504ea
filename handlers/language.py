"""Texts, dates and plurals in a reader's language.

Message ids are English and stand in the code; a catalogue (`locales/<locale>/LC_MESSAGES/hopdrinks.po`) is
read at start, so there is nothing to compile. In HTML every value is escaped here, and nowhere else.
"""

from datetime import date, time
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import cast

from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.support import NullTranslations, Translations
from markupsafe import Markup

#: The languages there are; message ids are in the second.
LOCALES = ("fr", "en")


class Language:
    """One language: `text` for toasts and buttons, `html` for messages."""

    def __init__(self, locale: str, translations: NullTranslations) -> None:
        self.locale = locale
        self._translations = translations

    def text(self, msgid: str, **values: object) -> str:
        """Give a plain text; it must not be sent as HTML."""
        return self._translations.gettext(msgid).format(**values)

    def html(self, msgid: str, **values: object) -> Markup:
        """Give a text that is HTML; values that are not Markup are escaped."""
        return Markup(self._translations.gettext(msgid)).format(**values)  # noqa: S704 - catalogues are ours

    def plural(self, one: str, many: str, number: int, **values: object) -> str:
        """Give a plain text in the form a number asks for; `{n}` is the number."""
        return self._translations.ngettext(one, many, number).format(n=self.number(number), **values)

    def html_plural(self, one: str, many: str, number: int, **values: object) -> Markup:
        """Give HTML in the form a number asks for; `{n}` is the number."""
        text = Markup(self._translations.ngettext(one, many, number))  # noqa: S704 - catalogues are ours
        return text.format(n=self.number(number), **values)

    def number(self, number: int) -> str:
        """Word a number: "10 000" with a narrow no-break space, "10,000"."""
        return format_decimal(number, locale="fr" if self.locale == "fr" else "en_GB")

    def day(self, day: date, today: date | None = None) -> str:
        """Word a day with its weekday: "jeudi 3 décembre", "Thursday 3 December".

        The year is named where it is another than that of `today`.
        """
        year = "" if today is None or day.year == today.year else f" {day.year}"
        if self.locale == "fr":
            number = "1er" if day.day == 1 else str(day.day)
            return f"{format_date(day, 'EEEE', 'fr')} {number} {format_date(day, 'MMMM', 'fr')}{year}"
        return format_date(day, "EEEE d MMMM", "en_GB") + year

    def moment(self, day: date, at: time, today: date | None = None) -> str:
        """Word a day and a wall time: "jeudi 3 décembre à 19 h"; the year as `day` names it."""
        return self.text("{day} at {hour}", day=self.day(day, today), hour=self.hour(at))

    def short_day(self, day: date) -> str:
        """Word a day for a button: "jeu. 3 déc.", "Thu 3 Dec"."""
        return format_date(day, "EEE d MMM", "fr" if self.locale == "fr" else "en_GB")

    def hour(self, at: time) -> str:
        """Word a wall time: "19 h", "19 h 30", "19:00"."""
        if self.locale != "fr":
            return f"{at:%H:%M}"
        return f"{at.hour}\N{NO-BREAK SPACE}h" + (f"\N{NO-BREAK SPACE}{at:%M}" if at.minute else "")

    def ordinal(self, number: int) -> str:
        """Word a rank: "1er", "2e", "1st", "2nd"."""
        if self.locale == "fr":
            return "1er" if number == 1 else f"{number}e"
        teens = number % 100 in (11, 12, 13)
        return f"{number}{'th' if teens else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


class Languages:
    """Every language, read once."""

    def __init__(self, default: str) -> None:
        self.default = default
        self._by_locale = {locale: Language(locale, _read(locale)) for locale in LOCALES}

    def get(self, locale: str | None) -> Language:
        """Give the language of a locale, the default where there is none."""
        return self._by_locale.get(locale or self.default, self._by_locale[self.default])

    def choose(self, *wishes: str | None) -> Language:
        """Give the first language wished for that there is: "fr-CA" is French."""
        for wish in wishes:
            language = self._by_locale.get((wish or "").split("-")[0].lower())
            if language is not None:
                return language
        return self._by_locale[self.default]


def mark(msgid: str) -> str:
    """Mark a message id that is translated elsewhere, so that it is found for the catalogues."""
    return msgid


@cache
def _read(locale: str) -> NullTranslations:
    catalogue = files("handlers") / "locales" / locale / "LC_MESSAGES" / "hopdrinks.po"
    if not catalogue.is_file():
        return NullTranslations()  # the message ids themselves
    compiled = BytesIO()
    with catalogue.open("rb") as source:
        write_mo(compiled, read_po(source, locale=locale))
    compiled.seek(0)
    return cast("NullTranslations", Translations(compiled))
