"""Areas of a sheet that were given to somebody else to fill in."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Begin with none."""
    op.create_table(
        "delegations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assessment", sa.Integer(), nullable=False),
        sa.Column("area", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("given_by", sa.String(length=64), nullable=True),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False, server_default=sa.text("''")),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["assessment"], ["assessments.id"], name="fk_delegations_assessment"
        ),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_delegations_person"),
        sa.ForeignKeyConstraint(["given_by"], ["people.id"], name="fk_delegations_given_by"),
        sa.PrimaryKeyConstraint("id", name="pk_delegations"),
    )
    op.create_index("ix_delegations_person", "delegations", ["person"])
    op.create_index("ix_delegations_assessment", "delegations", ["assessment"])
    op.create_index(
        "one_holder_per_area",
        "delegations",
        ["assessment", "area"],
        unique=True,
        sqlite_where=sa.text("state = 'held'"),
        postgresql_where=sa.text("state = 'held'"),
    )
