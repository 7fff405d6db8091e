"""Since when somebody holds no office."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Begin the list; nobody stands on it."""
    op.create_table(
        "without_office",
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_without_office_person"),
        sa.PrimaryKeyConstraint("person", name="pk_without_office"),
    )
