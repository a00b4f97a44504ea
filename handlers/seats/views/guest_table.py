"""An evening's list as a table (CSV) that a spreadsheet of the reader's language opens rightly and safely."""

from datetime import datetime

from markupsafe import Markup

from handlers.evenings.views.event_card import EventFacts, when
from handlers.language import Language
from handlers.seats.views.guests import GuestList, state_heading
from handlers.views.tables import as_table
from hopdrinks.wall_time import to_local
from storage.guests import Party

MIME_TYPE = "text/csv"


def guest_table(language: Language, facts: EventFacts, listed: GuestList) -> bytes:
    """Word a list as CSV, a line per party: `;` between cells in French and `,` in English."""
    rows = [_headings(language)]
    rows += [_cells(language, facts, party, listed.rank(party)) for party in listed.parties]
    state = language.text("Put on the list by name")
    rows += [[guest.name, "", state, "0", "0", "", "", "", "", "", ""] for guest in listed.named]
    return as_table(language, rows)


def table_caption(language: Language, facts: EventFacts) -> Markup:
    """Say what the file is, and to be careful with it."""
    return language.html(
        "Who comes on {when}, for a spreadsheet. These are people’s names: delete the file when it is of no "
        "use any more.",
        when=when(language, facts),
    )


def table_name(facts: EventFacts) -> str:
    """Name the file: "hopdrink-tours-2026-12-03.csv"."""
    return f"hopdrink-{facts.chapter.slug}-{facts.event.local_date.isoformat()}.csv"


def _headings(language: Language) -> list[str]:
    return [
        language.text("Name"),
        language.text("Telegram name"),
        language.text("Answer"),
        language.text("Guests"),
        language.text("Guests who wait"),
        language.text("Position in the waitlist"),
        language.text("Since"),
        language.text("Time zone"),
        language.text("Answered in"),
        language.text("First time here"),
        language.text("Can be written to"),
    ]


def _cells(language: Language, facts: EventFacts, party: Party, rank: int | None) -> list[str]:
    member, rsvp = party.member, party.rsvp
    return [
        member.name,
        member.username or "",
        state_heading(language, rsvp.state),
        str(rsvp.guests),
        str(rsvp.guests_waiting),
        "" if rank is None else str(rank),
        _wall_clock(rsvp.state_since, facts.event.time_zone),
        facts.event.time_zone,
        _source(language, party),
        _yes_no(language, yes=party.is_first_time),
        _yes_no(language, yes=member.reach == "reachable"),
    ]


def _wall_clock(instant: datetime, time_zone: str) -> str:
    return to_local(instant, time_zone).replace(tzinfo=None).isoformat(timespec="seconds")


def _source(language: Language, party: Party) -> str:
    words = {
        "private": language.text("private chat"),
        "group": language.text("group"),
        "channel": language.text("channel"),
        "inline": language.text("another chat"),
        "organiser": language.text("put there by an organiser"),
    }
    return words[party.rsvp.source]


def _yes_no(language: Language, *, yes: bool) -> str:
    return language.text("yes") if yes else language.text("no")
