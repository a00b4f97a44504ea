"""What somebody could not be sent is found at once when they are back, however many deliveries there are."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go on to this revision."""
    skipped = sa.text("state = 'skipped'")
    op.create_index(
        "ix_deliveries_skipped", "deliveries", ["chat_id"], sqlite_where=skipped, postgresql_where=skipped
    )
