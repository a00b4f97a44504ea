"""Questions in depth: surfaces, claims, notes, time and answers told to everyone."""

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go on to this revision."""
