"""An evening in the words of its reader's calendar."""

from datetime import timedelta

from handlers.facts import Facts
from handlers.language import Language
from hopdrinks.calendars.files import Entry
from storage.records import Event, Member, Rsvp

#: A calendar reminds as the bot would, of whoever does not want the bot to.
_ALARMS = (timedelta(days=1), timedelta(hours=3))


async def own_entry(
    facts: Facts, language: Language, event: Event, member: Member, rsvp: Rsvp | None, bot_username: str
) -> Entry:
    """Word an evening for the calendar of a member."""
    entry = await public_entry(facts, language, event, bot_username)
    unreminded = member.reminders == "none" or member.stopped_at is not None
    coming = rsvp is not None and rsvp.state == "going"
    changes = {"is_tentative": not coming, "alarms": _ALARMS if unreminded and coming else ()}
    return entry.model_copy(update=changes)


async def public_entry(facts: Facts, language: Language, event: Event, bot_username: str) -> Entry:
    """Word an evening for a calendar that anybody may see."""
    chapter = await facts.chapter(event.chapter_id)
    url = f"https://t.me/{bot_username}?start=e_{event.id}"
    if event.state == "cancelled":
        about = [language.text("This Hopdrink is cancelled."), event.cancel_reason]
    else:
        about = [event.text, language.text("All about it, and your answer: {url}", url=url)]
    return Entry(
        event=event,
        venue=await facts.venue(event.venue_id),
        summary=language.text("Hopdrink {city}", city=chapter.name),
        description="\n\n".join(part for part in about if part),
        organiser=language.text("Hopdrinks in {city}", city=chapter.name),
        url=url,
        bot_username=bot_username,
    )
