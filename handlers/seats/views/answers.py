"""What is said to an answer at once, and the second thought before a seat or a place in line is given up."""

from handlers.evenings.views.event_card import EventFacts, Own, card_text
from handlers.language import Language
from handlers.view import Button, View, paragraphs
from hopdrinks.seats.rsvps import Answer

#: What needs no more than a glance.
QUIET = frozenset({"changed", "unchanged", "guest_waits"})


def toast(language: Language, outcome: Answer, *, reachable: bool) -> str:
    """Answer a tap: where the member stands now, or why it could not be."""
    if outcome.verdict not in QUIET:
        return _refusal(language, outcome)
    said = _standing(language, outcome)
    if outcome.elsewhere is not None:
        said += " " + language.text("The other city has your seat back.")
    return said if reachable else said + " " + language.text("To get reminders, tap 🔔 below the card.")


def changed_since(language: Language, day: str, place: str) -> str:
    """Tell whoever answered on an old card what the evening is like now."""
    return language.text("It has changed since this card: {day}, {place}.", day=day, place=place)


def no_longer(language: Language) -> str:
    """Answer a tap on a card that is none any more."""
    return language.text("This button is no longer valid. /next shows what is coming.")


def second_thought(language: Language, facts: EventFacts, own: Own, outcome: Answer, confirming: str) -> View:
    """Ask whether a seat or a place in line is really given up; `confirming` is what 👍 taps."""
    if outcome.verdict == "leaving_line":
        asked = language.html(
            "<b>Leave the waitlist?</b> You are {rank}. If you come back later, you join at the end.",
            rank=language.ordinal(outcome.position or 1),
        )
    elif outcome.waiting:
        asked = language.html_plural(
            "<b>Give up your seat?</b> It begins soon. {n} person waits for a seat and will be glad of it.",
            "<b>Give up your seat?</b> It begins soon. {n} people wait for a seat and will be glad of it.",
            outcome.waiting,
        )
    else:
        asked = language.html("<b>Give up your seat?</b> It begins soon, and nobody waits for a seat.")
    rows = (
        (Button("👍 " + language.text("Yes, I am sure"), confirming),),
        (Button("↩️ " + language.text("No, I keep it"), f"card:{facts.event.id}"),),
    )
    return View(paragraphs(asked, card_text(language, facts, own)), rows)


def leaving_city(
    language: Language, here: EventFacts, left: EventFacts, own_there: Own, confirming: str
) -> View:
    """Ask whether another city's evening is left for this one; `confirming` is what 👍 taps."""
    there, city = left.chapter.name, here.chapter.name
    waits = own_there.rsvp is not None and own_there.rsvp.state == "waitlisted"
    has = (
        language.html("You are on the waitlist in {city} that evening.", city=there)
        if waits
        else language.html(
            "You are coming in {city} that evening; that seat would be somebody else’s.", city=there
        )
    )
    capacity = here.event.capacity
    full = capacity is not None and (here.counts.seats_used >= capacity or here.counts.waiting > 0)
    rows = (
        (Button("👍 " + language.text("Yes, {city}", city=city), confirming),),
        (Button("↩️ " + language.text("No, I stay with {city}", city=there), f"card:{here.event.id}"),),
    )
    return View(
        paragraphs(
            language.html("<b>Leave {there} for {here}?</b>", there=there, here=city),
            has,
            language.html("It is full in {city}: there you would wait for a seat.", city=city)
            if full
            else None,
        ),
        rows,
    )


def comes_elsewhere(language: Language, left: EventFacts) -> str:
    """Tell whoever cannot be asked in private why their ✅ does not count."""
    return language.text(
        "You have answered in {city} for that evening already. Say 🚫 there first, then come here.",
        city=left.chapter.name,
    )


def _standing(language: Language, outcome: Answer) -> str:
    rsvp = outcome.rsvp
    if rsvp is None:
        return language.text("Noted.")
    match rsvp.state:
        case "going" if rsvp.guests_waiting:
            rank = language.ordinal(outcome.position or 1)
            return language.text("✅ You are coming. Your guest is {rank} on the waitlist.", rank=rank)
        case "going" if rsvp.guests:
            return language.plural(
                "✅ You are coming with {n} guest.", "✅ You are coming with {n} guests.", rsvp.guests
            )
        case "going":
            return language.text("✅ You are coming. See you there!")
        case "waitlisted":
            rank = language.ordinal(outcome.position or 1)
            return language.text("⏳ It is full: you are {rank} on the waitlist.", rank=rank)
        case "maybe":
            return language.text("🤔 Maybe, then. This holds no seat.")
        case _:
            return language.text("🚫 Noted. See you another time!")


def _refusal(language: Language, outcome: Answer) -> str:
    match outcome.verdict:
        case "cancelled":
            return language.text("This Hopdrink is cancelled.")
        case "closed":
            return language.text("Answers are closed.")
        case "over":
            return language.text("This Hopdrink is over. /next shows what is coming.")
        case "full":
            return language.text("It is full. Come by all the same: the organiser decides at the door.")
        case "taken":
            rank = language.ordinal(outcome.position or 1)
            return language.text(
                "Just taken: somebody was quicker. You are {rank} on the waitlist.", rank=rank
            )
        case "no_more_guests":
            return language.text("No more guests per person for this evening.")
        case "no_guest":
            return language.text("You have announced no guest.")
        case "not_coming":
            return language.text("Tap ✅ first; your guest comes with you.")
        case _:
            return no_longer(language)
