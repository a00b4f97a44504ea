"""What members ask the platform, and what is answered."""

from sqlalchemy import (
    DDL,
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
    event,
    text,
)

from storage.tables.base import RowId, metadata, one_of
from storage.types import UtcDateTime

threads = Table(
    "threads",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("member_id", ForeignKey("members.id", ondelete="CASCADE"), nullable=False),
    # Who asks without a name has a thread of its own for that one question, under this name.
    Column("alias", String(16)),
    Column("chat_id", BigInteger, nullable=False),
    Column("topic_id", BigInteger),
    # The custom emoji its topic shows; what the staff named it by hand, if they did.
    Column("icon", String(64), nullable=False, server_default=""),
    Column("given_name", String(128)),
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
    Column("pinned_message_id", BigInteger),
    # Where it was asked in a group: the answer goes there where its author cannot be written to.
    Column("group_chat_id", BigInteger),
    Column("group_message_id", BigInteger),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("last_member_at", UtcDateTime),
    Column("first_answered_at", UtcDateTime),
    Column("answered_at", UtcDateTime),
    Column("introduced_id", BigInteger),
    Column("assignee_id", BigInteger),
    Column("assignee_active_at", UtcDateTime),
    # What the staff call it: up to three words, with a space between.
    Column("tags", String(64), nullable=False, server_default=""),
    Column("is_urgent", Boolean, nullable=False, server_default=text("false")),
    Column("snoozed_until", UtcDateTime),
    Column("due_at", UtcDateTime),
    Column("nudge_at", UtcDateTime),
    Column("nudges", SmallInteger, nullable=False, server_default="0"),
    Column("waits_since", UtcDateTime),
    Column("away_until", UtcDateTime),
    # Whether its words are held back until the staff let them through.
    Column("screening", String(16), nullable=False, server_default=""),
    Column("remains_asked_at", UtcDateTime),
    Column("reopened_at", UtcDateTime),
    Column("rating", SmallInteger),
    Column("rated_at", UtcDateTime),
    Column("rating_words", String(300), nullable=False, server_default=""),
    Column("closed_at", UtcDateTime),
    Column("closed_by", BigInteger),
    Column("close_reason", String(300), nullable=False, server_default=""),
    Column("words_deleted_at", UtcDateTime),
    one_of("state", "kept open answered closed"),
    Index(
        "ix_questions_closed_at",
        "closed_at",
        sqlite_where=text("closed_at IS NOT NULL"),
        postgresql_where=text("closed_at IS NOT NULL"),
    ),
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
    one_of("direction", "to_staff to_member"),
    one_of("state", "collecting kept queued held waiting delivered uncertain failed withdrawn noted"),
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
    # Under their own name ("") nothing of theirs is passed on; under a guest's, nothing without a name.
    Column("asked_as", String(16), primary_key=True, server_default=""),
    Column("until", UtcDateTime),
    Column("blocked_by", BigInteger),
    Column("blocked_at", UtcDateTime, nullable=False),
    Column("told_at", UtcDateTime),
)

# Who of the staff is away for a while: it is over once the row is gone.
absences = Table(
    "absences",
    metadata,
    Column("member_id", ForeignKey("members.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("until", UtcDateTime, nullable=False),
    Column("stand_in_id", BigInteger),
    Column("since", UtcDateTime, nullable=False),
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

# The parts of an album that was sent without a question, until its author says that it is one.
undecided_parts = Table(
    "undecided_parts",
    metadata,
    Column("member_id", ForeignKey("members.id", ondelete="CASCADE"), primary_key=True),
    Column("message_id", BigInteger, primary_key=True, autoincrement=False),
    Column("media_group_id", String(64), nullable=False),
    Column("written", Text, nullable=False),
    Column("written_at", UtcDateTime, nullable=False, index=True),
)
