"""The log of what the bot called."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sandbox.parameters import Parameters

# So many calls are kept; a benchmark makes more, and wants none of them.
_KEPT = 50_000


@dataclass(frozen=True, slots=True)
class Call:
    """One Bot API call.

    Attributes:
        at: by the sandbox's clock.
        error: the description of a refusal, or the fault that was played.
        number: counts from 1.
    """

    method: str
    at: datetime
    ok: bool
    error: str | None
    number: int
    _raw: dict[str, Any] = field(repr=False)
    _read: Parameters | None = field(repr=False)

    @property
    def parameters(self) -> dict[str, Any]:
        """The parameters: as JSON values where they could be read, else as they came in."""
        return dict(self._raw) if self._read is None else self._read.model_dump(exclude_none=True)


class CallLog:
    """The newest calls; getUpdates is noted only when it was refused."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self._count = 0

    def note(
        self, method: str, at: datetime, error: str | None, raw: dict[str, Any], read: Parameters | None
    ) -> None:
        """Adds a call."""
        if method == "getUpdates" and error is None:
            return
        self._count += 1
        self.calls.append(Call(method, at, error is None, error, self._count, raw, read))
        if len(self.calls) > 2 * _KEPT:
            del self.calls[:_KEPT]

    def after(self, number: int) -> list[Call]:
        """Returns the calls that came after the one with that number."""
        return [call for call in self.calls if call.number > number]
