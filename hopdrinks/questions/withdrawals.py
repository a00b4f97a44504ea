"""Taking a message back: the member's from the staff, or an answer from the member.

Telegram deletes a bot's message for 48 hours; after that its copy is edited to say that it was taken back.
A question whose answer is gone so is the staff's turn again.
"""

from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy.ext.asyncio import AsyncConnection

from hopdrinks.notices.relaying import CopyBlanking, CopyRemoval, StaffLine, TakenBack
from hopdrinks.outbox import owe
from hopdrinks.questions import blocks, carrying, closing
from hopdrinks.questions.contents import read_content
from storage import members, questions, relays
from storage.question_records import Relay

#: A little less than what Telegram allows, as the call leaves later.
DELETABLE_FOR = timedelta(hours=47, minutes=55)

Outcome = Literal["gone", "blanked", "stays"]


async def take_back(
    connection: AsyncConnection, relay: Relay, now: datetime, *, receipt_in: int | None = None
) -> bool:
    """Take a carried message back, once, with the other parts of its album; what has not left never will.

    The member is locked before anything is written, as where it arrives: either finds what the other did.
    The receipt takes the place of a message whose button was tapped, where one is named.
    """
    question = await questions.get_question(connection, relay.question_id)
    await members.lock_member(connection, question.member_id)
    standing = [part for part in await _list_parts(connection, relay) if part.state != "withdrawn"]
    if not standing:
        return False
    told = max(standing, key=_hold)
    for part in standing:
        await _take(connection, part, now, is_told=part is told, receipt_in=receipt_in)
    if relay.direction == "to_staff":
        await _tell_staff(connection, relay.question_id, now)
    else:
        await _wait_again(connection, relay.question_id, now)
    return True


async def removed(connection: AsyncConnection, notice: CopyRemoval | CopyBlanking, now: datetime) -> None:
    """Tell whoever took a message back that its copy is gone."""
    relay = await relays.find_relay(connection, notice.relay_id)
    if relay is not None and notice.is_told:
        outcome: Outcome = "blanked" if isinstance(notice, CopyBlanking) else "gone"
        await _tell(connection, relay, outcome, now, receipt_in=notice.receipt_in)


async def not_removed(connection: AsyncConnection, notice: CopyRemoval | CopyBlanking, now: datetime) -> None:
    """Edit what could not be deleted; where that fails too, tell whoever took it back that it stays."""
    relay = await relays.find_relay(connection, notice.relay_id)
    if relay is None or relay.to_chat_id is None:
        return
    if isinstance(notice, CopyRemoval):
        await owe(connection, CopyBlanking(**notice.model_dump()), relay.to_chat_id, now)
    elif notice.is_told:
        await _tell(connection, relay, "stays", now, receipt_in=notice.receipt_in)


async def is_open_again(connection: AsyncConnection, question_id: int) -> bool:
    """Tell whether a question waits for an answer, now that one was taken back."""
    question = await questions.get_question(connection, question_id)
    return question.state == "open" and not await _is_answered(connection, question_id)


async def _list_parts(connection: AsyncConnection, relay: Relay) -> list[Relay]:
    """Give a message as it is by now, with the other parts of its album."""
    if relay.media_group_id is not None:
        return await relays.list_album(connection, relay.from_chat_id, relay.media_group_id)
    return await relays.list_by_ids(connection, [relay.id])


def _hold(relay: Relay) -> int:
    """Say how hard a message is to take back: the receipt of an album is that of its hardest part."""
    if relay.delivered_at is None:
        return 0
    return 2 if relay.to_message_id is None else 1


async def _take(
    connection: AsyncConnection, relay: Relay, now: datetime, *, is_told: bool, receipt_in: int | None
) -> None:
    await relays.update_relay(connection, relay.id, {"state": "withdrawn", "flush_at": None})
    if relay.to_message_id is not None and relay.to_chat_id is not None:
        young = now < (relay.delivered_at or relay.relayed_at) + DELETABLE_FOR
        removal = CopyRemoval if young else CopyBlanking
        notice = removal(relay_id=relay.id, is_told=is_told, receipt_in=receipt_in)
        await owe(connection, notice, relay.to_chat_id, now)
    elif is_told:
        # A copy without a known id is there, and out of reach.
        outcome: Outcome = "gone" if relay.delivered_at is None else "stays"
        await _tell(connection, relay, outcome, now, receipt_in=receipt_in)


async def _tell(
    connection: AsyncConnection, relay: Relay, outcome: Outcome, now: datetime, *, receipt_in: int | None
) -> None:
    """Tell it where it was taken back: its author in private, even where they asked in a group."""
    question = await questions.get_question(connection, relay.question_id)
    chat_id = question.member_id if relay.direction == "to_staff" else relay.from_chat_id
    notice = TakenBack(relay_id=relay.id, outcome=outcome, instead_of=receipt_in)
    await owe(connection, notice, chat_id, now)


async def _tell_staff(connection: AsyncConnection, question_id: int, now: datetime) -> None:
    """Say in one line that something was taken back; nothing left of a question is its end."""
    question = await questions.get_question(connection, question_id)
    left = await relays.has_relays(
        connection, question.id, "collecting", "kept", "queued", "delivered", "uncertain"
    )
    if not left and await closing.close(
        connection, question, None, now, tell_member=False, line="all_withdrawn"
    ):
        return
    if question.card_chat_id is not None:
        line = StaffLine(question_id=question.id, line="withdrawn")
        await owe(connection, line, question.card_chat_id, now)
    await carrying.refresh_card(connection, question, now)


async def _wait_again(connection: AsyncConnection, question_id: int, now: datetime) -> None:
    """Have a question wait anew, as when its author writes, where no answer to it is left."""
    question = await questions.get_question(connection, question_id)
    is_over = question.state != "answered" or question.words_deleted_at is not None
    if is_over or await _is_answered(connection, question_id):
        return
    last = await relays.find_last_answer(connection, question_id)  # to something asked earlier
    values: dict[str, object] = {"answered_at": None if last is None else last.delivered_at}
    values |= {} if last is not None else {"first_answered_at": None}
    values |= {"remains_asked_at": None, "reopened_at": None}
    await questions.update_question(connection, question_id, values | questions.NO_WAIT | {"state": "open"})
    if await blocks.keeps_back(connection, question, now):  # nothing of it is kept: it only rests
        await carrying.refresh_card(connection, question, now)
    else:
        await carrying.forward(connection, question, now)


async def _is_answered(connection: AsyncConnection, question_id: int) -> bool:
    """Tell whether an answer, there or on its way, follows what the member asked last; thanks ask nothing."""
    for relay in reversed(await relays.list_relays(connection, question_id)):
        if relay.direction == "to_member":
            if relay.state in ("collecting", "queued", "waiting", "delivered"):
                return True
            continue
        content = read_content(relay.content)
        if relay.state != "withdrawn" and (content is None or not content.is_courtesy):
            return False
    return False
