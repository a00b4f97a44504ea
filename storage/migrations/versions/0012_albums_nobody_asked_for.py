"""Albums sent without a question: their parts wait until their author says what they are for."""

import sqlalchemy as sa
from alembic import op

import storage.types

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go on to this revision."""
    op.create_table(
        "undecided_parts",
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("media_group_id", sa.String(64), nullable=False),
        sa.Column("written", sa.Text(), nullable=False),
        sa.Column("written_at", storage.types.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["members.id"],
            name=op.f("fk_undecided_parts_member_id_members"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("member_id", "message_id", name=op.f("pk_undecided_parts")),
    )
    op.create_index(op.f("ix_undecided_parts_written_at"), "undecided_parts", ["written_at"])
