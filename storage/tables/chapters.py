"""A city's community: its places, its usual evening, where it is announced, who looks after it."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    Float,
    ForeignKey,
    Integer,
    SmallInteger,
    String,
    Table,
    Text,
    Time,
    UniqueConstraint,
)

from storage.tables.base import RowId, metadata, one_of
from storage.types import UtcDateTime

chapters = Table(
    "chapters",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("name", String(64), nullable=False),
    Column("slug", String(32), nullable=False, unique=True),
    Column("time_zone", String(64), nullable=False),
    Column("locale", String(8), nullable=False),
    Column("max_guests", SmallInteger, nullable=False, server_default="1"),
    Column("default_capacity", Integer, nullable=False, server_default="20"),
    Column("country", String(2), nullable=False, server_default="FR"),
    Column("names_shown", String(8), nullable=False, server_default="names"),
    Column("created_at", UtcDateTime, nullable=False),
    one_of("names_shown", "names counts"),
)

templates = Table(
    "templates",
    metadata,
    Column(
        "chapter_id", ForeignKey("chapters.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    ),
    Column("local_time", Time, nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("venue_id", ForeignKey("venues.id")),
    Column("text", Text, nullable=False, server_default=""),
    Column("every_weeks", SmallInteger),
    Column("propose_days_before", SmallInteger, nullable=False, server_default="28"),
    Column("announce_days_before", SmallInteger, nullable=False, server_default="14"),
    CheckConstraint("minutes > 0", name="minutes"),
    CheckConstraint("every_weeks > 0", name="every_weeks"),
)

proposals = Table(
    "proposals",
    metadata,
    Column(
        "chapter_id", ForeignKey("chapters.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    ),
    Column("local_date", Date, primary_key=True),
    Column("state", String(16), nullable=False),
    Column("event_id", ForeignKey("events.id", ondelete="SET NULL")),
    Column("decided_by", BigInteger),
    Column("proposed_at", UtcDateTime, nullable=False),
    one_of("state", "proposed drafted skipped"),
)

venues = Table(
    "venues",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("chapter_id", ForeignKey("chapters.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("name", String(200), nullable=False),
    Column("address", String(300), nullable=False, server_default=""),
    Column("latitude", Float),
    Column("longitude", Float),
    Column("used_at", UtcDateTime, nullable=False),
    UniqueConstraint("chapter_id", "name", "address"),
)

roles = Table(
    "roles",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("member_id", BigInteger, nullable=False, index=True),
    Column("role", String(16), nullable=False),
    Column("chapter_id", ForeignKey("chapters.id", ondelete="CASCADE")),
    Column("event_id", ForeignKey("events.id", ondelete="CASCADE")),
    Column("granted_by", BigInteger),
    Column("granted_at", UtcDateTime, nullable=False),
    one_of("role", "owner organiser representative door"),
)

invites = Table(
    "invites",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("role", String(16), nullable=False),
    Column("chapter_id", ForeignKey("chapters.id", ondelete="CASCADE")),
    Column("event_id", ForeignKey("events.id", ondelete="CASCADE")),
    Column("created_by", BigInteger, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("used_by", BigInteger),
    Column("used_at", UtcDateTime),
    Column("revoked_at", UtcDateTime),
    one_of("role", "owner organiser representative door"),
)

rooms = Table(
    "rooms",
    metadata,
    Column("chapter_id", ForeignKey("chapters.id", ondelete="CASCADE"), primary_key=True),
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False, index=True),
    Column("added_by", BigInteger),
    Column("added_at", UtcDateTime, nullable=False),
)
