"""Answers: a representative's Reply goes to the member, once, unless a colleague is answering just now."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from hopdrinks.notices.questions import AnswerCopy, AnswerTrouble
from hopdrinks.notices.registry import read_notice
from hopdrinks.notices.relaying import AnswersCopy, GroupAnswer, HeldAnswer, StaffLine
from hopdrinks.outbox import owe
from hopdrinks.questions import carrying, claims, collecting_times, introductions
from hopdrinks.questions.contents import Written, read_content
from storage import deliveries, members, questions, relays, staff_notes
from storage.question_records import Question, Relay, RelayState

#: Notices that carry an answer.
_CARRYING = (AnswerCopy.__name__, AnswersCopy.__name__, GroupAnswer.__name__)
#: A held answer is given up after this.
HELD_FOR = timedelta(minutes=10)
#: An answer to somebody who blocked the bot can be delivered this long.
WAITS_FOR = timedelta(hours=72)


async def answer(
    connection: AsyncConnection, question: Question, chat_id: int, written: Written, now: datetime
) -> Relay | None:
    """Carry a representative's message to the member; None where it is under way already.

    The first answer takes the question. While somebody else is busy with it the answer is held.
    """
    await members.lock_member(connection, question.member_id)
    question = await questions.get_question(connection, question.id)
    row = written.as_row() | {
        "question_id": question.id,
        "direction": "to_member",
        "from_chat_id": chat_id,
        "to_chat_id": await _address(connection, question),
        "state": "queued",
        "relayed_at": now,
    }
    parts = await _list_parts(connection, chat_id, written.media_group_id)
    if any(part.state == "noted" for part in parts):
        return None
    busy = claims.is_busy_with(question, now)
    # What becomes of an album is decided by its first part.
    is_held = parts[0].state == "held" if parts else busy not in (None, written.author_id)
    if is_held:
        row |= {"state": "held", "held_until": now + HELD_FOR}
    elif written.media_group_id is not None:
        row |= await collecting_times.album_times(connection, chat_id, written.media_group_id, now)
    relay = await relays.add_relay(connection, row)
    if relay is None:
        return None
    if relay.state == "held":
        if not parts:
            await owe(connection, HeldAnswer(relay_id=relay.id), chat_id, now)
    elif written.author_id is not None:
        await claims.take(connection, question, written.author_id, now)
    if relay.state == "collecting" and written.media_group_id is not None and relay.flush_at is not None:
        await relays.update_album_flush(connection, chat_id, written.media_group_id, relay.flush_at)
    elif relay.state == "queued":
        await send(connection, relay, now)
    return relay


async def keep_inside(
    connection: AsyncConnection, question: Question, chat_id: int, written: Written, now: datetime
) -> None:
    """Have a whole album stay among the staff where one part of it is not carried."""
    if written.media_group_id is None:
        return
    row = written.as_row() | {
        "question_id": question.id,
        "direction": "to_member",
        "from_chat_id": chat_id,
        "state": "noted",
        "relayed_at": now,
    }
    await relays.add_relay(connection, row)
    parts = await relays.list_album(connection, chat_id, written.media_group_id)
    collecting = [part.id for part in parts if part.state == "collecting"]
    await relays.update_relays(connection, collecting, {"state": "noted", "flush_at": None})


async def send_anyway(connection: AsyncConnection, relay: Relay, now: datetime) -> bool:
    """Send a held answer all the same, once, an album whole; False where it was decided or is too late."""
    if relay.held_until is None or now >= relay.held_until:
        return False
    claimed = await _claim_held(connection, relay, {"state": "queued"})
    if claimed:
        question = await questions.get_question(connection, relay.question_id)
        await send_collected(connection, question, claimed, now)
    return bool(claimed)


async def follow_move(connection: AsyncConnection, chat_id: int, now: datetime) -> None:
    """Ask again, where the staff are now, about answers that are held or of unknown fate.

    The buttons stayed behind.
    """
    albums: set[str] = set()
    for relay in await relays.list_held_from(connection, chat_id, now):
        if relay.media_group_id in albums:
            continue
        albums |= {relay.media_group_id} if relay.media_group_id else set()
        await owe(connection, HeldAnswer(relay_id=relay.id), chat_id, now)
    for delivery in await deliveries.list_of_notices(connection, _CARRYING):
        notice = read_notice(delivery.notice, delivery.payload)
        if delivery.state != "uncertain" or not isinstance(notice, AnswerCopy | AnswersCopy | GroupAnswer):
            continue
        ids = notice.relay_ids if isinstance(notice, AnswersCopy) else (notice.relay_id,)
        for relay in await relays.list_by_ids(connection, ids):
            if relay.from_chat_id == chat_id and relay.state == "uncertain":
                trouble = AnswerTrouble(relay_id=relay.id, delivery_id=delivery.id, outcome="uncertain")
                await owe(connection, trouble, chat_id, now)


async def keep_as_note(connection: AsyncConnection, relay: Relay, now: datetime) -> bool:
    """Keep a held answer among the staff, an album whole; False where it was decided before."""
    claimed = await _claim_held(connection, relay, {"state": "noted", "held_until": None})
    for part in claimed:
        content = read_content(part.content)
        note = {
            "question_id": part.question_id,
            "author_id": part.author_id,
            "chat_id": part.from_chat_id,
            "message_id": part.from_message_id,
            "text": "" if content is None else content.text,
            "noted_at": now,
        }
        await staff_notes.add_note(connection, note)
    return bool(claimed)


async def send_collected(
    connection: AsyncConnection, question: Question, parts: Sequence[Relay], now: datetime
) -> None:
    """Send a representative's album."""
    await relays.update_relays(connection, [one.id for one in parts], {"state": "queued", "flush_at": None})
    if len(parts) == 1 or question.group_chat_id is not None:
        for part in parts:
            await send(connection, part, now)
    else:
        await introductions.introduce(connection, question, parts[0].author_id, now)
        for group in carrying.together(parts):
            ids = tuple(part.id for part in group)
            await owe(connection, AnswersCopy(relay_ids=ids), question.member_id, now)


async def answered(
    connection: AsyncConnection, question_id: int, now: datetime, *, written_at: datetime
) -> None:
    """Record that an answer arrived, where the staff can see it; a question that was erased stays so.

    So does one that was closed after the answer was written: only what is written later opens it again.
    """
    question = await questions.get_question(connection, question_id)
    await members.lock_member(connection, question.member_id)
    question = await questions.get_question(connection, question_id)
    if question.words_deleted_at is not None:
        return
    arrived = {"answered_at": now, "first_answered_at": question.first_answered_at or now}
    if question.closed_at is not None and question.closed_at >= written_at:
        await questions.update_question(connection, question_id, arrived)
        return
    waiting = await _is_asked_since(connection, question, written_at)
    values: dict[str, object] = {
        "state": "open" if waiting else "answered",
        "snoozed_until": None,
        "closed_at": None,
        "closed_by": None,
        "close_reason": "",
        "remains_asked_at": None,
        "reopened_at": None,
    }
    await questions.update_question(connection, question_id, arrived | values | questions.NO_WAIT)
    await carrying.refresh_card(connection, question, now)


async def _is_asked_since(connection: AsyncConnection, question: Question, written_at: datetime) -> bool:
    """Tell whether a question's author added what nobody had read when its answer was written."""
    on_its_way = await relays.has_relays(connection, question.id, "collecting", "kept", "queued")
    if on_its_way:
        return not question.is_held
    last = await relays.find_last_asked(connection, question.id)
    if last is None or last.relayed_at <= written_at or last.state == "withdrawn":
        return False
    content = read_content(last.content)
    return content is None or not content.is_courtesy


async def wait_for_return(connection: AsyncConnection, relay: Relay) -> bool:
    """Keep an answer that its reader cannot be given, until they are back; True where this call did it.

    One that has arrived meanwhile, as the courier may be writing down just now, never waits.
    """
    waiting: dict[str, object] = {"state": "waiting", "held_until": None}
    on_its_way: tuple[RelayState, ...] = ("queued", "uncertain", "failed")
    for state in on_its_way:
        if await relays.claim_relay(connection, relay.id, state, waiting):
            return True
    return False


async def member_blocked(connection: AsyncConnection, member_id: int, now: datetime) -> None:
    """Tell the staff, quietly, that somebody whose question is open has blocked the bot."""
    question = await questions.find_latest_question(connection, member_id)
    if question is not None and question.state in ("open", "answered") and question.card_chat_id is not None:
        line = StaffLine(question_id=question.id, line="blocked_bot")
        await owe(connection, line, question.card_chat_id, now)
        await questions.update_question(connection, question.id, questions.NO_WAIT)


async def member_returned(connection: AsyncConnection, member_id: int, now: datetime) -> None:
    """Offer the staff, once, to deliver now what somebody could not be given; what is older is given up."""
    waiting = await relays.list_answers_waiting(connection, member_id)
    old = [relay.id for relay in waiting if now >= relay.relayed_at + WAITS_FOR]
    if old:
        await relays.update_relays(connection, old, {"state": "failed"})
    fresh: dict[int, int] = {}
    for relay in waiting:
        if relay.id not in old and relay.held_until is None:
            await relays.update_relay(connection, relay.id, {"held_until": relay.relayed_at + WAITS_FOR})
            fresh[relay.question_id] = fresh.get(relay.question_id, 0) + 1
    for question_id, count in fresh.items():
        question = await questions.get_question(connection, question_id)
        if question.card_chat_id is not None:
            line = StaffLine(question_id=question_id, line="back", count=count)
            await owe(connection, line, question.card_chat_id, now)


async def deliver_now(connection: AsyncConnection, question: Question, now: datetime) -> int:
    """Send the answers that waited for a member's return; give how many."""
    sent = 0
    for relay in await relays.list_answers_waiting(connection, question.member_id):
        mine = relay.question_id == question.id and now < relay.relayed_at + WAITS_FOR
        if mine and await relays.claim_relay(connection, relay.id, "waiting", {"state": "queued"}):
            await send(connection, relay, now)
            sent += 1
    return sent


async def send(connection: AsyncConnection, relay: Relay, now: datetime) -> None:
    """Have an answer leave, for where its reader can be reached at this moment."""
    question = await questions.get_question(connection, relay.question_id)
    address = await _address(connection, question)
    await relays.update_relay(connection, relay.id, {"to_chat_id": address})
    notice = AnswerCopy if address == question.member_id else GroupAnswer
    if notice is AnswerCopy:
        await introductions.introduce(connection, question, relay.author_id, now)
    await owe(connection, notice(relay_id=relay.id), address, now)


async def _list_parts(connection: AsyncConnection, chat_id: int, album: str | None) -> list[Relay]:
    """Give the parts of an album that are known; none of what is no album."""
    return [] if album is None else await relays.list_album(connection, chat_id, album)


async def _claim_held(connection: AsyncConnection, relay: Relay, values: Mapping[str, object]) -> list[Relay]:
    """Move a held answer on, with the other parts of its album; give what was held until now."""
    parts = await _list_parts(connection, relay.from_chat_id, relay.media_group_id) or [relay]
    return [one for one in parts if await relays.claim_relay(connection, one.id, "held", values)]


async def _address(connection: AsyncConnection, question: Question) -> int:
    """Give where an answer goes: to the member, or to the group for who never started the bot."""
    member = await members.find_member(connection, question.member_id)
    in_group = member is not None and member.reach == "never_started" and question.group_chat_id is not None
    return question.group_chat_id if in_group and question.group_chat_id else question.member_id
