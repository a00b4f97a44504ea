"""Questions: what members ask, and what they add. How they reach the staff is told in `carrying`."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from hopdrinks.notices.calls import OwnerAlert
from hopdrinks.notices.questions import StaffMark
from hopdrinks.outbox import owe
from hopdrinks.questions import carrying, collecting, screening
from hopdrinks.questions.contents import Written, read_content
from hopdrinks.staff import absences, surface
from storage import members, questions, relays
from storage.question_records import Question, Relay

#: What a member writes this soon after asking, after an answer or after the end belongs to that question.
SAME_CONVERSATION_FOR = timedelta(days=7)
#: So many questions in an hour; what is asked beyond belongs to the newest of them.
MOST_AN_HOUR = 6
#: What a member's thanks are answered with.
THANKED = "🤝"
#: Signs that are not mistaken for one another.
_ALIAS_SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


async def ask(
    connection: AsyncConnection,
    member_id: int,
    event_id: int | None,
    written: Written,
    now: datetime,
    *,
    anonymous: bool = False,
    group: tuple[int, int] | None = None,
    receipt_in: int | None = None,
) -> Question:
    """Take a question, whose words are a message of the member's private chat, or of a group (`group`).

    The same message twice is one question, and stays with the one it was asked in first. The receipt of a
    new one takes the place of a message whose button was tapped, where one is named (`receipt_in`).
    """
    await members.lock_member(connection, member_id)
    from_chat_id = member_id if group is None else group[0]
    known = await relays.find_relay_from(connection, from_chat_id, written.message_id)
    if known is not None:
        return await questions.get_question(connection, known.question_id)
    current = await _current_of_many(connection, member_id, now, anonymous=anonymous, group=group)
    if current is not None:
        return await add_to(connection, current, written, now, from_chat_id=from_chat_id)
    values: dict[str, object] = {
        "member_id": member_id,
        "alias": _new_alias() if anonymous else None,
        "event_id": event_id,
        "state": "kept",
        "asked_at": now,
        "last_member_at": now,
    }
    if group is not None:
        values |= {"group_chat_id": group[0], "group_message_id": group[1]}
    question = await questions.add_question(connection, values)
    await collecting.keep(connection, question, written, now, from_chat_id=from_chat_id)
    await screening.screen(connection, question, written, now)
    if await surface.find_usable(connection) is None and not await surface.is_set(connection):
        await surface.alert_of_trouble(connection, OwnerAlert(alert="no_staff_chat"), now)
    return await carrying.forward(connection, question, now, receipt_in=receipt_in)


async def began_with(connection: AsyncConnection, question: Question, message_id: int) -> bool:
    """Tell whether a message is the one a question began with."""
    first = await relays.find_first_asked(connection, question.id)
    return first is not None and first.from_message_id == message_id


async def add_to(
    connection: AsyncConnection,
    question: Question,
    written: Written,
    now: datetime,
    *,
    from_chat_id: int | None = None,
) -> Question:
    """Carry another message of the member for a question they asked already; a closed one goes on.

    An erased one does not: what is written then is a question of its own. Thanks are carried too, and change
    nothing: what was answered or closed stays so.
    """
    await members.lock_member(connection, question.member_id)
    question = await questions.get_question(connection, question.id)
    if question.words_deleted_at is not None:  # erased since it was found
        return await ask(
            connection, question.member_id, None, written, now, anonymous=question.alias is not None
        )
    content = written.content
    if content is not None and content.is_courtesy and question.state in ("answered", "closed"):
        await _take_thanks(connection, question, written, now)
        return question
    question = await absences.free_from_absent(connection, question, now)
    chat_id = question.member_id if from_chat_id is None else from_chat_id
    await collecting.keep(connection, question, written, now, from_chat_id=chat_id)
    if written.media_group_id is not None:  # the words of an album may stand beneath its last picture
        await screening.screen(connection, question, written, now)
    await screening.look_again(connection, question, now)
    goes_on = {"last_member_at": now, "snoozed_until": None, "closed_at": None, "closed_by": None}
    await questions.update_question(connection, question.id, goes_on | {"close_reason": ""})
    return await carrying.forward(connection, question, now)


async def find_current(connection: AsyncConnection, member_id: int, now: datetime) -> Question | None:
    """Give the question that what a member writes now belongs to; never one that was erased."""
    question = await questions.find_latest_question(connection, member_id)
    if question is None or question.words_deleted_at is not None:
        return None
    instants = (question.asked_at, question.last_member_at, question.answered_at, question.closed_at)
    last = max(instant for instant in instants if instant is not None)
    return question if now < last + SAME_CONVERSATION_FOR else None


async def find_replied(
    connection: AsyncConnection, member_id: int, reply_to_id: int | None
) -> Question | None:
    """Give the question a member's Reply is about: to an answer, or to what they asked themselves.

    Of those that were erased only one asked without a name: else what is said about it would go on with
    another question, beside their name.
    """
    if reply_to_id is None:
        return None
    relay = await relays.find_relay_to(connection, member_id, reply_to_id)
    relay = relay or await relays.find_relay_from(connection, member_id, reply_to_id)
    question = None if relay is None else await questions.find_question(connection, relay.question_id)
    # An organiser's own chat holds answers to others too.
    if question is None or question.member_id != member_id:
        return None
    return None if question.words_deleted_at is not None and question.alias is None else question


async def find_asked(connection: AsyncConnection, chat_id: int, message_id: int) -> Question | None:
    """Give the question a message of the staff chat stands for: its card, or a copy of the member's words.

    A representative's own message never does, be it one that went to the member: a Reply to it stays inside.
    """
    question = await questions.find_question_by_card(connection, chat_id, message_id)
    if question is not None:
        return question
    relay = await relays.find_relay_to_staff(connection, chat_id, message_id)
    return None if relay is None else await questions.find_question(connection, relay.question_id)


def is_thanks(question: Question, relay: Relay) -> bool:
    """Tell whether a message only says thank you after the answer."""
    content = read_content(relay.content)
    return question.state in ("answered", "closed") and content is not None and content.is_courtesy


async def _take_thanks(
    connection: AsyncConnection, question: Question, written: Written, now: datetime
) -> None:
    row = written.as_row() | {
        "question_id": question.id,
        "direction": "to_staff",
        "from_chat_id": question.member_id,
        "state": "kept",
        "relayed_at": now,
    }
    if await relays.add_relay(connection, row) is None:
        return
    mark = StaffMark(message_id=written.message_id, emoji=THANKED)
    await owe(connection, mark, question.member_id, now)
    place = await surface.find_usable(connection)
    if place is not None and question.card_message_id is not None and question.card_chat_id == place.id:
        await carrying.copy_kept(connection, question.id, place.id, now)


async def _current_of_many(
    connection: AsyncConnection,
    member_id: int,
    now: datetime,
    *,
    anonymous: bool,
    group: tuple[int, int] | None,
) -> Question | None:
    """Give the newest question of somebody who asks one after the other: what they ask belongs to that.

    It is one asked in the same way, so that nothing without a name stands beside the name.
    """
    latest = await questions.list_asked_alike(
        connection,
        member_id,
        MOST_AN_HOUR,
        anonymous=anonymous,
        group_chat_id=None if group is None else group[0],
    )
    if len(latest) < MOST_AN_HOUR or latest[-1].asked_at <= now - timedelta(hours=1):
        return None
    return next((one for one in latest if one.words_deleted_at is None), None)


def _new_alias() -> str:
    return "".join(secrets.choice(_ALIAS_SIGNS) for _ in range(4))
