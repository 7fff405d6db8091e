"""What only a database on a server does: it clashes, runs out of connections, and is cut off at the
very moment at which it confirms."""

import select
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread

import pytest

from audit.model.problems import Refused
from audit.model.waves import Entry
from audit.service.actions import NotDone
from audit.service.filling_in import save_entry, submit
from audit.service.house import Settings, open_house
from audit.store import engine
from audit.store.engine import POOL
from tests.service.test_faults import NOT_SAVED, refused, save
from tests.service.town import BERND, BUILDING, COUNTER, KARL, Town, in_threads, open_town

COMMIT = b"Q\x00\x00\x00\x0bCOMMIT\x00"
"""How a client of PostgreSQL says it: https://www.postgresql.org/docs/current/protocol.html."""


def test_who_clashes_with_somebody_else_tries_again_by_themselves(town_in_postgres: Town) -> None:
    town = town_in_postgres
    name = town.house.engine.url.database
    town.change(f"ALTER DATABASE {name} SET default_transaction_isolation = serializable")
    town.house.engine.dispose()
    people = {KARL: town.assessment(COUNTER), BERND: town.assessment(BUILDING)}
    for _ in range(10):
        in_threads(
            *(
                lambda who=who, of=of: town.say(who, of, {"ramp": "yes"})
                for who, of in people.items()
            )
        )
    assert {value for (value,) in town.rows("SELECT value FROM answers")} == {"yes"}


def test_a_clash_that_the_server_reports_is_tried_again(town_in_postgres: Town) -> None:
    """The server itself reports a clash the first two times that an answer is written."""
    town, assessment = town_in_postgres, town_in_postgres.assessment(COUNTER)
    karl = town.caller(KARL)
    town.change("CREATE SEQUENCE turns")
    town.change(
        "CREATE FUNCTION clash() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "IF nextval('turns') < 3 THEN RAISE EXCEPTION 'clash' USING ERRCODE = '40001'; END IF; "
        "RETURN NEW; END $$"
    )
    town.change(
        "CREATE TRIGGER clash BEFORE INSERT ON answers FOR EACH ROW EXECUTE FUNCTION clash()"
    )
    save(town.house, karl, assessment)
    assert town.rows("SELECT value FROM answers") == [("yes",)]
    assert town.rows("SELECT last_value FROM turns") == [(3,)]


def test_when_no_connection_is_free_people_are_told_and_saving_works_afterwards(
    town_in_postgres: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    karl, assessment = town_in_postgres.caller(KARL), town_in_postgres.assessment(COUNTER)
    monkeypatch.setattr(engine, "WAIT_SECONDS", 0.1)
    town = open_town(town_in_postgres.house.engine.url.render_as_string(hide_password=False))
    with ExitStack() as all_of_them:
        for _ in range(POOL):
            all_of_them.enter_context(town.house.engine.connect())
        assert refused(lambda: save(town.house, karl, assessment)) == NOT_SAVED
        assert refused(lambda: submit(town.house, karl, assessment)) == NOT_SAVED
    save(town.house, karl, assessment)
    assert town.rows("SELECT value FROM answers") == [("yes",)]
    town.house.close()


def test_cut_off_while_it_confirms_nobody_knows_and_saving_again_saves_once(
    town_in_postgres: Town,
) -> None:
    town = town_in_postgres
    karl, assessment = town.caller(KARL), town.assessment(COUNTER)
    with cut_off_at_commit(town) as through:
        told = refused(lambda: save(through.house, karl, assessment))
    assert told.startswith("Die Verbindung zur Datenbank ist beim Speichern abgerissen")
    assert town.rows("SELECT value FROM answers") == [("yes",)]
    again = save_entry(town.house, karl, assessment, "ramp", Entry("yes"), after=0)
    assert again.revision == 1
    assert town.rows("SELECT value FROM answers") == [("yes",)]


def test_cut_off_while_it_confirms_somebody_elses_answer_is_not_overwritten(
    town_in_postgres: Town,
) -> None:
    town = town_in_postgres
    karl, assessment = town.caller(KARL), town.assessment(COUNTER)
    with cut_off_at_commit(town) as through:
        refused(lambda: save(through.house, karl, assessment))
    save_entry(town.house, karl, assessment, "ramp", Entry("no"), after=1)
    with suppress(NotDone):
        save_entry(town.house, karl, assessment, "ramp", Entry("yes"), after=0)
    last = "SELECT value FROM answers ORDER BY revision DESC LIMIT 1"
    assert town.rows(last) == [("no",)]


@contextmanager
def cut_off_at_commit(town: Town) -> Iterator[Town]:
    """Reach the same town by a line that breaks as soon as a commit has passed it."""
    url = town.house.engine.url
    server = Path(str(url.query["host"])) / ".s.PGSQL.5432"
    with (
        TemporaryDirectory(prefix="cut-", dir="/tmp") as folder,
        socket.socket(socket.AF_UNIX) as door,
    ):
        door.bind(str(Path(folder) / ".s.PGSQL.5432"))
        door.listen()
        line = Thread(target=_pass_on, args=(door, server), daemon=True)
        line.start()
        broken = url.update_query_dict({"host": folder}).render_as_string(hide_password=False)
        through = open_town(broken)
        yield through
        through.house.close()
        door.shutdown(socket.SHUT_RDWR)
        line.join(5)


def _pass_on(door: socket.socket, server: Path) -> None:
    """Pass on what both sides say, one client after the other, until a commit that writes."""
    with suppress(OSError):
        while True:
            client, _ = door.accept()
            with client, socket.socket(socket.AF_UNIX) as there:
                there.connect(str(server))
                _until_commit(client, there)


def _until_commit(client: socket.socket, there: socket.socket) -> None:
    writes = False
    while True:
        for ready in select.select([client, there], [], [])[0]:
            said = ready.recv(65536)
            if not said:
                return
            (there if ready is client else client).sendall(said)
            writes = writes or (ready is client and b"INSERT INTO answers" in said)
            if ready is client and writes and COMMIT in said:
                there.recv(65536)  # what the server answers is never heard
                return


@pytest.mark.parametrize(
    "address", ["nonsense", "mysql://x@y/z", "postgresql+nothing://x", "postgresql://x:y@z:port/d"]
)
def test_what_is_no_address_is_told_before_anything_is_opened(address: str) -> None:
    with pytest.raises(Refused) as refusal:
        open_house(Settings(database=address))
    told = str(refusal.value)
    assert told.startswith("AUDIT_DATABASE: Das ist keine Adresse")
    assert "postgresql://NAME:PASSWORT@RECHNER/DATENBANK" in told
