"""Topics at a glance: the icon and the name a topic has, the card that is pinned, the right to pin."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go on to this revision."""
    with op.batch_alter_table("chats") as chats:
        chats.add_column(sa.Column("can_pin", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.add_column("threads", sa.Column("icon", sa.String(64), server_default="", nullable=False))
    op.add_column("threads", sa.Column("given_name", sa.String(128)))
    op.add_column("questions", sa.Column("pinned_message_id", sa.BigInteger()))
