"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create them."""
    op.create_table(
        "people",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_people"),
    )
    op.create_table(
        "questionnaires",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("written", sa.LargeBinary(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", "version", name="pk_questionnaires"),
    )
    op.create_table(
        "units",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("parent", sa.String(length=64), nullable=True),
        sa.Column("staff", sa.Integer(), nullable=True),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["parent"], ["units.id"], name="fk_units_parent"),
        sa.PrimaryKeyConstraint("id", name="pk_units"),
    )
    op.create_table(
        "waves",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("opens", sa.Date(), nullable=False),
        sa.Column("closes", sa.Date(), nullable=False),
        sa.Column("min_group", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_waves"),
    )
    op.create_table(
        "access_points",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["unit"], ["units.id"], name="fk_access_points_unit"),
        sa.PrimaryKeyConstraint("id", name="pk_access_points"),
    )
    op.create_index("ix_access_points_unit", "access_points", ["unit"])

    op.create_table(
        "offices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("unit", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_offices_person"),
        sa.ForeignKeyConstraint(["unit"], ["units.id"], name="fk_offices_unit"),
        sa.PrimaryKeyConstraint("id", name="pk_offices"),
    )
    op.create_index("ix_offices_person", "offices", ["person"])

    op.create_table(
        "replies",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("wave", sa.String(length=64), nullable=False),
        sa.Column("questionnaire", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(length=64), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["questionnaire", "version"],
            ["questionnaires.id", "questionnaires.version"],
            name="fk_replies_questionnaire_version",
        ),
        sa.ForeignKeyConstraint(["unit"], ["units.id"], name="fk_replies_unit"),
        sa.ForeignKeyConstraint(["wave"], ["waves.id"], name="fk_replies_wave"),
        sa.PrimaryKeyConstraint("id", name="pk_replies"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_replies_wave_questionnaire", "replies", ["wave", "questionnaire"])

    op.create_table(
        "wave_questionnaires",
        sa.Column("wave", sa.String(length=64), nullable=False),
        sa.Column("questionnaire", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["questionnaire", "version"],
            ["questionnaires.id", "questionnaires.version"],
            name="fk_wave_questionnaires_questionnaire_version",
        ),
        sa.ForeignKeyConstraint(["wave"], ["waves.id"], name="fk_wave_questionnaires_wave"),
        sa.PrimaryKeyConstraint("wave", "questionnaire", name="pk_wave_questionnaires"),
    )
    op.create_table(
        "assessments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("wave", sa.String(length=64), nullable=False),
        sa.Column("questionnaire", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(length=64), nullable=False),
        sa.Column("access_point", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("submitted_on", sa.Date(), nullable=True),
        sa.Column("submitted_by", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["access_point"], ["access_points.id"], name="fk_assessments_access_point"
        ),
        sa.ForeignKeyConstraint(
            ["questionnaire", "version"],
            ["questionnaires.id", "questionnaires.version"],
            name="fk_assessments_questionnaire_version",
        ),
        sa.ForeignKeyConstraint(
            ["submitted_by"], ["people.id"], name="fk_assessments_submitted_by"
        ),
        sa.ForeignKeyConstraint(["unit"], ["units.id"], name="fk_assessments_unit"),
        sa.ForeignKeyConstraint(["wave"], ["waves.id"], name="fk_assessments_wave"),
        sa.PrimaryKeyConstraint("id", name="pk_assessments"),
    )
    op.create_index(
        "one_per_access_point",
        "assessments",
        ["wave", "questionnaire", "access_point"],
        unique=True,
        sqlite_where=sa.text("access_point IS NOT NULL"),
        postgresql_where=sa.text("access_point IS NOT NULL"),
    )
    op.create_index(
        "one_per_unit",
        "assessments",
        ["wave", "questionnaire", "unit"],
        unique=True,
        sqlite_where=sa.text("access_point IS NULL"),
        postgresql_where=sa.text("access_point IS NULL"),
    )

    op.create_table(
        "links",
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("wave", sa.String(length=64), nullable=False),
        sa.Column("questionnaire", sa.String(length=64), nullable=False),
        sa.Column("unit", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["unit"], ["units.id"], name="fk_links_unit"),
        sa.ForeignKeyConstraint(
            ["wave", "questionnaire"],
            ["wave_questionnaires.wave", "wave_questionnaires.questionnaire"],
            name="fk_links_wave_questionnaire",
        ),
        sa.ForeignKeyConstraint(["wave"], ["waves.id"], name="fk_links_wave"),
        sa.PrimaryKeyConstraint("token", name="pk_links"),
    )
    op.create_table(
        "reply_answers",
        sa.Column("reply", sa.String(length=32), nullable=False),
        sa.Column("cell", sa.String(length=130), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["reply"], ["replies.id"], name="fk_reply_answers_reply"),
        sa.PrimaryKeyConstraint("reply", "cell", name="pk_reply_answers"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "answers",
        sa.Column("assessment", sa.Integer(), nullable=False),
        sa.Column("cell", sa.String(length=130), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["assessment"], ["assessments.id"], name="fk_answers_assessment"),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_answers_person"),
        sa.PrimaryKeyConstraint("assessment", "cell", "revision", name="pk_answers"),
    )
    op.create_table(
        "remarks",
        sa.Column("assessment", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("need_for_action", sa.Boolean(), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["assessment"], ["assessments.id"], name="fk_remarks_assessment"),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_remarks_person"),
        sa.PrimaryKeyConstraint("assessment", "question", "revision", name="pk_remarks"),
    )
    op.create_table(
        "sessions",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=True),
        sa.Column("link", sa.String(length=64), nullable=True),
        sa.Column("seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(person IS NULL) <> (link IS NULL)", name="one_of_both"),
        sa.ForeignKeyConstraint(["link"], ["links.token"], name="fk_sessions_link"),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_sessions_person"),
        sa.PrimaryKeyConstraint("id", name="pk_sessions"),
    )
    op.create_table(
        "guest_answers",
        sa.Column("session", sa.String(length=64), nullable=False),
        sa.Column("cell", sa.String(length=130), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["session"], ["sessions.id"], name="fk_guest_answers_session", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("session", "cell", name="pk_guest_answers"),
    )
