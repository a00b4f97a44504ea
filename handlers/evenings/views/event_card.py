"""An event's card: what, when, where, what is still free, the reader's own answer, and the buttons."""

from bisect import bisect_left
from dataclasses import dataclass, replace
from datetime import date, datetime
from urllib.parse import quote_plus

from markupsafe import Markup

from handlers.language import Language
from handlers.view import LONGEST_CAPTION, Button, View, lines, paragraphs, shown_length
from hopdrinks.evenings.pictures import Picture
from hopdrinks.seats.rsvps import why_closed
from hopdrinks.wall_time import to_local
from storage.records import Chapter, Counts, Event, Rsvp, Venue


@dataclass(frozen=True)
class EventFacts:
    """What a card shows, at an instant."""

    event: Event
    chapter: Chapter
    venue: Venue
    counts: Counts
    now: datetime
    #: Those who come and may be named, the first of them; empty where a card names nobody.
    names: tuple[str, ...] = ()

    @property
    def today(self) -> date:
        """The day it is where the event is held."""
        return to_local(self.now, self.event.time_zone).date()

    @property
    def free(self) -> int | None:
        """Seats that are free, never below 0; None: as many as come."""
        if self.event.capacity is None:
            return None
        return max(0, self.event.capacity - self.counts.seats_used)

    @property
    def is_open(self) -> bool:
        """Whether answers are taken of whoever is new."""
        return why_closed(self.event, self.now) is None


@dataclass(frozen=True)
class Own:
    """The reader's own answer, and where they stand in the waitlist."""

    rsvp: Rsvp | None = None
    position: int | None = None


def title(event_facts: EventFacts) -> Markup:
    """Name the evening."""
    return Markup("<b>Hopdrink {}</b>").format(event_facts.chapter.name)


def when(language: Language, facts: EventFacts) -> str:
    """Word the start in the event's own zone: "jeudi 3 décembre à 19 h"."""
    event = facts.event
    return language.moment(event.local_date, event.local_time, facts.today)


def map_url(venue: Venue) -> str:
    """Give a link that opens the place in a map, by position where it is known."""
    if venue.latitude is not None and venue.longitude is not None:
        place = f"{venue.latitude:.6f},{venue.longitude:.6f}"
    else:
        place = f"{venue.name} {venue.address}".strip()
    return f"https://www.google.com/maps/search/?api=1&query={quote_plus(place)}"


def where(venue: Venue) -> Markup:
    """Name the place with its address."""
    name = Markup("<b>{}</b>").format(venue.name)
    return name + Markup(", {}").format(venue.address) if venue.address else name


#: So many are named on a card that many read; the others are counted.
MOST_NAMED = 15
#: Telegram takes 4096 characters; what else stands on the card needs its room.
_LONGEST_NAMES = 600


def card_text(language: Language, facts: EventFacts, own: Own | None = None) -> Markup:
    """Word a card; `own` None where many read it."""
    event = facts.event
    if event.state == "cancelled":
        struck = lines(title(facts), when(language, facts), facts.venue.name)
        return paragraphs(
            Markup("<s>{}</s>").format(struck),
            language.html("This Hopdrink is cancelled."),
        )
    return paragraphs(
        lines(
            title(facts),
            Markup("📆 {}").format(when(language, facts)),
            Markup("📍 {}").format(where(facts.venue)),
            _representative(language, event),
        ),
        Markup("{}").format(event.text) if event.text else None,
        lines(
            _counted(language, facts),
            _named(language, facts) if own is None else None,
            _free(language, facts),
            _stage(language, facts),
        ),
        _own_answer(language, facts, own) if own is not None else None,
    )


#: Beneath a picture so much is kept free for what comes later: answers, the reader's own, the headline.
_FOR_ANSWERS = 320


def stays_short(language: Language, facts: EventFacts) -> bool:
    """Tell whether an evening's card can stand whole beneath a picture, whatever people answer."""
    plain = replace(facts, counts=Counts(), names=())
    return shown_length(card_text(language, plain)) <= LONGEST_CAPTION - _FOR_ANSWERS


def caption(
    language: Language, facts: EventFacts, own: Own | None = None, *, room: int = LONGEST_CAPTION
) -> Markup:
    """Word a card so that it fits beneath a picture: names give way first, then the organiser's words."""
    for names in (facts.names, facts.names[:5], ()):
        text = card_text(language, replace(facts, names=names), own)
        if shown_length(text) <= room:
            return text
    return _with_fewer_words(language, replace(facts, names=()), own, room)


def _with_fewer_words(language: Language, facts: EventFacts, own: Own | None, room: int) -> Markup:
    """Keep as many of the organiser's words as fit."""

    def beginning(length: int) -> Markup:
        words = facts.event.text[:length].rstrip()
        event = facts.event.model_copy(update={"text": f"{words}…" if words else ""})
        return card_text(language, replace(facts, event=event), own)

    # What is longer than the words that fit does not fit: the last that does is looked for by halves.
    first_too_long = bisect_left(
        range(1, len(facts.event.text)), x=True, key=lambda length: shown_length(beginning(length)) > room
    )
    return beginning(first_too_long)


def member_card(
    language: Language,
    facts: EventFacts,
    own: Own,
    *,
    following: bool | None = True,
    picture: Picture | None = None,
) -> View:
    """Show an event to one member in private, beneath a picture or without one.

    `following` None leaves the city's 🔕 out.
    """
    rows: list[tuple[Button, ...]] = []
    if why_closed(facts.event, facts.now, own.rsvp) is None:
        rows += _answers(language, facts, own.rsvp)
        rows.append(_guests(language, facts, own.rsvp))
    if _can_be_put_down(facts, own):
        rows.append((Button("📅 " + language.text("Into my calendar"), f"calendar:{facts.event.id}"),))
    if facts.event.state != "cancelled":
        rows.append(
            (
                Button("📍 " + language.text("Map"), url=map_url(facts.venue)),
                Button("❓ " + language.text("Ask a question"), f"ask:{facts.event.id}"),
            )
        )
        if following is not None:
            rows.append((follow_button(language, facts.chapter, facts.event.id, following=following),))
    text = card_text(language, facts, own) if picture is None else caption(language, facts, own)
    return View(text, tuple(rows), picture=picture)


def group_card(
    language: Language, facts: EventFacts, bot_username: str, picture: Picture | None = None
) -> View:
    """Show an event in a group or channel: nobody's own answer, and the way into the private chat."""
    rows: list[tuple[Button, ...]] = []
    if facts.is_open:
        rows += _answers(language, facts, None)
        if facts.event.max_guests > 0:
            rows.append(_every_guest_button(language, facts.event.id))
        link = f"https://t.me/{bot_username}?start="
        rows.append(
            (
                Button("🔔 " + language.text("Get reminders"), url=f"{link}e_{facts.event.id}"),
                Button("❓ " + language.text("Ask a question"), url=f"{link}q_{facts.event.id}"),
            )
        )
    text = card_text(language, facts) if picture is None else caption(language, facts)
    return View(text, tuple(rows), picture=picture)


def follow_button(
    language: Language, chapter: Chapter, event_id: int | None = None, *, following: bool
) -> Button:
    """Offer to hear no more about a chapter, or to hear again; `event_id` is whose card it stands below."""
    of = f"{chapter.id}" if event_id is None else f"{chapter.id}:{event_id}"
    if following:
        return Button("🔕 " + language.text("Stop following {city}", city=chapter.name), f"mute:{of}")
    return Button("🔔 " + language.text("Follow {city}", city=chapter.name), f"follow:{of}")


def counted_answers(language: Language, counts: Counts) -> list[str]:
    """Word how many come, may come and wait; nothing for none."""
    parts = []
    if counts.coming:
        coming = language.plural("{n} coming", "{n} coming", counts.coming)
        if counts.guests:
            coming += " " + language.plural("(+{n} guest)", "(+{n} guests)", counts.guests)
        parts.append(coming)
    if counts.maybe:
        parts.append(language.plural("{n} maybe", "{n} maybe", counts.maybe))
    if counts.waiting:
        parts.append(language.plural("{n} waiting", "{n} waiting", counts.waiting))
    return parts


def _representative(language: Language, event: Event) -> Markup:
    name = event.representative or language.text("to be confirmed")
    return language.html("🧑‍💼 Representative of the platform: {name}", name=name)


def _counted(language: Language, facts: EventFacts) -> Markup | None:
    parts = counted_answers(language, facts.counts)
    return Markup("👥 {}").format(" · ".join(parts)) if parts else None


def _named(language: Language, facts: EventFacts) -> Markup | None:
    """Name those who come and let themselves be named; whoever is left is counted."""
    shown: list[str] = []
    for name in facts.names:
        if sum(map(len, shown)) + len(name) > _LONGEST_NAMES:
            break
        shown.append(name)
    if not shown:
        return None
    others = facts.counts.coming - len(shown)
    more = [language.plural("{n} other", "{n} others", others)] if others > 0 else []
    return Markup("{}").format(", ".join([*shown, *more]))


def _free(language: Language, facts: EventFacts) -> str | None:
    if facts.free is None or not facts.is_open:
        return None
    if facts.free == 0:
        return language.text("No seat left: one more joins the waitlist.")
    return language.plural("{n} seat left", "{n} seats left", facts.free)


def _stage(language: Language, facts: EventFacts) -> str | None:
    """Say what the clock made of the evening: it has begun, takes no more answers, or is over."""
    if facts.now >= facts.event.ends_at:
        return language.text("This Hopdrink is over.")
    if facts.now >= facts.event.starts_at:
        return language.text("It has begun: come in!")
    if facts.event.state == "announced" and not facts.is_open:
        return language.text("Answers are closed.")
    return None


def _own_answer(language: Language, facts: EventFacts, own: Own) -> Markup | None:
    rsvp = own.rsvp
    if rsvp is None:
        return None
    party = ""
    if rsvp.guests:
        party = language.plural(", with {n} guest", ", with {n} guests", rsvp.guests)
    match rsvp.state:
        case "going" if rsvp.guests_waiting:
            return language.html_plural(
                "<b>✅ You are coming{party}.</b> {n} guest waits for a seat ({rank} in line).",
                "<b>✅ You are coming{party}.</b> {n} guests wait for a seat ({rank} in line).",
                rsvp.guests_waiting,
                party=party,
                rank=language.ordinal(own.position or 1),
            )
        case "offered" if rsvp.offer_until is not None:
            return language.html(
                "<b>🎟 A seat is held for you{party} until {hour}.</b> Tap ✅ to take it.",
                party=party,
                hour=language.hour(to_local(rsvp.offer_until, facts.event.time_zone).time()),
            )
        case "going":
            return language.html("<b>✅ You are coming{party}.</b>", party=party)
        case "waitlisted":
            return language.html(
                "<b>⏳ You are {rank} on the waitlist{party}.</b>"
                " You will hear from me as soon as a seat is free.",
                rank=language.ordinal(own.position or 1),
                party=party,
            )
        case "maybe":
            return language.html("<b>🤔 You might come.</b> This holds no seat.")
        case _:
            return language.html("<b>🚫 You are not coming.</b> See you another time!")


def _can_be_put_down(facts: EventFacts, own: Own) -> bool:
    """Whether the reader comes, or may come, to an evening that their calendar may still take."""
    comes = own.rsvp is not None and own.rsvp.state in ("going", "maybe")
    return comes and facts.event.state == "announced" and facts.now < facts.event.ends_at


def _answers(language: Language, facts: EventFacts, rsvp: Rsvp | None) -> list[tuple[Button, ...]]:
    """Offer ✅ 🤔 🚫 in one row; what takes more words stands alone, as a phone shows three short ones."""
    event_id = facts.event.id
    state = None if rsvp is None else rsvp.state
    if state == "offered":
        join = Button("✅ " + language.text("I take the seat"), f"go:{event_id}")
    elif state == "going":
        join = Button("✅ " + language.text("You are in"), f"go:{event_id}")
    elif state == "waitlisted" or facts.free == 0:
        label = language.text("Waiting") if state == "waitlisted" else language.text("Join the waitlist")
        join = Button("⏳ " + label, f"go:{event_id}")
    else:
        join = Button("✅ " + language.text("I am coming"), f"go:{event_id}")
    others = (
        Button("🤔 " + language.text("Maybe"), f"maybe:{event_id}"),
        Button("🚫 " + language.text("I cannot"), f"no:{event_id}"),
    )
    is_long = state == "offered" or (facts.free == 0 and state not in ("going", "waitlisted"))
    return [(join,), others] if is_long else [(join, *others)]


def _guests(language: Language, facts: EventFacts, rsvp: Rsvp | None) -> tuple[Button, ...]:
    if rsvp is None or rsvp.state not in ("going", "waitlisted"):
        return ()
    more, less = _every_guest_button(language, facts.event.id)
    guests = rsvp.guests + rsvp.guests_waiting
    may_grow = facts.is_open and guests < facts.event.max_guests
    return (*((more,) if may_grow else ()), *((less,) if guests > 0 else ()))


def _every_guest_button(language: Language, event_id: int) -> tuple[Button, Button]:
    return (
        Button("➕ " + language.text("One guest"), f"more:{event_id}"),
        Button("➖ " + language.text("One guest less"), f"less:{event_id}"),
    )
