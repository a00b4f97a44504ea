"""Choosing whom a broadcast is for: by an evening and the answers to it, who came before, a language."""

from datetime import timedelta
from typing import cast, get_args

from handlers.broadcasts.views import audience as views
from handlers.context import Context
from handlers.evenings.event_facts import gather as gather_event
from handlers.view import View
from hopdrinks.broadcasts import life as rules
from hopdrinks.broadcasts.afterwards import include_late_joiners
from storage import audiences, broadcasts, events
from storage.broadcast_records import Answered, Audience, Broadcast
from storage.records import Event

_ANSWERS = get_args(Answered)
#: An evening is of interest so long after it is over.
_OF_INTEREST = timedelta(days=21)
_MOST_EVENINGS = 4


async def audience_view(context: Context, broadcast: Broadcast) -> View:
    """Show what can be chosen, with the count as it is now."""
    counted = await audiences.count_audience(context.connection, broadcast, context.now)
    evenings = [await gather_event(context.facts, event) for event in await _evenings(context, broadcast)]
    chapter = await context.facts.chapter(broadcast.chapter_id)
    return views.choices(context.language, broadcast, evenings, counted, chapter.name)


async def choose(context: Context, broadcast: Broadcast, choice: str) -> View:
    """Take a choice that was tapped; what is none changes nothing."""
    what, _, value = choice.partition("-")
    if what == "later":
        await include_late_joiners(context.connection, broadcast, wanted=value == "yes")
    chosen = await _chosen(context, broadcast, choice)
    if chosen is not None:
        await rules.aim(context.connection, broadcast, *chosen)
    fresh = await broadcasts.find_broadcast(context.connection, broadcast.id)
    return await audience_view(context, fresh or broadcast)


async def people_view(context: Context, broadcast: Broadcast, page: int) -> View:
    """Show who gets it by name, then who does not and why."""
    counted = await audiences.count_audience(context.connection, broadcast, context.now)
    listed = await audiences.list_audience(
        context.connection, broadcast, context.now, offset=page * views.PAGE, limit=views.PAGE
    )
    return views.people(context.language, broadcast, listed, page, sum(counted.values()))


async def _chosen(context: Context, broadcast: Broadcast, choice: str) -> tuple[Audience, int | None] | None:
    audience, event_id = broadcast.audience, broadcast.event_id
    what, _, value = choice.partition("-")
    if what == "evening":
        known = {event.id for event in await _evenings(context, broadcast)}
        if not value.isdecimal() or int(value) not in known:
            return None
        event_id = None if int(value) == event_id else int(value)
        return audience.model_copy(update={"answers": ()}), event_id
    if what == "answer" and value in _ANSWERS and event_id is not None:
        answer = cast("Answered", value)
        kept = [one for one in _ANSWERS if (one in audience.answers) != (one == answer)]
        return audience.model_copy(update={"answers": tuple(kept)}), event_id
    if what == "came" and value in ("any", "before", "never"):
        return audience.model_copy(update={"came": value}), event_id
    if what == "new" and value in ("yes", "no"):
        return audience.model_copy(update={"new": value == "yes"}), event_id
    if what == "locale" and value in ("", "fr", "en"):
        return audience.model_copy(update={"locale": value}), event_id
    return None


async def _evenings(context: Context, broadcast: Broadcast) -> list[Event]:
    since = context.now - _OF_INTEREST
    found = await events.list_upcoming_events(
        context.connection, [broadcast.chapter_id], since, ("announced", "cancelled")
    )
    return found[-_MOST_EVENINGS:]
