"""A model of seats from the sentences of the design alone: who waits in a list, who comes in a dictionary."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

#: Guests one member may bring in the model.
MOST_GUESTS = 2

#: What somebody does: which event, who (0: the organiser), what; of the organiser's, the number of seats too.
Action = tuple[int, int, str] | tuple[int, int, str, int | None]
#: What they see: the verdict, where they stand, with how many guests, at which position.
Seen = tuple[str, str | None, int, int | None]
#: Where each member stands: the state, with how many guests, at which position.
Rows = dict[int, tuple[str, int, int | None]]


@dataclass
class Evening:
    """The model: who comes with how many, who waits in which order, who was told of a seat."""

    capacity: int | None
    starts_at: datetime
    coming: dict[int, int] = field(default_factory=dict)
    line: list[tuple[int, int]] = field(default_factory=list)
    other: dict[int, str] = field(default_factory=dict)
    told: Counter[int] = field(default_factory=Counter)
    cancelled: bool = False

    def act(self, action: Action, now: datetime) -> Seen:
        _, who, what, *rest = action
        if what == "seats":
            return self.set_seats(rest[0], now)
        if what == "cancel":
            done, self.cancelled = not self.cancelled, True
            return (str(done), None, 0, None)
        if self.cancelled:
            return ("cancelled", None, 0, None)
        if now >= self.starts_at + timedelta(hours=1):
            return ("over", None, 0, None)
        verdict = self.tap(who, what, now)
        return (verdict, *(self.where(who) if verdict != "full" else (None, 0, None)))

    def tap(self, who: int, what: str, now: datetime) -> str:
        match what:
            case "going":
                return self.join(who, now)
            case "more":
                return self.add_guest(who)
            case "less":
                return self.remove_guest(who, now)
        return self.leave(who, what, now)

    def where(self, who: int) -> tuple[str | None, int, int | None]:
        if who in self.coming:
            return ("going", self.coming[who], None)
        for index, (waiting, guests) in enumerate(self.line):
            if waiting == who:
                return ("waitlisted", guests, index + 1)
        return (self.other.get(who), 0, None)

    def fits(self, seats: int) -> bool:
        return self.capacity is None or self.seats_taken() + seats <= self.capacity

    def seats_taken(self) -> int:
        return sum(1 + guests for guests in self.coming.values())

    def join(self, who: int, now: datetime) -> str:
        started = now >= self.starts_at
        state, guests, _ = self.where(who)
        if state == "going" or (state == "waitlisted" and not (started and self.fits(1 + guests))):
            return "unchanged"
        if started and not self.fits(1 + guests):
            return "full"
        if state != "waitlisted":
            self.line.append((who, 0))
        self.other.pop(who, None)
        if started:  # the line stands still now; whoever is there and fits sits down
            self.sit_down(who)
        self.move_up(now, silent_for=who)
        return "changed"

    def leave(self, who: int, state: str, now: datetime) -> str:
        if self.other.get(who) == state:
            return "unchanged"
        self.coming.pop(who, None)
        self.line = [party for party in self.line if party[0] != who]
        self.other[who] = state
        self.move_up(now)
        return "changed"

    def add_guest(self, who: int) -> str:
        state, guests, position = self.where(who)
        if state not in ("going", "waitlisted"):
            return "not_coming"
        if guests == MOST_GUESTS:
            return "no_more_guests"
        if position is not None:
            self.line[position - 1] = (who, guests + 1)
        elif self.fits(1):
            self.coming[who] += 1
        else:
            return "no_seat_for_guest"
        return "changed"

    def remove_guest(self, who: int, now: datetime) -> str:
        _, guests, position = self.where(who)
        if guests == 0:
            return "no_guest"
        if position is not None:
            self.line[position - 1] = (who, guests - 1)
        else:
            self.coming[who] -= 1
        self.move_up(now, silent_for=who)
        return "changed"

    def set_seats(self, capacity: int | None, now: datetime) -> Seen:
        if self.cancelled or now >= self.starts_at + timedelta(hours=3):
            return ("False", None, 0, None)
        self.capacity = capacity
        self.move_up(now)
        return ("True", None, 0, None)

    def move_up(self, now: datetime, silent_for: int | None = None) -> None:
        if now >= self.starts_at or self.cancelled:
            return
        for who, guests in list(self.line):
            if self.fits(1 + guests):
                self.sit_down(who)
                if who != silent_for:
                    self.told[who] += 1

    def sit_down(self, who: int) -> None:
        guests = dict(self.line)[who]
        self.line.remove((who, guests))
        self.coming[who] = guests


def rows_of(model: Evening) -> Rows:
    going = {who: ("going", guests, None) for who, guests in model.coming.items()}
    waiting = {who: ("waitlisted", guests, at + 1) for at, (who, guests) in enumerate(model.line)}
    return {**going, **waiting, **{who: (state, 0, None) for who, state in model.other.items()}}
