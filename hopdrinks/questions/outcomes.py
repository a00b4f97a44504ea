"""What follows where something owed about a question arrived, or did not."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from sqlalchemy.ext.asyncio import AsyncConnection

from hopdrinks.notices.base import Notice
from hopdrinks.notices.erasing import CopyErasure, TopicErasure
from hopdrinks.notices.questions import (
    AnswerCopy,
    AnswerTrouble,
    QuestionCard,
    QuestionCopy,
    QuestionReceipt,
    QuestionRefusal,
    StaffMark,
    TopicCreation,
)
from hopdrinks.notices.relaying import (
    AnswersCopy,
    CardPin,
    CopyBlanking,
    CopyEdit,
    CopyRemoval,
    GroupAnswer,
    Introduction,
    MessagesCopy,
    SetupTest,
    StaffLine,
    SurfaceTrial,
    TopicIcon,
    TopicIconsReading,
    TopicReopening,
)
from hopdrinks.notices.waiting import AwayLine, Listing, StaffDigest
from hopdrinks.outbox import is_private, owe
from hopdrinks.questions import (
    answers,
    asking,
    carrying,
    corrections,
    erasure,
    expectations,
    group_answers,
    introductions,
    quotes,
    screening,
    withdrawals,
)
from hopdrinks.results import NotSent, Sent
from hopdrinks.staff import icons, pins, self_test, setup, surface
from storage import deliveries, members, relays
from storage import questions as stored
from storage.question_records import Question, Relay

#: A representative's message that arrived, or did not, or nobody knows.
ARRIVED, LOST, UNKNOWN = carrying.ARRIVED, group_answers.LOST, "🤔"


async def record_sent(connection: AsyncConnection, notice: Notice, sent: Sent, now: datetime) -> None:
    """Draw the conclusions from a delivery that was made."""
    if await erasure.arrived_late(connection, notice, sent, now):
        return
    match notice:
        case TopicCreation() if sent.topic_id is not None:
            await carrying.topic_opened(connection, notice.thread_id, sent.topic_id, notice.icon, now)
        case QuestionCard() if sent.message_id is not None:
            await _notice_where_it_went(connection, notice, sent)
            await carrying.card_posted(connection, notice.question_id, sent.chat_id, sent.message_id, now)
            await screening.card_posted(connection, notice.question_id, now)
        case QuestionCopy():
            ids = (notice.relay_id,), (sent.message_id,)
            await _copies_arrived(connection, *ids, sent, now, version=notice.version)
        case MessagesCopy():
            await _copies_arrived(connection, notice.relay_ids, sent.message_ids, sent, now)
        case AnswerCopy() | GroupAnswer():
            await _answers_arrived(connection, (notice.relay_id,), (sent.message_id,), now)
        case AnswersCopy():
            message_ids = sent.message_ids or (sent.message_id,)
            await _answers_arrived(connection, notice.relay_ids, message_ids, now)
        case SetupTest() if sent.message_id is not None:
            await setup.test_posted(connection, sent.chat_id, sent.message_id)
        case CopyEdit() | CopyRemoval() | CopyBlanking():
            await _second_thought_made(connection, notice, now)
        case _:
            await _glance_recorded(connection, notice, sent, now)


async def _second_thought_made(
    connection: AsyncConnection, notice: CopyEdit | CopyRemoval | CopyBlanking, now: datetime
) -> None:
    """Go on where a copy was changed, or taken away."""
    if isinstance(notice, CopyEdit):
        await corrections.copy_edited(connection, notice.relay_id, now)
    else:
        await withdrawals.removed(connection, notice, now)


async def _notice_where_it_went(connection: AsyncConnection, notice: QuestionCard, sent: Sent) -> None:
    """Do without topics in a private chat where a card for one was put elsewhere without a word."""
    if is_private(sent.chat_id) and sent.thread_id is None and notice.topic_id is not None:
        await surface.lose_private_topics(connection, sent.chat_id)


async def _glance_recorded(connection: AsyncConnection, notice: Notice, sent: Sent, now: datetime) -> None:
    """Remember what a topic shows at a glance, or can show, or that it is erased."""
    match notice:
        case TopicIcon():
            await icons.shown(connection, notice.thread_id, notice.icon, now)
        case CardPin():
            await pins.shown(connection, notice.question_id, notice.pins, now)
        case TopicIconsReading():
            await icons.learn(connection, sent.listed, now)
        case SurfaceTrial():
            await self_test.tried(connection, now, arrived=True)
        case TopicErasure():
            await erasure.topic_gone(connection, notice, now)
        case CopyErasure():
            await erasure.copy_gone(connection, notice, now)
        case QuestionReceipt() if notice.says_kept:  # another one is owed as it leaves
            await deliveries.update_payload(connection, sent.delivery_id, notice.model_dump_json())
        case StaffDigest() | Listing():
            await quotes.keep_wordless(connection, notice, sent.delivery_id)
        case _:
            pass


async def record_not_sent(
    connection: AsyncConnection, notice: Notice, not_sent: NotSent, now: datetime
) -> None:
    """Draw the conclusions from a delivery that was not made, or of which nobody knows."""
    if isinstance(notice, QuestionCopy | AnswerCopy) and _may_go_plain(notice, not_sent):
        await owe(connection, notice.model_copy(update={"plain": True}), not_sent.chat_id, now)
        return
    match notice:
        case TopicCreation():
            await _topic_stuck(connection, notice, not_sent, now)
        case QuestionCard():
            await _card_stuck(connection, notice, not_sent, now)
        case QuestionCopy():
            await _copies_stuck(connection, (notice.relay_id,), not_sent, now)
        case MessagesCopy():
            await _copies_stuck(connection, notice.relay_ids, not_sent, now)
        case AnswerCopy() | GroupAnswer():
            await _answers_stuck(connection, (notice.relay_id,), not_sent, now)
        case AnswersCopy():
            await _answers_stuck(connection, notice.relay_ids, not_sent, now)
        case _:
            await _second_thought_stuck(connection, notice, not_sent, now)


def _may_go_plain(notice: QuestionCopy | AnswerCopy, not_sent: NotSent) -> bool:
    """Tell whether what was refused may go as a reply to nothing: a long caption, or a quote not found."""
    unquotable = notice.quotes and not_sent.outcome == "failed" and not_sent.cause == "other"
    return not notice.plain and (not_sent.cause == "too_long" or unquotable)


async def _second_thought_stuck(
    connection: AsyncConnection, notice: Notice, not_sent: NotSent, now: datetime
) -> None:
    """Draw the conclusions from what goes along with messages, and was not made."""
    match notice:
        case CopyEdit():
            await corrections.copy_stuck(connection, notice.relay_id, not_sent, now)
        case TopicErasure() | CopyErasure():
            await erasure.stays(connection, notice, not_sent, now)
        case CopyRemoval() | CopyBlanking():
            await withdrawals.not_removed(connection, notice, now)
        case Introduction() if not_sent.outcome != "uncertain":
            await introductions.not_introduced(connection, notice.question_id)
        case TopicReopening() if not_sent.cause == "no_rights":
            await surface.lose_topics(connection, not_sent.chat_id, "no_rights", now)
        case TopicIcon() if not_sent.cause == "no_rights":
            await icons.refuse(connection, not_sent.chat_id)
        case TopicIcon() if not_sent.cause == "other":
            await icons.forget(connection)
        case SurfaceTrial():
            await self_test.tried(connection, now, arrived=False)
        case CardPin() if not_sent.cause == "no_rights":
            await pins.refuse(connection, not_sent.chat_id, now)
        case _:
            pass


async def _copies_arrived(
    connection: AsyncConnection,
    relay_ids: Sequence[int],
    message_ids: Sequence[int | None],
    sent: Sent,
    now: datetime,
    *,
    version: int = 0,
) -> None:
    if sent.chat_id != await surface.find_place_id(connection):
        return  # the staff are elsewhere by now; the question was sent on its way there again
    found = await _list_locked(connection, relay_ids)
    if not found:
        return
    question = await stored.get_question(connection, found[0].question_id)
    is_first = not await relays.has_arrived_before(connection, question.id)
    moved = all(relay.delivered_at is not None for relay in found)
    await _arrived(connection, found, message_ids, sent.chat_id, now, version=version)
    await surface.works(connection)
    standing = [relay for relay in found if relay.state != "withdrawn"]
    if moved or not standing:
        return  # to another topic or chat, where the member knows already; or taken back meanwhile
    await _warn_of_copies(connection, question, len(found), sent, now)
    last = standing[-1]
    if asking.is_thanks(question, last):
        return
    await owe(connection, StaffMark(message_id=last.from_message_id, emoji=ARRIVED), last.from_chat_id, now)
    if not is_first and await expectations.note_away(connection, question, now):  # else the receipt says it
        await owe(connection, AwayLine(question_id=question.id), question.member_id, now)


async def _warn_of_copies(
    connection: AsyncConnection, question: Question, expected: int, sent: Sent, now: datetime
) -> None:
    """Tell the staff of copies that are not what they seem: some are missing, or perhaps there twice."""
    if question.card_chat_id is None:
        return
    if sent.perhaps_twice:
        line = StaffLine(question_id=question.id, line="perhaps_twice", beneath=sent.message_id or 0)
        await owe(connection, line, question.card_chat_id, now)
    if len(sent.message_ids or (sent.message_id,)) != expected:
        line = StaffLine(question_id=question.id, line="incomplete")
        await owe(connection, line, question.card_chat_id, now)


async def _answers_arrived(
    connection: AsyncConnection, relay_ids: Sequence[int], message_ids: Sequence[int | None], now: datetime
) -> None:
    found = await _list_locked(connection, relay_ids)
    if not found:
        return
    await _arrived(connection, found, message_ids, found[0].to_chat_id, now)
    standing = [relay for relay in found if relay.state != "withdrawn"]
    for relay in standing:
        mark = StaffMark(message_id=relay.from_message_id, emoji=ARRIVED)
        await owe(connection, mark, relay.from_chat_id, now)
    if standing:  # what was taken back meanwhile answers nothing
        written_at = max(relay.relayed_at for relay in standing)
        await answers.answered(connection, found[0].question_id, now, written_at=written_at)


async def _list_locked(connection: AsyncConnection, relay_ids: Sequence[int]) -> list[Relay]:
    """Give messages that arrived as they are while nobody else moves their question.

    Whoever erases it, or takes one back, is through before they are read, or finds where they arrived.
    """
    found = await relays.list_by_ids(connection, relay_ids)
    question = await stored.find_question(connection, found[0].question_id) if found else None
    if question is None:
        return []
    await members.lock_member(connection, question.member_id)
    return await relays.list_by_ids(connection, relay_ids)


async def _arrived(
    connection: AsyncConnection,
    found: Sequence[Relay],
    message_ids: Sequence[int | None],
    chat_id: int | None,
    now: datetime,
    *,
    version: int = 0,
) -> None:
    """Write down where messages arrived; where some are missing, nobody knows which copy is whose.

    What was edited since the `version` that was carried, or taken back, is put right.
    """
    known = message_ids if len(message_ids) == len(found) else [None] * len(found)
    for relay, message_id in zip(found, known, strict=True):
        place = {"to_chat_id": chat_id, "to_message_id": message_id or None}
        state = relay.state if relay.state == "withdrawn" else "delivered"
        delivered_at = relay.delivered_at or now
        values = place | {"state": state, "delivered_at": delivered_at}
        await relays.update_relay(connection, relay.id, values)
        if chat_id is None or not message_id:
            continue
        if state == "withdrawn":
            removal = CopyRemoval(relay_id=relay.id, is_told=False)  # that it never left was said before
            await owe(connection, removal, chat_id, now)
        elif relay.version > version:
            await owe(connection, CopyEdit(relay_id=relay.id), chat_id, now)


async def _answers_stuck(
    connection: AsyncConnection, relay_ids: Sequence[int], not_sent: NotSent, now: datetime
) -> None:
    uncertain = not_sent.outcome == "uncertain"
    shut_out = not is_private(not_sent.chat_id) and _cuts_off(not_sent)
    for relay in await _list_locked(connection, relay_ids):
        if relay.state == "withdrawn":
            continue  # it was taken back, or its question erased: nobody is asked what to do about it
        if shut_out:
            await group_answers.wait(connection, relay, now, delivery_id=not_sent.delivery_id)
            continue
        if not_sent.outcome == "unreachable" and not_sent.cause != "deactivated":
            if not await answers.wait_for_return(connection, relay):
                continue  # taken back, or arrived meanwhile
        else:
            await relays.update_relay(connection, relay.id, {"state": "uncertain" if uncertain else "failed"})
        mark = StaffMark(message_id=relay.from_message_id, emoji=UNKNOWN if uncertain else LOST)
        await owe(connection, mark, relay.from_chat_id, now)
        trouble = AnswerTrouble(relay_id=relay.id, delivery_id=not_sent.delivery_id, outcome=not_sent.outcome)
        await owe(connection, trouble, relay.from_chat_id, now)


async def _topic_stuck(
    connection: AsyncConnection, notice: TopicCreation, not_sent: NotSent, now: datetime
) -> None:
    if not_sent.outcome == "unreachable":
        await carrying.staff_chat_lost(connection, not_sent.chat_id, now, removed=True)
        return
    if is_private(not_sent.chat_id):
        await surface.lose_private_topics(connection, not_sent.chat_id)
    elif not_sent.cause in ("topic_gone", "no_rights"):  # of a topic not yet there: no topics in this chat
        cause: Literal["not_a_forum", "no_rights"] = (
            "no_rights" if not_sent.cause == "no_rights" else "not_a_forum"
        )
        await surface.lose_topics(connection, not_sent.chat_id, cause, now)
    elif notice.icon and not_sent.outcome == "failed":  # the icon may be none of Telegram's any more
        await icons.forget(connection)
        await owe(connection, TopicCreation(thread_id=notice.thread_id), not_sent.chat_id, now)
        return
    await carrying.topic_refused(connection, notice.thread_id, now)


async def _card_stuck(
    connection: AsyncConnection, notice: QuestionCard, not_sent: NotSent, now: datetime
) -> None:
    if _is_private_topic(not_sent):
        await carrying.private_topic_refused(
            connection, notice.question_id, not_sent.chat_id, not_sent.topic_id, now
        )
    elif _cuts_off(not_sent):
        removed = not_sent.outcome == "unreachable"
        await carrying.staff_chat_lost(connection, not_sent.chat_id, now, removed=removed)
    elif not_sent.cause == "topic_gone":
        await carrying.topic_gone(connection, notice.question_id, not_sent.topic_id, now)
    elif not_sent.cause == "topic_closed":
        await carrying.topic_closed(connection, notice.question_id, not_sent.chat_id, not_sent.topic_id, now)
    else:
        await carrying.card_lost(connection, notice.question_id, now)


async def _copies_stuck(
    connection: AsyncConnection, relay_ids: Sequence[int], not_sent: NotSent, now: datetime
) -> None:
    # What was taken back meanwhile stays so, and what another delivery carried has arrived.
    found = [one for one in await _list_locked(connection, relay_ids) if one.state == "queued"]
    if not found:
        return
    relay_ids = [relay.id for relay in found]
    question_id = found[0].question_id
    if _is_private_topic(not_sent):
        await carrying.private_topic_refused(
            connection, question_id, not_sent.chat_id, not_sent.topic_id, now
        )
    elif _cuts_off(not_sent):
        removed = not_sent.outcome == "unreachable"
        await carrying.staff_chat_lost(connection, not_sent.chat_id, now, removed=removed)
    elif not_sent.cause == "topic_gone":
        await carrying.topic_gone(connection, question_id, not_sent.topic_id, now)
    elif not_sent.cause == "topic_closed":
        await carrying.topic_closed(connection, question_id, not_sent.chat_id, not_sent.topic_id, now)
    elif not_sent.outcome == "uncertain":
        await relays.update_relays(connection, relay_ids, {"state": "uncertain"})
        await carrying.copy_unclear(connection, question_id, now)
    else:  # Telegram does not copy this, or it is gone: the way itself is sound
        # Some parts of an album may be there all the same: the call is not repeated.
        await relays.update_relays(connection, relay_ids, {"state": "failed"})
        await owe(connection, QuestionRefusal(relay_id=found[0].id), found[0].from_chat_id, now)


def _is_private_topic(not_sent: NotSent) -> bool:
    """Tell whether something was refused in a topic of a representative's private chat."""
    return is_private(not_sent.chat_id) and not_sent.topic_id is not None and not_sent.outcome == "failed"


def _cuts_off(not_sent: NotSent) -> bool:
    """Tell whether nothing else would reach that chat either."""
    # Where not even the common topic of a group is open, the bot may write nowhere in it.
    is_shut = not_sent.cause == "topic_closed" and not_sent.topic_id is None
    return not_sent.outcome == "unreachable" or not_sent.cause == "no_rights" or is_shut
