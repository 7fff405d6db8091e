"""Several views of one unit, and what was agreed."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

WITHOUT_DOOR, WITH_DOOR = sa.text("access_point IS NULL"), sa.text("access_point IS NOT NULL")


def upgrade() -> None:
    """Number the views of the same; what is there is the sheet of its unit."""
    op.add_column(
        "assessments", sa.Column("view", sa.Integer(), nullable=False, server_default=sa.text("0"))
    )
    for name, about, where in (
        ("one_per_unit", "unit", WITHOUT_DOOR),
        ("one_per_access_point", "access_point", WITH_DOOR),
    ):
        op.drop_index(name, "assessments")
        op.create_index(
            name,
            "assessments",
            ["wave", "questionnaire", about, "view"],
            unique=True,
            sqlite_where=where,
            postgresql_where=where,
        )
    op.create_table(
        "views",
        sa.Column("assessment", sa.Integer(), nullable=False),
        sa.Column("of", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["assessment"], ["assessments.id"], name="fk_views_assessment"),
        sa.ForeignKeyConstraint(["of"], ["assessments.id"], name="fk_views_of"),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_views_person"),
        sa.PrimaryKeyConstraint("assessment", name="pk_views"),
    )
    op.create_index("one_view_per_name", "views", ["of", "name"], unique=True)
    op.create_index("one_view_per_person", "views", ["of", "person"], unique=True)
    op.create_table(
        "agreements",
        sa.Column("assessment", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["assessment"], ["assessments.id"], name="fk_agreements_assessment"
        ),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_agreements_person"),
        sa.PrimaryKeyConstraint("assessment", "question", "revision", name="pk_agreements"),
    )
