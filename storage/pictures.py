"""Pictures that Telegram has already: sent again by their id, without an upload."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.records import KeptPicture
from storage.tables import pictures
from storage.upserts import insert_into


async def find_picture(connection: AsyncConnection, digest: str) -> KeptPicture | None:
    """Give what Telegram calls a picture, if it has it."""
    row = (await connection.execute(select(pictures).where(pictures.c.digest == digest))).mappings().first()
    return None if row is None else KeptPicture.of(row)


async def put_picture(connection: AsyncConnection, picture: KeptPicture, now: datetime) -> None:
    """Remember what Telegram calls a picture."""
    ids = {"file_id": picture.file_id, "unique_id": picture.unique_id, "kept_at": now}
    statement = insert_into(connection, pictures).values({"digest": picture.digest} | ids)
    await connection.execute(statement.on_conflict_do_update(index_elements=["digest"], set_=ids))


async def forget_picture(connection: AsyncConnection, digest: str, file_id: str) -> None:
    """Forget an id that Telegram does not know, unless the picture has another by now."""
    where = (pictures.c.digest == digest) & (pictures.c.file_id == file_id)
    await connection.execute(delete(pictures).where(where))
