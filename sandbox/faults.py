"""Bad days on request: what Telegram and the network do to a bot, played on chosen calls."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, get_args

FaultKind = Literal["429", "500", "502", "drop_before", "drop_after", "slow", "garbage"]


@dataclass
class Fault:
    """One fault, played on the next `times` calls that fit.

    Attributes:
        kind: "429", "500" and "502" refuse the call without effect ("500" and "502" with `after` come
            when it has had its effect); "drop_before" and "drop_after" cut the connection before or
            after the effect; "slow" answers `seconds` after the effect; "garbage" answers 200 with what
            is no JSON, after the effect.
        method: a method of the Bot API, or "*".
        chat_id: only calls with that chat_id; None is all.
        retry_after: seconds, for "429".
    """

    kind: FaultKind
    method: str = "*"
    chat_id: int | str | None = None
    times: int = 1
    retry_after: int = 3
    seconds: float = 1.0
    after: bool = False

    def __post_init__(self) -> None:
        if self.kind not in get_args(FaultKind):
            raise ValueError(f"no such fault: {self.kind}; there are {', '.join(get_args(FaultKind))}")

    @property
    def has_effect(self) -> bool:
        """Whether the call has its effect all the same."""
        return self.after or self.kind in {"drop_after", "slow", "garbage"}

    def fits(self, method: str, parameters: dict[str, Any]) -> bool:
        """Tells whether this call is to suffer."""
        if self.method not in {"*", method}:
            return False
        return self.chat_id is None or str(parameters.get("chat_id")) == str(self.chat_id)


class Faults:
    """The faults still to be played, in the order they were added."""

    def __init__(self) -> None:
        self.waiting: list[Fault] = []

    def add(self, fault: Fault) -> Fault:
        """Schedules a fault."""
        self.waiting.append(fault)
        return fault

    def clear(self) -> None:
        """Drops all that is scheduled."""
        self.waiting.clear()

    def take(self, method: str, parameters: dict[str, Any]) -> Fault | None:
        """Returns the fault this call suffers, if any, and counts it."""
        if not self.waiting:
            return None
        for fault in self.waiting:
            if fault.fits(method, parameters):
                fault.times -= 1
                if fault.times <= 0:
                    self.waiting.remove(fault)
                return fault
        return None
