"""A model of seats from the sentences of the design alone: who comes, who is held a seat, who waits."""

from collections import Counter
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

#: Guests one member may bring in the model.
MOST_GUESTS = 2

#: What somebody does: which event, who (0: the organiser), what, and what more there is to say of it.
Action = tuple[int, int, str] | tuple[int, int, str, object]
#: What they see: the verdict, where they stand, with how many guests, at which position.
Seen = tuple[str, str | None, int, int | None]
#: Where each member stands: the state, with how many guests, how many more wait, at which position.
Rows = dict[int, tuple[str, int, int, int | None]]

HOUR = timedelta(hours=1)
PARIS = ZoneInfo("Europe/Paris")


@dataclass
class People:
    """What the model knows of members: who cannot be written to, and at which hours each sleeps."""

    unreachable: set[int] = field(default_factory=set)
    #: First hour of sleep and first hour awake; equal: never asleep.
    sleep: dict[int, tuple[int, int]] = field(default_factory=dict)

    def is_asleep(self, who: int, now: datetime) -> bool:
        begins, ends = self.sleep.get(who, (21, 8))
        hour = now.astimezone(PARIS).hour
        return begins <= hour < ends if begins <= ends else hour >= begins or hour < ends


@dataclass
class Waiting:
    """A party in line: somebody with their guests, or the guests alone of somebody who comes."""

    who: int
    guests: int
    alone: bool = False
    lapsed: bool = False

    @property
    def size(self) -> int:
        return self.guests if self.alone else 1 + self.guests


@dataclass
class Evening:
    """The model: who comes with how many, who is held a seat until when, who waits in which order."""

    capacity: int | None
    starts_at: datetime
    people: People
    coming: dict[int, int] = field(default_factory=dict)
    held: dict[int, tuple[int, datetime]] = field(default_factory=dict)
    line: list[Waiting] = field(default_factory=list)
    other: dict[int, str] = field(default_factory=dict)
    named: int = 0
    #: Who was called to the first tap, when, and whether that is over.
    calls: dict[int, tuple[datetime, bool]] = field(default_factory=dict)
    #: Who was told what, and how often.
    told: Counter[tuple[str, int]] = field(default_factory=Counter)
    cancelled: bool = False
    #: The most seats that were taken right after an organiser seated somebody beyond those there are.
    given: int = 0

    def act(self, action: Action, now: datetime) -> Seen:
        _, who, what, *rest = action
        self.given = 0
        match what:
            case "seats":
                assert rest[0] is None or isinstance(rest[0], int)
                return self.set_seats(rest[0], now)
            case "cancel":
                done, self.cancelled = not self.cancelled, True
                return (str(done), None, 0, None)
            case "add named" | "remove named":
                return (self.change_named(what, now, sure=bool(rest and rest[0])), None, 0, None)
            case "seat" | "put_in_line" | "put_first" | "remove":
                verdict = self.move(who, what, now, sure=bool(rest and rest[0]))
                return (verdict, *self.where(who))
        if self.cancelled:
            return ("cancelled", None, 0, None)
        if now >= self.starts_at + HOUR:
            return ("closed" if self.is_open(now) else "over", None, 0, None)
        verdict = self.tap(who, what, now)
        refused = verdict == "full" and what == "going"
        return (verdict, *((None, 0, None) if refused else self.where(who)))

    def tap(self, who: int, what: str, now: datetime) -> str:
        match what:
            case "going":
                return self.join(who, now)
            case "more":
                return self.add_guest(who, now)
            case "less":
                return self.remove_guest(who, now)
        return self.leave(who, what, now)

    # Where people stand

    def where(self, who: int) -> tuple[str | None, int, int | None]:
        state, guests, _, position = self.row(who) or (None, 0, 0, None)
        return state, guests, position

    def row(self, who: int) -> tuple[str, int, int, int | None] | None:
        place = self.place(who)
        position = None if place is None else self.line.index(place) + 1
        if who in self.coming:
            return ("going", self.coming[who], 0 if place is None else place.guests, position)
        if who in self.held:
            return ("offered", self.held[who][0], 0, None)
        if place is not None:
            return ("waitlisted", place.guests, 0, position)
        return (self.other[who], 0, 0, None) if who in self.other else None

    def place(self, who: int) -> Waiting | None:
        return next((place for place in self.line if place.who == who), None)

    def rows(self) -> Rows:
        everybody = {*self.coming, *self.held, *self.other, *(place.who for place in self.line)}
        return {who: row for who in everybody if (row := self.row(who)) is not None}

    def taken(self) -> int:
        held = sum(1 + guests for guests, _ in self.held.values())
        return self.named + held + sum(1 + guests for guests in self.coming.values())

    def fits(self, seats: int) -> bool:
        return self.capacity is None or self.taken() + seats <= self.capacity

    def phase(self, now: datetime) -> str:
        left = self.starts_at - now
        if left <= timedelta(0):
            return "begun"
        if left < 3.5 * HOUR:
            return "first tap"
        return "given" if left > 24 * HOUR else "offered"

    def forget(self, who: int) -> None:
        self.coming.pop(who, None)
        self.held.pop(who, None)
        self.other.pop(who, None)
        self.line = [place for place in self.line if place.who != who]

    # Taps

    def join(self, who: int, now: datetime) -> str:
        begun, place = self.phase(now) == "begun", self.place(who)
        if who in self.coming:
            if place is None or self.phase(now) != "first tap" or not self.fits(place.size):
                return "unchanged"
            self.settle(now, present=who)  # the first tap is for the guests who wait
            return "changed"
        if who in self.held:
            self.sit_down(who, self.held[who][0])
            return "changed"
        guests = 0 if place is None else place.guests
        if self.fits(1 + guests) and (begun or not self.line):
            self.sit_down(who, guests)
            return "changed"
        if place is not None:
            if not begun and self.fits(1):
                self.settle(now, present=who)
            if who in self.coming:
                return "changed"
            return "taken" if self.phase(now) == "first tap" else "unchanged"
        if begun:
            return "full"
        self.other.pop(who, None)
        self.line.append(Waiting(who, 0))
        self.settle(now, present=who)
        return "changed"

    def leave(self, who: int, state: str, now: datetime) -> str:
        if self.other.get(who) == state:
            return "unchanged"
        leaves_something = who in self.coming or who in self.held or self.place(who) is not None
        self.forget(who)
        self.other[who] = state
        if leaves_something:  # where nothing came free, what time alone set free waits for the sweep
            self.settle(now)
        return "changed"

    def add_guest(self, who: int, now: datetime) -> str:
        place = self.place(who)
        if who not in self.coming and place is None:
            return "not_coming"
        if self.coming.get(who, 0) + (0 if place is None else place.guests) == MOST_GUESTS:
            return "no_more_guests"
        if who not in self.coming and place is not None:
            place.guests += 1
            return "changed"
        begun = self.phase(now) == "begun"
        if self.fits(1) and (begun or not self.line):
            self.coming[who] += 1
            return "changed"
        if begun:
            return "full"
        if place is None:
            self.line.append(Waiting(who, 1, alone=True))
        else:
            place.guests += 1
        self.settle(now, present=who)
        return "changed" if self.place(who) is None else "guest_waits"

    def remove_guest(self, who: int, now: datetime) -> str:
        place = self.place(who)
        if who in self.held or self.coming.get(who, 0) + (0 if place is None else place.guests) == 0:
            return "no_guest"
        if place is not None:
            place.guests -= 1
            if place.alone and not place.guests:
                self.line.remove(place)
        else:
            self.coming[who] -= 1
        self.settle(now, present=who if who not in self.coming else None)
        return "changed"

    # What organisers do

    def set_seats(self, capacity: int | None, now: datetime) -> Seen:
        if not self.is_open(now):
            return ("False", None, 0, None)
        if capacity != self.capacity:  # else nothing changes, so nothing is looked at anew
            self.capacity = capacity
            self.settle(now)
        return ("True", None, 0, None)

    def put_off(self, starts_at: datetime, now: datetime) -> None:
        if starts_at == self.starts_at:  # nothing changes, so nothing is looked at anew
            return
        self.starts_at = starts_at
        latest = starts_at - 3 * HOUR
        self.held = {who: (guests, min(until, latest)) for who, (guests, until) in self.held.items()}
        if self.phase(now) in ("given", "offered"):
            self.calls = {who: (at, True) for who, (at, _) in self.calls.items()}
        self.settle(now)

    def change_named(self, what: str, now: datetime, *, sure: bool) -> str:
        if not self.is_open(now):
            return "closed"
        if what == "add named":
            if not sure and not self.fits(1):
                return "too_many"
            self.named += 1
            self.given = self.taken()
            return "done"
        if not self.named:
            return "unchanged"
        self.named -= 1
        self.settle(now)
        return "done"

    def move(self, who: int, what: str, now: datetime, *, sure: bool) -> str:
        if not self.is_open(now):
            return "closed"
        match what:
            case "seat":
                return self.seat(who, now, sure=sure)
            case "put_in_line":
                return self.put_in_line(who, now)
            case "put_first":
                return self.put_first(who, now)
        if self.where(who)[0] in (None, "declined"):
            return "unchanged"
        self.forget(who)
        self.other[who] = "declined"
        self.told["OrganiserMove", who] += 1
        self.settle(now)
        return "done"

    def seat(self, who: int, now: datetime, *, sure: bool) -> str:
        place = self.place(who)
        if who in self.coming and place is None:
            return "unchanged"
        more = 0 if who in self.held else 1 if place is None else place.size
        if not sure and more and not self.fits(more):
            return "too_many"
        guests = self.coming.get(who, 0) + (0 if place is None else place.guests)
        guests += self.held[who][0] if who in self.held else 0
        self.sit_down(who, guests)
        self.given = self.taken()
        self.told["OrganiserMove", who] += 1
        self.settle(now)
        return "done"

    def put_in_line(self, who: int, now: datetime) -> str:
        state = self.where(who)[0]
        if state not in ("going", "offered"):
            return "unchanged"
        if self.phase(now) in ("first tap", "begun"):
            return "too_late"
        tried = deepcopy(self)
        place = self.place(who)
        guests = self.held[who][0] if who in self.held else self.coming[who]
        tried.forget(who)
        tried.line.append(Waiting(who, guests + (0 if place is None else place.guests)))
        tried.told["OrganiserMove", who] += 1
        tried.settle(now)
        if tried.where(who)[0] != "waitlisted":
            return "nobody_behind"
        vars(self).update({**vars(tried), "people": self.people})
        return "done"

    def put_first(self, who: int, now: datetime) -> str:
        place = self.place(who)
        if place is None or self.line[0] is place:
            return "unchanged"
        self.line.remove(place)
        self.line.insert(0, place)
        place.lapsed = False
        self.told["OrganiserMove", who] += 1
        self.settle(now)
        return "done"

    def is_open(self, now: datetime) -> bool:
        return not self.cancelled and now < self.starts_at + 3 * HOUR

    # How free seats find somebody

    def settle(self, now: datetime, present: int | None = None) -> None:
        phase = self.phase(now)
        if self.cancelled or (phase == "begun" and present is None) or not self.line:
            return
        if self.fits(1):
            self.go_through(phase, now, present)
        if phase == "first tap" and not self.fits(1):
            self.calls = {who: (at, True) for who, (at, _) in self.calls.items()}

    def go_through(self, phase: str, now: datetime, present: int | None) -> None:  # noqa: C901 - the rule whole
        line, kept = list(self.line), 0
        if phase in ("first tap", "begun"):
            line.sort(key=lambda place: place.who != present)
        called = []
        for place in line:
            if not self.fits(kept + place.size):
                continue
            if place.who == present:
                self.move_up(place)
            elif phase == "begun" or place.who in self.people.unreachable:
                continue
            elif phase == "first tap":
                called.append(place.who)
            elif phase == "given" or place.alone:
                self.move_up(place)
                self.told["GuestSeated" if place.alone else "Promotion", place.who] += 1
            elif place.lapsed:
                continue
            elif self.people.is_asleep(place.who, now) and self.starts_at - now > 12 * HOUR:
                kept += place.size
            else:
                self.line.remove(place)
                self.held[place.who] = (place.guests, min(now + 2 * HOUR, self.starts_at - 3 * HOUR))
                self.told["SeatOffer", place.who] += 1
        for who in called:
            self.call(who, now)

    def move_up(self, place: Waiting) -> None:
        self.sit_down(place.who, place.guests + self.coming.get(place.who, 0))

    def sit_down(self, who: int, guests: int) -> None:
        self.forget(who)
        self.coming[who] = guests

    def call(self, who: int, now: datetime) -> None:
        at, over = self.calls.get(who, (None, True))
        lately = at is not None and abs(now - at) < timedelta(minutes=20)
        if at is None or (over and not lately):
            self.calls[who] = (now, False)
            self.told["LastCall", who] += 1

    # What time does

    def ends_of_offers(self, now: datetime) -> list[tuple[datetime, int]]:
        held = [(until, who) for who, (_, until) in self.held.items()]
        deaf = self.people.unreachable
        return sorted(end for end in held if end[0] <= now or end[0] > now + 2 * HOUR or end[1] in deaf)

    def end_offer(self, who: int, now: datetime) -> None:
        guests, _ = self.held.pop(who)
        self.line.append(Waiting(who, guests, lapsed=True))
        if not self.cancelled and now < self.starts_at and who not in self.people.unreachable:
            self.told["OfferLapsed", who] += 1
        self.settle(now)
