"""The first words of somebody new that may be spam: the staff let them through."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go on to this revision."""
    op.add_column("questions", sa.Column("screening", sa.String(16), server_default="", nullable=False))
