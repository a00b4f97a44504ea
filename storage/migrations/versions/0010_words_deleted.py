"""Questions whose words have been deleted: when that was."""

import sqlalchemy as sa
from alembic import op

import storage.types

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go on to this revision."""
    op.add_column("questions", sa.Column("words_deleted_at", storage.types.UtcDateTime(timezone=True)))
    op.create_index(
        "ix_questions_closed_at",
        "questions",
        ["closed_at"],
        sqlite_where=sa.text("closed_at IS NOT NULL"),
        postgresql_where=sa.text("closed_at IS NOT NULL"),
    )
