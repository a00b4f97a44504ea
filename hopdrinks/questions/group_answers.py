"""Answers to who asked in a group and never started the bot: where it is not there any more, they wait.

They go out by themselves once the bot may write there again, or to their reader alone once that is possible.
"""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from hopdrinks.notices.questions import AnswerTrouble, StaffMark
from hopdrinks.outbox import owe
from hopdrinks.questions import answers, carrying
from storage import members, questions, relays
from storage.question_records import Relay

#: Stands beneath an answer that did not arrive.
LOST = "💔"


async def wait(connection: AsyncConnection, relay: Relay, now: datetime, *, delivery_id: int = 0) -> None:
    """Keep an answer that a group cannot be given, and say so; who can be written to by now gets it alone."""
    if relay.state not in ("queued", "uncertain"):
        return  # it waits already, was taken back, or has arrived
    if not await answers.wait_for_return(connection, relay):
        return  # the same, since it was read
    question = await questions.get_question(connection, relay.question_id)
    member = await members.find_member(connection, question.member_id)
    if member is not None and member.reach == "reachable":
        await _send(connection, relay, now)
        return
    await questions.update_question(connection, question.id, questions.NO_WAIT)
    mark = StaffMark(message_id=relay.from_message_id, emoji=LOST)
    await owe(connection, mark, relay.from_chat_id, now)
    trouble = AnswerTrouble(relay_id=relay.id, delivery_id=delivery_id, outcome="out_of_group")
    await owe(connection, trouble, relay.from_chat_id, now)


async def group_lost(connection: AsyncConnection, chat_id: int, now: datetime) -> None:
    """Keep what was on its way to a group that the bot was removed from; the cards of what waits say so."""
    for relay in await relays.list_answers_to(connection, chat_id, "queued"):
        await wait(connection, relay, now)
    await _refresh_cards(connection, chat_id, now)


async def group_back(connection: AsyncConnection, chat_id: int, now: datetime) -> None:
    """Send what waited for a group that the bot may write to again."""
    for relay in await relays.list_answers_to(connection, chat_id, "waiting"):
        await _send(connection, relay, now)
    await _refresh_cards(connection, chat_id, now)


async def member_back(connection: AsyncConnection, member_id: int, now: datetime) -> None:
    """Send somebody alone, who can be written to by now, what no group could be given for them."""
    for relay in await relays.list_group_answers_waiting(connection, member_id):
        await _send(connection, relay, now)


async def _refresh_cards(connection: AsyncConnection, chat_id: int, now: datetime) -> None:
    for question in await questions.list_open_of_group(connection, chat_id):
        await carrying.refresh_card(connection, question, now, with_icon=False)


async def _send(connection: AsyncConnection, relay: Relay, now: datetime) -> None:
    """Send an answer that waited, once; what is too old is given up, and its author hears of that."""
    if now < relay.relayed_at + answers.WAITS_FOR:
        if await relays.claim_relay(connection, relay.id, "waiting", {"state": "queued"}):
            await answers.send(connection, relay, now)
    elif await relays.claim_relay(connection, relay.id, "waiting", {"state": "failed"}):
        trouble = AnswerTrouble(relay_id=relay.id, delivery_id=0, outcome="too_late")
        await owe(connection, trouble, relay.from_chat_id, now)
