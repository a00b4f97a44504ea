"""Every table, as SQLAlchemy Core sees it; the words are the glossary's."""

from sqlalchemy import (
    DDL,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    Time,
    UniqueConstraint,
    event,
    text,
)

from storage.types import UtcDateTime

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

#: Row ids: 64 bits on PostgreSQL; SQLite's rowid needs the plain word INTEGER.
RowId = BigInteger().with_variant(Integer(), "sqlite")


def _one_of(column: str, words: str) -> CheckConstraint:
    """Hold a column to the glossary's words."""
    listed = ", ".join(f"'{word}'" for word in words.split())
    return CheckConstraint(f"{column} IN ({listed})", name=column)


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
    _one_of("names_shown", "names counts"),
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
    _one_of("state", "proposed drafted skipped"),
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
    _one_of("state", "draft scheduled announced cancelled"),
    _one_of("names_shown", "names counts"),
    _one_of("picture", "none photo poster"),
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
    _one_of("reach", "never_started reachable blocked deactivated"),
    _one_of("reminders", "none day_before three_hours both own"),
    _one_of("name_shown", "visible initials hidden"),
    CheckConstraint("(reminders = 'own') = (remind_minutes IS NOT NULL)", name="remind_minutes"),
)

event_mutes = Table(
    "event_mutes",
    metadata,
    Column("event_id", ForeignKey("events.id", ondelete="CASCADE"), primary_key=True),
    Column("member_id", ForeignKey("members.id", ondelete="CASCADE"), primary_key=True, index=True),
    Column("muted_at", UtcDateTime, nullable=False),
)

calendar_copies = Table(
    "calendar_copies",
    metadata,
    Column("event_id", ForeignKey("events.id", ondelete="CASCADE"), primary_key=True),
    Column("member_id", ForeignKey("members.id", ondelete="CASCADE"), primary_key=True, index=True),
    Column("sequence", Integer, nullable=False),
    Column("fetched_at", UtcDateTime, nullable=False),
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
    _one_of("role", "owner organiser representative door"),
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
    _one_of("role", "owner organiser representative door"),
)

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
    _one_of("state", "going maybe declined waitlisted offered"),
    _one_of("attendance", "unknown present no_show walk_in"),
    _one_of("source", "private group channel inline organiser"),
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

rooms = Table(
    "rooms",
    metadata,
    Column("chapter_id", ForeignKey("chapters.id", ondelete="CASCADE"), primary_key=True),
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False, index=True),
    Column("added_by", BigInteger),
    Column("added_at", UtcDateTime, nullable=False),
)

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
    Column("read_at", UtcDateTime, nullable=False),
)

threads = Table(
    "threads",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("member_id", ForeignKey("members.id", ondelete="CASCADE"), nullable=False),
    # Who asks without a name has a thread of its own for that one question, under this name.
    Column("alias", String(16)),
    Column("chat_id", BigInteger, nullable=False),
    Column("topic_id", BigInteger),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("hinted_at", UtcDateTime),
    Column("gone_at", UtcDateTime),
    Index("ix_threads_chat_id_topic_id", "chat_id", "topic_id"),
    Index(
        "uq_threads_member_id_live",
        "member_id",
        unique=True,
        sqlite_where=text("gone_at IS NULL AND alias IS NULL"),
        postgresql_where=text("gone_at IS NULL AND alias IS NULL"),
    ),
    Index(
        "uq_threads_alias_live",
        "alias",
        unique=True,
        sqlite_where=text("gone_at IS NULL AND alias IS NOT NULL"),
        postgresql_where=text("gone_at IS NULL AND alias IS NOT NULL"),
    ),
)

questions = Table(
    "questions",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("member_id", ForeignKey("members.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("alias", String(16)),
    Column("event_id", ForeignKey("events.id", ondelete="SET NULL")),
    Column("state", String(16), nullable=False),
    Column("card_chat_id", BigInteger),
    Column("card_message_id", BigInteger),
    # Where it was asked in a group: the answer goes there where its author cannot be written to.
    Column("group_chat_id", BigInteger),
    Column("group_message_id", BigInteger),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("last_member_at", UtcDateTime),
    Column("first_answered_at", UtcDateTime),
    Column("answered_at", UtcDateTime),
    Column("assignee_id", BigInteger),
    Column("assignee_active_at", UtcDateTime),
    Column("is_urgent", Boolean, nullable=False, server_default=text("false")),
    Column("snoozed_until", UtcDateTime),
    Column("due_at", UtcDateTime),
    Column("nudge_at", UtcDateTime),
    Column("nudges", SmallInteger, nullable=False, server_default="0"),
    Column("waits_since", UtcDateTime),
    Column("away_until", UtcDateTime),
    Column("remains_asked_at", UtcDateTime),
    Column("rating", SmallInteger),
    Column("rated_at", UtcDateTime),
    Column("rating_words", String(300), nullable=False, server_default=""),
    Column("closed_at", UtcDateTime),
    Column("closed_by", BigInteger),
    Column("close_reason", String(300), nullable=False, server_default=""),
    _one_of("state", "kept open answered closed"),
    Index("ix_questions_state", "state"),
    Index("ix_questions_card", "card_chat_id", "card_message_id"),
    Index("ix_questions_first_answered_at", "first_answered_at"),
    Index(
        "ix_questions_rated_at",
        "rated_at",
        sqlite_where=text("rated_at IS NOT NULL"),
        postgresql_where=text("rated_at IS NOT NULL"),
    ),
    Index(
        "ix_questions_nudge_at",
        "nudge_at",
        sqlite_where=text("nudge_at IS NOT NULL"),
        postgresql_where=text("nudge_at IS NOT NULL"),
    ),
    Index(
        "ix_questions_snoozed_until",
        "snoozed_until",
        sqlite_where=text("snoozed_until IS NOT NULL"),
        postgresql_where=text("snoozed_until IS NOT NULL"),
    ),
)

relays = Table(
    "relays",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("question_id", ForeignKey("questions.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("direction", String(16), nullable=False),
    Column("from_chat_id", BigInteger, nullable=False),
    Column("from_message_id", BigInteger, nullable=False),
    # The message it answers, in the chat it comes from.
    Column("reply_to_id", BigInteger),
    Column("to_chat_id", BigInteger),
    Column("to_message_id", BigInteger),
    Column("state", String(16), nullable=False),
    Column("author_id", BigInteger),
    Column("words", Text),
    # What it says, as JSON, and a fingerprint of that; who edits it makes a new version.
    Column("content", Text),
    Column("content_hash", String(32), nullable=False, server_default=""),
    Column("version", SmallInteger, nullable=False, server_default="0"),
    Column("media_group_id", String(64)),
    Column("flush_at", UtcDateTime),
    Column("held_until", UtcDateTime),
    Column("relayed_at", UtcDateTime, nullable=False),
    Column("delivered_at", UtcDateTime),
    Column("edited_at", UtcDateTime),
    _one_of("direction", "to_staff to_member"),
    _one_of("state", "collecting kept queued held waiting delivered uncertain failed withdrawn noted"),
    UniqueConstraint("from_chat_id", "from_message_id"),
    Index("ix_relays_to_chat_id_to_message_id", "to_chat_id", "to_message_id"),
    Index(
        "ix_relays_question_id_kept",
        "question_id",
        sqlite_where=text("state = 'kept'"),
        postgresql_where=text("state = 'kept'"),
    ),
    Index(
        "ix_relays_flush_at",
        "flush_at",
        sqlite_where=text("state = 'collecting'"),
        postgresql_where=text("state = 'collecting'"),
    ),
)

notes = Table(
    "notes",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("question_id", ForeignKey("questions.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("author_id", BigInteger),
    Column("chat_id", BigInteger, nullable=False),
    Column("message_id", BigInteger, nullable=False),
    Column("text", Text, nullable=False),
    Column("noted_at", UtcDateTime, nullable=False),
    UniqueConstraint("chat_id", "message_id"),
)

blocks = Table(
    "blocks",
    metadata,
    Column("member_id", ForeignKey("members.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("until", UtcDateTime),
    Column("blocked_by", BigInteger),
    Column("blocked_at", UtcDateTime, nullable=False),
    Column("told_at", UtcDateTime),
)

canned_answers = Table(
    "canned_answers",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("text", Text, nullable=False),
    Column("added_by", BigInteger),
    Column("added_at", UtcDateTime, nullable=False),
)

faq_entries = Table(
    "faq_entries",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("locale", String(8), nullable=False),
    Column("question", Text, nullable=False),
    Column("answer", Text, nullable=False),
    Column("event_id", ForeignKey("events.id", ondelete="CASCADE"), index=True),
    # The words it is found by.
    Column("stems", Text, nullable=False),
    # Where it comes from.
    Column("question_id", ForeignKey("questions.id", ondelete="SET NULL")),
    Column("published_by", BigInteger),
    Column("drafted_at", UtcDateTime, nullable=False),
    Column("published_at", UtcDateTime),
    Column("withdrawn_at", UtcDateTime),
)
# SQLite searches words in a table of its own kind (FTS5); PostgreSQL searches `stems` itself.
for _moment, _statement in (
    ("after_create", "CREATE VIRTUAL TABLE faq_search USING fts5(stems)"),
    ("before_drop", "DROP TABLE IF EXISTS faq_search"),
):
    _ddl = DDL(_statement)  # type: ignore[no-untyped-call]
    event.listen(faq_entries, _moment, _ddl.execute_if(dialect="sqlite"))

suggestions = Table(
    "suggestions",
    metadata,
    Column("member_id", ForeignKey("members.id", ondelete="CASCADE"), primary_key=True),
    Column("message_id", BigInteger, primary_key=True, autoincrement=False),
    Column("written", Text, nullable=False),
    Column("event_id", ForeignKey("events.id", ondelete="CASCADE")),
    Column("suggested_at", UtcDateTime, nullable=False),
    Column("asked_at", UtcDateTime, nullable=False, index=True),
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
    _one_of("state", "waiting done dead"),
    Index(
        "ix_inbox_waiting",
        "is_late",
        "id",
        sqlite_where=text("state = 'waiting'"),
        postgresql_where=text("state = 'waiting'"),
    ),
)

_QUEUED = text("state = 'queued'")

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
    _one_of("state", "queued sending sent uncertain failed skipped"),
    _one_of("reliability", "repeatable must_arrive must_not_double"),
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
    _one_of("audience", "followers concerned"),
)

broadcasts = Table(
    "broadcasts",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("chapter_id", ForeignKey("chapters.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("author_id", BigInteger, nullable=False, index=True),
    Column("state", String(16), nullable=False, index=True),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("contents", Text, nullable=False, server_default="{}"),
    Column("audience", Text, nullable=False, server_default="{}"),
    Column("category", String(16), nullable=False, server_default="news"),
    Column("event_id", ForeignKey("events.id", ondelete="SET NULL"), index=True),
    Column("waits_for_morning", Boolean, nullable=False, server_default=text("false")),
    Column("send_at", UtcDateTime),
    Column("anchor", String(8)),
    Column("offset_minutes", Integer),
    Column("warned_at", UtcDateTime),
    Column("undo_until", UtcDateTime),
    Column("after_id", BigInteger, nullable=False, server_default="0"),
    Column("expanded_at", UtcDateTime),
    Column("busy", Boolean, nullable=False, server_default=text("false")),
    Column("pause_reason", String(16), nullable=False, server_default=""),
    Column("begun_at", UtcDateTime),
    Column("resumed_at", UtcDateTime),
    Column("ended_at", UtcDateTime),
    Column("alive_at", UtcDateTime),
    Column("card_message_id", BigInteger),
    Column("card_due_at", UtcDateTime),
    Column("created_at", UtcDateTime, nullable=False),
    _one_of("state", "draft scheduled sending paused done cancelled recalled"),
    _one_of("category", "news evening"),
    _one_of("anchor", "start end"),
    CheckConstraint("(anchor IS NULL) = (offset_minutes IS NULL)", name="offset_minutes"),
)

recipients = Table(
    "recipients",
    metadata,
    Column("broadcast_id", ForeignKey("broadcasts.id", ondelete="CASCADE"), primary_key=True),
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("state", String(16), nullable=False),
    Column("reason", String(200), nullable=False, server_default=""),
    Column("version", Integer, nullable=False, server_default="0"),
    Column("delivery_id", BigInteger),
    Column("message_id", BigInteger),
    Column("message_ids", Text, nullable=False, server_default=""),
    Column("settled_at", UtcDateTime),
    _one_of("state", "queued sending sent uncertain failed skipped"),
    Index("ix_recipients_broadcast_id_state", "broadcast_id", "state", "chat_id"),
    Index("ix_recipients_broadcast_id_settled_at", "broadcast_id", "settled_at"),
)

broadcast_mutes = Table(
    "broadcast_mutes",
    metadata,
    Column("member_id", ForeignKey("members.id", ondelete="CASCADE"), primary_key=True),
    Column("chapter_id", ForeignKey("chapters.id", ondelete="CASCADE"), primary_key=True),
    Column("category", String(16), primary_key=True),
    Column("muted_at", UtcDateTime, nullable=False),
    _one_of("category", "news evening"),
)

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
