"""What stands on an evening's poster, and which picture its card stands beneath."""

from babel.dates import format_date

from handlers.evenings.views.event_card import EventFacts, stays_short
from handlers.language import Language
from hopdrinks.evenings.pictures import Photo, Picture, Poster


def picture_of(language: Language, facts: EventFacts, *, keep: bool = False) -> Picture | None:
    """Give the picture of an evening's card, worded in its chapter's language; None for a card of words.

    A text that would not stand whole beneath a picture goes without one. `keep` where there is a picture
    already: Telegram lets no picture become a text, so there it is the poster if it can be nothing else.
    """
    event = facts.event
    if not keep and (event.picture == "none" or not stays_short(language, facts)):
        return None
    if event.picture == "photo" and event.picture_file_id is not None:
        return Photo(file_id=event.picture_file_id)
    return poster_of(language, facts)


def poster_of(language: Language, facts: EventFacts) -> Poster:
    """Word an evening's poster."""
    day, locale = facts.event.local_date, "fr" if language.locale == "fr" else "en_GB"
    return Poster(
        slug=facts.chapter.slug,
        city=facts.chapter.name,
        tagline=language.text("A drink among freelancers, cards to swap"),
        weekday=format_date(day, "EEEE", locale),
        day="1er" if locale == "fr" and day.day == 1 else str(day.day),
        month=format_date(day, "MMMM", locale),
        hour=language.hour(facts.event.local_time),
        place=facts.venue.name,
        address=facts.venue.address,
        welcome=language.text("Open to all: no account needed, come as you are."),
        cancelled=language.text("Cancelled") if facts.event.state == "cancelled" else "",
    )
