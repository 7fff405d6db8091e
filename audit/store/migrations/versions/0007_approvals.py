"""The course of an assessment, and approvals."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Begin both."""
    op.create_table(
        "course",
        sa.Column("assessment", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["assessment"], ["assessments.id"], name="fk_course_assessment"),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_course_person"),
        sa.PrimaryKeyConstraint("assessment", "revision", name="pk_course"),
    )
    op.create_table(
        "approvals",
        sa.Column("assessment", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("questionnaire", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("scoring", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["assessment"], ["assessments.id"], name="fk_approvals_assessment"),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_approvals_person"),
        sa.PrimaryKeyConstraint("assessment", "number", name="pk_approvals"),
    )
