"""Units are closed, merged and renamed, and each wave keeps what they were when it was opened."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Begin to remember; the waves until now keep what the units are today."""
    with op.batch_alter_table("units") as units:
        units.add_column(sa.Column("closed_on", sa.Date(), nullable=True))
        units.add_column(sa.Column("merged_into", sa.String(length=64), nullable=True))
        units.create_foreign_key("fk_units_merged_into", "units", ["merged_into"], ["id"])
    op.create_table(
        "unit_history",
        sa.Column("unit", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("parent", sa.String(length=64), nullable=True),
        sa.Column("staff", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["unit"], ["units.id"], name="fk_unit_history_unit"),
        sa.PrimaryKeyConstraint("unit", "revision", name="pk_unit_history"),
    )
    op.create_table(
        "wave_units",
        sa.Column("wave", sa.String(length=64), nullable=False),
        sa.Column("unit", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("parent", sa.String(length=64), nullable=True),
        sa.Column("staff", sa.Integer(), nullable=True),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["wave"], ["waves.id"], name="fk_wave_units_wave"),
        sa.ForeignKeyConstraint(["unit"], ["units.id"], name="fk_wave_units_unit"),
        sa.PrimaryKeyConstraint("wave", "unit", name="pk_wave_units"),
    )
    op.execute(
        "INSERT INTO wave_units (wave, unit, name, kind, parent, staff, place)"
        " SELECT waves.id, units.id, units.name, units.kind, units.parent, units.staff, units.place"
        " FROM waves CROSS JOIN units"
    )
