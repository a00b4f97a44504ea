"""Broadcasts: audiences, recipients and what became of each."""

import sqlalchemy as sa
from alembic import op

import storage.types

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_INSTANT = storage.types.UtcDateTime(timezone=True)


def upgrade() -> None:
    """Go on to this revision."""
    _broadcasts()
    _recipients()
    op.create_table(
        "broadcast_mutes",
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("chapter_id", _ROW_ID, nullable=False),
        sa.Column("category", sa.String(16), nullable=False),
        sa.Column("muted_at", _INSTANT, nullable=False),
        sa.CheckConstraint("category IN ('news', 'evening')", name=op.f("ck_broadcast_mutes_category")),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["members.id"],
            name=op.f("fk_broadcast_mutes_member_id_members"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id"],
            ["chapters.id"],
            name=op.f("fk_broadcast_mutes_chapter_id_chapters"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("member_id", "chapter_id", "category", name=op.f("pk_broadcast_mutes")),
    )


def _broadcasts() -> None:
    op.create_table(
        "broadcasts",
        sa.Column("id", _ROW_ID, nullable=False),
        sa.Column("chapter_id", _ROW_ID, nullable=False),
        sa.Column("author_id", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("contents", sa.Text(), server_default="{}", nullable=False),
        sa.Column("audience", sa.Text(), server_default="{}", nullable=False),
        sa.Column("category", sa.String(16), server_default="news", nullable=False),
        sa.Column("event_id", _ROW_ID),
        sa.Column("waits_for_morning", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("send_at", _INSTANT),
        sa.Column("anchor", sa.String(8)),
        sa.Column("offset_minutes", sa.Integer()),
        sa.Column("warned_at", _INSTANT),
        sa.Column("undo_until", _INSTANT),
        sa.Column("after_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("expanded_at", _INSTANT),
        sa.Column("busy", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("pause_reason", sa.String(16), server_default="", nullable=False),
        sa.Column("begun_at", _INSTANT),
        sa.Column("resumed_at", _INSTANT),
        sa.Column("ended_at", _INSTANT),
        sa.Column("alive_at", _INSTANT),
        sa.Column("card_message_id", sa.BigInteger()),
        sa.Column("card_due_at", _INSTANT),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.CheckConstraint(
            "state IN ('draft', 'scheduled', 'sending', 'paused', 'done', 'cancelled', 'recalled')",
            name=op.f("ck_broadcasts_state"),
        ),
        sa.CheckConstraint("category IN ('news', 'evening')", name=op.f("ck_broadcasts_category")),
        sa.CheckConstraint("anchor IN ('start', 'end')", name=op.f("ck_broadcasts_anchor")),
        sa.CheckConstraint(
            "(anchor IS NULL) = (offset_minutes IS NULL)", name=op.f("ck_broadcasts_offset_minutes")
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id"],
            ["chapters.id"],
            name=op.f("fk_broadcasts_chapter_id_chapters"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_broadcasts_event_id_events"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_broadcasts")),
    )
    for column in ("chapter_id", "author_id", "state", "event_id"):
        op.create_index(op.f(f"ix_broadcasts_{column}"), "broadcasts", [column])


def _recipients() -> None:
    op.create_table(
        "recipients",
        sa.Column("broadcast_id", _ROW_ID, nullable=False),
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("reason", sa.String(200), server_default="", nullable=False),
        sa.Column("version", sa.Integer(), server_default="0", nullable=False),
        sa.Column("delivery_id", sa.BigInteger()),
        sa.Column("message_id", sa.BigInteger()),
        sa.Column("message_ids", sa.Text(), server_default="", nullable=False),
        sa.Column("settled_at", _INSTANT),
        sa.CheckConstraint(
            "state IN ('queued', 'sending', 'sent', 'uncertain', 'failed', 'skipped')",
            name=op.f("ck_recipients_state"),
        ),
        sa.ForeignKeyConstraint(
            ["broadcast_id"],
            ["broadcasts.id"],
            name=op.f("fk_recipients_broadcast_id_broadcasts"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("broadcast_id", "chat_id", name=op.f("pk_recipients")),
    )
    op.create_index("ix_recipients_broadcast_id_state", "recipients", ["broadcast_id", "state", "chat_id"])
    op.create_index("ix_recipients_broadcast_id_settled_at", "recipients", ["broadcast_id", "settled_at"])
