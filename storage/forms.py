"""Forms people are in the middle of."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.records import Form
from storage.tables import forms
from storage.upserts import insert_into


async def find_form(connection: AsyncConnection, member_id: int, chat_id: int) -> Form | None:
    """Give the form somebody is filling in, in a chat."""
    where = (forms.c.member_id == member_id) & (forms.c.chat_id == chat_id)
    row = (await connection.execute(select(forms).where(where))).mappings().first()
    return None if row is None else Form.of(row)


async def put_form(connection: AsyncConnection, form: Form) -> None:
    """Store a form in place of whatever the member was filling in there."""
    values = form.model_dump()
    statement = insert_into(connection, forms).values(values)
    await connection.execute(
        statement.on_conflict_do_update(index_elements=["member_id", "chat_id"], set_=values)
    )


async def delete_form(connection: AsyncConnection, member_id: int, chat_id: int) -> bool:
    """Forget a form; True where there was one."""
    where = (forms.c.member_id == member_id) & (forms.c.chat_id == chat_id)
    return (await connection.execute(delete(forms).where(where))).rowcount == 1


async def list_expired_forms(connection: AsyncConnection, now: datetime) -> list[Form]:
    """Give the forms nobody came back to."""
    rows = await connection.execute(select(forms).where(forms.c.expires_at <= now).limit(500))
    return [Form.of(row) for row in rows.mappings()]
