"""How people prove who they are, and who acts for whom."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Begin with nobody."""
    op.add_column("offices", sa.Column("issuer", sa.String(length=300), nullable=True))
    op.create_table(
        "deputies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("deputy", sa.String(length=64), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["deputy"], ["people.id"], name="fk_deputies_deputy"),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_deputies_person"),
        sa.PrimaryKeyConstraint("id", name="pk_deputies"),
    )
    op.create_index("ix_deputies_deputy", "deputies", ["deputy"])
    op.create_table(
        "accounts",
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=True),
        sa.Column("password", sa.String(length=200), nullable=True),
        sa.Column("issuer", sa.String(length=300), nullable=True),
        sa.Column("subject", sa.String(length=255), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=True),
        sa.Column("code_ends", sa.DateTime(timezone=True), nullable=True),
        sa.Column("second_factor", sa.String(length=64), nullable=True),
        sa.Column("second_factor_used", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_accounts_person"),
        sa.PrimaryKeyConstraint("person", name="pk_accounts"),
    )
    op.create_index("one_per_name", "accounts", ["name"], unique=True)
    op.create_index("one_per_subject", "accounts", ["issuer", "subject"], unique=True)
    op.create_index("one_per_code", "accounts", ["code"], unique=True)
    op.create_table(
        "attempts",
        sa.Column("about", sa.String(length=64), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("last", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("about", name="pk_attempts"),
    )
    op.create_table(
        "begun_sign_ins",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=True),
        sa.Column("kept", sa.Text(), nullable=False),
        sa.Column("ends", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_begun_sign_ins_person"),
        sa.PrimaryKeyConstraint("id", name="pk_begun_sign_ins"),
    )
