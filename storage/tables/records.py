"""What is written down of the program itself."""

from sqlalchemy import BigInteger, Column, String, Table, Text

from storage.tables.base import RowId, metadata
from storage.types import UtcDateTime

audit = Table(
    "audit",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("at", UtcDateTime, nullable=False, index=True),
    Column("actor_id", BigInteger),
    Column("action", String(32), nullable=False),
    Column("subject", String(64), nullable=False),
    Column("detail", Text, nullable=False, server_default=""),
)

facts = Table(
    "facts",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("value", Text, nullable=False),
)
