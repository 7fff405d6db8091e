"""What is kept about people who take part by a link tells nothing about who they are."""

from sqlalchemy import Date, DateTime, Time, inspect, text

from audit.store.engine import Engine, reading
from audit.store.schema import guest_answers, metadata, replies, reply_answers

SENT = (replies, reply_answers)


def test_replies_have_no_time() -> None:
    kinds = {(c.name, type(c.type)) for table in SENT for c in table.columns}
    assert not {kind for _, kind in kinds} & {DateTime, Time}
    assert [name for name, kind in kinds if kind is Date] == ["day"]
    assert not [c for c in guest_answers.columns if isinstance(c.type, (Date, DateTime, Time))]


def test_replies_have_no_number_that_counts_up() -> None:
    for table in SENT:
        for column in table.primary_key.columns:
            assert column.type.python_type is str


def test_sqlite_gives_replies_no_hidden_number_either(engine: Engine) -> None:
    """A row number would tell the order of arrival; tables without one are kept by their id."""
    with reading(engine) as connection:
        if engine.dialect.name == "sqlite":
            for table in SENT:
                [written] = connection.execute(
                    text("SELECT sql FROM sqlite_master WHERE name = :name"), {"name": table.name}
                ).scalars()
                assert written.rstrip().endswith("WITHOUT ROWID")
        else:
            for table in SENT:
                defaults = [c["default"] for c in inspect(engine).get_columns(table.name)]
                assert defaults == [None] * len(table.columns)


def test_nothing_that_was_sent_refers_to_a_stay_or_a_link() -> None:
    referred = {key.column.table.name for table in SENT for key in table.foreign_keys}
    assert referred == {"waves", "units", "questionnaires", "replies"}


def test_no_table_refers_to_replies_but_their_answers() -> None:
    referring = {
        table.name
        for table in metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table is replies
    }
    assert referring == {"reply_answers"}
