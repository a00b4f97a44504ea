"""The order in which those are locked whose questions a batch of outcomes moves: one for everybody."""

from collections.abc import Iterable

from sqlalchemy.ext.asyncio import AsyncConnection

from hopdrinks.notices.base import Notice
from storage import members


async def lock_concerned(connection: AsyncConnection, notices: Iterable[Notice]) -> None:
    """Lock the authors of all questions that some notices are about, before any of them is looked at."""
    relay_ids: set[int] = set()
    question_ids: set[int] = set()
    for notice in notices:
        relay_ids |= _ids(notice, "relay_id", "relay_ids")
        question_ids |= _ids(notice, "question_id", "question_ids")
    await members.lock_authors(connection, relay_ids=relay_ids, question_ids=question_ids)


def _ids(notice: Notice, one: str, many: str) -> set[int]:
    single = getattr(notice, one, None)
    return {*getattr(notice, many, ()), *(() if single is None else (single,))}
