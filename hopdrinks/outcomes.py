"""What follows from a delivery's outcome, in the transaction that records it."""

import json
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict
from sqlalchemy.ext.asyncio import AsyncConnection

from hopdrinks import calendars, rooms, staff_chat
from hopdrinks import questions as rules
from hopdrinks.notices import (
    AnswerCopy,
    AnswerTrouble,
    Broadcast,
    BroadcastScreen,
    BroadcastTail,
    ChatReading,
    EventCancellation,
    EventChange,
    GroupCard,
    InviteLink,
    LastCall,
    LastCallOver,
    Notice,
    Pin,
    PostingRefresh,
    QuestionCard,
    QuestionCopy,
    QuestionReceipt,
    QuestionRefusal,
    StaffMark,
    TopicCreation,
)
from hopdrinks.outbox import is_chat, owe
from storage import broadcasts, deliveries, last_calls, postings, questions, recipients

#: A representative's message that arrived, or did not, or nobody knows. Telegram allows few emoji here.
ARRIVED, LOST, UNKNOWN = "👌", "💔", "🤔"


#: Why a delivery failed, as far as it matters to a rule.
Cause = Literal["topic_gone", "no_rights", "message_gone", "other"]


class Sent(BaseModel):
    """What Telegram gave back for a delivery that went through."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    delivery_id: int
    chat_id: int
    #: The id of the message, where one was sent.
    message_id: int | None = None
    #: The ids of all messages of an album.
    message_ids: tuple[int, ...] = ()
    #: The topic's id where one was created.
    topic_id: int | None = None
    #: What was read, where something was.
    read: dict[str, object] | None = None
    #: A fingerprint of what was shown.
    digest: str = ""
    #: Of the picture that is shown.
    picture_digest: str | None = None


class NotSent(BaseModel):
    """Why a delivery did not go through, or is not known to have."""

    model_config = ConfigDict(frozen=True)

    delivery_id: int
    chat_id: int
    outcome: Literal["uncertain", "failed", "unreachable"]
    cause: Cause = "other"
    #: Whether it would have shown a picture.
    has_picture: bool = False
    #: The topic it was meant for.
    topic_id: int | None = None


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
        case EventChange() | EventCancellation():
            await calendars.follow_news(connection, notice.event_id, sent.chat_id, now)
        case Pin():
            await postings.update_pinned(connection, notice.posting_id, now)
        case ChatReading() if sent.read is not None:
            await _chat_read(connection, notice, sent, sent.read, now)
        case Broadcast() if sent.message_ids:
            await _album_sent(connection, notice, sent, now)
        case BroadcastScreen() if notice.as_new and sent.message_id is not None:
            shown = {"card_message_id": sent.message_id}
            await broadcasts.update_broadcast(connection, notice.broadcast_id, shown)
        case _:
            await _record_relayed(connection, notice, sent, now)


async def _record_relayed(connection: AsyncConnection, notice: Notice, sent: Sent, now: datetime) -> None:
    """Draw the conclusions from what was carried between a member and the staff."""
    match notice:
        case TopicCreation() if sent.topic_id is not None:
            await rules.topic_opened(connection, notice.thread_id, sent.topic_id, now)
        case QuestionCard() if sent.message_id is not None:
            await rules.card_posted(connection, notice.question_id, sent.chat_id, sent.message_id, now)
        case QuestionCopy():
            await _question_arrived(connection, notice, sent, now)
        case AnswerCopy():
            await _answer_arrived(connection, notice, sent, now)
        case _:
            pass


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
        case TopicCreation():
            await _topic_stuck(connection, notice, not_sent, now)
        case QuestionCard():
            await _card_stuck(connection, notice, not_sent, now)
        case QuestionCopy():
            await _copy_stuck(connection, notice, not_sent, now)
        case AnswerCopy():
            await _answer_stuck(connection, notice, not_sent, now)
        case ChatReading() if not_sent.outcome == "unreachable":
            await _chat_lost(connection, not_sent.chat_id, now)
        case _:
            pass


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


async def _question_arrived(
    connection: AsyncConnection, notice: QuestionCopy, sent: Sent, now: datetime
) -> None:
    relay = await questions.find_relay(connection, notice.relay_id)
    if relay is None or sent.chat_id != await staff_chat.find_staff_chat_id(connection):
        return  # the staff chat has another id by now; the question was sent on its way to it again
    relays = await questions.list_relays(connection, relay.question_id)
    told_before = any(one.direction == "to_staff" and one.to_message_id is not None for one in relays)
    arrived = {"state": "delivered", "to_chat_id": sent.chat_id, "to_message_id": sent.message_id}
    await questions.update_relay(connection, relay.id, arrived)
    await staff_chat.works(connection)
    if relay.to_message_id is not None:
        return  # it moved with its question to another topic or chat; the member knows already
    if told_before:
        mark = StaffMark(message_id=relay.from_message_id, emoji=ARRIVED)
        await owe(connection, mark, relay.from_chat_id, now)
    else:
        receipt = QuestionReceipt(question_id=relay.question_id)
        await owe(connection, receipt, relay.from_chat_id, now)


async def _answer_arrived(connection: AsyncConnection, notice: AnswerCopy, sent: Sent, now: datetime) -> None:
    relay = await questions.find_relay(connection, notice.relay_id)
    if relay is None:
        return
    await questions.update_relay(
        connection, relay.id, {"state": "delivered", "to_message_id": sent.message_id}
    )
    mark = StaffMark(message_id=relay.from_message_id, emoji=ARRIVED)
    await owe(connection, mark, relay.from_chat_id, now)
    await rules.answered(connection, relay.question_id, now)


async def _answer_stuck(
    connection: AsyncConnection, notice: AnswerCopy, not_sent: NotSent, now: datetime
) -> None:
    relay = await questions.find_relay(connection, notice.relay_id)
    if relay is None:
        return
    uncertain = not_sent.outcome == "uncertain"
    await questions.update_relay(connection, relay.id, {"state": "uncertain" if uncertain else "failed"})
    mark = StaffMark(message_id=relay.from_message_id, emoji=UNKNOWN if uncertain else LOST)
    await owe(connection, mark, relay.from_chat_id, now)
    trouble = AnswerTrouble(relay_id=relay.id, delivery_id=not_sent.delivery_id, outcome=not_sent.outcome)
    await owe(connection, trouble, relay.from_chat_id, now)


async def _topic_stuck(
    connection: AsyncConnection, notice: TopicCreation, not_sent: NotSent, now: datetime
) -> None:
    if not_sent.outcome == "unreachable":
        await rules.staff_chat_lost(connection, not_sent.chat_id, now, removed=True)
        return
    if not_sent.cause in ("topic_gone", "no_rights"):  # of a topic not yet there: no topics in this chat
        cause: Literal["not_a_forum", "no_rights"] = (
            "no_rights" if not_sent.cause == "no_rights" else "not_a_forum"
        )
        await staff_chat.lose_topics(connection, not_sent.chat_id, cause, now)
    await rules.topic_refused(connection, notice.thread_id, now)


async def _card_stuck(
    connection: AsyncConnection, notice: QuestionCard, not_sent: NotSent, now: datetime
) -> None:
    if _cuts_off(not_sent):
        removed = not_sent.outcome == "unreachable"
        await rules.staff_chat_lost(connection, not_sent.chat_id, now, removed=removed)
    elif not_sent.cause == "topic_gone":
        await rules.topic_gone(connection, notice.question_id, not_sent.topic_id, now)
    else:
        await rules.card_lost(connection, notice.question_id, now)


async def _copy_stuck(
    connection: AsyncConnection, notice: QuestionCopy, not_sent: NotSent, now: datetime
) -> None:
    relay = await questions.find_relay(connection, notice.relay_id)
    if relay is None:
        return
    if _cuts_off(not_sent):
        removed = not_sent.outcome == "unreachable"
        await rules.staff_chat_lost(connection, not_sent.chat_id, now, removed=removed)
    elif not_sent.cause == "topic_gone":
        await rules.topic_gone(connection, relay.question_id, not_sent.topic_id, now)
    elif not_sent.outcome == "uncertain":
        await questions.update_relay(connection, relay.id, {"state": "uncertain"})
        await rules.copy_unclear(connection, relay.question_id, now)
    else:  # Telegram does not copy this message, or it is gone: the way itself is sound
        await questions.update_relay(connection, relay.id, {"state": "failed"})
        await owe(connection, QuestionRefusal(relay_id=relay.id), relay.from_chat_id, now)


def _cuts_off(not_sent: NotSent) -> bool:
    """Tell whether nothing else would reach the staff chat either."""
    return not_sent.outcome == "unreachable" or not_sent.cause == "no_rights"


async def _chat_lost(connection: AsyncConnection, chat_id: int, now: datetime) -> None:
    if chat_id == await staff_chat.find_staff_chat_id(connection):
        await rules.staff_chat_lost(connection, chat_id, now, removed=True)
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
        }
    await postings.put_chat(connection, sent.chat_id, values | {"read_at": now})
    if notice.what == "rights" and sent.chat_id == await staff_chat.find_staff_chat_id(connection):
        if await staff_chat.find_usable(connection) is None:
            await rules.staff_chat_lost(connection, sent.chat_id, now, removed=True)
        await rules.forward_kept(connection, now)
