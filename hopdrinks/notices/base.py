"""What every notice has: a lane, what an unclear outcome of it means, and what would make it superfluous."""

from enum import IntEnum
from typing import ClassVar

from pydantic import BaseModel, ConfigDict

from storage.records import Reliability


class Lane(IntEnum):
    """Who is served first: the smaller number."""

    REPLY = 0  #: somebody is waiting
    PERSONAL = 1  #: promotion, change, reminder
    BULK = 2  #: announcement, broadcast
    COSMETIC = 3  #: cards' refreshes, reactions: coalesced, the newest state wins


class Notice(BaseModel):
    """Something owed to one chat. A class says how urgent it is and what an unclear outcome means."""

    # What members wrote stands in some notices: no error may quote it into a log.
    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    lane: ClassVar[Lane]
    reliability: ClassVar[Reliability]

    @property
    def coalesce_key(self) -> str | None:
        """Name what a newer notice of the same key would make superfluous; None: each is owed."""
        return None

    @property
    def concerns(self) -> int | None:
        """Give the id of the event it is about."""
        event_id: int | None = getattr(self, "event_id", None)
        return event_id
