"""Gathering what an event's card shows."""

from dataclasses import replace

from handlers.evenings.views.event_card import MOST_NAMED, EventFacts, Own, member_card
from handlers.facts import Facts
from handlers.language import Language
from handlers.view import View
from hopdrinks.evenings.pictures import Picture
from storage.records import Event


async def gather(facts: Facts, event: Event) -> EventFacts:
    """Read everything a card of an event shows to everybody."""
    return EventFacts(
        event=event,
        chapter=await facts.chapter(event.chapter_id),
        venue=await facts.venue(event.venue_id),
        counts=await facts.counts(event.id),
        now=facts.now,
    )


async def gather_for_all(facts: Facts, event: Event) -> EventFacts:
    """Read what a card shows that many read: the same, with the names of those who come where they may be."""
    gathered = await gather(facts, event)
    if "counts" in (event.names_shown, gathered.chapter.names_shown):
        return gathered
    return replace(gathered, names=await facts.names(event.id, MOST_NAMED))


async def own_answer(facts: Facts, event_id: int, member_id: int) -> Own:
    """Read a member's own answer and position."""
    rsvp = await facts.find_rsvp(event_id, member_id)
    return Own(rsvp, None if rsvp is None else await facts.position(rsvp))


async def own_card(
    facts: Facts, language: Language, event: Event, member_id: int, picture: Picture | None = None
) -> View:
    """Show an event to a member as it is for them now."""
    own = await own_answer(facts, event.id, member_id)
    member = await facts.find_member(member_id)
    following = await facts.is_following(event.chapter_id, member_id)
    hears = following and member is not None and member.stopped_at is None
    return member_card(language, await gather(facts, event), own, following=hears, picture=picture)
