"""Who is on duty: representatives who are away for a while, and what the staff call a question."""

import sqlalchemy as sa
from alembic import op

import storage.types

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_INSTANT = storage.types.UtcDateTime(timezone=True)


def upgrade() -> None:
    """Go on to this revision."""
    op.create_table(
        "absences",
        sa.Column("member_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("until", _INSTANT, nullable=False),
        sa.Column("stand_in_id", sa.BigInteger()),
        sa.Column("since", _INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["members.id"],
            name=op.f("fk_absences_member_id_members"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_absences")),
    )
    op.add_column("questions", sa.Column("tags", sa.String(64), server_default="", nullable=False))
