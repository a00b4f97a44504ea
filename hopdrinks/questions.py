"""Questions: carried to the staff, answered by a Reply, and the answer carried back. None is lost.

On its way to the staff a question passes three stations, each a delivery of its own: the member's thread gets
its topic (where the staff group has topics), the question its card, and then its messages are copied. What
comes in meanwhile is kept and follows. `_forward` owes whatever station is next, however often it is asked:
what was reached already is void when it is composed. So every doubt ends in forwarding once more.
"""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from hopdrinks import staff_chat
from hopdrinks.notices import (
    AnswerCopy,
    OwnerAlert,
    QuestionCard,
    QuestionCardRefresh,
    QuestionCopy,
    TopicCreation,
)
from hopdrinks.outbox import owe
from storage import members, questions
from storage.question_records import Question, Relay
from storage.records import Chat

#: What a member writes this soon after asking, or after an answer, belongs to that question.
SAME_CONVERSATION_FOR = timedelta(days=7)


async def ask(
    connection: AsyncConnection,
    member_id: int,
    event_id: int | None,
    message_id: int,
    now: datetime,
    *,
    words: str | None = None,
) -> Question:
    """Take a question, whose words are a message of the member's private chat.

    `words` are what is carried where the message holds a command before them. The same message twice is one
    question, and stays with the one it was asked in first.
    """
    await members.lock_member(connection, member_id)
    known = await questions.find_relay_from(connection, member_id, message_id)
    if known is not None:
        return await questions.get_question(connection, known.question_id)
    question = await questions.add_question(connection, member_id, event_id, "kept", now)
    await _keep(connection, question, message_id, now, words=words)
    if await staff_chat.find_staff_chat_id(connection) is None:
        await staff_chat.alert_of_trouble(connection, OwnerAlert(alert="no_staff_chat"), now)
    return await _forward(connection, question, now)


async def add_to(connection: AsyncConnection, question: Question, message_id: int, now: datetime) -> Question:
    """Carry another message of the member for a question they asked already."""
    await members.lock_member(connection, question.member_id)
    await _keep(connection, question, message_id, now)
    return await _forward(connection, await questions.get_question(connection, question.id), now)


async def find_current(connection: AsyncConnection, member_id: int, now: datetime) -> Question | None:
    """Give the question that what a member writes now belongs to."""
    question = await questions.find_latest_question(connection, member_id)
    if question is None or question.state == "closed":
        return None
    last = question.answered_at or question.asked_at
    return question if now < last + SAME_CONVERSATION_FOR else None


async def forward_kept(connection: AsyncConnection, now: datetime) -> None:
    """Send on everything that has not reached the staff chat: one was set, found again, or got a new id.

    Unanswered questions that lie in an earlier staff chat come along.
    """
    chat_id = await staff_chat.find_staff_chat_id(connection)
    for question in await questions.list_undelivered_questions(connection, chat_id):
        await members.lock_member(connection, question.member_id)
        await _forward(connection, await questions.get_question(connection, question.id), now)


async def send_again(connection: AsyncConnection, question_id: int, now: datetime) -> bool:
    """Carry again what nobody knows to have arrived; False where there is nothing of the kind."""
    question = await questions.find_question(connection, question_id)
    if question is None:
        return False
    await members.lock_member(connection, question.member_id)
    unclear = await questions.keep_relays(connection, question_id, "uncertain")
    question = await questions.get_question(connection, question_id)
    if not unclear and question.state != "kept":
        return False
    await _forward(connection, question, now)
    await _refresh_card(connection, question, now)
    return True


async def topic_opened(connection: AsyncConnection, thread_id: int, topic_id: int, now: datetime) -> None:
    """Go on once a thread has its topic."""
    await questions.update_thread(connection, thread_id, {"topic_id": topic_id})
    await _post_cards(connection, thread_id, now)


async def topic_refused(connection: AsyncConnection, thread_id: int, now: datetime) -> None:
    """Go on without a topic where it could not be had, in the chat itself; the next question tries again."""
    await _post_cards(connection, thread_id, now)


async def card_posted(
    connection: AsyncConnection, question_id: int, chat_id: int, message_id: int, now: datetime
) -> None:
    """Go on once a question has its card: what was kept is copied after it."""
    question = await questions.find_question(connection, question_id)
    if question is None:
        return
    await members.lock_member(connection, question.member_id)
    card = {"card_chat_id": chat_id, "card_message_id": message_id}
    await questions.update_question(connection, question_id, card)
    await _copy_kept(connection, question_id, chat_id, now)


async def find_asked(connection: AsyncConnection, chat_id: int, message_id: int) -> Question | None:
    """Give the question a message of the staff chat stands for: its card, or a copy of the member's words.

    A representative's own message never does, be it one that went to the member: a Reply to it stays inside.
    """
    question = await questions.find_question_by_card(connection, chat_id, message_id)
    if question is not None:
        return question
    relay = await questions.find_relay_to_staff(connection, chat_id, message_id)
    return None if relay is None else await questions.find_question(connection, relay.question_id)


async def answer(
    connection: AsyncConnection, question: Question, chat_id: int, message_id: int, now: datetime
) -> Relay | None:
    """Carry a representative's message to the member; None where it is under way already."""
    relay = await questions.add_relay(
        connection,
        {
            "question_id": question.id,
            "direction": "to_member",
            "from_chat_id": chat_id,
            "from_message_id": message_id,
            "to_chat_id": question.member_id,
            "state": "queued",
            "relayed_at": now,
        },
    )
    if relay is not None:
        await owe(connection, AnswerCopy(relay_id=relay.id), question.member_id, now)
    return relay


async def answered(connection: AsyncConnection, question_id: int, now: datetime) -> None:
    """Record that an answer arrived, where the staff can see it."""
    question = await questions.get_question(connection, question_id)
    await members.lock_member(connection, question.member_id)
    waiting = await questions.has_relays(connection, question_id, "kept", "queued")
    state = "open" if waiting else "answered"  # what the member added meanwhile has been read by nobody yet
    await questions.update_question(connection, question_id, {"state": state, "answered_at": now})
    await _refresh_card(connection, question, now)


async def card_lost(connection: AsyncConnection, question_id: int, now: datetime) -> None:
    """Keep a question whose card is not known to have arrived; the owner can send it again."""
    await questions.update_question(connection, question_id, {"state": "kept"})
    await staff_chat.alert_owners(
        connection, OwnerAlert(alert="question_unclear", detail=str(question_id)), now
    )


async def copy_unclear(connection: AsyncConnection, question_id: int, now: datetime) -> None:
    """Show, on the card and to the owner, that a message of a question may not have arrived."""
    await _refresh_card(connection, await questions.get_question(connection, question_id), now)
    await staff_chat.alert_owners(
        connection, OwnerAlert(alert="question_unclear", detail=str(question_id)), now
    )


async def staff_chat_lost(connection: AsyncConnection, chat_id: int, now: datetime, *, removed: bool) -> None:
    """Keep every question whose way to the staff is cut, until there is one again.

    `removed` tells that the bot is not in the chat; otherwise it is there and may not write.
    """
    await questions.keep_all_queued(connection)
    await staff_chat.lose(connection, chat_id, now, removed=removed)


async def topic_gone(
    connection: AsyncConnection, question_id: int, topic_id: int | None, now: datetime
) -> None:
    """Begin a new topic for a member whose topic somebody deleted; what is unanswered follows, whole."""
    question = await questions.find_question(connection, question_id)
    if question is None:
        return
    await members.lock_member(connection, question.member_id)
    thread = await questions.find_thread_of(connection, question.member_id)
    await questions.keep_relays(connection, question_id, "queued")
    if thread is not None and thread.topic_id is not None and thread.topic_id == topic_id:
        await questions.update_thread(connection, thread.id, {"gone_at": now})
        await questions.forget_cards(connection, question.member_id)
    for unanswered in await questions.list_open_questions(connection, question.member_id):
        await _forward(connection, unanswered, now)


async def _post_cards(connection: AsyncConnection, thread_id: int, now: datetime) -> None:
    thread = await questions.find_thread(connection, thread_id)
    if thread is None:
        return
    await members.lock_member(connection, thread.member_id)
    for question in await questions.list_open_questions(connection, thread.member_id):
        if question.card_message_id is None:
            await owe(connection, QuestionCard(question_id=question.id), thread.chat_id, now)


async def _refresh_card(connection: AsyncConnection, question: Question, now: datetime) -> None:
    if question.card_chat_id is not None:
        await owe(connection, QuestionCardRefresh(question_id=question.id), question.card_chat_id, now)


async def _keep(
    connection: AsyncConnection,
    question: Question,
    message_id: int,
    now: datetime,
    *,
    words: str | None = None,
) -> None:
    await questions.add_relay(
        connection,
        {
            "question_id": question.id,
            "direction": "to_staff",
            "from_chat_id": question.member_id,
            "from_message_id": message_id,
            "state": "kept",
            "words": words,
            "relayed_at": now,
        },
    )


async def _forward(connection: AsyncConnection, question: Question, now: datetime) -> Question:
    """Owe the next station of a question; to be called with the member locked."""
    chat = await staff_chat.find_usable(connection)
    if chat is None:
        await questions.update_question(connection, question.id, {"state": "kept"})
        return question.model_copy(update={"state": "kept"})
    await questions.update_question(connection, question.id, {"state": "open"})
    if question.card_message_id is not None and question.card_chat_id == chat.id:
        await _copy_kept(connection, question.id, chat.id, now)
        if question.state == "answered":
            await _refresh_card(connection, question, now)
    else:
        await _begin_in(connection, question, chat, now)
    return question.model_copy(update={"state": "open"})


async def _begin_in(connection: AsyncConnection, question: Question, chat: Chat, now: datetime) -> None:
    """Give a question its card in a chat where it has none; unless answered, its messages follow anew."""
    await questions.update_question(connection, question.id, {"card_chat_id": None, "card_message_id": None})
    await questions.keep_relays(connection, question.id, "queued")
    if question.state != "answered":
        await questions.keep_relays(connection, question.id, "delivered", "uncertain")
    thread = await questions.find_thread_of(connection, question.member_id)
    if thread is not None and thread.chat_id != chat.id:
        await questions.update_thread(connection, thread.id, {"gone_at": now})
        thread = None
    thread = thread or await questions.add_thread(connection, question.member_id, chat.id, now)
    if chat.has_topics and thread.topic_id is None:
        await owe(connection, TopicCreation(thread_id=thread.id), chat.id, now)
    else:
        await owe(connection, QuestionCard(question_id=question.id), chat.id, now)


async def _copy_kept(connection: AsyncConnection, question_id: int, chat_id: int, now: datetime) -> None:
    for relay in await questions.list_relays(connection, question_id):
        if relay.state == "kept" and relay.direction == "to_staff":
            await questions.update_relay(connection, relay.id, {"state": "queued"})
            await owe(connection, QuestionCopy(relay_id=relay.id), chat_id, now)
