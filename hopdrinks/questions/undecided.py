"""An album sent without a question: its author is asked once whether it is one, not once for each picture."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from hopdrinks.questions.contents import Written
from storage import undecided_parts


async def should_be_asked(
    connection: AsyncConnection, member_id: int, written: Written, now: datetime
) -> bool:
    """Tell whether somebody is to be asked what a message is for; of an album, each part is kept for that."""
    if written.media_group_id is None:
        return True
    return await undecided_parts.add_part(
        connection,
        member_id=member_id,
        message_id=written.message_id,
        media_group_id=written.media_group_id,
        written=written.model_dump_json(),
        now=now,
    )


async def take_album(connection: AsyncConnection, member_id: int, message_id: int) -> list[Written]:
    """Give the parts of the album a message belongs to, once its author has decided; none for any other."""
    taken = await undecided_parts.take_album(connection, member_id, message_id)
    return [Written.model_validate_json(part) for part in taken]
