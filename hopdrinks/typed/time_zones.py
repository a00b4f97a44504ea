"""Time zones by the names people type: "Europe/Brussels", "brussels", "Montréal"."""

import difflib
import unicodedata
from functools import cache
from zoneinfo import available_timezones

from babel.core import get_global

#: Offered where nothing better is known.
USUAL = ("Europe/Paris", "Europe/Brussels", "Europe/Zurich", "America/Toronto", "Indian/Reunion")
_MOST_OFFERED = 6
#: A shorter piece of a name is in too many of them.
_SHORTEST_PART = 3
#: Names that are no places.
_NO_PLACES = ("Etc/", "posix/", "right/", "SystemV/")


def find_zones(typed: str) -> tuple[str, ...]:
    """Give the zones somebody may mean, the likeliest first; one alone where it is plain."""
    wanted = _plain(typed)
    if not wanted:
        return ()
    known = _known()
    if wanted in known:
        return (known[wanted],)
    ends = [zone for name, zone in known.items() if name.rsplit("/", 1)[-1] == wanted]
    if ends:
        return tuple(sorted(ends)[:_MOST_OFFERED])
    long_enough = len(wanted) >= _SHORTEST_PART
    within = [zone for name, zone in known.items() if long_enough and wanted in name]
    close = difflib.get_close_matches(wanted, [name.rsplit("/", 1)[-1] for name in known], n=3, cutoff=0.75)
    near = [zone for name, zone in known.items() if name.rsplit("/", 1)[-1] in close]
    return tuple(dict.fromkeys([*sorted(within), *sorted(near)]))[:_MOST_OFFERED]


def country_of(zone: str) -> str:
    """Give the country of a zone whose public holidays can be kept; France where none is known."""
    from holidays import list_supported_countries

    country = str(get_global("zone_territories").get(zone, ""))
    return country if country in list_supported_countries() else "FR"


def _plain(words: str) -> str:
    ascii_only = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode()
    return ascii_only.strip().casefold().replace(" ", "_")


@cache
def _known() -> dict[str, str]:
    places = [zone for zone in available_timezones() if "/" in zone and not zone.startswith(_NO_PLACES)]
    return {_plain(zone): zone for zone in sorted(places)}
