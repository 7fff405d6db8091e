"""Comments beside the questions of a sheet."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Begin with none."""
    op.create_table(
        "comments",
        sa.Column("assessment", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(length=64), nullable=False),
        sa.Column("step", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["assessment"], ["assessments.id"], name="fk_comments_assessment"),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_comments_person"),
        sa.PrimaryKeyConstraint("assessment", "number", name="pk_comments"),
    )
