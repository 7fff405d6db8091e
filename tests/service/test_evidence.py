"""Evidence: who adds, reads and removes it, what stays of it, and what it proves."""

from collections.abc import Iterator
from hashlib import sha256

import pytest

from audit.files.evidence_files import MOST_BYTES
from audit.model.evidence import MOST_PER_QUESTION, MOST_PER_SHEET, Evidence, Kind, SoundFile
from audit.model.messages import GERMAN, Message
from audit.model.organisation import Person
from audit.model.retention import periods_of
from audit.service.actions import Denied, NotDone, SignedOut
from audit.service.approving import approve, give_back
from audit.service.course import Approved
from audit.service.evidence import (
    accept,
    add_file,
    add_link,
    file_to_check,
    own_file,
    remove,
)
from audit.service.filling_in import submit
from audit.service.forms import open_form
from audit.service.logbook import Search, read_log
from audit.service.own_data import all_about_me, delete_my_account, take_my_name_off
from audit.service.retention import forget
from audit.service.uploads import File
from audit.service.verifying import Verdict, verify
from audit.store.engine import reading
from audit.store.evidence import damaged_files
from tests.service.test_approving import broken, tamper
from tests.service.town import (
    ANNA,
    BERND,
    COUNTER,
    DORA,
    HEIDI,
    KARL,
    NOBODY,
    PAULA,
    STELLA,
    Town,
    in_threads,
)

CONCEPT = SoundFile("Konzept.pdf", Kind.PDF, b"%PDF-1.7 Konzept")


def added(town: Town, file: SoundFile = CONCEPT, person: Person = KARL) -> Evidence:
    return add_file(town.house, town.caller(person), town.assessment(COUNTER), "ramp", file)


def linked(town: Town, address: str, title: str = "") -> Evidence:
    number = town.assessment(COUNTER)
    return add_link(town.house, town.caller(KARL), number, "ramp", address, title)


def beside(town: Town) -> list[Evidence]:
    form = open_form(town.house, town.caller(KARL), town.assessment(COUNTER))
    return [one for there in form.evidence.values() for one in there]


def handed_in(town: Town) -> int:
    number = town.assessment(COUNTER)
    submit(town.house, town.caller(KARL), number)
    return number


def approved(town: Town) -> int:
    number = handed_in(town)
    after = open_form(town.house, town.caller(KARL), number).assessment.revision
    approve(town.house, town.caller(PAULA), number, after=after)
    return number


def approval(town: Town) -> Approved | None:
    return open_form(town.house, town.caller(KARL), town.assessment(COUNTER)).course.approved


def bad(town: Town) -> Iterator[Message]:
    return (one.sentence for one in verify(town.house.engine) if one.verdict is Verdict.BAD)


def size(town: Town, table: str) -> int:
    return int(town.rows(f"SELECT count(*) FROM {table}")[0][0])


def test_files_and_links_stand_beside_their_question_in_the_order_in_which_they_came(
    town: Town,
) -> None:
    first = added(town)
    second = linked(town, "https://intranet.example/konzept?seite=2", "Konzept im Intranet")
    form = open_form(town.house, town.caller(KARL), town.assessment(COUNTER))
    assert form.evidence == {"ramp": (first, second)}
    assert form.assessment.revision == second.revision == first.revision + 1
    assert first.digest == sha256(CONCEPT.content).hexdigest()
    assert own_file(town.house, town.caller(HEIDI), first.id).content == CONCEPT.content


def test_the_id_of_a_file_cannot_be_guessed(town: Town) -> None:
    ids = {added(town).id for _ in range(9)}
    assert len(ids) == 9
    assert all(len(id_) == 32 for id_ in ids)


@pytest.mark.parametrize(
    "address",
    [
        "http://example.org/",
        "javascript:alert(1)",
        "JaVaScRiPt://example.org/%0aalert(1)",
        "data:text/html,<script>alert(1)</script>",
        "file:///etc/passwd",
        "\\\\server\\share",
        "https://",
        "https:///weg",
        "https://.",
        "https://intranet.example@evil.example/",
        "https://user:secret@example.org/",
        "https://example.org/ mit Lücke",
        'https://example.org/"onmouseover="alert(1)',
        "https://example.org\\@evil.example/",
        "https://example.org:99999/",
        "https://[::1/",
        "example.org",
        "",
        f"https://example.org/{'a' * 500}",
    ],
)
def test_what_is_no_safe_address_is_refused(town: Town, address: str) -> None:
    with pytest.raises(NotDone):
        linked(town, address)
    assert beside(town) == []


def test_a_host_in_other_letters_is_shown_as_it_is_resolved(town: Town) -> None:
    assert linked(town, "https://аpple.example/").address == "https://xn--pple-43d.example/"
    assert linked(town, "https://Bürger.example:8443/ä?b=1#c").address == (
        "https://xn--brger-kva.example:8443/ä?b=1#c"
    )


def test_only_the_unit_and_whoever_checks_read_a_file_and_they_only_when_it_is_handed_in(
    town: Town,
) -> None:
    file = added(town)
    paula = town.caller(PAULA)
    for person in (ANNA, HEIDI, DORA, KARL):
        assert own_file(town.house, town.caller(person), file.id).name == "Konzept.pdf"
    with pytest.raises(Denied):
        file_to_check(town.house, paula, file.id)
    handed_in(town)
    assert file_to_check(town.house, paula, file.id).content == CONCEPT.content
    for caller in (*map(town.caller, (BERND, STELLA, NOBODY)), town.guest()):
        for read in (own_file, file_to_check):
            with pytest.raises(Denied):
                read(town.house, caller, file.id)


def test_whose_stay_has_ended_reads_nothing(town: Town) -> None:
    file, karl = added(town), town.caller(KARL)
    town.clock.go_on(hours=13)
    with pytest.raises(SignedOut):
        own_file(town.house, karl, file.id)


@pytest.mark.parametrize("id_", ["", "gone", "\0", "ä", "../1", "x" * 5000, "' OR 1=1 --"])
def test_an_address_of_nothing_is_denied_like_one_of_somebody_else(town: Town, id_: str) -> None:
    added(town)
    for read in (own_file, remove):
        with pytest.raises(Denied):
            read(town.house, town.caller(ANNA), id_)


def test_what_is_removed_is_deleted_and_leaves_a_trace(town: Town) -> None:
    file = added(town)
    remove(town.house, town.caller(HEIDI), file.id)
    assert beside(town) == []
    with pytest.raises(Denied):
        own_file(town.house, town.caller(KARL), file.id)
    with pytest.raises(Denied):
        remove(town.house, town.caller(KARL), file.id)
    assert size(town, "evidence_contents") == 0
    assert town.rows("SELECT name FROM evidence") == [("Konzept.pdf",)]
    lines = read_log(town.house, town.caller(PAULA), Search()).entries
    said = [GERMAN.say(line.what) for line in lines]
    assert "Heidi Heim hat einen Nachweis entfernt." in said
    assert "Karl Kamm hat eine Datei als Nachweis hinzugefügt." in said


def test_two_who_remove_the_same_remove_it_once(town: Town) -> None:
    file = added(town)

    def gone(person: Person) -> bool:
        try:
            remove(town.house, town.caller(person), file.id)
        except Denied:
            return False
        return True

    for person in (KARL, HEIDI):
        town.caller(person)
    assert sorted(in_threads(lambda: gone(KARL), lambda: gone(HEIDI))) == [False, True]
    assert size(town, "evidence_ends") == 1


def test_two_who_add_at_once_both_add(town: Town) -> None:
    for person in (KARL, HEIDI):
        town.caller(person)
    in_threads(lambda: added(town), lambda: added(town, person=HEIDI))
    assert len(beside(town)) == 2
    assert len({one.revision for one in beside(town)}) == 2


def test_what_is_handed_in_is_frozen(town: Town) -> None:
    file, karl = added(town), town.caller(KARL)
    number = approved(town)
    for change in (
        lambda: added(town),
        lambda: linked(town, "https://example.org/"),
        lambda: remove(town.house, karl, file.id),
        lambda: accept(town.house, karl, number, "ramp", File("a", b"a")),
    ):
        with pytest.raises(NotDone, match=r"nicht .*(ändern|ausfüllen)"):
            change()
    assert [one.id for one in beside(town)] == [file.id]
    assert own_file(town.house, karl, file.id).content == CONCEPT.content


def test_after_a_wave_nothing_is_added(town: Town) -> None:
    town.clock.go_on(days=40)
    with pytest.raises(NotDone, match="läuft nicht"):
        added(town)


def test_a_question_that_there_is_not_has_no_evidence(town: Town) -> None:
    number, karl = town.assessment(COUNTER), town.caller(KARL)
    for question in ("gone", "signs.web", ""):
        with pytest.raises(Denied):
            add_file(town.house, karl, number, question, CONCEPT)
        with pytest.raises(Denied):
            accept(town.house, karl, number, question, File("a", b"a"))


def test_the_name_of_a_file_is_no_path_and_hides_nothing(town: Town) -> None:
    number, karl = town.assessment(COUNTER), town.caller(KARL)
    for name, kept in (
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\karl\\Konzept.pdf", "Konzept.pdf"),
        ("Konzept\u202efdp.exe", "Konzeptfdp.exe"),
        ("a\0b\r\nSet-Cookie: c.pdf", "ab Set-Cookie: c.pdf"),
        ("x" * 300, "x" * 200),
        ("", "?"),
    ):
        assert accept(town.house, karl, number, "ramp", File(name, b"a")).name == kept


@pytest.mark.parametrize(
    ("content", "sentence"), [(b"", "leer"), (bytes(MOST_BYTES + 1), "10 Megabyte")]
)
def test_what_is_empty_or_too_large_is_not_looked_into(
    town: Town, content: bytes, sentence: str
) -> None:
    with pytest.raises(NotDone, match=sentence):
        accept(town.house, town.caller(KARL), town.assessment(COUNTER), "ramp", File("a", content))


def test_the_files_of_a_sheet_are_limited_together(town: Town) -> None:
    half = SoundFile("a.pdf", Kind.PDF, bytes(MOST_PER_SHEET // 2))
    first = added(town, half)
    added(town, half)
    with pytest.raises(NotDone, match="30 Megabyte"):
        added(town, CONCEPT)
    remove(town.house, town.caller(KARL), first.id)
    added(town, CONCEPT)


def test_the_evidence_of_a_question_is_limited_in_number(town: Town) -> None:
    for number in range(MOST_PER_QUESTION):
        linked(town, f"https://example.org/{number}")
    with pytest.raises(NotDone, match="Mehr als 20"):
        linked(town, "https://example.org/")


def test_an_approval_stands_for_the_evidence_too(town: Town) -> None:
    added(town)
    approved(town)
    found = approval(town)
    assert found is not None
    assert found.holds
    assert not broken(town)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE evidence SET name = 'Anderes.pdf'",
        "UPDATE evidence SET digest = ''",
        "UPDATE evidence SET question = 'forms'",
        "UPDATE evidence SET revision = 99",
    ],
)
def test_who_changes_what_was_approved_is_found(town: Town, statement: str) -> None:
    added(town)
    approved(town)
    tamper(town, "evidence", statement)
    found = approval(town)
    assert found is not None
    assert not found.holds
    assert broken(town)


def test_a_flipped_bit_in_a_file_is_found_and_the_file_not_given_out(town: Town) -> None:
    file = added(town)
    number = approved(town)
    assert list(bad(town)) == []
    flipped = bytes([CONCEPT.content[0] ^ 1]) + CONCEPT.content[1:]
    literal = f"'\\x{flipped.hex()}'" if _is_postgres(town) else f"X'{flipped.hex()}'"
    tamper(town, "evidence_contents", f"UPDATE evidence_contents SET content = {literal}")
    assert any(f"Bogen {number}:" in GERMAN.say(sentence) for sentence in bad(town))
    with pytest.raises(NotDone, match="beschädigt"):
        own_file(town.house, town.caller(KARL), file.id)


def test_a_file_that_is_lost_is_found(town: Town) -> None:
    added(town)
    tamper(town, "evidence_contents", "DELETE FROM evidence_contents")
    with reading(town.house.engine) as connection:
        assert damaged_files(connection) == [town.assessment(COUNTER)]


def test_an_approval_of_then_is_proven_although_its_file_was_removed_since(town: Town) -> None:
    file = added(town)
    number = approved(town)
    after = open_form(town.house, town.caller(KARL), number).assessment.revision
    give_back(town.house, town.caller(PAULA), number, "Bitte anonymisieren.", after=after)
    remove(town.house, town.caller(KARL), file.id)
    approved(town)
    assert not broken(town)
    assert list(bad(town)) == []
    tamper(town, "evidence", "UPDATE evidence SET name = 'Anderes.pdf'")
    assert [one.number for one in broken(town)] == [1]


def test_files_are_forgotten_when_their_time_is_over_and_approvals_hold(town: Town) -> None:
    file = added(town)
    linked(town, "https://example.org/")
    approved(town)
    periods = {"evidence": periods_of("evidence=365")["evidence"]}
    town.clock.go_on(days=365)
    assert [one.count for one in forget(town.house, periods, dry_run=False)] == [0]
    town.clock.go_on(days=20)
    assert [one.count for one in forget(town.house, periods, dry_run=True)] == [1]
    assert [one.count for one in forget(town.house, periods, dry_run=False)] == [1]
    town.sign_in_anew()
    gone, link = beside(town)
    assert (gone.id, gone.forgotten, link.forgotten) == (file.id, True, False)
    found = approval(town)
    assert found is not None
    assert found.holds
    assert not broken(town)
    assert list(bad(town)) == []
    with pytest.raises(NotDone, match="gibt es nicht mehr"):
        own_file(town.house, town.caller(KARL), file.id)


def test_own_data_name_the_evidence_and_a_pseudonym_takes_the_place_of_a_name(town: Town) -> None:
    file = added(town)
    remove(town.house, town.caller(KARL), added(town).id)
    karl = town.caller(KARL)
    told = all_about_me(town.house, karl)
    assert [row["name"] for row in told["evidence"]] == ["Konzept.pdf", "Konzept.pdf"]
    assert len(told["evidence_ends"]) == 1
    approved(town)
    take_my_name_off(town.house, karl)
    assert not town.rows("SELECT 1 FROM evidence WHERE person = 'karl'")
    assert own_file(town.house, karl, file.id).content == CONCEPT.content
    assert not broken(town)
    town.change("DELETE FROM offices WHERE person = 'karl'")
    delete_my_account(town.house, karl)
    assert [one.id for one in _evidence_for(town, HEIDI)] == [file.id]


def _evidence_for(town: Town, person: Person) -> list[Evidence]:
    form = open_form(town.house, town.caller(person), town.assessment(COUNTER))
    return [one for there in form.evidence.values() for one in there]


def _is_postgres(town: Town) -> bool:
    return town.house.engine.dialect.name == "postgresql"
