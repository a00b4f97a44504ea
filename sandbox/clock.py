"""The time of the sandbox: the system's, or one that its host can move."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol, runtime_checkable


@dataclass(frozen=True)
class Move:
    """A way to move the clock, offered as a button of the page.

    Attributes:
        id: what the page sends back.
        label: the button's words by language code ("fr", "en").
    """

    id: str
    label: dict[str, str]


class Clock(Protocol):
    """Anything that tells the time."""

    def now(self) -> datetime:
        """Returns the present as an aware datetime."""
        ...


@runtime_checkable
class MovableClock(Protocol):
    """A clock whose host offers moves.

    Either kind of clock may have an attribute `time_zone`, an IANA name: the page then shows times there.
    """

    def now(self) -> datetime:
        """Returns the present as an aware datetime."""
        ...

    def moves(self) -> Sequence[Move]:
        """Returns the moves on offer now."""
        ...

    async def move(self, id: str) -> None:  # noqa: A002  the word of the contract with hosts
        """Makes the move with that id; raises KeyError or ValueError when there is none."""
        ...


class SystemClock:
    """The computer's clock, in UTC; it cannot be moved."""

    def now(self) -> datetime:
        """Returns the present in UTC."""
        return datetime.now(UTC)
