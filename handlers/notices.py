"""From a notice to a Bot API call: composed just before it leaves, in its reader's language."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

import structlog
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.facts import Facts
from handlers.language import Language, Languages
from hopdrinks.evenings.pictures import Poster
from hopdrinks.notices.base import Lane, Notice
from hopdrinks.notices.broadcasts import Broadcast as BroadcastNotice
from hopdrinks.notices.evenings import CardRefresh, PostingRefresh
from hopdrinks.notices.registry import read_notice
from storage.broadcast_records import Broadcast
from storage.records import Delivery, Member

log = structlog.get_logger()


class Upload(NamedTuple):
    """A file that travels with a call."""

    file_name: str
    content: bytes
    mime: str


#: Writes a file from what is stored, once the transaction that composed its call is over.
LateFile = Callable[[AsyncConnection], Awaitable[Upload]]


@dataclass(frozen=True)
class Attached:
    """The picture of a call: one that Telegram has, or a poster that is to be drawn and uploaded.

    An upload is a part of the request, to which its parameters refer as `attach://` and `PART`.
    """

    digest: str
    file_id: str | None = None
    poster: Poster | None = None


#: The name of an uploaded picture in its request.
PART = "poster"


@dataclass(frozen=True)
class Composed:
    """A notice as the call that will make it."""

    notice: Notice
    method: str
    parameters: dict[str, Any]
    digest: str = ""
    picture: Attached | None = None
    #: The files it carries; a parameter means one of them by `attach://` and its key.
    files: dict[str, Upload] = field(default_factory=dict)
    #: Those that take long to write, likewise.
    late_files: dict[str, LateFile] = field(default_factory=dict)


@dataclass(frozen=True)
class Void:
    """A notice that need not be delivered any more, or cannot be."""

    reason: str
    failed: bool = False


@dataclass
class Desk:
    """What composing one batch needs: facts read once, languages, and who the bot is."""

    facts: Facts
    languages: Languages
    bot_username: str
    bot_id: int
    #: Announcements composed already, by event, locale, and whether they go without a sound.
    announcements: dict[tuple[int, str, bool], Composed] = field(default_factory=dict)
    #: Broadcasts read already, by id.
    broadcasts: dict[int, Broadcast | None] = field(default_factory=dict)
    #: Who in the batch is to get which broadcast, and who of them no longer, with the reason.
    readers: dict[int, set[int]] = field(default_factory=dict)
    unwilling: dict[int, dict[int, str]] = field(default_factory=dict)
    #: Whether a broadcast sounds at night as well.
    urgent: dict[int, bool] = field(default_factory=dict)

    def language_of(self, member: Member) -> Language:
        """Give a member's language: theirs, else Telegram's, else the default."""
        return self.languages.choose(member.locale, member.language_code)

    async def chapter_language(self, chapter_id: int) -> Language:
        """Give the language of a chapter's groups."""
        return self.languages.get((await self.facts.chapter(chapter_id)).locale)


Composing = Callable[[Desk, Delivery, Any], Awaitable["Composed | Void"]]


@dataclass
class Composer:
    """Composes batches of deliveries; which function composes which notice is given to it."""

    languages: Languages
    composing: dict[type[Notice], Composing]
    bot_username: str = ""
    bot_id: int = 0

    async def compose(
        self, connection: AsyncConnection, batch: Sequence[Delivery], now: datetime
    ) -> list[Composed | Void]:
        """Compose deliveries in the caller's transaction, each into a call or a reason why there is none."""
        desk = Desk(Facts(connection, now), self.languages, self.bot_username, self.bot_id)
        read = [_read(delivery, now) for delivery in batch]
        await _prime(desk.facts, batch, read)
        for delivery, notice in zip(batch, read, strict=True):
            if isinstance(notice, BroadcastNotice):
                desk.readers.setdefault(notice.broadcast_id, set()).add(delivery.chat_id)
        return [
            notice if isinstance(notice, Void) else await self._compose(desk, delivery, notice)
            for delivery, notice in zip(batch, read, strict=True)
        ]

    async def _compose(self, desk: Desk, delivery: Delivery, notice: Notice) -> Composed | Void:
        try:
            if await _hears_nothing(desk, delivery, notice):
                return Void("stopped all")
            return await self.composing[type(notice)](desk, delivery, notice)
        except DBAPIError:
            raise
        except Exception as error:  # a bug here must not keep everybody else's messages from leaving
            log.exception("a notice could not be composed", notice=delivery.notice, delivery=delivery.id)
            return Void(f"could not be composed: {type(error).__name__}", failed=True)


def _read(delivery: Delivery, now: datetime) -> Notice | Void:
    if delivery.expires_at is not None and now >= delivery.expires_at:
        return Void("too late")
    try:
        return read_notice(delivery.notice, delivery.payload)
    except (LookupError, ValueError):
        log.exception("a notice could not be read", notice=delivery.notice, delivery=delivery.id)
        return Void("could not be read", failed=True)


async def _hears_nothing(desk: Desk, delivery: Delivery, notice: Notice) -> bool:
    """Tell whether news of an evening is for somebody who wants not even that: only answers reach them."""
    if notice.concerns is None or notice.lane not in (Lane.PERSONAL, Lane.BULK) or delivery.chat_id <= 0:
        return False
    member = await desk.facts.find_member(delivery.chat_id)
    return member is not None and member.stopped_all


async def _prime(facts: Facts, batch: Sequence[Delivery], read: Sequence[Notice | Void]) -> None:
    """Read in a few queries what the whole batch needs."""
    members = {delivery.chat_id for delivery in batch if delivery.chat_id > 0}
    if members:
        await facts.prime_members(members)
    by_event: dict[int, set[int]] = {}
    for delivery in batch:
        if delivery.event_id is not None and delivery.chat_id > 0:
            by_event.setdefault(delivery.event_id, set()).add(delivery.chat_id)
    card_readers = {delivery.chat_id for delivery in batch if delivery.notice == CardRefresh.__name__}
    if card_readers:
        await facts.prime_follows(card_readers)
    for event_id, member_ids in by_event.items():
        await facts.prime_rsvps(event_id, member_ids)
    postings = {notice.posting_id for notice in read if isinstance(notice, PostingRefresh)}
    if postings:
        await facts.prime_postings(postings)
