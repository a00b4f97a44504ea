"""Edits cross in both directions: the copy is changed in place, and who would miss it is told."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from hopdrinks.notices.questions import QuestionCopy
from hopdrinks.notices.relaying import CopyEdit, Correction, EditedAfterAnswer, EditTrouble
from hopdrinks.outbox import owe
from hopdrinks.questions import carrying
from hopdrinks.questions.contents import Content, read_content
from hopdrinks.results import NotSent
from storage import members, questions, relays
from storage.question_records import Relay

#: Who reads an answer may have done so by then: an edit notifies nobody.
SEEN_AFTER = timedelta(minutes=2)


async def edited(
    connection: AsyncConnection,
    relay: Relay,
    content: Content,
    now: datetime,
    *,
    words: str | None = None,
) -> bool:
    """Carry an edit; False where nothing a reader sees has changed, as Telegram tells of that too.

    What has not left yet is copied as it reads by then.
    """
    if content.fingerprint == relay.content_hash or relay.state in ("withdrawn", "failed"):
        return False
    question = await questions.get_question(connection, relay.question_id)
    if question.words_deleted_at is not None:  # an edit would bring them back
        return False
    before = read_content(relay.content)
    values: dict[str, object] = {
        "content": content.model_dump_json(),
        "content_hash": content.fingerprint,
        "version": relay.version + 1,
        "edited_at": now,
    }
    if relay.words is not None:
        values["words"] = words or content.text
    await relays.update_relay(connection, relay.id, values)
    if question.is_held:  # its card repeats it
        await carrying.refresh_card(connection, question, now, with_icon=False)
    if relay.to_message_id is None or relay.to_chat_id is None:
        return True
    await owe(connection, CopyEdit(relay_id=relay.id), relay.to_chat_id, now)
    if relay.direction == "to_staff":
        await _tell_answered(connection, relay, before, now)
    return True


async def copy_edited(connection: AsyncConnection, relay_id: int, now: datetime) -> None:
    """Offer to tell a member of the edit of an answer that they may have read before."""
    relay = await relays.find_relay(connection, relay_id)
    if relay is None or relay.direction == "to_staff" or relay.edited_at is None:
        return
    if relay.edited_at >= (relay.delivered_at or relay.relayed_at) + SEEN_AFTER:
        await owe(connection, EditTrouble(relay_id=relay_id, what="unseen"), relay.from_chat_id, now)


async def copy_stuck(connection: AsyncConnection, relay_id: int, not_sent: NotSent, now: datetime) -> None:
    """Go on where a copy could not be edited: the staff get another one, whoever answers is told.

    Of an answer its author decides what to do, as nothing reaches a member twice by itself.
    """
    relay = await relays.find_relay(connection, relay_id)
    if relay is None or relay.to_chat_id is None:
        return
    is_gone = not_sent.cause == "message_gone"
    if relay.direction == "to_member" and (is_gone or not_sent.outcome == "failed"):
        trouble = EditTrouble(relay_id=relay_id, what="gone" if is_gone else "refused")
        await owe(connection, trouble, relay.from_chat_id, now)
    elif not is_gone and not_sent.outcome == "failed":
        await _copy_anew(connection, relay, relay.to_chat_id, now)


async def tell_member(connection: AsyncConnection, relay: Relay, now: datetime) -> None:
    """Tell a member, audibly, that an answer was corrected."""
    if relay.to_chat_id is not None:
        await owe(connection, Correction(relay_id=relay.id), relay.to_chat_id, now)


async def _copy_anew(connection: AsyncConnection, relay: Relay, chat_id: int, now: datetime) -> None:
    """Give the staff another copy of a message whose edit Telegram refuses, beneath the one that stays."""
    question = await questions.get_question(connection, relay.question_id)
    await members.lock_member(connection, question.member_id)
    question = await questions.get_question(connection, relay.question_id)
    if question.words_deleted_at is not None:
        return
    if await relays.claim_relay(connection, relay.id, "delivered", {"state": "queued"}):
        copy = QuestionCopy(relay_id=relay.id, beneath=relay.to_message_id)
        await owe(connection, copy, chat_id, now)


async def _tell_answered(
    connection: AsyncConnection, relay: Relay, before: Content | None, now: datetime
) -> None:
    """Tell the staff of what changed after their answer: edits notify nobody."""
    answer = await relays.find_last_answer(connection, relay.question_id)
    if answer is None or answer.id < relay.id or relay.to_chat_id is None:
        return
    question = await questions.get_question(connection, relay.question_id)
    notice = EditedAfterAnswer(
        relay_id=relay.id, before=before.text if before else "", silent=question.state == "closed"
    )
    await owe(connection, notice, relay.to_chat_id, now)
