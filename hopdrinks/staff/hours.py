"""When the platform's team is there: as it was chosen, else on working days from nine to six."""

from datetime import time

from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncConnection

from hopdrinks.staff.opening_hours import EVERY_DAY, MONDAY_TO_FRIDAY, OpeningHours
from storage import answer_waits, chapters, facts

_FACT = "staff_hours"


class Window(BaseModel):
    """The hours as they are chosen; the zone and the holidays are those of the first chapter."""

    weekdays: frozenset[int] = MONDAY_TO_FRIDAY
    opens: time = time(9, 0)
    closes: time = time(18, 0)


#: What can be chosen with one tap.
PRESETS = (
    Window(),
    Window(closes=time(19, 0)),
    Window(weekdays=MONDAY_TO_FRIDAY | {5}),
    Window(weekdays=EVERY_DAY, opens=time(0), closes=time(0)),
)


async def get_hours(connection: AsyncConnection) -> OpeningHours:
    """Give the hours of the team."""
    chapter = min(await chapters.list_chapters(connection), key=lambda one: one.id)
    return _hours(await get_window(connection), chapter.time_zone, chapter.country)


async def get_window(connection: AsyncConnection) -> Window:
    """Give days and hours as they were chosen."""
    known = await facts.find_fact(connection, _FACT)
    return Window() if known is None else Window.model_validate_json(known)


async def set_hours(connection: AsyncConnection, window: Window) -> None:
    """Choose the hours of the team; whatever waits is counted by them from here on.

    Raises:
        ValueError: it closes before it opens, or never opens.
    """
    _hours(window, "UTC", "FR")
    await facts.put_fact(connection, _FACT, window.model_dump_json())
    await answer_waits.count_all_anew(connection)


def _hours(window: Window, time_zone: str, country: str) -> OpeningHours:
    return OpeningHours(
        time_zone=time_zone,
        country=country,
        weekdays=window.weekdays,
        opens=window.opens,
        closes=window.closes,
    )
