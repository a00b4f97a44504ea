"""Members' own calendars: evenings put there by a file, and those a calendar subscribes to."""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from hopdrinks.notices.evenings import CalendarFile, CalendarUpdate
from hopdrinks.outbox import owe
from storage import calendar_copies, events, facts, members
from storage.records import Event, Member, Rsvp, RsvpState

#: How long a cancelled evening stays in what a calendar subscribes to, so that none misses it.
CANCELLED_ARE_SHOWN = timedelta(days=30)
#: What answers stand in a member's own feed.
_SHOWN: tuple[RsvpState, ...] = ("going", "maybe")
_KEY = "feed.key"
_MAC_LENGTH = 32


async def fetch(connection: AsyncConnection, event: Event, member_id: int, now: datetime) -> None:
    """Owe a member the file of an evening, and remember that they have it."""
    await calendar_copies.put_calendar_copy(connection, event.id, member_id, event.sequence, now)
    await owe(connection, CalendarFile(event_id=event.id), member_id, now)


async def follow_news(connection: AsyncConnection, event_id: int, member_id: int, now: datetime) -> None:
    """Send whoever was just told of a change the file anew, where they had fetched an earlier one."""
    event = await events.find_event(connection, event_id)
    if event is None:
        return
    if await calendar_copies.claim_calendar_update(connection, event_id, member_id, event.sequence):
        await owe(connection, CalendarUpdate(event_id=event_id), member_id, now)


async def feed_token(connection: AsyncConnection, member: Member) -> str:
    """Give the secret word in the address of a member's own feed; another one after `renew_feed`."""
    key = await facts.keep_fact(connection, _KEY, secrets.token_hex(32))
    return f"{member.id}-{_mac(key, member)}"


async def renew_feed(connection: AsyncConnection, member: Member) -> Member:
    """Make a member's address void, and have another one from now on."""
    version = await members.count_up_feed_version(connection, member.id)
    return member.model_copy(update={"feed_version": version})


async def find_feeds_member(connection: AsyncConnection, token: str) -> Member | None:
    """Give whose feed an address is; None for one that is wrong or void."""
    number, _, mac = token.partition("-")
    key = await facts.find_fact(connection, _KEY)
    if key is None or not (number.isascii() and number.isdigit() and len(number) <= 16):
        return None
    member = await members.find_member(connection, int(number))
    if member is None:
        return None
    right = hmac.compare_digest(_mac(key, member).encode(), mac.encode(errors="replace"))
    return member if right else None


async def list_own_evenings(
    connection: AsyncConnection, member_id: int, now: datetime
) -> list[tuple[Event, Rsvp]]:
    """Give what stands in a member's feed: where they come or may come, and what was cancelled lately."""
    cancelled_since = now - CANCELLED_ARE_SHOWN
    return await events.list_calendar_of(connection, member_id, _SHOWN, now, cancelled_since)


async def list_public_evenings(connection: AsyncConnection, chapter_id: int, now: datetime) -> list[Event]:
    """Give what stands in a chapter's feed: what was announced and is to come, or was cancelled lately."""
    return await events.list_public_calendar(connection, chapter_id, now, now - CANCELLED_ARE_SHOWN)


def _mac(key: str, member: Member) -> str:
    said = f"feed:{member.id}:{member.feed_version}".encode()
    return hmac.new(bytes.fromhex(key), said, hashlib.sha256).hexdigest()[:_MAC_LENGTH]
