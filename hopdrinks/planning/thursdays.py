"""Which days suit a Hopdrink: the coming Thursdays, public holidays and the bridge days beside them."""

from datetime import date, timedelta
from functools import lru_cache

THURSDAY = 3
SATURDAY = 5
WEEK = timedelta(days=7)
_LANGUAGES = {"en": "en_US"}


def next_thursdays(today: date, count: int = 4, *, country: str = "FR") -> list[date]:
    """List the next Thursdays after today on which an evening can be proposed, in order.

    Public holidays are left out. Today is never among them: an evening for the same day is typed, not
    proposed.

    Args:
        today: The date in the chapter's time zone.
        count: How many to list.
        country: ISO 3166 code of the country whose public holidays count.

    Raises:
        NotImplementedError: The library knows no holidays of the country.
    """
    found: list[date] = []
    day = today + timedelta(days=(THURSDAY - today.weekday() - 1) % 7 + 1)
    while len(found) < count:
        if public_holiday(day, country) is None:
            found.append(day)
        day += WEEK
    return found


def public_holiday(day: date, country: str = "FR", *, language: str = "fr") -> str | None:
    """Name the public holiday a day is, in a language (`fr` or `en`), or None on an ordinary day.

    National holidays only: those of a region (Alsace, overseas) are ordinary days here.

    Raises:
        NotImplementedError: The library knows no holidays of the country.
    """
    return _holidays_of(country, day.year, language).get(day)


def are_close(day: date, other: date) -> bool:
    """Say whether two evenings of a chapter are less than a week apart: perhaps one too many.

    A weekly rhythm is not too close.
    """
    return abs(day - other) < WEEK


def is_bridge_day(day: date, country: str = "FR") -> bool:
    """Say whether a day is the single working day between a public holiday and other days off (French: pont).

    Friday after Ascension is one. A Thursday hardly ever is, as Friday would have to be a holiday too.
    """
    if _is_off(day, country):
        return False
    neighbours = (day - timedelta(days=1), day + timedelta(days=1))
    return all(_is_off(neighbour, country) for neighbour in neighbours)


def _is_off(day: date, country: str) -> bool:
    return day.weekday() >= SATURDAY or public_holiday(day, country) is not None


@lru_cache(maxsize=64)
def _holidays_of(country: str, year: int, language: str) -> dict[date, str]:
    # On use: the import and the first country cost 0.3 s, which a start of the program need not wait for.
    import holidays

    # Always a language: without one the library goes by the machine's locale.
    named = holidays.country_holidays(country, years=year, language=_LANGUAGES.get(language, language))
    return dict(named.items())
