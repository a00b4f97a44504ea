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


async def take_all_back(connection: AsyncConnection, relay: Relay, now: datetime) -> bool:
    """Take a carried message back with the other parts of its album; True where any was there still."""
    parts = [relay]
    if relay.media_group_id is not None:
        parts = await relays.list_album(connection, relay.from_chat_id, relay.media_group_id)
    taken = [await take_back(connection, part, now) for part in parts]
    return any(taken)


async def take_back(connection: AsyncConnection, relay: Relay, now: datetime) -> bool:
    """Take a carried message back, once; what has not left yet never will.

    The member is locked before the message is written, as where it arrives: either finds what the other did.
    """
    question = await questions.get_question(connection, relay.question_id)
    await members.lock_member(connection, question.member_id)
    fresh = await relays.find_relay(connection, relay.id)
    if fresh is None or fresh.state == "withdrawn":
        return False
    relay = fresh
    await relays.update_relay(connection, relay.id, {"state": "withdrawn", "flush_at": None})
    if relay.to_message_id is not None and relay.to_chat_id is not None:
        young = now < (relay.delivered_at or relay.relayed_at) + DELETABLE_FOR
        removal = CopyRemoval(relay_id=relay.id) if young else CopyBlanking(relay_id=relay.id)
        await owe(connection, removal, relay.to_chat_id, now)
    else:
        # A copy without a known id is there, and out of reach.
        outcome: Literal["gone", "stays"] = "gone" if relay.delivered_at is None else "stays"
        await owe(connection, TakenBack(relay_id=relay.id, outcome=outcome), relay.from_chat_id, now)
    if relay.direction == "to_staff":
        await _tell_staff(connection, relay, now)
    else:
        await _wait_again(connection, relay.question_id, now)
    return True


async def removed(connection: AsyncConnection, relay_id: int, now: datetime, *, blanked: bool) -> None:
    """Tell whoever took a message back that its copy is gone."""
    relay = await relays.find_relay(connection, relay_id)
    if relay is not None:
        outcome = TakenBack(relay_id=relay_id, outcome="blanked" if blanked else "gone")
        await owe(connection, outcome, relay.from_chat_id, now)


async def not_removed(connection: AsyncConnection, relay_id: int, now: datetime, *, blanked: bool) -> None:
    """Edit what could not be deleted; where that fails too, tell whoever took it back that it stays."""
    relay = await relays.find_relay(connection, relay_id)
    if relay is None or relay.to_chat_id is None:
        return
    if blanked:
        await owe(connection, TakenBack(relay_id=relay_id, outcome="stays"), relay.from_chat_id, now)
    else:
        await owe(connection, CopyBlanking(relay_id=relay_id), relay.to_chat_id, now)


async def _tell_staff(connection: AsyncConnection, relay: Relay, now: datetime) -> None:
    question = await questions.get_question(connection, relay.question_id)
    left = await relays.has_relays(
        connection, question.id, "collecting", "kept", "queued", "delivered", "uncertain"
    )
    if question.card_chat_id is not None:
        line = StaffLine(question_id=question.id, line="withdrawn")
        await owe(connection, line, question.card_chat_id, now)
    if left:
        await carrying.refresh_card(connection, question, now)
    else:
        await closing.close(connection, question, None, now, tell_member=False)


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
