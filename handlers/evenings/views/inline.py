"""What inline mode shows before a card is posted: one line per evening."""

import unicodedata

from handlers.evenings.views.event_card import EventFacts, when
from handlers.language import Language


def result_words(language: Language, facts: EventFacts) -> tuple[str, str]:
    """Give the title and the description of an evening in the list of results."""
    title = f"Hopdrink {facts.chapter.name} · {when(language, facts)}"
    if facts.free is None:
        return title, facts.venue.name
    seats = (
        language.plural("{n} seat left", "{n} seats left", facts.free)
        if facts.free
        else language.text("full, with a waitlist")
    )
    return title, f"{facts.venue.name} · {seats}"


def answers_to(language: Language, facts: EventFacts, query: str) -> bool:
    """Tell whether every word typed stands in what is known of an evening; accents and case do not matter."""
    known = _plain(f"{facts.chapter.name} {when(language, facts)} {facts.venue.name} {facts.venue.address}")
    return all(word in known for word in _plain(query).split())


def nothing(language: Language) -> str:
    """Say that there is nothing to post, on a button that leads to the bot (64 characters at most)."""
    return language.text("No Hopdrink found. Get told of the next one")


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
