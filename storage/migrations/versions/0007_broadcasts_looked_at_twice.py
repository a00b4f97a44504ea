"""Broadcasts: a second person's OK, those who join later, what came of it the day after."""

import sqlalchemy as sa
from alembic import op

import storage.types

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_INSTANT = storage.types.UtcDateTime(timezone=True)


def upgrade() -> None:
    """Go on to this revision."""
    with op.batch_alter_table("broadcasts") as broadcasts:
        broadcasts.add_column(
            sa.Column("for_later", sa.Boolean(), server_default=sa.text("false"), nullable=False)
        )
        broadcasts.add_column(sa.Column("looked_at", sa.String(16), server_default="", nullable=False))
        broadcasts.add_column(sa.Column("look_asked_by", sa.BigInteger()))
        broadcasts.add_column(sa.Column("look_asked_at", _INSTANT))
        broadcasts.add_column(sa.Column("approved_by", sa.BigInteger()))
        broadcasts.add_column(sa.Column("effects_shown_at", _INSTANT))
