"""Who the bot has met, and what they wish to hear."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Time,
    text,
)

from storage.tables.base import metadata, one_of
from storage.types import UtcDateTime

members = Table(
    "members",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("name", String(64), nullable=False),
    Column("username", String(64)),
    Column("language_code", String(16)),
    Column("locale", String(8)),
    Column("reach", String(16), nullable=False),
    Column("reach_since", UtcDateTime, nullable=False),
    Column("reminders", String(16), nullable=False, server_default="both"),
    Column("remind_minutes", Integer),
    Column("paused_until", UtcDateTime),
    Column("quiet_from", Time, nullable=False, server_default="21:00:00"),
    Column("quiet_until", Time, nullable=False, server_default="08:00:00"),
    Column("time_zone", String(64)),
    Column("name_shown", String(8), nullable=False, server_default="visible"),
    Column("feed_version", Integer, nullable=False, server_default="1"),
    Column("stopped_at", UtcDateTime),
    Column("stopped_all", Boolean, nullable=False, server_default=text("false")),
    Column("created_at", UtcDateTime, nullable=False),
    one_of("reach", "never_started reachable blocked deactivated"),
    one_of("reminders", "none day_before three_hours both own"),
    one_of("name_shown", "visible initials hidden"),
    CheckConstraint("(reminders = 'own') = (remind_minutes IS NOT NULL)", name="remind_minutes"),
)

event_mutes = Table(
    "event_mutes",
    metadata,
    Column("event_id", ForeignKey("events.id", ondelete="CASCADE"), primary_key=True),
    Column("member_id", ForeignKey("members.id", ondelete="CASCADE"), primary_key=True, index=True),
    Column("muted_at", UtcDateTime, nullable=False),
)

follows = Table(
    "follows",
    metadata,
    Column("chapter_id", ForeignKey("chapters.id", ondelete="CASCADE"), primary_key=True),
    Column("member_id", ForeignKey("members.id", ondelete="CASCADE"), primary_key=True, index=True),
    Column("followed_at", UtcDateTime, nullable=False),
    Column("until", UtcDateTime),
    Index(
        "ix_follows_until",
        "until",
        sqlite_where=text("until IS NOT NULL"),
        postgresql_where=text("until IS NOT NULL"),
    ),
)

broadcast_mutes = Table(
    "broadcast_mutes",
    metadata,
    Column("member_id", ForeignKey("members.id", ondelete="CASCADE"), primary_key=True),
    Column("chapter_id", ForeignKey("chapters.id", ondelete="CASCADE"), primary_key=True),
    Column("category", String(16), primary_key=True),
    Column("muted_at", UtcDateTime, nullable=False),
    one_of("category", "news evening"),
)
