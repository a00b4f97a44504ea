"""Between wall clocks and instants: what a local date and time mean in a zone, and back.

An event keeps local date, local time and zone as its truth; the UTC instant is derived here and nowhere else.
"""

import unicodedata
from bisect import bisect_left
from datetime import UTC, date, datetime, time
from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo


class NonexistentTimeError(ValueError):
    """The clocks of the zone jump over this wall time (spring forward), so nobody can meet then."""

    def __init__(self, local_date: date, local_time: time, time_zone: str) -> None:
        super().__init__(f"{local_date} {local_time} does not exist in {time_zone}")
        self.local_date = local_date
        self.local_time = local_time
        self.time_zone = time_zone


def to_instant(local_date: date, local_time: time, time_zone: str) -> datetime:
    """Say when a wall time happens.

    A wall time that happens twice (autumn) means its first occurrence (PEP 495, fold 0).

    Args:
        local_date: The date on a calendar in the zone.
        local_time: The time on a clock in the zone, itself without a zone.
        time_zone: An IANA name such as `Europe/Paris`; see `known_time_zone`.

    Returns:
        The instant, aware, in UTC.

    Raises:
        NonexistentTimeError: The zone's clocks skip this wall time.
    """
    wall = _wall(local_date, local_time)
    instant = wall.replace(tzinfo=ZoneInfo(time_zone)).astimezone(UTC)
    if to_local(instant, time_zone).replace(tzinfo=None, fold=0) != wall:
        raise NonexistentTimeError(local_date, local_time, time_zone)
    return instant


def first_valid_instant(local_date: date, local_time: time, time_zone: str) -> datetime:
    """Say when a wall time happens, or, where the clocks skip it, the instant at which they have jumped.

    This is for what must happen whatever the clocks do, such as a reminder. Same arguments and result as
    `to_instant`, but it never refuses: 02:30 in a skipped hour is the instant that reads 03:00.
    """
    try:
        return to_instant(local_date, local_time, time_zone)
    except NonexistentTimeError:
        wall = _wall(local_date, local_time)
        zone = ZoneInfo(time_zone)
    # PEP 495: in a gap, fold 1 (the offset after the jump) gives an instant before it, fold 0 one after it.
    before, after = (int(wall.replace(tzinfo=zone, fold=fold).timestamp()) for fold in (1, 0))
    seconds = range(before, after + 1)

    def reads_later(second: int) -> bool:
        return datetime.fromtimestamp(second, tz=zone).replace(tzinfo=None) > wall

    return datetime.fromtimestamp(seconds[bisect_left(seconds, True, key=reads_later)], tz=UTC)


def to_local(instant: datetime, time_zone: str) -> datetime:
    """Say what calendars and clocks in the zone show at an instant (aware, in the zone).

    Raises:
        ValueError: `instant` is naive; guessing the machine's zone would be silently wrong.
    """
    if instant.utcoffset() is None:
        raise ValueError("an instant must be aware of its time zone")
    return instant.astimezone(ZoneInfo(time_zone))


def known_time_zone(name: str) -> bool:
    """Say whether a name is an IANA time zone, exactly as IANA spells it."""
    return name in _zone_names()


def find_time_zone(words: str) -> str | None:
    """Give the time zone somebody means by its IANA name or its city, in any case and without accents."""
    plain = unicodedata.normalize("NFKD", words[:64]).encode("ascii", "ignore").decode()
    wanted = "_".join(plain.casefold().split())
    names = sorted(_zone_names())
    whole = [name for name in names if name.casefold() == wanted]
    cities = [name for name in names if "/" in name and name.rsplit("/", maxsplit=1)[1].casefold() == wanted]
    # "Etc/GMT+1" and the like are nobody's city.
    return next((name for name in (*whole, *cities) if not name.startswith("Etc/")), None)


def _wall(local_date: date, local_time: time) -> datetime:
    if local_time.tzinfo is not None:
        raise ValueError("a local time carries no zone; the zone is an argument of its own")
    return datetime.combine(local_date, local_time.replace(fold=0))


@cache
def _zone_names() -> frozenset[str]:
    # The list of the tzdata package, because trying ZoneInfo(name) also accepts files that are no IANA names
    # ("localtime", "right/Europe/Paris") and fails in a different way for each kind of nonsense.
    return frozenset(resources.files("tzdata").joinpath("zones").read_text(encoding="utf-8").split())
