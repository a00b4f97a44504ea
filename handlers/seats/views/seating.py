"""An organiser's hand on the list: everybody with a button, what can be done, and what became of it."""

from collections.abc import Sequence

from markupsafe import Markup

from handlers.evenings.views.event_card import EventFacts, counted_answers, when
from handlers.form_parts import Choice, Question
from handlers.language import Language
from handlers.view import Button, View, lines, paragraphs, quoted
from hopdrinks.seats.seating import Move, Verdict
from hopdrinks.seats.waitlist import phase_of
from storage.guests import Party
from storage.records import NamedGuest

ON_A_PAGE = 12
LONGEST_REASON = 300
#: What 👍 says.
YES = "yes"
_SIGNS = {"going": "✅", "offered": "🎟", "waitlisted": "⏳", "maybe": "🤔", "declined": "🚫"}


def seats(
    language: Language,
    facts: EventFacts,
    parties: Sequence[Party],
    named: Sequence[NamedGuest],
    page: int,
    *,
    open_still: bool,
    said: str | None = None,
) -> View:
    """Show a page of everybody on the list, each with a button."""
    event_id = facts.event.id
    people = [
        Button(f"{_SIGNS[party.rsvp.state]} {_named(party)}", f"seat:{event_id}:{party.member.id}")
        for party in parties
    ]
    people += [Button(f"✖️ {guest.name}", f"unname:{event_id}:{guest.id}") for guest in named]
    pages = max(1, -(-len(people) // ON_A_PAGE))
    page = min(max(page, 1), pages)
    text = paragraphs(
        said,
        language.html("<b>Seats on {when}</b>", when=when(language, facts)),
        " · ".join([*counted_answers(language, facts.counts), *_free(language, facts)]),
        language.html("Tap a name to seat, move or remove somebody. ✖️ takes a name off at once.")
        if open_still and people
        else None,
    )
    turning = (
        *((Button("⬅️ " + language.text("Back"), f"seating:{event_id}:{page - 1}"),) if page > 1 else ()),
        *((Button("➡️ " + language.text("Next"), f"seating:{event_id}:{page + 1}"),) if page < pages else ()),
    )
    rows = [(button,) for button in people[(page - 1) * ON_A_PAGE : page * ON_A_PAGE]] if open_still else []
    add = (Button("➕ " + language.text("Add somebody"), f"seat_add:{event_id}"),) if open_still else ()
    back = (Button("↩️ " + language.text("Back to the evening"), f"hub:{event_id}"),)
    return View(text, (*rows, turning, add, back))


def person(language: Language, facts: EventFacts, party: Party, position: int | None) -> View:
    """Show one member's seat and what can be done with it."""
    event_id, rsvp, member = facts.event.id, party.rsvp, party.member
    line = phase_of(facts.event, facts.now) not in ("first_tap", "begun")
    moves: list[Move] = []
    if rsvp.state != "going" or rsvp.guests_waiting:
        moves.append("seat")
    if position is not None and position > 1:
        moves.append("put_first")
    if rsvp.state in ("going", "offered") and line:
        moves.append("put_in_line")
    if rsvp.state != "declined":
        moves.append("remove")
    rows = [(Button(_label(language, move), f"move:{event_id}:{move}-{member.id}"),) for move in moves]
    username = f" (@{member.username})" if member.username else ""
    return View(
        lines(
            Markup("<b>{}</b>{}").format(_named(party), username),
            _state(language, party, position),
            None if member.reach == "reachable" else language.html("I cannot write to this person."),
        ),
        (*rows, (Button("↩️ " + language.text("Back"), f"seating:{event_id}"),)),
    )


def who(language: Language) -> Question:
    """Ask whom to put on the list."""
    return Question(
        language.html(
            "<b>Whom shall I put on the list?</b> Type their @username if they know me, or just a name:"
            " whoever has no Telegram gets a seat too."
        )
    )


def name_problem(language: Language, longest: int) -> Markup:
    """Say what name can be taken."""
    return language.html("Please type a name of at most {longest} characters.", longest=longest)


def unknown(language: Language, username: str) -> Markup:
    """Say that nobody of that username is known."""
    return language.html(
        "I do not know {username}: they have never written to me. Type their name without @, and a seat is"
        " kept for them.",
        username=username,
    )


def why(language: Language, name: str) -> Question:
    """Ask for a word that the person will read."""
    return Question(
        language.html(
            "<b>A word for {name}?</b> They will read it with the news. ⏭ leaves it out.", name=name
        )
    )


def reason_problem(language: Language) -> Markup:
    """Say what reason can be taken."""
    return language.html("Please type at most {longest} characters, or tap ⏭.", longest=LONGEST_REASON)


def whether(
    language: Language, facts: EventFacts, move: Move, name: str, reason: str, *, more: int, hears: bool
) -> Question:
    """Ask whether it is meant, with what it means for the seats and what the person reads."""
    questions = {
        "seat": language.html("<b>Give {name} a seat?</b>", name=name),
        "put_in_line": language.html("<b>Put {name} at the end of the waitlist?</b>", name=name),
        "put_first": language.html("<b>Put {name} first in line?</b>", name=name),
        "remove": language.html("<b>Take {name} off the list?</b>", name=name),
    }
    over = 0 if facts.free is None else more - facts.free
    beyond = language.html(
        "⚠️ That is more than the {seats} seats there are. Nobody loses theirs.",
        seats=facts.event.capacity or 0,
    )
    told = language.html("They are told.") if hears else language.html("I cannot tell them: please do.")
    return Question(
        paragraphs(
            questions[move],
            quoted(Markup("{}").format(reason)) if reason else None,
            lines(beyond if over > 0 else None, told),
        ),
        ((Choice("👍 " + language.text("Yes"), YES),),),
    )


def verdict(language: Language, verdict: Verdict) -> str:
    """Say what became of it."""
    match verdict:
        case "done":
            return language.text("👍 Done.")
        case "unchanged":
            return language.text("It is so already.")
        case "nobody_behind":
            return language.text("Nobody else could take that seat, so they would get it right back.")
        case "too_late":
            return language.text("So near to the start the waitlist has no order any more.")
        case _:
            return language.text("The list cannot be changed any more.")


def _free(language: Language, facts: EventFacts) -> list[str]:
    if facts.free is None:
        return []
    return [language.plural("{n} seat left", "{n} seats left", facts.free)]


def _named(party: Party) -> str:
    guests = party.rsvp.guests + party.rsvp.guests_waiting
    return party.member.name + (f" +{guests}" if guests else "")


def _state(language: Language, party: Party, position: int | None) -> Markup:
    rank = language.ordinal(position or 1)
    match party.rsvp.state:
        case "going" if party.rsvp.guests_waiting:
            return language.html("✅ Comes; a guest waits ({rank} in line).", rank=rank)
        case "going":
            return language.html("✅ Comes.")
        case "offered":
            return language.html("🎟 Is held a seat.")
        case "waitlisted":
            return language.html("⏳ Waits ({rank} in line).", rank=rank)
        case "maybe":
            return language.html("🤔 May come.")
        case _:
            return language.html("🚫 Does not come.")


def _label(language: Language, move: Move) -> str:
    labels: dict[Move, str] = {
        "seat": "✅ " + language.text("Give a seat"),
        "put_first": "⬆️ " + language.text("Put first in line"),
        "put_in_line": "⏳ " + language.text("Put on the waitlist"),
        "remove": "🗑 " + language.text("Take off the list"),
    }
    return labels[move]
