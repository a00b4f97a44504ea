"""Evenings, as they are planned, changed and shown."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    String,
    Table,
    Text,
    Time,
    UniqueConstraint,
    text,
)

from storage.tables.base import RowId, metadata, one_of
from storage.types import UtcDateTime

events = Table(
    "events",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("chapter_id", ForeignKey("chapters.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("venue_id", ForeignKey("venues.id"), nullable=False),
    Column("state", String(16), nullable=False),
    Column("local_date", Date, nullable=False),
    Column("local_time", Time, nullable=False),
    Column("time_zone", String(64), nullable=False),
    Column("starts_at", UtcDateTime, nullable=False),
    Column("ends_at", UtcDateTime, nullable=False),
    Column("capacity", Integer),
    Column("max_guests", SmallInteger, nullable=False),
    Column("text", Text, nullable=False, server_default=""),
    Column("announce_at", UtcDateTime),
    Column("announced_at", UtcDateTime),
    Column("cancelled_at", UtcDateTime),
    Column("created_by", BigInteger, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("sequence", Integer, nullable=False, server_default="0"),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("start_moved_at", UtcDateTime),
    Column("is_hand_edited", Boolean, nullable=False, server_default=text("false")),
    Column("representative", String(64), nullable=False, server_default=""),
    Column("answers_close_after", Integer, nullable=False, server_default="60"),
    Column("names_shown", String(8), nullable=False, server_default="names"),
    Column("picture", String(8), nullable=False, server_default="none"),
    Column("picture_file_id", String(256)),
    Column("cancel_reason", String(300), nullable=False, server_default=""),
    one_of("state", "draft scheduled announced cancelled"),
    one_of("names_shown", "names counts"),
    one_of("picture", "none photo poster"),
    CheckConstraint("capacity IS NULL OR capacity >= 0", name="capacity"),
    Index("ix_events_state_starts_at", "state", "starts_at"),
    Index("ix_events_state_announce_at", "state", "announce_at"),
)

pending_changes = Table(
    "pending_changes",
    metadata,
    Column("event_id", ForeignKey("events.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("local_date", Date, nullable=False),
    Column("local_time", Time, nullable=False),
    Column("ends_at", UtcDateTime, nullable=False),
    Column("venue_id", ForeignKey("venues.id"), nullable=False),
    Column("capacity", Integer),
    Column("editor_id", BigInteger),
    Column("due_at", UtcDateTime, nullable=False, index=True),
)

skipped_messages = Table(
    "skipped_messages",
    metadata,
    Column("event_id", ForeignKey("events.id", ondelete="CASCADE"), primary_key=True),
    Column("kind", String(16), primary_key=True),
    Column("skipped_by", BigInteger, nullable=False),
    Column("skipped_at", UtcDateTime, nullable=False),
)

named_guests = Table(
    "named_guests",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("event_id", ForeignKey("events.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("name", String(64), nullable=False),
    Column("added_by", BigInteger, nullable=False),
    Column("added_at", UtcDateTime, nullable=False),
)

pictures = Table(
    "pictures",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("file_id", String(256), nullable=False),
    Column("unique_id", String(64), nullable=False),
    Column("kept_at", UtcDateTime, nullable=False),
)

calendar_copies = Table(
    "calendar_copies",
    metadata,
    Column("event_id", ForeignKey("events.id", ondelete="CASCADE"), primary_key=True),
    Column("member_id", ForeignKey("members.id", ondelete="CASCADE"), primary_key=True, index=True),
    Column("sequence", Integer, nullable=False),
    Column("fetched_at", UtcDateTime, nullable=False),
)

postings = Table(
    "postings",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("event_id", ForeignKey("events.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("chat_id", BigInteger),
    Column("message_id", BigInteger),
    Column("inline_message_id", String(128), unique=True),
    Column("digest", String(32)),
    Column("has_picture", Boolean, nullable=False, server_default=text("false")),
    Column("picture_digest", String(64)),
    Column("pinned_at", UtcDateTime),
    Column("posted_at", UtcDateTime, nullable=False),
    Column("suspended_at", UtcDateTime),
    Column("gone_at", UtcDateTime),
    UniqueConstraint("chat_id", "message_id"),
    CheckConstraint("(chat_id IS NULL) = (message_id IS NULL)", name="message_id"),
    CheckConstraint("(chat_id IS NULL) = (inline_message_id IS NOT NULL)", name="inline_message_id"),
)
