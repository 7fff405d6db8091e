"""Backups, and moving from one database into another: done by whoever runs the server."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from audit.files.backup_files import (
    FROM_A_NEWER_VERSION,
    About,
    Backup,
    Content,
    Manifest,
    Row,
    Shape,
    content_of,
    save_backup,
)
from audit.model.messages import Message, message
from audit.model.problems import Problem, Refused
from audit.service.faults import place_of, told_of
from audit.store.copying import (
    clear_away,
    fill,
    holds_something,
    in_any_order,
    make_of,
    rows_of,
    shape_of,
    snapshot,
    tables_of,
)
from audit.store.engine import (
    OWN_FAULTS,
    Connection,
    Dangling,
    Engine,
    open_engine,
    reading,
    rebuilding,
    sqlite_url,
)
from audit.store.log import Deed, append, end
from audit.store.migrating import is_known, revision_of, upgrade
from audit.store.sessions import end_stays_of_people
from audit.store.soundness import is_whole

RESTORED = "keeping.restore"
"""What the log calls it."""


def back_up(engine: Engine, file: Path) -> Manifest:
    """Write everything that the database holds at one moment into a file.

    Nobody has to wait meanwhile. Raises `Refused` for a damaged database, and then writes nothing.
    """
    if not file.parent.is_dir():
        raise Refused([Problem(str(file), None, message("Diesen Ordner gibt es nicht."))])
    with told_of(place_of(engine)), _at_one_moment(engine, file.parent) as connection:
        revision = revision_of(connection)
        if revision is None:
            raise _refused(engine, message("Hier gibt es noch nichts zu sichern."))
        if not is_whole(connection):
            raise _refused(engine, _DAMAGED)
        number, hash_ = end(connection) if "log" in _names(connection) else (0, "")
        about = About(revision, datetime.now(UTC), make_of(connection), number, hash_)
        return save_backup(file, about, _everything(connection))


@contextmanager
def _at_one_moment(engine: Engine, folder: Path) -> Iterator[Connection]:
    """See one state: of a copy in SQLite, where a long reader would make others wait."""
    if engine.dialect.name == "sqlite":
        with snapshot(engine, folder) as copy, reading(copy) as connection:
            yield connection
    else:
        with reading(engine) as connection:
            yield connection


def _names(connection: Connection) -> set[str]:
    return {table.name for table in tables_of(connection)}


def _everything(connection: Connection) -> Iterator[tuple[Shape, Iterable[Row]]]:
    for table in tables_of(connection):
        yield shape_of(table), rows_of(connection, table)


def contents(engine: Engine) -> dict[str, Content]:
    """Count and hash the rows of each table: equal databases give equal answers."""
    with reading(engine) as connection:
        return _contents(connection)


def _contents(connection: Connection) -> dict[str, Content]:
    return {shape.name: content_of(shape, rows) for shape, rows in _everything(connection)}


def try_out(file: Path) -> Manifest:
    """Restore a backup into a database that is thrown away: so it is known that it can be done."""
    with TemporaryDirectory(prefix="audit-restore-") as folder:
        engine = open_engine(sqlite_url(Path(folder) / "audit.db"))
        try:
            return restore(engine, file)
        finally:
            engine.dispose()


def refuse_full(engine: Engine) -> None:
    """Raise `Refused` when there is something in the database that would be lost."""
    with told_of(place_of(engine)), reading(engine) as connection:
        if holds_something(connection):
            raise _refused(engine, _NOT_EMPTY)


def restore(engine: Engine, file: Path, *, replace: bool = False) -> Manifest:
    """Put a backup into a database: all of it, compared by its hashes, or nothing.

    Tables of an older version are brought up to date on the way. Everybody has to sign in anew, so
    that nobody's stay comes back to life. Raises `Refused` when the database holds something that
    is not to be replaced, and for a backup that is damaged or newer than the program.
    """
    backup = Backup(file)
    try:
        if not is_known(backup.manifest.about.revision):
            raise Refused([Problem(str(file), None, FROM_A_NEWER_VERSION)])
        with told_of(place_of(engine)), rebuilding(engine) as connection:
            if not replace and holds_something(connection):
                raise _refused(engine, _NOT_EMPTY)
            _fill(connection, backup, file)
    except (*OWN_FAULTS, Dangling):
        raise Refused([Problem(str(file), None, _INCOHERENT)]) from None
    finally:
        backup.close()
    return backup.manifest


def _fill(connection: Connection, backup: Backup, file: Path) -> None:
    manifest = backup.manifest
    clear_away(connection)
    upgrade(connection, manifest.about.revision)
    tables = tables_of(connection)
    if {table.name: shape_of(table) for table in tables} != {
        name: shape for name, (shape, _) in manifest.tables.items()
    }:
        raise Refused([Problem(str(file), None, _INCOHERENT)])
    with in_any_order(connection, tables):
        for table in tables:
            fill(connection, table, backup.rows(table.name))
    if _contents(connection) != {name: held for name, (_, held) in manifest.tables.items()}:
        raise Refused([Problem(str(file), None, _INCOHERENT)])
    upgrade(connection)
    end_stays_of_people(connection)
    made = manifest.about.made.isoformat(timespec="seconds")
    append(connection, Deed(datetime.now(UTC), None, RESTORED, None, f"backup {made}"))


def move(source: Engine, target: Engine, *, replace: bool = False) -> Manifest:
    """Copy everything into another database, e.g. from SQLite to PostgreSQL.

    What is in the source stays there. Rows are counted and hashed on both sides.
    """
    with TemporaryDirectory(prefix="audit-move-") as folder:
        file = Path(folder) / "audit.zip"
        back_up(source, file)
        return restore(target, file, replace=replace)


def _refused(engine: Engine, sentence: Message) -> Refused:
    return Refused([Problem(place_of(engine), None, sentence)])


_DAMAGED = message(
    "Die Datenbank ist beschädigt; eine Sicherung davon wäre unbrauchbar. Was zu tun ist, sagt: "
    "python -m audit doctor"
)
_NOT_EMPTY = message(
    "In dieser Datenbank liegt schon etwas. Soll es durch die Sicherung ersetzt werden, sagen Sie "
    "es bitte ausdrücklich: --replace"
)
_INCOHERENT = message(
    "Was in der Sicherung steht, passt nicht zusammen; es wird nichts aus ihr übernommen."
)
