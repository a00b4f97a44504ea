"""What the outbox repeats of somebody's words: it goes where the words go."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from hopdrinks.notices.base import Notice
from hopdrinks.notices.registry import read_notice
from hopdrinks.notices.relaying import EditedAfterAnswer
from hopdrinks.notices.waiting import AnswerOverdue, RatingWords
from storage import deliveries, relays
from storage.records import Delivery

#: Notices to the staff, or to organisers, whose messages repeat what somebody wrote.
_QUOTING = (EditedAfterAnswer.__name__, RatingWords.__name__, AnswerOverdue.__name__)


async def take(connection: AsyncConnection, question_ids: Sequence[int]) -> list[Delivery]:
    """Take out of the outbox what repeats words said in questions, and give what that was.

    What is leaving just now stays there, and keeps nothing of them.
    """
    if not question_ids:
        return []
    relay_ids = await relays.list_ids_of(connection, question_ids)
    taken = [
        delivery
        for delivery in await deliveries.list_of_notices(connection, _QUOTING)
        if _is_of(read_notice(delivery.notice, delivery.payload), set(question_ids), relay_ids)
    ]
    for delivery in taken:
        notice = read_notice(delivery.notice, delivery.payload)
        if delivery.state == "sending" and isinstance(notice, EditedAfterAnswer):
            wordless = notice.model_copy(update={"before": ""})
            await deliveries.update_payload(connection, delivery.id, wordless.model_dump_json())
    settled = [delivery for delivery in taken if delivery.state != "sending"]
    await deliveries.delete_deliveries(connection, [delivery.id for delivery in settled])
    return settled


async def find_question_id(connection: AsyncConnection, notice: Notice) -> int | None:
    """Give the question whose words a notice repeats; None where it repeats none."""
    match notice:
        case EditedAfterAnswer():
            relay = await relays.find_relay(connection, notice.relay_id)
            return None if relay is None else relay.question_id
        case RatingWords() | AnswerOverdue():
            return notice.question_id
        case _:
            return None


def _is_of(notice: Notice, question_ids: set[int], relay_ids: set[int]) -> bool:
    match notice:
        case EditedAfterAnswer():
            return notice.relay_id in relay_ids
        case RatingWords() | AnswerOverdue():
            return notice.question_id in question_ids
        case _:
            return False
