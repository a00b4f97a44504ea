"""Who comes: an evening's list as its organiser reads it, by state and in pages."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from handlers.evenings.views.event_card import EventFacts, when
from handlers.language import Language
from handlers.view import Button, View, lines, paragraphs
from storage.guests import Party
from storage.records import NamedGuest, RsvpState

#: So many stand on a page; all their names at their longest stay below Telegram's 4096 characters.
ON_A_PAGE = 20
_STATES: tuple[RsvpState, ...] = ("going", "offered", "waitlisted", "maybe", "declined")


@dataclass(frozen=True)
class GuestList:
    """Everybody on an evening's list: members with their parties, and those put there by name."""

    parties: tuple[Party, ...]
    named: tuple[NamedGuest, ...] = ()

    def of(self, state: RsvpState) -> tuple[Party, ...]:
        """Give the parties in a state."""
        return tuple(party for party in self.parties if party.rsvp.state == state)

    def rank(self, party: Party) -> int | None:
        """Count a party's position in the waitlist, 1 for the first; None where nobody of it waits."""
        place = party.rsvp.place
        if place is None:
            return None
        return sum(1 for other in self.parties if other.rsvp.place is not None and other.rsvp.place <= place)


@dataclass(frozen=True)
class _Line:
    """One person on the list, and the heading they stand below."""

    heading: Markup
    words: Markup
    is_first_time: bool = False
    is_unreachable: bool = False


def guest_list(
    language: Language, facts: EventFacts, listed: GuestList, page: int, *, alone: bool, may_seat: bool = True
) -> View:
    """Show one page of an evening's list; `alone` where there is no other evening to go back to."""
    every = _lines(language, listed)
    pages = max(1, -(-len(every) // ON_A_PAGE))
    page = min(max(page, 1), pages)
    shown = every[(page - 1) * ON_A_PAGE : page * ON_A_PAGE]
    number = language.html("Page {page} of {pages}", page=page, pages=pages) if pages > 1 else None
    text = paragraphs(
        lines(_heading(language, facts), _seats(language, facts), number),
        *_sections(shown),
        None if every else language.html("Nobody has answered yet."),
        _legend(language, shown),
    )
    event_id = facts.event.id
    turning = (
        *((Button("⬅️ " + language.text("Back"), f"guests:{event_id}:{page - 1}"),) if page > 1 else ()),
        *((Button("➡️ " + language.text("Next"), f"guests:{event_id}:{page + 1}"),) if page < pages else ()),
    )
    again = Button("🔄 " + language.text("Bring up to date"), f"guests:{event_id}:{page}")
    moving = Button("✏️ " + language.text("Add, move, remove"), f"seating:{event_id}")
    seating = (moving,) if may_seat else ()
    table = (
        (Button("📄 " + language.text("As a table"), f"guesttable:{event_id}"),) if every and may_seat else ()
    )
    others = () if alone else (Button("↩️ " + language.text("Other evenings"), "guests:0"),)
    back = (Button("↩️ " + language.text("Back to the evening"), f"hub:{event_id}"),) if may_seat else ()
    return View(text, (turning, seating, (*table, again), others, back))


def which_evening(language: Language, evenings: Sequence[EventFacts], *, several_chapters: bool) -> View:
    """Ask whose list is wanted: what is coming first, then the last few that are over."""
    if not evenings:
        return View(
            language.html("No evening is announced, so nobody could answer yet. /newevent plans one.")
        )
    rows = []
    for facts in evenings:
        city = f"{facts.chapter.name} · " if several_chapters else ""
        day = language.short_day(facts.event.local_date)
        rows.append((Button(f"👥 {city}{day} · {facts.counts.coming}", f"guests:{facts.event.id}"),))
    return View(language.html("<b>Who comes to which evening?</b>"), tuple(rows))


def no_organiser(language: Language) -> View:
    """Tell somebody kindly that the list is the organisers' business."""
    return View(
        language.html(
            "Who comes is for the organisers’ eyes. /agenda shows what is coming, /mine what you answered."
        )
    )


def no_longer(language: Language) -> str:
    """Answer a tap that may not do anything any more."""
    return language.text("This button is no longer valid. /guests shows who comes.")


def state_heading(language: Language, state: RsvpState) -> str:
    """Name a state as a heading, and in a table's cell."""
    match state:
        case "going":
            return language.text("Coming")
        case "offered":
            return language.text("Seat held")
        case "waitlisted":
            return language.text("On the waitlist")
        case "maybe":
            return language.text("Perhaps")
        case _:
            return language.text("Not coming")


def _heading(language: Language, facts: EventFacts) -> Markup:
    named = Markup("<b>👥 Hopdrink {} · {}</b>").format(facts.chapter.name, when(language, facts))
    if facts.event.state == "cancelled":
        return lines(named, language.html("This Hopdrink is cancelled."))
    return named


def _seats(language: Language, facts: EventFacts) -> str:
    used, capacity = facts.counts.seats_used, facts.event.capacity
    if capacity is None:
        return language.plural("{n} seat taken, no limit", "{n} seats taken, no limit", used)
    seats = language.number(capacity)
    taken = language.plural("{n} of {seats} seats taken", "{n} of {seats} seats taken", used, seats=seats)
    if used <= capacity:
        return taken
    return taken + language.plural(": {n} too many", ": {n} too many", used - capacity)


def _lines(language: Language, listed: GuestList) -> list[_Line]:
    every: list[_Line] = []
    for state in _STATES:
        parties = listed.of(state)
        heading = _counted(language, state, parties)
        every += [_line(language, heading, party, listed.rank(party)) for party in parties]
        if state == "going":
            by_name = _heading_of(
                language, "✍️ " + language.text("Put on the list by name"), len(listed.named), 0
            )
            every += [_Line(by_name, Markup("– {}").format(guest.name)) for guest in listed.named]
    return every


_SIGNS: dict[RsvpState, str] = {
    "going": "✅", "offered": "🎟", "waitlisted": "⏳", "maybe": "🤔", "declined": "🚫",
}  # fmt: skip


def _counted(language: Language, state: RsvpState, parties: Sequence[Party]) -> Markup:
    guests = sum(party.rsvp.guests for party in parties)
    return _heading_of(language, f"{_SIGNS[state]} {state_heading(language, state)}", len(parties), guests)


def _heading_of(language: Language, words: str, number: int, guests: int) -> Markup:
    plus = f" (+{guests})" if guests else ""
    return language.html("<b>{words}: {number}{plus}</b>", words=words, number=number, plus=plus)


def _line(language: Language, heading: Markup, party: Party, rank: int | None) -> _Line:
    member, rsvp = party.member, party.rsvp
    parts = [Markup("{} @{}").format(member.name, member.username) if member.username else member.name]
    if rsvp.guests:
        parts.append(f"+{rsvp.guests}")
    if rsvp.guests_waiting and rank is not None:
        parts.append(
            language.plural(
                "{n} guest waits ({rank})", "{n} guests wait ({rank})", rsvp.guests_waiting,
                rank=language.ordinal(rank),
            )
        )  # fmt: skip
    unreachable = member.reach != "reachable"
    marks = ("🌱" if party.is_first_time else "") + ("📵" if unreachable else "")
    words = Markup(" · ").join([*parts, *([marks] if marks else [])])
    number = f"{rank}. " if rank is not None and rsvp.state == "waitlisted" else "– "
    return _Line(heading, number + words, party.is_first_time, unreachable)


def _sections(shown: Sequence[_Line]) -> list[Markup]:
    headings = list(dict.fromkeys(line.heading for line in shown))
    return [
        lines(heading, *(line.words for line in shown if line.heading == heading)) for heading in headings
    ]


def _legend(language: Language, shown: Sequence[_Line]) -> Markup | None:
    first = language.html("🌱 here for the first time") if any(one.is_first_time for one in shown) else None
    deaf = language.html("📵 I cannot write to them") if any(one.is_unreachable for one in shown) else None
    return lines(first, deaf) or None
