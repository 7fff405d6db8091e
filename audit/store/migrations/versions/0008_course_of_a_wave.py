"""Plans of waves, promises, and links for one reply."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let plans stand beside waves; every wave that is there was opened."""
    op.add_column(
        "waves", sa.Column("promise", sa.Text(), nullable=False, server_default=sa.text("''"))
    )
    op.add_column("waves", sa.Column("closed_on", sa.Date(), nullable=True))
    op.add_column("links", sa.Column("batch", sa.Integer(), nullable=True))
    for name in ("used", "withdrawn"):
        op.add_column(
            "links", sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false())
        )
    op.create_table(
        "plans",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("opens", sa.Date(), nullable=False),
        sa.Column("closes", sa.Date(), nullable=False),
        sa.Column("min_group", sa.Integer(), nullable=False),
        sa.Column("promise", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_plans"),
    )
    op.create_table(
        "plan_questionnaires",
        sa.Column("plan", sa.String(length=64), nullable=False),
        sa.Column("questionnaire", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["plan"], ["plans.id"], name="fk_plan_questionnaires_plan", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("plan", "questionnaire", name="pk_plan_questionnaires"),
    )
    op.create_table(
        "plan_units",
        sa.Column("plan", sa.String(length=64), nullable=False),
        sa.Column("unit", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["plan"], ["plans.id"], name="fk_plan_units_plan", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["unit"], ["units.id"], name="fk_plan_units_unit"),
        sa.PrimaryKeyConstraint("plan", "unit", name="pk_plan_units"),
    )
