"""Carrying what members ask to the staff, station by station. Nothing is lost on the way.

A question passes three stations, each a delivery of its own: its thread gets its topic (where the staff group
has topics), the question its card, and then its messages are copied. What comes in meanwhile is kept and
follows. `forward` owes whatever station is next, however often it is asked: what was reached already is void
when it is composed. So every doubt ends in forwarding once more.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from hopdrinks.notices.calls import OwnerAlert
from hopdrinks.notices.questions import (
    QuestionCard,
    QuestionCardRefresh,
    QuestionCopy,
    QuestionReceipt,
    TopicCreation,
)
from hopdrinks.notices.registry import read_notice
from hopdrinks.notices.relaying import MessagesCopy, MessagesHeading, TopicReopening
from hopdrinks.outbox import owe
from hopdrinks.questions import expectations
from hopdrinks.staff import icons, pins, surface
from storage import deliveries, members, questions, relays, staff_notes
from storage.question_records import Question, Relay, Thread
from storage.records import Chat

#: A message that arrived at the other side. Telegram allows few emoji here.
ARRIVED = "👌"
#: A new topic begins with so many of the messages that were in the one that is gone.
MESSAGES_ALONG = 5
#: Whoever deletes a member's topics one after the other gets what follows in the chat itself.
_NEW_TOPIC_EVERY = timedelta(minutes=1)
#: More single messages than this go in one call, up to a hundred (copyMessages).
_TOGETHER_FROM, _MOST_TOGETHER = 6, 100


#: Whatever end it had is none any more.
_GOES_ON: dict[str, object] = {"closed_at": None, "closed_by": None, "close_reason": ""}


async def forward(
    connection: AsyncConnection, question: Question, now: datetime, *, receipt_in: int | None = None
) -> Question:
    """Owe the next station of a question, which goes on with that; to be called with the member locked.

    A receipt takes the place of a message of the member's private chat, where one is named.
    """
    chat = await surface.find_usable(connection)
    unnamed = question.alias is not None
    blocked = await staff_notes.find_block_in_force(connection, question.member_id, now, unnamed=unnamed)
    if chat is None or blocked is not None:
        await questions.update_question(connection, question.id, _GOES_ON | {"state": "kept"})
        return question.model_copy(update={"state": "kept"})
    await questions.update_question(connection, question.id, _GOES_ON | {"state": "open"})
    if question.state == "kept":
        await _give_receipt(connection, question, now, receipt_in)
    if question.card_message_id is not None and question.card_chat_id == chat.id:
        await copy_kept(connection, question.id, chat.id, now)
        if question.state != "open":
            await refresh_card(connection, question, now)
    else:
        await _begin_in(connection, question, chat, now)
    return question.model_copy(update={"state": "open"})


async def _give_receipt(
    connection: AsyncConnection, question: Question, now: datetime, instead_of: int | None
) -> None:
    """Tell who asked, once, that it is on its way; a mark on each message says that it has arrived."""
    if await relays.has_arrived_before(connection, question.id):
        return
    receipt = QuestionReceipt(question_id=question.id, instead_of=instead_of)
    before = await deliveries.list_sent(
        connection, question.member_id, receipt.coalesce_key, question.asked_at
    )
    said = [read_notice(one.notice, one.payload) for one in before]
    if any(isinstance(one, QuestionReceipt) and not one.says_kept for one in said):
        return  # it got no further then, and is on its way once more
    await expectations.note_away(connection, question, now)  # the receipt says it
    await owe(connection, receipt, question.member_id, now)


async def forward_kept(connection: AsyncConnection, now: datetime) -> None:
    """Send on everything that has not reached the staff: a way was found, found again, or is another one.

    Unanswered questions that lie in an earlier place come along.
    """
    chat = await surface.find_usable(connection)
    found = await questions.list_undelivered_questions(connection, None if chat is None else chat.id)
    ids = [question.id for question in found]
    await members.lock_authors(connection, question_ids=ids)
    for question in await questions.list_by_ids(connection, ids):
        if question.state != "closed":  # as it may have been just now
            await forward(connection, question, now)


async def send_again(connection: AsyncConnection, question_id: int, now: datetime) -> bool:
    """Carry again what nobody knows to have arrived; False where there is nothing of the kind."""
    question = await questions.find_question(connection, question_id)
    if question is None:
        return False
    await members.lock_member(connection, question.member_id)
    unclear = await relays.keep_relays(connection, question_id, "uncertain")
    question = await questions.get_question(connection, question_id)
    if not unclear and question.state != "kept":
        return False
    await forward(connection, question, now)
    await refresh_card(connection, question, now)
    return True


async def topic_opened(
    connection: AsyncConnection, thread_id: int, topic_id: int, icon: str, now: datetime
) -> None:
    """Go on once a thread has its topic."""
    await questions.update_thread(connection, thread_id, {"topic_id": topic_id, "icon": icon})
    await _post_cards(connection, thread_id, now)


async def topic_refused(connection: AsyncConnection, thread_id: int, now: datetime) -> None:
    """Go on without a topic where it could not be had, in the chat itself; the next question tries again."""
    await _post_cards(connection, thread_id, now)


async def card_posted(
    connection: AsyncConnection, question_id: int, chat_id: int, message_id: int, now: datetime
) -> None:
    """Go on once a question has its card: what was kept is copied after it."""
    question = await _find_locked(connection, question_id)
    if question is None or chat_id != await surface.find_place_id(connection):
        return  # the staff are elsewhere by now; the question has, or gets, its card there
    card = {"card_chat_id": chat_id, "card_message_id": message_id}
    await questions.update_question(connection, question_id, card)
    await copy_kept(connection, question_id, chat_id, now)
    question = question.model_copy(update=card)
    if question.state != "open":  # it ended while its card was on its way
        await refresh_card(connection, question, now)
    await pins.follow(connection, question, now)
    await icons.follow(connection, question, now)


async def card_lost(connection: AsyncConnection, question_id: int, now: datetime) -> None:
    """Keep a question whose card is not known to have arrived; the owner can send it again."""
    question = await _find_locked(connection, question_id)
    if question is None or question.state != "open":
        return  # it has ended meanwhile
    await questions.update_question(connection, question_id, {"state": "kept"})
    await _alert_of(connection, question_id, now)


async def copy_unclear(connection: AsyncConnection, question_id: int, now: datetime) -> None:
    """Show, on the card and to the owner, that a message of a question may not have arrived."""
    await refresh_card(connection, await questions.get_question(connection, question_id), now)
    await _alert_of(connection, question_id, now)


async def staff_chat_lost(connection: AsyncConnection, chat_id: int, now: datetime, *, removed: bool) -> None:
    """Keep every question whose way to the staff is cut, until there is one again, be it another.

    `removed` tells that the bot is not in the chat; otherwise it is there and may not write.
    """
    await relays.keep_all_queued(connection)
    await surface.lose(connection, chat_id, now, removed=removed)
    await go_elsewhere(connection, now)


async def go_elsewhere(connection: AsyncConnection, now: datetime) -> None:
    """Send what is unanswered where the staff are by now, if they are anywhere."""
    if await surface.find_usable(connection) is not None:
        await relays.keep_all_queued(connection)
        await forward_kept(connection, now)
        await surface.note_surface(connection, now)


async def topic_gone(
    connection: AsyncConnection, question_id: int, topic_id: int | None, now: datetime
) -> None:
    """Begin a new topic where somebody deleted one; what is unanswered follows with its last messages."""
    question = await questions.find_question(connection, question_id)
    if question is None:
        return
    await members.lock_member(connection, question.member_id)
    thread = await questions.find_thread_of(connection, question.member_id, question.alias)
    await relays.keep_relays(connection, question_id, "queued")
    if thread is None:
        return
    if thread.topic_id is not None and thread.topic_id == topic_id:
        await questions.update_thread(connection, thread.id, {"gone_at": now})
        await questions.forget_cards(connection, thread)
    for unanswered in await questions.list_open_questions(connection, thread):
        await forward(connection, unanswered, now)


async def private_topic_refused(
    connection: AsyncConnection, question_id: int, chat_id: int, topic_id: int | None, now: datetime
) -> None:
    """Do without topics in a representative's private chat, where Telegram plays along no more."""
    await surface.lose_private_topics(connection, chat_id)
    await topic_gone(connection, question_id, topic_id, now)


async def topic_closed(
    connection: AsyncConnection, question_id: int, chat_id: int, topic_id: int | None, now: datetime
) -> None:
    """Open a closed topic and try once more; where the bot may not, go on without topics.

    Thanks for what has ended arrive so too, and open no more than the topic.
    """
    chat = await surface.find_usable(connection)
    if chat is None or not chat.has_topics or topic_id is None:
        await topic_gone(connection, question_id, topic_id, now)
        return
    question = await questions.get_question(connection, question_id)
    await members.lock_member(connection, question.member_id)
    await owe(connection, TopicReopening(topic_id=topic_id), chat_id, now)
    await relays.keep_relays(connection, question_id, "queued")
    question = await questions.get_question(connection, question_id)
    if question.state in ("kept", "open"):
        await forward(connection, question, now)
    elif question.card_chat_id == chat_id:
        await copy_kept(connection, question_id, chat_id, now)


async def refresh_card(
    connection: AsyncConnection, question: Question, now: datetime, *, with_icon: bool = True
) -> None:
    """Bring a question's card up to date, where it has one, and its topic's icon."""
    if question.card_chat_id is not None:
        await owe(connection, QuestionCardRefresh(question_id=question.id), question.card_chat_id, now)
        if with_icon:
            await icons.follow(connection, question, now)


async def copy_kept(connection: AsyncConnection, question_id: int, chat_id: int, now: datetime) -> None:
    """Owe the copies of what was kept for a question; what belongs together goes in one call."""
    kept = await relays.list_kept(connection, question_id)
    if kept:
        await relays.update_relays(connection, [relay.id for relay in kept], {"state": "queued"})
    for group in together(kept):
        if len(group) == 1:
            await owe(connection, QuestionCopy(relay_id=group[0].id), chat_id, now)
        else:
            ids = tuple(relay.id for relay in group)
            if not await _is_in_topic(connection, question_id, chat_id):
                await owe(connection, MessagesHeading(relay_ids=ids), chat_id, now)
            await owe(connection, MessagesCopy(relay_ids=ids), chat_id, now)


async def _is_in_topic(connection: AsyncConnection, question_id: int, chat_id: int) -> bool:
    """Tell whether a question is carried into a topic of its author's."""
    question = await questions.get_question(connection, question_id)
    chat = await surface.find_chat(connection, chat_id)
    thread = await questions.find_thread_of(connection, question.member_id, question.alias)
    has_topic = thread is not None and thread.chat_id == chat_id and thread.topic_id is not None
    return has_topic and chat is not None and chat.is_forum


def together(kept: Sequence[Relay]) -> list[list[Relay]]:
    """Part messages into what one call carries: an album, many single ones, or one alone."""
    groups: list[list[Relay]] = []
    # What stayed behind in a group that moved has numbers below zero, further down the later it came.
    for relay in sorted(kept, key=lambda one: (one.from_chat_id, abs(one.from_message_id))):
        last = groups[-1] if groups else []
        if last and relay.words is None and last[0].words is None and _fits(last, relay, len(kept)):
            last.append(relay)
        else:
            groups.append([relay])
    return groups


def _fits(group: list[Relay], relay: Relay, kept: int) -> bool:
    first = group[0]
    same_place = first.from_chat_id == relay.from_chat_id and len(group) < _MOST_TOGETHER
    if first.media_group_id is not None or relay.media_group_id is not None:
        return same_place and first.media_group_id == relay.media_group_id
    return same_place and kept >= _TOGETHER_FROM


async def _find_locked(connection: AsyncConnection, question_id: int) -> Question | None:
    """Give a question as it is while nobody else moves it."""
    question = await questions.find_question(connection, question_id)
    if question is None:
        return None
    await members.lock_member(connection, question.member_id)
    return await questions.get_question(connection, question_id)


async def _post_cards(connection: AsyncConnection, thread_id: int, now: datetime) -> None:
    thread = await questions.find_thread(connection, thread_id)
    if thread is None:
        return
    await members.lock_member(connection, thread.member_id)
    for question in await questions.list_open_questions(connection, thread):
        if question.card_message_id is None:
            await owe(connection, QuestionCard(question_id=question.id), thread.chat_id, now)


async def _begin_in(connection: AsyncConnection, question: Question, chat: Chat, now: datetime) -> None:
    """Give a question its card in a chat where it has none; unless answered, its last messages follow."""
    await questions.update_question(connection, question.id, {"card_chat_id": None, "card_message_id": None})
    await relays.keep_relays(connection, question.id, "queued")
    if question.state in ("kept", "open"):
        await relays.keep_relays(connection, question.id, "uncertain")
        await relays.keep_last_delivered(connection, question.id, MESSAGES_ALONG)
    # A card may still be queued for the place where the staff were.
    card = QuestionCard(question_id=question.id)
    await deliveries.redirect_queued(connection, card.coalesce_key, chat.id)
    thread = await _thread_in(connection, question, chat, now)
    if chat.has_topics and thread.topic_id is None and await _may_open(connection, thread, now):
        await owe(connection, TopicCreation(thread_id=thread.id), chat.id, now)
    else:
        await owe(connection, card, chat.id, now)


async def _may_open(connection: AsyncConnection, thread: Thread, now: datetime) -> bool:
    """Tell whether a topic may be opened: in place of one that is gone, once a minute."""
    gone = await questions.count_threads_gone(connection, thread, now - _NEW_TOPIC_EVERY)
    return gone <= 1


async def _thread_in(connection: AsyncConnection, question: Question, chat: Chat, now: datetime) -> Thread:
    thread = await questions.find_thread_of(connection, question.member_id, question.alias)
    if thread is not None and thread.chat_id == chat.id:
        return thread
    if thread is not None:
        await questions.update_thread(connection, thread.id, {"gone_at": now})
    return await questions.add_thread(connection, question.member_id, chat.id, now, question.alias)


async def _alert_of(connection: AsyncConnection, question_id: int, now: datetime) -> None:
    alert = OwnerAlert(alert="question_unclear", detail=str(question_id))
    await surface.alert_owners(connection, alert, now)
