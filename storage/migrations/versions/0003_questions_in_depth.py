"""Questions in depth: surfaces, claims, notes, time and answers told to everyone."""

import sqlalchemy as sa
from alembic import op

import storage.types

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_INSTANT = storage.types.UtcDateTime(timezone=True)


def upgrade() -> None:
    """Go on to this revision."""
    with op.batch_alter_table("chats") as chats:
        chats.add_column(
            sa.Column("can_delete", sa.Boolean(), server_default=sa.text("false"), nullable=False)
        )
    _inbox()
    _threads()
    _questions()
    _relays()
    _staff()
    _faq()


def _inbox() -> None:
    op.drop_index("ix_inbox_waiting", table_name="inbox")
    op.add_column("inbox", sa.Column("sender_id", sa.BigInteger()))
    op.add_column(
        "inbox", sa.Column("is_late", sa.Boolean(), server_default=sa.text("false"), nullable=False)
    )
    waiting = sa.text("state = 'waiting'")
    op.create_index(
        "ix_inbox_waiting", "inbox", ["is_late", "id"], sqlite_where=waiting, postgresql_where=waiting
    )


def _index(name: str, table: str, column: str, where: str, *, unique: bool = False) -> None:
    """Make an index of some rows alone."""
    condition = sa.text(where)
    op.create_index(name, table, [column], unique=unique, sqlite_where=condition, postgresql_where=condition)


def _threads() -> None:
    op.drop_index("uq_threads_member_id_live", table_name="threads")
    op.add_column("threads", sa.Column("alias", sa.String(16)))
    _index(
        "uq_threads_member_id_live", "threads", "member_id", "gone_at IS NULL AND alias IS NULL", unique=True
    )
    _index("uq_threads_alias_live", "threads", "alias", "gone_at IS NULL AND alias IS NOT NULL", unique=True)


def _questions() -> None:
    with op.batch_alter_table("questions") as questions:
        questions.add_column(sa.Column("alias", sa.String(16)))
        questions.add_column(sa.Column("group_chat_id", sa.BigInteger()))
        questions.add_column(sa.Column("group_message_id", sa.BigInteger()))
        questions.add_column(sa.Column("last_member_at", _INSTANT))
        questions.add_column(sa.Column("first_answered_at", _INSTANT))
        questions.add_column(sa.Column("assignee_id", sa.BigInteger()))
        questions.add_column(sa.Column("assignee_active_at", _INSTANT))
        questions.add_column(
            sa.Column("is_urgent", sa.Boolean(), server_default=sa.text("false"), nullable=False)
        )
        questions.add_column(sa.Column("snoozed_until", _INSTANT))
        questions.add_column(sa.Column("due_at", _INSTANT))
        questions.add_column(sa.Column("nudge_at", _INSTANT))
        questions.add_column(sa.Column("nudges", sa.SmallInteger(), server_default="0", nullable=False))
        questions.add_column(sa.Column("waits_since", _INSTANT))
        questions.add_column(sa.Column("away_until", _INSTANT))
        questions.add_column(sa.Column("remains_asked_at", _INSTANT))
        questions.add_column(sa.Column("rating", sa.SmallInteger()))
        questions.add_column(sa.Column("rated_at", _INSTANT))
        questions.add_column(sa.Column("rating_words", sa.String(300), server_default="", nullable=False))
        questions.add_column(sa.Column("closed_at", _INSTANT))
        questions.add_column(sa.Column("closed_by", sa.BigInteger()))
        questions.add_column(sa.Column("close_reason", sa.String(300), server_default="", nullable=False))
    op.execute("UPDATE questions SET last_member_at = asked_at, first_answered_at = answered_at")
    op.create_index("ix_questions_first_answered_at", "questions", ["first_answered_at"])
    _index("ix_questions_rated_at", "questions", "rated_at", "rated_at IS NOT NULL")
    _index("ix_questions_nudge_at", "questions", "nudge_at", "nudge_at IS NOT NULL")
    _index("ix_questions_snoozed_until", "questions", "snoozed_until", "snoozed_until IS NOT NULL")


def _relays() -> None:
    with op.batch_alter_table("relays") as relays:
        relays.add_column(sa.Column("reply_to_id", sa.BigInteger()))
        relays.add_column(sa.Column("author_id", sa.BigInteger()))
        relays.add_column(sa.Column("content", sa.Text()))
        relays.add_column(sa.Column("content_hash", sa.String(32), server_default="", nullable=False))
        relays.add_column(sa.Column("version", sa.SmallInteger(), server_default="0", nullable=False))
        relays.add_column(sa.Column("media_group_id", sa.String(64)))
        relays.add_column(sa.Column("flush_at", _INSTANT))
        relays.add_column(sa.Column("held_until", _INSTANT))
        relays.add_column(sa.Column("delivered_at", _INSTANT))
        relays.add_column(sa.Column("edited_at", _INSTANT))
        relays.drop_constraint(op.f("ck_relays_state"), type_="check")
    with op.batch_alter_table("relays") as relays:
        relays.create_check_constraint(
            "state",
            "state IN ('collecting', 'kept', 'queued', 'held', 'waiting', 'delivered', 'uncertain',"
            " 'failed', 'withdrawn', 'noted')",
        )
    op.execute("UPDATE relays SET delivered_at = relayed_at WHERE state = 'delivered'")
    _index("ix_relays_question_id_kept", "relays", "question_id", "state = 'kept'")
    _index("ix_relays_flush_at", "relays", "flush_at", "state = 'collecting'")


def _staff() -> None:
    op.create_table(
        "notes",
        sa.Column("id", _ROW_ID),
        sa.Column("question_id", _ROW_ID, nullable=False),
        sa.Column("author_id", sa.BigInteger()),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("noted_at", _INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["question_id"], ["questions.id"], name=op.f("fk_notes_question_id_questions"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notes")),
        sa.UniqueConstraint("chat_id", "message_id", name=op.f("uq_notes_chat_id_message_id")),
    )
    op.create_index("ix_notes_question_id", "notes", ["question_id"])
    op.create_table(
        "blocks",
        sa.Column("member_id", sa.BigInteger(), autoincrement=False),
        sa.Column("until", _INSTANT),
        sa.Column("blocked_by", sa.BigInteger()),
        sa.Column("blocked_at", _INSTANT, nullable=False),
        sa.Column("told_at", _INSTANT),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_blocks_member_id_members"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_blocks")),
    )
    op.create_table(
        "canned_answers",
        sa.Column("name", sa.String(32)),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("added_by", sa.BigInteger()),
        sa.Column("added_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_canned_answers")),
    )


def _faq() -> None:
    op.create_table(
        "faq_entries",
        sa.Column("id", _ROW_ID),
        sa.Column("locale", sa.String(8), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("event_id", _ROW_ID),
        sa.Column("stems", sa.Text(), nullable=False),
        sa.Column("question_id", _ROW_ID),
        sa.Column("published_by", sa.BigInteger()),
        sa.Column("drafted_at", _INSTANT, nullable=False),
        sa.Column("published_at", _INSTANT),
        sa.Column("withdrawn_at", _INSTANT),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_faq_entries_event_id_events"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["questions.id"],
            name=op.f("fk_faq_entries_question_id_questions"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_faq_entries")),
    )
    op.create_index("ix_faq_entries_event_id", "faq_entries", ["event_id"])
    if op.get_bind().dialect.name == "sqlite":
        op.execute("CREATE VIRTUAL TABLE faq_search USING fts5(stems)")
    op.create_table(
        "suggestions",
        sa.Column("member_id", sa.BigInteger(), autoincrement=False),
        sa.Column("message_id", sa.BigInteger(), autoincrement=False),
        sa.Column("written", sa.Text(), nullable=False),
        sa.Column("event_id", _ROW_ID),
        sa.Column("suggested_at", _INSTANT, nullable=False),
        sa.Column("asked_at", _INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_suggestions_member_id_members"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_suggestions_event_id_events"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("member_id", "message_id", name=op.f("pk_suggestions")),
    )
    op.create_index("ix_suggestions_asked_at", "suggestions", ["asked_at"])
