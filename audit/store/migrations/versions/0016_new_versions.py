"""When a draft was moved to a newer version of its questionnaire, and which version it has left."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Begin with no draft moved."""
    op.create_table(
        "new_versions",
        sa.Column("assessment", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("version_left", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["assessment"], ["assessments.id"], name="fk_new_versions_assessment"
        ),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_new_versions_person"),
        sa.PrimaryKeyConstraint("assessment", "revision", name="pk_new_versions"),
    )
