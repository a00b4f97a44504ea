"""Answer once, tell everyone: an answer is published without a name, and offered to whoever asks the same.

What somebody wrote is never lost to a suggestion: unless they say that it is what they looked for, their
question is asked, by their tap or a little later by itself.
"""

from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy.ext.asyncio import AsyncConnection

from hopdrinks.notices.published import PublishedAnswer
from hopdrinks.outbox import owe
from hopdrinks.questions import asking, closing
from hopdrinks.questions.contents import Written, read_content
from hopdrinks.questions.stems import are_alike, stems_of
from storage import events, faq, relays, roles
from storage.question_records import FaqEntry, Question, Relay

#: At most so many answers are suggested.
SUGGESTED = 3
#: At most so many stand on a card for the staff.
KNOWN = 2
#: Who looks at suggestions and says nothing has their question asked after this.
ASKED_AFTER = timedelta(minutes=10)
#: So soon before an evening, and until it ends, a person answers.
URGENT_BEFORE = timedelta(hours=6)
#: Whoever asked the same within this and still waits is sent a published answer.
ASKED_WITHIN = timedelta(days=7)
_LONGEST_QUESTION = 300
_LOOKED_AT = 20
_CHUNK = 100

Scope = Literal["for_good", "for_evening"]


class _Kept(Written):
    """What is kept while its author looks at suggestions."""

    #: Whether it is to be asked without a name.
    is_unnamed: bool = False


async def suggest(
    connection: AsyncConnection,
    member_id: int,
    written: Written,
    event_id: int | None,
    locale: str,
    now: datetime,
    *,
    anonymous: bool = False,
) -> list[FaqEntry]:
    """Give published answers to what somebody is about to ask; where there are any, what they wrote is kept.

    None are given where a person should answer at once, nor for anything but words.
    """
    content = written.content
    if content is None or content.kind != "text" or await _is_urgent(connection, event_id, now):
        return []
    alike = (await _list_alike(connection, written.words or content.text, locale, now))[:SUGGESTED]
    if alike:
        row = {
            "member_id": member_id,
            "message_id": written.message_id,
            "written": _Kept(**written.model_dump(), is_unnamed=anonymous).model_dump_json(),
            "event_id": event_id,
            "suggested_at": now,
            "asked_at": now + ASKED_AFTER,
        }
        await faq.add_suggestion(connection, row)
    return alike


async def list_known(
    connection: AsyncConnection, question: Question, locale: str, now: datetime
) -> list[FaqEntry]:
    """Give the staff published answers to a question whose author was shown none: so they need not type.

    That is one asked in a group, or too near to an evening.
    """
    waits = question.state == "open" and question.first_answered_at is None and not question.is_held
    in_group = question.group_chat_id is not None
    if not waits or not (in_group or await _is_urgent(connection, question.event_id, question.asked_at)):
        return []
    first = await relays.find_first_asked(connection, question.id)
    content = None if first is None else read_content(first.content)
    text = "" if first is None else first.words or ("" if content is None else content.text)
    return (await _list_alike(connection, text, locale, now))[:KNOWN]


async def satisfied(connection: AsyncConnection, member_id: int, message_id: int) -> bool:
    """Ask nothing, as a suggestion was enough; False where the question is asked already."""
    return await faq.take_suggestion(connection, member_id, message_id) is not None


async def ask_person(
    connection: AsyncConnection,
    member_id: int,
    message_id: int,
    now: datetime,
    *,
    receipt_in: int | None = None,
) -> Question | None:
    """Ask what was kept; None where that was decided before. `receipt_in` is as in `asking.ask`."""
    kept = await faq.take_suggestion(connection, member_id, message_id)
    if kept is None:
        return None
    written = _Kept.model_validate_json(kept.written)
    return await asking.ask(
        connection,
        member_id,
        kept.event_id,
        written,
        now,
        anonymous=written.is_unnamed,
        receipt_in=receipt_in,
    )


async def ask_due(connection: AsyncConnection, now: datetime) -> bool:
    """Ask what its authors left undecided; True while there may be more."""
    due = await faq.list_suggestions_due(connection, now, _CHUNK)
    for kept in due:
        await ask_person(connection, kept.member_id, kept.message_id, now)
    return len(due) == _CHUNK


async def draft(
    connection: AsyncConnection, answer: Relay, question: Question, asked: str, locale: str, now: datetime
) -> FaqEntry | None:
    """Word an answer as one for everybody, under a question in the staff's words; None if it is no text."""
    content = read_content(answer.content)
    if content is None or content.kind != "text":
        return None
    asked = " ".join(asked.split())[:_LONGEST_QUESTION]
    values = {
        "locale": locale,
        "question": asked,
        "answer": content.text,
        "stems": " ".join(sorted(stems_of(asked, locale))),
        "event_id": question.event_id,
        "question_id": question.id,
        "drafted_at": now,
    }
    return await faq.add_draft(connection, values)


async def publish(
    connection: AsyncConnection, entry: FaqEntry, scope: Scope, by: int, now: datetime
) -> int | None:
    """Publish a draft, once, and send it to whoever waits for the same; give how many. None: done before."""
    event_id = entry.event_id if scope == "for_evening" else None
    if not await faq.claim_publication(connection, entry.id, event_id, by, now):
        return None
    await _write_down(connection, entry, "faq.publish", by, now)
    told = 0
    known = stems_of(entry.question, entry.locale)
    for question_id, member_id, words, stored in await faq.list_waiting(connection, now - ASKED_WITHIN):
        content = read_content(stored)
        asked = words or ("" if content is None else content.text)
        if question_id != entry.question_id and are_alike(stems_of(asked, entry.locale), known):
            notice = PublishedAnswer(entry_id=entry.id, question_id=question_id)
            await owe(connection, notice, member_id, now)
            told += 1
    return told


async def withdraw(connection: AsyncConnection, entry: FaqEntry, by: int, now: datetime) -> bool:
    """Withdraw a published answer, or drop a draft; True where this call did it."""
    done = await faq.claim_withdrawal(connection, entry.id, now)
    if done and entry.published_at is not None:
        await _write_down(connection, entry, "faq.withdraw", by, now)
    return done


async def helped(connection: AsyncConnection, question: Question, now: datetime) -> bool:
    """Close a question whose author found the published answer enough; True where this call did it."""
    return await closing.close(connection, question, question.member_id, now, tell_member=False)


async def _list_alike(connection: AsyncConnection, text: str, locale: str, now: datetime) -> list[FaqEntry]:
    """Give the published answers to what is nearly the same, the best first."""
    asked = stems_of(text, locale)
    found = await faq.search(connection, locale, asked, now, _LOOKED_AT)
    return [entry for entry, known in found if are_alike(asked, known)]


async def _is_urgent(connection: AsyncConnection, event_id: int | None, now: datetime) -> bool:
    event = None if event_id is None else await events.find_event(connection, event_id)
    return event is not None and event.starts_at - URGENT_BEFORE <= now < event.ends_at


async def _write_down(
    connection: AsyncConnection, entry: FaqEntry, action: str, by: int, now: datetime
) -> None:
    await roles.add_audit(
        connection, actor_id=by, action=action, subject=f"faq:{entry.id}", detail=entry.question, now=now
    )
