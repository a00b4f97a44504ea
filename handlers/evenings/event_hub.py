"""Gathering what an organiser sees of one evening, and whom its announcement reaches."""

from markupsafe import Markup

from handlers.context import Context
from handlers.evenings.views import event_hub as views
from handlers.evenings.views.events_list import no_longer
from handlers.planning.form_evening import as_members_see
from handlers.planning.views.evening_pictures import picture_line
from handlers.planning.views.event_plans import Audience
from handlers.view import View
from hopdrinks.evenings.event_news import is_news
from storage import deliveries, events, fanouts, pending_changes, postings, rooms
from storage.records import Chapter, Delivery, Event

#: The messages about an evening whose fate its organiser should know.
TROUBLING = (
    "Announcement",
    "GroupCard",
    "Promotion",
    "GuestSeated",
    "SeatOffer",
    "OrganiserMove",
    "Nudge",
    "Reminder",
    "EventChange",
    "EventCancellation",
)


async def find_managed(context: Context, event_id: int) -> Event | None:
    """Give an event as it is now, if who acts may look after it."""
    event = await events.find_event(context.connection, event_id)
    if event is None or not await context.allowed("manage_events", event.chapter_id):
        return None
    return event


async def find_tapped(context: Context) -> Event | None:
    """Give the event a tap is about, if who tapped may look after it; else say that the button is stale."""
    wanted = int(context.match["id"]) if context.match else 0
    event = await find_managed(context, wanted) if context.is_private else None
    if event is None:
        context.toast(no_longer(context.language), alert=True)
    return event


async def hub(context: Context, event_id: int, said: Markup | None = None) -> View:
    """Show an evening that is known to exist to its organiser, as it is now."""
    event = await events.find_event(context.connection, event_id)
    if event is None:
        raise LookupError(f"event {event_id} is gone")
    shown = await as_members_see(context, event)
    troubled = await deliveries.list_troubled(context.connection, event_id, TROUBLING)
    return views.hub(
        context.language,
        event,
        shown,
        audience=await find_audience(context, shown.chapter),
        pending=await _pending(context, event),
        troubles=[await _trouble(context, delivery) for delivery in troubled],
        said=said,
        picture=picture_line(context.language, context.language_in(shown.chapter), shown),
    )


async def details(context: Context, event_id: int) -> View:
    """Show everything of an evening that can be changed, as it is now."""
    event = await events.find_event(context.connection, event_id)
    if event is None:
        raise LookupError(f"event {event_id} is gone")
    return views.details(context.language, await as_members_see(context, event))


async def _pending(context: Context, event: Event) -> views.Pending | None:
    """Know what people are still to be told."""
    change = await pending_changes.find_pending_change(context.connection, event.id)
    if change is None or not is_news(change, event):
        return None
    told = await fanouts.count_audience(
        context.connection,
        "concerned",
        chapter_id=event.chapter_id,
        event_id=event.id,
        except_id=change.editor_id,
    )
    return views.Pending(told, change.due_at)


async def find_audience(context: Context, chapter: Chapter) -> Audience:
    """Know whom an announcement of a chapter reaches now."""
    chat_ids = await rooms.list_rooms(context.connection, chapter.id)
    return Audience(
        followers=await fanouts.count_audience(context.connection, "followers", chapter_id=chapter.id),
        rooms=tuple([await _title(context, chat_id) for chat_id in chat_ids]),
    )


async def _title(context: Context, chat_id: int) -> str:
    chat = await postings.find_chat(context.connection, chat_id)
    return chat.title if chat is not None else ""


async def _trouble(context: Context, delivery: Delivery) -> views.Trouble:
    member = await context.facts.find_member(delivery.chat_id) if delivery.chat_id > 0 else None
    to = member.name if member is not None else await _title(context, delivery.chat_id)
    return views.Trouble(delivery.id, delivery.notice, to or str(delivery.chat_id))
