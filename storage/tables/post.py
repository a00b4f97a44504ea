"""What came in and was not handled yet, and what is to leave."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    String,
    Table,
    Text,
    text,
)

from storage.tables.base import RowId, metadata, one_of
from storage.types import UtcDateTime

chats = Table(
    "chats",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", String(16), nullable=False),
    Column("title", String(256), nullable=False, server_default=""),
    Column("is_forum", Boolean, nullable=False, server_default=text("false")),
    Column("bot_status", String(16), nullable=False, server_default="unknown"),
    Column("can_manage_topics", Boolean, nullable=False, server_default=text("false")),
    Column("can_delete", Boolean, nullable=False, server_default=text("false")),
    Column("can_write", Boolean, nullable=False, server_default=text("true")),
    Column("can_pin", Boolean, nullable=False, server_default=text("false")),
    Column("read_at", UtcDateTime, nullable=False),
)

forms = Table(
    "forms",
    metadata,
    Column("member_id", BigInteger, primary_key=True, autoincrement=False),
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", String(32), nullable=False),
    Column("step", String(32), nullable=False),
    Column("data", Text, nullable=False),
    Column("turn", Integer, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False, index=True),
)

inbox = Table(
    "inbox",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("update_id", BigInteger, nullable=False, unique=True),
    Column("raw", Text, nullable=False),
    Column("state", String(16), nullable=False, server_default="waiting"),
    Column("tries", SmallInteger, nullable=False, server_default="0"),
    Column("error", Text),
    Column("received_at", UtcDateTime, nullable=False, index=True),
    Column("sender_id", BigInteger),
    Column("is_late", Boolean, nullable=False, server_default=text("false")),
    one_of("state", "waiting done dead"),
    Index(
        "ix_inbox_waiting",
        "is_late",
        "id",
        sqlite_where=text("state = 'waiting'"),
        postgresql_where=text("state = 'waiting'"),
    ),
)

_QUEUED = text("state = 'queued'")
_SKIPPED = text("state = 'skipped'")

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("chat_id", BigInteger, nullable=False),
    Column("lane", SmallInteger, nullable=False),
    Column("reliability", String(16), nullable=False),
    Column("notice", String(32), nullable=False),
    Column("payload", Text, nullable=False),
    Column("coalesce_key", String(64)),
    Column("event_id", BigInteger),
    Column("state", String(16), nullable=False, server_default="queued"),
    Column("tries", SmallInteger, nullable=False, server_default="0"),
    Column("expires_at", UtcDateTime),
    Column("queued_at", UtcDateTime, nullable=False),
    Column("settled_at", UtcDateTime),
    Column("message_id", BigInteger),
    Column("reason", String(200)),
    one_of("state", "queued sending sent uncertain failed skipped"),
    one_of("reliability", "repeatable must_arrive must_not_double"),
    Index("ix_deliveries_queued", "lane", "id", sqlite_where=_QUEUED, postgresql_where=_QUEUED),
    Index(
        "ix_deliveries_chat_queued", "chat_id", "lane", "id", sqlite_where=_QUEUED, postgresql_where=_QUEUED
    ),
    Index(
        "uq_deliveries_coalesce_key",
        "coalesce_key",
        unique=True,
        sqlite_where=_QUEUED,
        postgresql_where=_QUEUED,
    ),
    Index(
        "ix_deliveries_sending",
        "id",
        sqlite_where=text("state = 'sending'"),
        postgresql_where=text("state = 'sending'"),
    ),
    Index(
        "ix_deliveries_event_id_troubled",
        "event_id",
        sqlite_where=text("state IN ('uncertain', 'failed')"),
        postgresql_where=text("state IN ('uncertain', 'failed')"),
    ),
    Index("ix_deliveries_settled_at", "settled_at"),
    # What somebody was sent unasked lately: lane 2 is bulk.
    Index(
        "ix_deliveries_unasked",
        "chat_id",
        "settled_at",
        sqlite_where=text("lane = 2"),
        postgresql_where=text("lane = 2"),
    ),
    # What somebody who is back may have missed.
    Index("ix_deliveries_skipped", "chat_id", sqlite_where=_SKIPPED, postgresql_where=_SKIPPED),
)

fanouts = Table(
    "fanouts",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("audience", String(16), nullable=False),
    Column("chapter_id", ForeignKey("chapters.id", ondelete="CASCADE")),
    Column("event_id", ForeignKey("events.id", ondelete="CASCADE")),
    Column("except_id", BigInteger),
    Column("lane", SmallInteger, nullable=False),
    Column("reliability", String(16), nullable=False),
    Column("notice", String(32), nullable=False),
    Column("payload", Text, nullable=False),
    Column("after_id", BigInteger, nullable=False, server_default="0"),
    Column("queued_at", UtcDateTime, nullable=False),
    one_of("audience", "followers concerned"),
)
