"""Who comes: answers, and what follows from them."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    String,
    Table,
    UniqueConstraint,
    text,
)

from storage.tables.base import metadata, one_of
from storage.types import UtcDateTime

rsvps = Table(
    "rsvps",
    metadata,
    Column("event_id", ForeignKey("events.id", ondelete="CASCADE"), primary_key=True),
    Column("member_id", ForeignKey("members.id", ondelete="CASCADE"), primary_key=True, index=True),
    Column("state", String(16), nullable=False),
    Column("guests", SmallInteger, nullable=False, server_default="0"),
    Column("guests_waiting", SmallInteger, nullable=False, server_default="0"),
    Column("place", Integer),
    Column("offer_until", UtcDateTime),
    Column("lapsed_at", UtcDateTime),
    Column("confirmed_at", UtcDateTime),
    Column("source", String(16), nullable=False, server_default="private"),
    Column("attendance", String(16), nullable=False, server_default="unknown"),
    Column("state_since", UtcDateTime, nullable=False),
    one_of("state", "going maybe declined waitlisted offered"),
    one_of("attendance", "unknown present no_show walk_in"),
    one_of("source", "private group channel inline organiser"),
    CheckConstraint("guests >= 0", name="guests"),
    CheckConstraint("guests_waiting = 0 OR (guests_waiting > 0 AND state = 'going')", name="guests_waiting"),
    CheckConstraint("(state = 'waitlisted' OR guests_waiting > 0) = (place IS NOT NULL)", name="place"),
    CheckConstraint("(state = 'offered') = (offer_until IS NOT NULL)", name="offer_until"),
    UniqueConstraint("event_id", "place"),
    Index("ix_rsvps_event_id_state", "event_id", "state"),
    Index(
        "ix_rsvps_offer_until",
        "offer_until",
        sqlite_where=text("offer_until IS NOT NULL"),
        postgresql_where=text("offer_until IS NOT NULL"),
    ),
)

last_calls = Table(
    "last_calls",
    metadata,
    Column("event_id", ForeignKey("events.id", ondelete="CASCADE"), primary_key=True),
    Column("member_id", ForeignKey("members.id", ondelete="CASCADE"), primary_key=True, index=True),
    Column("message_id", BigInteger),
    Column("called_at", UtcDateTime, nullable=False),
    Column("over_at", UtcDateTime),
)

reminders = Table(
    "reminders",
    metadata,
    Column("event_id", ForeignKey("events.id", ondelete="CASCADE"), primary_key=True),
    Column("member_id", ForeignKey("members.id", ondelete="CASCADE"), primary_key=True),
    Column("kind", String(16), primary_key=True),
    Column("starts_at", UtcDateTime, primary_key=True),
    Column("reminded_at", UtcDateTime, nullable=False),
    Index("ix_reminders_member_id_reminded_at", "member_id", "reminded_at"),
)
