"""Somebody can be blocked under their own name and under that of a guest, each by itself.

Whoever is blocked stays so, under their own name, which covers what they ask without it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go on to this revision."""
    with op.batch_alter_table("blocks") as blocks:
        blocks.add_column(sa.Column("asked_as", sa.String(16), server_default="", nullable=False))
        blocks.drop_constraint(op.f("pk_blocks"), type_="primary")
        blocks.create_primary_key(op.f("pk_blocks"), ["member_id", "asked_as"])
