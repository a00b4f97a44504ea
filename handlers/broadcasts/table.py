"""The list of a broadcast's recipients as a table: one line each, what became of it, and why."""

import asyncio
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.broadcasts.views.parts import reason_words
from handlers.language import Language
from handlers.views.tables import as_more_rows, as_table
from hopdrinks.wall_time import to_local
from storage import recipients
from storage.broadcast_records import Broadcast, Recipient

_PAGE = 1_000


async def as_csv(
    connection: AsyncConnection, language: Language, broadcast: Broadcast, time_zone: str
) -> bytes:
    """Give the table, as a spreadsheet of that language opens it.

    Read a page at a time and worded off the event loop: beside its bytes never more than a page is held.
    """
    parts = [as_table(language, [_head(language)])]
    after_id = 0
    while page := await recipients.list_recipients(connection, broadcast.id, after_id=after_id, limit=_PAGE):
        parts.append(await asyncio.to_thread(_worded, language, page, time_zone))
        after_id = page[-1][1].chat_id
    return b"".join(parts)


def _head(language: Language) -> list[str]:
    return [
        language.text("Name"),
        language.text("What became of it"),
        language.text("Why"),
        language.text("When"),
    ]


def _worded(language: Language, page: list[tuple[str, Recipient]], time_zone: str) -> bytes:
    return as_more_rows(language, [_cells(language, name, recipient, time_zone) for name, recipient in page])


def _cells(language: Language, name: str, recipient: Recipient, time_zone: str) -> list[str]:
    states = {
        "queued": language.text("waits"),
        "sending": language.text("on its way"),
        "sent": language.text("arrived"),
        "uncertain": language.text("uncertain"),
        "failed": language.text("refused"),
        "skipped": language.text("left out"),
    }
    why = {
        "skipped": reason_words(language, recipient.reason),
        "uncertain": language.text("Telegram did not say"),
    }.get(recipient.state, recipient.reason)
    return [name, states[recipient.state], why, _when(recipient.settled_at, time_zone)]


def _when(instant: datetime | None, time_zone: str) -> str:
    return "" if instant is None else f"{to_local(instant, time_zone):%Y-%m-%d %H:%M:%S}"
