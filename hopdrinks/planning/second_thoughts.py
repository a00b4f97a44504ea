"""What an organiser should think of once more about a date: asked, never refused."""

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict
from sqlalchemy.ext.asyncio import AsyncConnection

from hopdrinks.planning.thursdays import THURSDAY, WEEK, are_close, public_holiday
from hopdrinks.wall_time import to_local
from storage import events
from storage.records import Chapter, Event, EventState

_ALIVE: tuple[EventState, ...] = ("draft", "scheduled", "announced")


class SecondThought(BaseModel):
    """Something unusual about a date."""

    model_config = ConfigDict(frozen=True)

    kind: Literal["past", "no_thursday", "holiday", "close_to_another"]
    #: `holiday`: its name, in the reader's language.
    name: str = ""
    #: `close_to_another`: the other evening.
    other: Event | None = None


async def list_second_thoughts(
    connection: AsyncConnection,
    chapter: Chapter,
    day: date,
    now: datetime,
    *,
    language: str,
    except_event: int | None = None,
) -> list[SecondThought]:
    """Give what is unusual about a date: past, no Thursday, a public holiday, close to another evening.

    Args:
        connection: The transaction.
        chapter: The chapter whose other evenings, public holidays and calendar count.
        day: The date on a calendar of the chapter.
        now: The instant, aware.
        language: `fr` or `en`, for the holiday's name.
        except_event: The event that is moved, which is not near itself.
    """
    thoughts = []
    if day < to_local(now, chapter.time_zone).date():
        thoughts.append(SecondThought(kind="past"))
    if day.weekday() != THURSDAY:
        thoughts.append(SecondThought(kind="no_thursday"))
    holiday = public_holiday(day, chapter.country, language=language)
    if holiday is not None:
        thoughts.append(SecondThought(kind="holiday", name=holiday))
    # An evening just held is near, too.
    others = await events.list_upcoming_events(connection, [chapter.id], now - 2 * WEEK, _ALIVE)
    return thoughts + [
        SecondThought(kind="close_to_another", other=other)
        for other in others
        if other.id != except_event and are_close(other.local_date, day)
    ]
