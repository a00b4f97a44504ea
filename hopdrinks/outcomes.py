"""What follows from a delivery's outcome, in the transaction that records it."""

import json
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from hopdrinks.calendars import entries
from hopdrinks.notices.base import Notice
from hopdrinks.notices.broadcasts import Broadcast, BroadcastScreen, BroadcastTail
from hopdrinks.notices.calls import ChatReading
from hopdrinks.notices.evenings import EventCancellation, EventChange, EventStands, GroupCard, PostingRefresh
from hopdrinks.notices.people import InviteLink
from hopdrinks.notices.rooms import Pin
from hopdrinks.notices.seats import LastCall, LastCallOver
from hopdrinks.outbox import is_chat, owe
from hopdrinks.people import rooms
from hopdrinks.questions import carrying, outcomes
from hopdrinks.results import NotSent, Sent
from hopdrinks.staff import icons, surface
from storage import broadcasts, deliveries, last_calls, postings, recipients


async def record_sent(connection: AsyncConnection, notice: Notice, sent: Sent, now: datetime) -> None:
    """Draw the conclusions from a delivery that was made."""
    match notice:
        case GroupCard() if sent.message_id is not None:
            await _card_posted(connection, notice.event_id, sent, sent.message_id, now)
        case PostingRefresh():
            await postings.update_posting_digest(
                connection, notice.posting_id, sent.digest, sent.picture_digest
            )
        case LastCall() if sent.message_id is not None:
            await _called(connection, notice.event_id, sent.chat_id, sent.message_id, now)
        case EventChange() | EventStands() | EventCancellation():
            await entries.follow_news(connection, notice.event_id, sent.chat_id, now)
        case Pin():
            await postings.update_pinned(connection, notice.posting_id, now)
        case ChatReading() if sent.read is not None:
            await _chat_read(connection, notice, sent, sent.read, now)
        case Broadcast() if sent.message_ids:
            await _album_sent(connection, notice, sent, now)
        case BroadcastTail() if sent.message_id is not None and not notice.shown_in:
            await _tail_sent(connection, notice, sent.chat_id, sent.message_id)
        case BroadcastScreen() if notice.as_new and sent.message_id is not None:
            await _screen_shown(connection, notice, sent.chat_id, sent.message_id)
        case _:
            await outcomes.record_sent(connection, notice, sent, now)


async def forget_secret(connection: AsyncConnection, notice: Notice, delivery_id: int) -> None:
    """Keep nothing of an invite's link once that is settled: whoever reads the database could use it."""
    if isinstance(notice, InviteLink):
        forgotten = notice.model_copy(update={"token": ""})
        await deliveries.update_payload(connection, delivery_id, forgotten.model_dump_json())


async def record_unclear(connection: AsyncConnection, notice: Notice) -> None:
    """Draw the conclusions from a delivery that may have been made and goes out again.

    What a card shows is not known any more: even one that is as it was before must be edited.
    """
    if isinstance(notice, PostingRefresh):
        await postings.update_posting_digest(connection, notice.posting_id, None)


async def record_not_sent(
    connection: AsyncConnection, notice: Notice, not_sent: NotSent, now: datetime
) -> None:
    """Draw the conclusions from a delivery that was not made, or of which nobody knows."""
    match notice:
        case PostingRefresh():
            await _refresh_stuck(connection, notice, not_sent, now)
        case GroupCard():
            await _group_card_stuck(connection, notice, not_sent, now)
        case ChatReading() if not_sent.outcome == "unreachable":
            await _chat_lost(connection, not_sent.chat_id, now)
        case _:
            await outcomes.record_not_sent(connection, notice, not_sent, now)


async def _card_posted(
    connection: AsyncConnection, event_id: int, sent: Sent, message_id: int, now: datetime
) -> None:
    chat_id = sent.chat_id
    await postings.add_posting(
        connection,
        event_id=event_id,
        chat_id=chat_id,
        message_id=message_id,
        digest=sent.digest,
        picture_digest=sent.picture_digest,
        now=now,
    )
    await rooms.card_came(connection, chat_id, now)
    posting = await postings.find_posting_at(connection, chat_id, message_id)
    if posting is not None:  # somebody may have tapped the card before it was known here
        await owe(connection, PostingRefresh(event_id=event_id, posting_id=posting.id), chat_id, now)
        await owe(connection, Pin(posting_id=posting.id), chat_id, now)


async def _refresh_stuck(
    connection: AsyncConnection, notice: PostingRefresh, not_sent: NotSent, now: datetime
) -> None:
    if not_sent.cause == "message_gone":
        await postings.drop_posting(connection, notice.posting_id, now)
    elif not_sent.outcome == "unreachable" and is_chat(not_sent.chat_id):
        await rooms.refuse(connection, not_sent.chat_id, now, removed=True)
    elif not_sent.outcome == "unreachable":
        await postings.drop_posting(connection, notice.posting_id, now)
    elif not_sent.cause == "no_rights" and not_sent.has_picture:
        await _picture_refused(connection, notice, not_sent.chat_id, now)
    else:
        await record_unclear(connection, notice)


async def _group_card_stuck(
    connection: AsyncConnection, notice: GroupCard, not_sent: NotSent, now: datetime
) -> None:
    if not_sent.outcome == "unreachable":
        await rooms.refuse(connection, not_sent.chat_id, now, removed=True)
    elif not_sent.cause == "no_rights" and not_sent.has_picture and not notice.plain:
        await owe(connection, GroupCard(event_id=notice.event_id, plain=True), not_sent.chat_id, now)
    elif not_sent.cause == "no_rights":
        await rooms.refuse(connection, not_sent.chat_id, now, removed=False)


async def _picture_refused(
    connection: AsyncConnection, notice: PostingRefresh, chat_id: int, now: datetime
) -> None:
    """Leave a card without a picture where a group allows none, and make its words true."""
    if await postings.refuse_picture(connection, notice.posting_id):
        await owe(connection, notice, chat_id, now)


async def _called(
    connection: AsyncConnection, event_id: int, member_id: int, message_id: int, now: datetime
) -> None:
    call = await last_calls.update_last_call_message(connection, event_id, member_id, message_id)
    if call is not None and call.over_at is not None:  # the seat was taken while the message was on its way
        await owe(connection, LastCallOver(event_id=event_id, message_id=message_id), member_id, now)


async def _album_sent(connection: AsyncConnection, notice: Broadcast, sent: Sent, now: datetime) -> None:
    """Remember every message of an album, and have the buttons follow that it cannot carry."""
    ids = json.dumps(sent.message_ids)
    await recipients.update_message_ids(connection, notice.broadcast_id, sent.chat_id, ids)
    await owe(connection, BroadcastTail(broadcast_id=notice.broadcast_id), sent.chat_id, now)


async def _tail_sent(
    connection: AsyncConnection, notice: BroadcastTail, chat_id: int, message_id: int
) -> None:
    """Remember what follows an album as a part of it: it is taken back with it."""
    got = await recipients.find_recipient(connection, notice.broadcast_id, chat_id)
    if got is not None and got.message_ids:
        ids = json.dumps([*json.loads(got.message_ids), message_id])
        await recipients.update_message_ids(connection, notice.broadcast_id, chat_id, ids)


async def _chat_lost(connection: AsyncConnection, chat_id: int, now: datetime) -> None:
    if chat_id == await surface.find_staff_chat_id(connection):
        await carrying.staff_chat_lost(connection, chat_id, now, removed=True)
    else:
        await postings.put_chat(
            connection, chat_id, {"kind": "unknown", "bot_status": "lost", "read_at": now}
        )


async def _chat_read(
    connection: AsyncConnection, notice: ChatReading, sent: Sent, read: dict[str, object], now: datetime
) -> None:
    known = await postings.find_chat(connection, sent.chat_id)
    kind = "unknown" if known is None else known.kind
    if notice.what == "chat":
        values: dict[str, object] = {
            "kind": str(read.get("type", kind)),
            "title": str(read.get("title", "")),
            "is_forum": read.get("is_forum") is True,
        }
    else:
        status = str(read.get("status", "unknown"))
        may_write = status == "restricted" and read.get("can_send_messages") is True
        values = {
            "kind": kind,
            "bot_status": "member" if may_write else status,
            "can_manage_topics": status == "creator" or read.get("can_manage_topics") is True,
            "can_delete": status == "creator" or read.get("can_delete_messages") is True,
            "can_pin": status == "creator" or read.get("can_pin_messages") is True,
        }
        await icons.try_again(connection, sent.chat_id)
    await postings.put_chat(connection, sent.chat_id, values | {"read_at": now})
    if notice.what == "rights" and sent.chat_id == await surface.find_staff_chat_id(connection):
        if await surface.find_place_id(connection) != sent.chat_id:
            await carrying.staff_chat_lost(connection, sent.chat_id, now, removed=True)
        await carrying.forward_kept(connection, now)
        await surface.note_surface(connection, now)


async def _screen_shown(
    connection: AsyncConnection, notice: BroadcastScreen, chat_id: int, message_id: int
) -> None:
    """Keep the message that shows how far a broadcast is, where it stands in its author's chat."""
    broadcast = await broadcasts.find_broadcast(connection, notice.broadcast_id)
    if broadcast is not None and broadcast.author_id == chat_id:
        await broadcasts.update_broadcast(connection, broadcast.id, {"card_message_id": message_id})
