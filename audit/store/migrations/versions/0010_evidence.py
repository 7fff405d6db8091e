"""Evidence: links and files beside a question."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what came, the files themselves, and what went."""
    op.create_table(
        "evidence",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("assessment", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("address", sa.String(length=500), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["assessment"], ["assessments.id"], name="fk_evidence_assessment"),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_evidence_person"),
        sa.PrimaryKeyConstraint("id", name="pk_evidence"),
    )
    op.create_index("ix_evidence_assessment", "evidence", ["assessment"])
    op.create_table(
        "evidence_contents",
        sa.Column("evidence", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["evidence"], ["evidence.id"], name="fk_evidence_contents_evidence"
        ),
        sa.PrimaryKeyConstraint("evidence", name="pk_evidence_contents"),
    )
    op.create_table(
        "evidence_ends",
        sa.Column("evidence", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=True),
        sa.Column("person", sa.String(length=64), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["evidence"], ["evidence.id"], name="fk_evidence_ends_evidence"),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_evidence_ends_person"),
        sa.PrimaryKeyConstraint("evidence", name="pk_evidence_ends"),
    )
