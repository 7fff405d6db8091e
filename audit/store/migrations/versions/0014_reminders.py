"""Mail addresses, and who was reminded."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nobody has an address yet, and nobody was reminded."""
    op.add_column("accounts", sa.Column("mail", sa.String(length=254), nullable=True))
    op.add_column("accounts", sa.Column("mail_language", sa.String(length=20), nullable=True))
    op.create_table(
        "reminders",
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("wave", sa.String(length=64), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("accepted", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_reminders_person"),
        sa.ForeignKeyConstraint(["wave"], ["waves.id"], name="fk_reminders_wave"),
        sa.PrimaryKeyConstraint("person", "wave", "day", name="pk_reminders"),
    )
