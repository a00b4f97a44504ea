"""/agenda and /mine: what is coming in the cities a member follows, and what they answered."""

from collections.abc import Sequence

from telegram import Update
from telegram.ext import CommandHandler, filters

from handlers.context import ConciergeApplication, Context
from handlers.evenings.event_facts import gather, own_answer
from handlers.people.views import agenda as views
from storage import chapters, events, guests
from storage.records import Event

#: So many evenings that are over are listed.
_PAST = 5


def register(application: ConciergeApplication) -> None:
    """Add this conversation's handlers."""
    private = filters.ChatType.PRIVATE
    application.add_handler(CommandHandler("agenda", show_agenda, private))
    application.add_handler(CommandHandler("mine", show_mine, private))


async def show_agenda(_update: Update, context: Context) -> None:
    """List what is coming in the cities the member follows; in all of them where they follow none."""
    followed = await chapters.list_followed(context.connection, [context.member.id])
    chapter_ids = sorted(chapter_id for chapter_id, _ in followed)
    if not chapter_ids:
        chapter_ids = [chapter.id for chapter in await chapters.list_chapters(context.connection)]
    upcoming = await events.list_upcoming_events(context.connection, chapter_ids, context.now, ("announced",))
    entries = await _entries(context, upcoming[: views.MOST_LISTED])
    hears = bool(followed) and context.member.stopped_at is None
    later = len(upcoming) - len(entries)
    await context.send(
        views.agenda(context.language, entries, following=bool(followed), hears=hears, later=later)
    )


async def show_mine(_update: Update, context: Context) -> None:
    """List what the member answered: what is coming, then the last few that are over."""
    answered = await guests.list_answered(context.connection, context.member.id, context.now, past=_PAST)
    evenings = [event for event, _ in answered]
    coming = [event for event in evenings if context.now < event.ends_at]
    over = evenings[len(coming) :]
    entries = await _entries(context, [*coming[: views.MOST_LISTED], *over])
    later = max(0, len(coming) - views.MOST_LISTED)
    await context.send(views.mine(context.language, entries, later=later))


async def _entries(context: Context, evenings: Sequence[Event]) -> list[views.Entry]:
    return [
        views.Entry(
            await gather(context.facts, event),
            await own_answer(context.facts, event.id, context.member.id),
        )
        for event in evenings
    ]
