"""What a calendar that subscribes gets to see: a member's own evenings, or a chapter's."""

from handlers.calendars.entries import own_entry, public_entry
from handlers.facts import Facts
from handlers.language import Language
from hopdrinks.calendars import entries as rules
from hopdrinks.calendars.files import write_feed
from storage.records import Chapter, Member


async def own_feed(facts: Facts, language: Language, member: Member, bot_username: str) -> bytes:
    """Write where a member comes or may come."""
    entries = [
        await own_entry(facts, language, event, member, rsvp, bot_username)
        for event, rsvp in await rules.list_own_evenings(facts.connection, member.id, facts.now)
    ]
    return write_feed(language.text("My Hopdrinks"), entries)


async def public_feed(facts: Facts, language: Language, chapter: Chapter, bot_username: str) -> bytes:
    """Write what a chapter has announced."""
    entries = [
        await public_entry(facts, language, event, bot_username)
        for event in await rules.list_public_evenings(facts.connection, chapter.id, facts.now)
    ]
    return write_feed(language.text("Hopdrinks in {city}", city=chapter.name), entries)
