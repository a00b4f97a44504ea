"""What the outbox repeats of somebody's words: it goes where the words go."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from hopdrinks.notices.base import Notice
from hopdrinks.notices.questions import AnswerTrouble
from hopdrinks.notices.registry import read_notice
from hopdrinks.notices.relaying import EditedAfterAnswer, HeldAnswer, StaffLine
from hopdrinks.notices.waiting import AnswerOverdue, Listing, RatingWords, StaffDigest
from storage import deliveries, relays
from storage.records import Delivery

#: What stands for itself, beside what it lists, and in no member's topic.
LISTS = (StaffDigest.__name__, Listing.__name__)
#: Notices to the staff, or to organisers, whose messages repeat what somebody wrote, be it a reason.
_OF_QUESTION = (RatingWords.__name__, AnswerOverdue.__name__, StaffLine.__name__)
_OF_MESSAGE = (EditedAfterAnswer.__name__, HeldAnswer.__name__, AnswerTrouble.__name__)
_QUOTING = (*_OF_QUESTION, *_OF_MESSAGE, *LISTS)


async def take(
    connection: AsyncConnection, question_ids: Sequence[int], *, with_lists: bool = True
) -> list[Delivery]:
    """Take out of the outbox what repeats words said in questions, and give what that was.

    What is leaving just now stays there, and keeps nothing of them; so do lists, where they are not to go.
    """
    if not question_ids:
        return []
    relay_ids = await relays.list_ids_of(connection, question_ids)
    taken: list[Delivery] = []
    for delivery in await deliveries.list_of_notices(connection, _QUOTING):
        notice = read_notice(delivery.notice, delivery.payload)
        if not _is_of(notice, set(question_ids), relay_ids):
            continue
        is_kept_list = not with_lists and delivery.state == "sent" and delivery.notice in LISTS
        if delivery.state == "sending" or is_kept_list:
            await keep_wordless(connection, notice, delivery.id)
        else:
            taken.append(delivery)
    await deliveries.delete_deliveries(connection, [delivery.id for delivery in taken])
    return taken


async def keep_wordless(connection: AsyncConnection, notice: Notice, delivery_id: int) -> None:
    """Keep whose words a notice repeats, and none of them."""
    match notice:
        case EditedAfterAnswer():
            notice = notice.model_copy(update={"before": ""})
        case Listing():
            notice = notice.model_copy(update={"parameters": {}})
    await deliveries.update_payload(connection, delivery_id, notice.model_dump_json())


async def list_question_ids(connection: AsyncConnection, notice: Notice) -> tuple[int, ...]:
    """Give the questions whose words a notice repeats."""
    match notice:
        case EditedAfterAnswer() | HeldAnswer() | AnswerTrouble():
            relay = await relays.find_relay(connection, notice.relay_id)
            return () if relay is None else (relay.question_id,)
        case RatingWords() | AnswerOverdue() | StaffLine():
            return (notice.question_id,)
        case StaffDigest() | Listing():
            return notice.question_ids
        case _:
            return ()


def _is_of(notice: Notice, question_ids: set[int], relay_ids: set[int]) -> bool:
    match notice:
        case EditedAfterAnswer() | HeldAnswer() | AnswerTrouble():
            return notice.relay_id in relay_ids
        case RatingWords() | AnswerOverdue() | StaffLine():
            return notice.question_id in question_ids
        case StaffDigest() | Listing():
            return not question_ids.isdisjoint(notice.question_ids)
        case _:
            return False
