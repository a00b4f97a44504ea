"""Questions taken up again by the staff: their authors' time counts from then on."""

import sqlalchemy as sa
from alembic import op

import storage.types

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go on to this revision."""
    op.add_column("questions", sa.Column("reopened_at", storage.types.UtcDateTime(timezone=True)))
