"""What views need to know, read once per transaction however many messages are composed from it."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from hopdrinks.people.names import shown_name
from storage import chapters, events, members, pictures, postings, rsvps
from storage.records import Chapter, Counts, Event, KeptPicture, Member, Posting, Rsvp, Venue


class Facts:
    """Reads with a memory, for one transaction and one instant."""

    def __init__(self, connection: AsyncConnection, now: datetime) -> None:
        self.connection = connection
        self.now = now
        self._events: dict[int, Event | None] = {}
        self._chapters: dict[int, Chapter] = {}
        self._venues: dict[int, Venue] = {}
        self._counts: dict[int, Counts] = {}
        self._members: dict[int, Member | None] = {}
        self._rsvps: dict[tuple[int, int], Rsvp | None] = {}
        self._postings: dict[int, Posting | None] = {}
        self._pictures: dict[str, KeptPicture | None] = {}
        self._names: dict[int, tuple[str, ...]] = {}
        self._followers: set[int] = set()
        self._followed: set[tuple[int, int]] = set()

    async def prime_members(self, member_ids: Collection[int]) -> None:
        """Read many members at once."""
        self._members |= dict.fromkeys(member_ids)
        for member in await members.list_members(self.connection, member_ids):
            self._members[member.id] = member

    async def prime_follows(self, member_ids: Collection[int]) -> None:
        """Read at once what many members follow."""
        self._followers |= set(member_ids)
        self._followed |= await chapters.list_followed(self.connection, member_ids)

    async def prime_rsvps(self, event_id: int, member_ids: Collection[int]) -> None:
        """Read the answers of many members to an event at once."""
        self._rsvps |= {(event_id, member_id): None for member_id in member_ids}
        for rsvp in await rsvps.list_rsvps(self.connection, event_id, member_ids):
            self._rsvps[event_id, rsvp.member_id] = rsvp

    async def prime_postings(self, posting_ids: Collection[int]) -> None:
        """Read many postings at once."""
        self._postings |= dict.fromkeys(posting_ids)
        for posting in await postings.list_postings_by_id(self.connection, posting_ids):
            self._postings[posting.id] = posting

    async def find_event(self, event_id: int) -> Event | None:
        """Give an event."""
        if event_id not in self._events:
            self._events[event_id] = await events.find_event(self.connection, event_id)
        return self._events[event_id]

    async def chapter(self, chapter_id: int) -> Chapter:
        """Give a chapter that is known to exist."""
        if chapter_id not in self._chapters:
            self._chapters[chapter_id] = await chapters.get_chapter(self.connection, chapter_id)
        return self._chapters[chapter_id]

    async def every_chapter(self) -> list[Chapter]:
        """Give every chapter, the first created first."""
        known = await chapters.list_chapters(self.connection)
        self._chapters |= {chapter.id: chapter for chapter in known}
        return known

    async def first_chapter(self) -> Chapter:
        """Give the chapter that is meant where nobody chose one."""
        for chapter in await chapters.list_chapters(self.connection):
            self._chapters[chapter.id] = chapter
        return self._chapters[min(self._chapters)]

    async def has_several_chapters(self) -> bool:
        """Tell whether there is a choice of cities at all."""
        return len(await self.every_chapter()) > 1

    async def venue(self, venue_id: int) -> Venue:
        """Give a venue that is known to exist."""
        if venue_id not in self._venues:
            self._venues[venue_id] = await chapters.get_venue(self.connection, venue_id)
        return self._venues[venue_id]

    async def counts(self, event_id: int) -> Counts:
        """Give an event's answers, counted."""
        if event_id not in self._counts:
            self._counts[event_id] = await rsvps.get_counts(self.connection, event_id)
        return self._counts[event_id]

    async def find_member(self, member_id: int) -> Member | None:
        """Give a member."""
        if member_id not in self._members:
            self._members[member_id] = await members.find_member(self.connection, member_id)
        return self._members[member_id]

    async def find_rsvp(self, event_id: int, member_id: int) -> Rsvp | None:
        """Give a member's answer to an event."""
        key = (event_id, member_id)
        if key not in self._rsvps:
            self._rsvps[key] = await rsvps.find_rsvp(self.connection, event_id, member_id)
        return self._rsvps[key]

    async def is_following(self, chapter_id: int, member_id: int) -> bool:
        """Tell whether a member hears about a chapter."""
        if member_id not in self._followers:
            await self.prime_follows([member_id])
        return (chapter_id, member_id) in self._followed

    async def find_posting(self, posting_id: int) -> Posting | None:
        """Give a posting that is still there."""
        if posting_id not in self._postings:
            await self.prime_postings([posting_id])
        return self._postings[posting_id]

    async def find_picture(self, digest: str) -> KeptPicture | None:
        """Give what Telegram calls a picture, if it has it."""
        if digest not in self._pictures:
            self._pictures[digest] = await pictures.find_picture(self.connection, digest)
        return self._pictures[digest]

    async def position(self, rsvp: Rsvp) -> int | None:
        """Give a waiting party's position, None for one that does not wait."""
        return await rsvps.get_position(self.connection, rsvp) if rsvp.place is not None else None

    async def names(self, event_id: int, most: int) -> tuple[str, ...]:
        """Give the names of those who come, as each lets it be shown, the first who said so first."""
        if event_id not in self._names:
            listed = await rsvps.list_names(self.connection, event_id, most)
            self._names[event_id] = tuple(shown_name(name, shown) for name, shown in listed)
        return self._names[event_id]
