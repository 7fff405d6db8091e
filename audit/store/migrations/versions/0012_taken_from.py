"""Answers that were taken over from an earlier wave."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let an answer say from which wave it was taken; none was so far."""
    op.add_column("answers", sa.Column("taken_from", sa.String(length=64), nullable=True))
