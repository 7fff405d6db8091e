"""What may be deleted from tables that only grow, and where the log begins after that.

The triggers themselves are put up after each migration: see `audit.store.append_only.guard`.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Begin both."""
    op.create_table(
        "letting_go_of",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_letting_go_of"),
    )
    op.create_table(
        "log_beginning",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_log_beginning"),
    )
    op.create_index("ix_log_at", "log", ["at"])
