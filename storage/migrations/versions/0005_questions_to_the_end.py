"""Questions to their end: who answers, who is away, what they are about, and what is forgotten."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go on to this revision."""
    op.add_column("questions", sa.Column("introduced_id", sa.BigInteger()))
