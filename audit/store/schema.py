"""The tables of the database."""

from datetime import UTC, datetime

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    false,
    text,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator


class Moment(TypeDecorator[datetime]):
    """A moment in UTC; SQLite, which knows no time zones, stores it without one."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


MOST = 2**31 - 1
"""The largest number that a row can have; a larger one in an address is nobody's."""

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

units = Table(
    "units",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("parent", ForeignKey("units.id")),
    Column("staff", Integer),
    Column("place", Integer, nullable=False),
    Column("closed_on", Date),
    Column("merged_into", ForeignKey("units.id")),
)
"""A unit is closed, never deleted."""

unit_history = Table(
    "unit_history",
    metadata,
    Column("unit", ForeignKey("units.id"), primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("until", Date, nullable=False),
    Column("name", String(200), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("parent", String(64)),
    Column("staff", Integer),
)
"""Append-only: what a unit was until a day. What it is now stands in `units`."""

people = Table(
    "people",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("name", String(200), nullable=False),
)

offices = Table(
    "offices",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("person", ForeignKey("people.id"), nullable=False, index=True),
    Column("role", String(20), nullable=False),
    Column("unit", ForeignKey("units.id")),
    Column("issuer", String(300)),
)
"""With an issuer, the office was given by that directory, and is given anew at each sign-in."""

deputies = Table(
    "deputies",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("person", ForeignKey("people.id"), nullable=False),
    Column("deputy", ForeignKey("people.id"), nullable=False, index=True),
    Column("first", Date, nullable=False),
    Column("last", Date, nullable=False),
)
"""Who holds whose offices as well, from the first to the last day."""

accounts = Table(
    "accounts",
    metadata,
    Column("person", ForeignKey("people.id"), primary_key=True),
    Column("name", String(200)),
    Column("password", String(200)),
    Column("issuer", String(300)),
    Column("subject", String(255)),
    Column("active", Boolean, nullable=False),
    Column("code", String(64)),
    Column("code_ends", Moment),
    Column("second_factor", String(64)),
    Column("second_factor_used", Integer),
    Column("mail", String(254)),
    Column("mail_language", String(20)),
    Index("one_per_name", "name", unique=True),
    Index("one_per_subject", "issuer", "subject", unique=True),
    Index("one_per_code", "code", unique=True),
)
"""How somebody proves who they are: by name and password, or as a subject of an OIDC issuer.

Of password and one-time code there are only hashes. The second factor counts once it was used; then
here is which of its codes was the last. The mail address is voluntary, and only for reminders.
"""

attempts = Table(
    "attempts",
    metadata,
    Column("about", String(64), primary_key=True),
    Column("failed", Integer, nullable=False),
    Column("last", Moment, nullable=False),
)
"""How often signing in has failed in a row; about what is only a hash of."""

begun_sign_ins = Table(
    "begun_sign_ins",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("person", ForeignKey("people.id")),
    Column("kept", Text, nullable=False),
    Column("ends", Moment, nullable=False),
)
"""Between two steps of signing in. The id is the hash of a token that only the browser has."""

without_office = Table(
    "without_office",
    metadata,
    Column("person", ForeignKey("people.id"), primary_key=True),
    Column("since", Date, nullable=False),
)
"""Since when it is known that somebody holds no office: their account is kept for some time."""

questionnaires = Table(
    "questionnaires",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("written", LargeBinary, nullable=False),
    Column("fingerprint", String(64), nullable=False),
)

waves = Table(
    "waves",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("title", String(200), nullable=False),
    Column("opens", Date, nullable=False),
    Column("closes", Date, nullable=False),
    Column("min_group", Integer, nullable=False),
    Column("promise", Text, nullable=False, server_default=text("''")),
    Column("closed_on", Date),
)
"""A wave is opened; what is only planned stands in `plans`."""

wave_questionnaires = Table(
    "wave_questionnaires",
    metadata,
    Column("wave", ForeignKey("waves.id"), primary_key=True),
    Column("questionnaire", String(64), primary_key=True),
    Column("version", Integer, nullable=False),
    ForeignKeyConstraint(
        ["questionnaire", "version"], ["questionnaires.id", "questionnaires.version"]
    ),
)

plans = Table(
    "plans",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("title", String(200), nullable=False),
    Column("opens", Date, nullable=False),
    Column("closes", Date, nullable=False),
    Column("min_group", Integer, nullable=False),
    Column("promise", Text, nullable=False),
)
"""Waves to come. When one is opened, it becomes a wave of the same id, and the plan is gone."""

plan_questionnaires = Table(
    "plan_questionnaires",
    metadata,
    Column("plan", ForeignKey("plans.id", ondelete="CASCADE"), primary_key=True),
    Column("questionnaire", String(64), primary_key=True),
    Column("version", Integer, nullable=False),
)
"""Names and versions of files: their text is kept when the wave is opened."""

plan_units = Table(
    "plan_units",
    metadata,
    Column("plan", ForeignKey("plans.id", ondelete="CASCADE"), primary_key=True),
    Column("unit", ForeignKey("units.id"), primary_key=True),
)

wave_units = Table(
    "wave_units",
    metadata,
    Column("wave", ForeignKey("waves.id"), primary_key=True),
    Column("unit", ForeignKey("units.id"), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("parent", String(64)),
    Column("staff", Integer),
    Column("place", Integer, nullable=False),
)
"""Append-only: what the units were when a wave was opened. So its figures never change."""

access_points = Table(
    "access_points",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("unit", ForeignKey("units.id"), nullable=False, index=True),
    Column("name", String(200), nullable=False),
    Column("channel", String(20), nullable=False),
    Column("note", Text, nullable=False),
    Column("closed", Boolean, nullable=False),
)

assessments = Table(
    "assessments",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("wave", ForeignKey("waves.id"), nullable=False),
    Column("questionnaire", String(64), nullable=False),
    Column("version", Integer, nullable=False),
    Column("unit", ForeignKey("units.id"), nullable=False),
    Column("access_point", ForeignKey("access_points.id")),
    Column("view", Integer, nullable=False, server_default=text("0")),
    Column("state", String(20), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("submitted_on", Date),
    Column("submitted_by", ForeignKey("people.id")),
    ForeignKeyConstraint(
        ["questionnaire", "version"], ["questionnaires.id", "questionnaires.version"]
    ),
)
Index(
    "one_per_unit",
    assessments.c.wave,
    assessments.c.questionnaire,
    assessments.c.unit,
    assessments.c.view,
    unique=True,
    sqlite_where=text("access_point IS NULL"),
    postgresql_where=text("access_point IS NULL"),
)
Index(
    "one_per_access_point",
    assessments.c.wave,
    assessments.c.questionnaire,
    assessments.c.access_point,
    assessments.c.view,
    unique=True,
    sqlite_where=text("access_point IS NOT NULL"),
    postgresql_where=text("access_point IS NOT NULL"),
)

views = Table(
    "views",
    metadata,
    Column("assessment", ForeignKey("assessments.id"), primary_key=True),
    Column("of", ForeignKey("assessments.id"), nullable=False),
    Column("name", String(60), nullable=False),
    Column("person", ForeignKey("people.id"), nullable=False),
    Index("one_view_per_name", "of", "name", unique=True),
    Index("one_view_per_person", "of", "person", unique=True),
)
"""Sheets of single people about the same as another sheet. An assessment of view 0 is the sheet of
the unit; all others stand here, and count nowhere."""

agreements = Table(
    "agreements",
    metadata,
    Column("assessment", ForeignKey("assessments.id"), primary_key=True),
    Column("question", String(64), primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("remark", Text, nullable=False),
    Column("person", ForeignKey("people.id")),
    Column("at", Moment, nullable=False),
)
"""Append-only: that the answer to a question, as it was at a revision, is what was agreed."""

answers = Table(
    "answers",
    metadata,
    Column("assessment", ForeignKey("assessments.id"), primary_key=True),
    Column("cell", String(130), primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("value", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("person", ForeignKey("people.id")),
    Column("at", Moment, nullable=False),
    Column("taken_from", String(64)),
)
"""Append-only: the entry with the highest revision holds. It may have been taken over, by that
person and at that moment, from what an earlier wave holds."""

remarks = Table(
    "remarks",
    metadata,
    Column("assessment", ForeignKey("assessments.id"), primary_key=True),
    Column("question", String(64), primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("comment", Text, nullable=False),
    Column("evidence", Text, nullable=False),
    Column("need_for_action", Boolean, nullable=False),
    Column("person", ForeignKey("people.id")),
    Column("at", Moment, nullable=False),
)
"""Append-only: the remark with the highest revision holds."""

evidence = Table(
    "evidence",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("assessment", ForeignKey("assessments.id"), nullable=False, index=True),
    Column("question", String(64), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("name", String(200), nullable=False),
    Column("address", String(500), nullable=False),
    Column("size", Integer, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("person", ForeignKey("people.id"), nullable=False),
    Column("at", Moment, nullable=False),
)
"""Append-only: links and files beside a question, each with the revision with which it came."""

evidence_contents = Table(
    "evidence_contents",
    metadata,
    Column("evidence", ForeignKey("evidence.id"), primary_key=True),
    Column("content", LargeBinary, nullable=False),
)
"""The files themselves; gone when a file is taken away, or when its time is over."""

evidence_ends = Table(
    "evidence_ends",
    metadata,
    Column("evidence", ForeignKey("evidence.id"), primary_key=True),
    Column("revision", Integer),
    Column("person", ForeignKey("people.id")),
    Column("at", Moment, nullable=False),
)
"""Append-only: what was taken away, with the revision with which it went. Without a revision, the
time of a file was over: approvals stand for it all the same."""

course = Table(
    "course",
    metadata,
    Column("assessment", ForeignKey("assessments.id"), primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("state", String(20), nullable=False),
    Column("person", ForeignKey("people.id")),
    Column("at", Moment, nullable=False),
    Column("why", Text, nullable=False),
)
"""Append-only: what an assessment became, with the revision at which it did."""

new_versions = Table(
    "new_versions",
    metadata,
    Column("assessment", ForeignKey("assessments.id"), primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("version_left", Integer, nullable=False),
    Column("person", ForeignKey("people.id")),
    Column("at", Moment, nullable=False),
)
"""Append-only: that a draft was moved to a newer version of its questionnaire, and which version it
has left."""

approvals = Table(
    "approvals",
    metadata,
    Column("assessment", ForeignKey("assessments.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("person", ForeignKey("people.id"), nullable=False),
    Column("at", Moment, nullable=False),
    Column("questionnaire", String(64), nullable=False),
    Column("version", Integer, nullable=False),
    Column("fingerprint", String(64), nullable=False),
    Column("scoring", Integer, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("hash", String(64), nullable=False),
)
"""Append-only; each carries a hash over what it stands for and the hash of the one before."""

delegations = Table(
    "delegations",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("assessment", ForeignKey("assessments.id"), nullable=False),
    Column("area", String(64), nullable=False),
    Column("person", ForeignKey("people.id"), nullable=False, index=True),
    Column("given_by", ForeignKey("people.id")),
    Column("given_on", Date, nullable=False),
    Column("state", String(20), nullable=False),
    Column("remark", Text, nullable=False, server_default=text("''")),
    Column("ended_on", Date),
    Index(
        "one_holder_per_area",
        "assessment",
        "area",
        unique=True,
        sqlite_where=text("state = 'held'"),
        postgresql_where=text("state = 'held'"),
    ),
    Index("ix_delegations_assessment", "assessment"),
)
"""Which areas of a sheet were given to whom, by the day."""

comments = Table(
    "comments",
    metadata,
    Column("assessment", ForeignKey("assessments.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("question", String(64), nullable=False),
    Column("step", String(20), nullable=False),
    Column("text", Text, nullable=False),
    Column("person", ForeignKey("people.id"), nullable=False),
    Column("day", Date, nullable=False),
    Column("withdrawn_on", Date),
)
"""Append-only; what is withdrawn loses its text and keeps its place. When is kept by the day."""

log = Table(
    "log",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("person", String(64)),
    Column("action", String(100), nullable=False),
    Column("unit", String(64)),
    Column("about", Text, nullable=False),
    Column("old", Text, nullable=False),
    Column("new", Text, nullable=False),
    Column("hash", String(64), nullable=False),
    Index("ix_log_at", "at"),
)
"""Append-only, without a gap; each line carries a hash over itself and the hash of the line before.
Person and unit are names only, so that the log outlasts both."""

log_beginning = Table(
    "log_beginning",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("hash", String(64), nullable=False),
)
"""The last line that was deleted from the log because its time was over; empty when none was."""

letting_go_of = Table(
    "letting_go_of",
    metadata,
    Column("name", String(64), primary_key=True),
)
"""The append-only tables of which the open transaction may delete; empty for everybody else."""

reminders = Table(
    "reminders",
    metadata,
    Column("person", ForeignKey("people.id"), primary_key=True),
    Column("wave", ForeignKey("waves.id"), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("accepted", Boolean, nullable=False),
)
"""Who was reminded of a wave, and on which day; accepted once a mail server has the letter."""

links = Table(
    "links",
    metadata,
    Column("token", String(64), primary_key=True),
    Column("wave", ForeignKey("waves.id"), nullable=False),
    Column("questionnaire", String(64), nullable=False),
    Column("unit", ForeignKey("units.id")),
    Column("batch", Integer),
    Column("used", Boolean, nullable=False, server_default=false()),
    Column("withdrawn", Boolean, nullable=False, server_default=false()),
    ForeignKeyConstraint(
        ["wave", "questionnaire"],
        ["wave_questionnaires.wave", "wave_questionnaires.questionnaire"],
    ),
)

"""A link of a batch is good for one reply. That it is used up is all that is kept about its use: no
day, no reply, no row of its own that changes; see `audit.store.links`."""

sessions = Table(
    "sessions",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("person", ForeignKey("people.id")),
    Column("link", ForeignKey("links.token")),
    Column("seen", Moment, nullable=False),
    Column("ends", Moment, nullable=False),
    CheckConstraint("(person IS NULL) <> (link IS NULL)", name="one_of_both"),
)
"""The id is the hash of the token that only the browser has."""

uploads = Table(
    "uploads",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("person", ForeignKey("people.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("purpose", String(40), nullable=False),
    Column("about", String(64), nullable=False),
    Column("name", String(200), nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("at", Moment, nullable=False, index=True),
)
"""Files that somebody has sent; gone when they are used, or after a day."""

guest_answers = Table(
    "guest_answers",
    metadata,
    Column("session", ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True),
    Column("cell", String(130), primary_key=True),
    Column("value", Text, nullable=False),
)
"""What a guest has filled in and not yet sent; gone when it is sent, or when the session ends."""

replies = Table(
    "replies",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("wave", ForeignKey("waves.id"), nullable=False),
    Column("questionnaire", String(64), nullable=False),
    Column("version", Integer, nullable=False),
    Column("unit", ForeignKey("units.id")),
    Column("day", Date, nullable=False),
    ForeignKeyConstraint(
        ["questionnaire", "version"], ["questionnaires.id", "questionnaires.version"]
    ),
    Index("ix_replies_wave_questionnaire", "wave", "questionnaire"),
    sqlite_with_rowid=False,  # a row number would tell the order of arrival
)

reply_answers = Table(
    "reply_answers",
    metadata,
    Column("reply", ForeignKey("replies.id"), primary_key=True),
    Column("cell", String(130), primary_key=True),
    Column("value", Text, nullable=False),
    sqlite_with_rowid=False,
)
