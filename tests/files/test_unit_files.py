"""Lists of units: what people and their spreadsheets write is understood, or refused by line."""

import re
from datetime import date
from pathlib import Path

import pytest

from audit.files.unit_files import MOST_UNITS, read_units, write_units
from audit.model.messages import GERMAN
from audit.model.organisation import Unit, UnitId, UnitKind
from audit.model.problems import Refused
from audit.model.unit_lists import WrittenList, compare

CITY, SOCIAL, COUNTER = (
    Unit(UnitId("stadt"), "Musterstadt", UnitKind.CITY, None, 300),
    Unit(UnitId("soziales"), "Fachbereich Soziales", UnitKind.DIVISION, UnitId("stadt"), 80),
    Unit(UnitId("service"), "Bürgerservice", UnitKind.DEPARTMENT, UnitId("soziales"), None),
)
OLD = Unit(UnitId("alt"), "Altes Amt", UnitKind.TEAM, UnitId("stadt"), 3, date(2025, 1, 1))
UNITS = (CITY, SOCIAL, COUNTER, OLD)

AS_CSV = """Kurzname;Name;Art;gehört zu;Beschäftigte
stadt;Musterstadt;Stadt;;300
soziales;Fachbereich Soziales;Fachbereich;stadt;80
service;Bürgerservice;Fachdienst;soziales;
"""
AS_YAML = """
units:
  - {id: stadt, name: Musterstadt, kind: city, staff: 300}
  - {id: soziales, name: Fachbereich Soziales, kind: division, parent: stadt, staff: 80}
  - {id: service, name: Bürgerservice, kind: department, parent: soziales}
"""


def read(text: str, name: str = "amt.csv") -> WrittenList:
    return read_units(text.encode(), name)


def refusal(text: str | bytes, name: str = "amt.csv") -> str:
    """Say what is wrong with a list, by itself or with what there is."""
    data = text.encode() if isinstance(text, str) else text
    with pytest.raises(Refused) as refused:
        compare(read_units(data, name), UNITS)
    return "\n".join(problem.show(GERMAN) for problem in refused.value.problems)


def test_csv_and_yaml_say_the_same() -> None:
    from_csv, from_yaml = read(AS_CSV).listed, read(AS_YAML, "amt.yaml").listed
    assert [(u.id, u.name, u.kind, u.parent, u.staff) for u in from_csv] == [
        (u.id, u.name, u.kind, u.parent, u.staff) for u in from_yaml
    ]
    assert [unit.line for unit in from_csv] == [2, 3, 4]
    assert [unit.line for unit in from_yaml] == [3, 4, 5]


@pytest.mark.parametrize(
    "data",
    [
        AS_CSV.encode("utf-8-sig"),
        AS_CSV.encode("utf-16"),
        AS_CSV.encode("cp1252"),
        AS_CSV.replace("\n", "\r\n").encode(),
        AS_CSV.replace(";", ",").encode(),
        AS_CSV.replace(";", "\t").encode(),
        b"sep=;\r\n" + AS_CSV.encode("cp1252"),
        AS_CSV.replace("Kurzname;Name;Art", "id;NAME; art ").encode(),
        (AS_CSV + ";;;;\n\n").encode(),
    ],
    ids=["mark", "utf-16", "old excel", "crlf", "commas", "tabs", "sep", "heads", "empty rows"],
)
def test_tables_are_read_as_spreadsheets_write_them(data: bytes) -> None:
    found = compare(read_units(data, "amt.csv"), UNITS)
    assert (found.changed, found.missing, found.same) == ((), (), 3)


def test_what_was_written_is_read_again_as_it_was() -> None:
    tricky = Unit(UnitId("x"), '=SUMME(1;2) „A“; "B"', UnitKind.STAFF_UNIT, UnitId("stadt"), 0)
    units = (*UNITS[:3], tricky)
    written = write_units(units)
    assert b"'=SUMME" in written
    found = compare(read_units(written, "amt.csv"), units)
    assert (found.changed, found.missing, found.same) == ((), (), 4)


def test_without_short_names_units_are_found_by_their_names() -> None:
    found = compare(
        read(
            "Name;gehört zu;Art\nMusterstadt;;\nFachbereich Soziales;Musterstadt;\n"
            "bürgerservice;Fachbereich Soziales;\nTeam Pass;Bürgerservice;Sachgebiet\n"
        ),
        UNITS,
    )
    assert [(one.after.id, one.after.parent) for one in found.changed] == [
        ("service", "soziales"),
        ("team-pass", "service"),
    ]
    assert found.changed[0].is_renamed


def test_what_is_new_renamed_moved_and_missing_is_told_apart() -> None:
    text = "id,name,kind,parent,staff\nstadt,Stadt,,,\nservice,Bürgerservice,team,stadt,7\n"
    found = compare(read(text + "neu,Neu,team,service,\n"), UNITS)
    said = [
        (one.after.id, one.before is None, one.is_renamed, one.is_moved, one.is_described_anew)
        for one in found.changed
    ]
    assert said == [
        ("stadt", False, True, False, False),
        ("service", False, False, True, True),
        ("neu", True, False, False, False),
    ]
    assert found.missing == (SOCIAL,)
    assert found.changed[0].after.staff == 300, "what is left empty stays"


PROBLEMS: dict[str, tuple[str, str]] = {
    "another kind of file": ("", "amt.csv: In der Datei steht nichts."),
    "only heads": ("Name;gehört zu\n", "amt.csv: In der Datei steht keine Dienststelle."),
    "a misspelt head": ("Nahme;gehört zu\n", "amt.csv:1: Die Spalte „Nahme“ ist hier nicht bekannt."
                        "\n    Meinten Sie „Name“?"),
    "a head twice": ("Name;Name;gehört zu\n", "Die Spalte „Name“ gibt es mehrmals."),
    "no parents": ("Name\nA\n", "amt.csv:1: Die Spalte „gehört zu“ fehlt."),
    "an open quote": ('Name;gehört zu\nA;\n"B;A\n', "amt.csv:3: Ab hier ist die Tabelle nicht"),
    "a cell too many": ("Name;gehört zu\nMusterstadt;;x\n", "amt.csv:2: Die Zeile hat mehr"),
    "no name": ("Name;gehört zu\nMusterstadt;\n;stadt\n", "amt.csv:3: Hier fehlt der Name"),
    "a long name": (f"Name;gehört zu\n{'x' * 121};\n", "amt.csv:2: Der Text hat 121 Zeichen."),
    "an odd short name": ("id;name;parent\nA B;Musterstadt;\n", "„A B“ kann kein Kurzname sein."),
    "an unknown kind": ("Name;Art;gehört zu\nA;Fachdinst;\n", "Meinten Sie „Fachdienst“?"),
    "no number": ("Name;gehört zu;staff\nMusterstadt;;1.200\n", "„1.200“ ist keine Zahl"),
    "a huge number": ("Name;gehört zu;staff\nMusterstadt;;9999999\n", "prüfen Sie die Zahl"),
    "a misspelt parent": ("Name;gehört zu\nMusterstadt;\nBürgerservice;Musterstat\n",
                          "„Bürgerservice“ gehört zu „Musterstat“; das steht nicht in der Datei."
                          "\n    Meinten Sie „Musterstadt“?"),
    "a short name twice": (AS_CSV + "service;Anders;Fachdienst;stadt;\n",
                           "amt.csv:5: Den Kurznamen „service“ gibt es schon in Zeile 4."),
    "a name twice": (AS_CSV + "zwei;bürgerservice;Fachdienst;stadt;\n",
                     "amt.csv:5: Den Namen „bürgerservice“ gibt es schon in Zeile 4."),
    "new without a kind": ("Name;gehört zu\nMusterstadt;\nNeu;Musterstadt\n", "„Neu“ ist neu"),
    "a closed one": (AS_CSV + "alt;Altes Amt;;stadt;\n", "gehört einer geschlossenen Dienststelle"),
    "another short name": ("id;name;parent\nstadt;Musterstadt;\nneu;Bürgerservice;stadt",
                                       "gibt es schon, mit dem Kurznamen „service“."),
    "no top": ("id;name;parent\nstadt;Musterstadt;stadt\n", "Keine Dienststelle der Datei ist die"),
    "two tops": (AS_CSV + "neu;Neu;Stadt;;\n", "amt.csv:5: Bei „Neu“ fehlt, wozu es gehört."),
    "another top": ("Name;Art;gehört zu\nNeustadt;Stadt;\n", "Die oberste Dienststelle ist"),
    "a ring": ("id;name;parent\nstadt;Musterstadt;\nsoziales;Fachbereich Soziales;service\n"
               "service;Bürgerservice;soziales\n", "amt.csv:3: „Fachbereich Soziales“ steht unter"),
}  # fmt: skip


@pytest.mark.parametrize("what", PROBLEMS)
def test_each_problem_says_where_what_and_how_to_mend_it(what: str) -> None:
    text, said = PROBLEMS[what]
    assert said in refusal(text)


def test_all_problems_are_said_at_once_and_each_once() -> None:
    text = "Name;Art;gehört zu;Beschäftigte\nMusterstadt;Stadt;;viele\nA;Dorf;x;\n;;x;\nB;;y;1\n"
    assert [line[:10] for line in refusal(text).splitlines() if line.startswith("amt")] == [
        "amt.csv:2:",
        "amt.csv:3:",
        "amt.csv:4:",
        "amt.csv:5:",
        "amt.csv:5:",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("units: []", "keine Dienststelle"),
        ("units:\n  - {name: A, kind: dorf}", "amt.yaml:2:"),
        ("units:\n  - {name: A, kinde: city}", "Meinten Sie „kind“?"),
        ("units:\n  - {name: A, kind: city, staff: viele}", "amt.yaml:2:"),
        ("units:\n  - {name: A, kind: city, staff: -1}", "prüfen Sie die Zahl"),
        ("einheiten: []", "amt.yaml"),
        ("&a [*a]", "amt.yaml"),
    ],
)
def test_yaml_is_read_strictly_too(text: str, said: str) -> None:
    assert said in refusal(text, "amt.yaml")


@pytest.mark.parametrize("name", ["amt.xlsx", "amt", "csv", "amt.csv.exe"])
def test_other_files_are_refused(name: str) -> None:
    assert "muss auf .csv oder .yaml enden" in refusal(AS_CSV, name)


@pytest.mark.parametrize("data", [b"\x00" * 40, b"\xff\xfe\x00", b"PK\x03\x04" + bytes(range(256))])
def test_what_is_no_text_is_refused_and_nothing_breaks(data: bytes) -> None:
    for name in ("amt.csv", "amt.yaml"):
        assert refusal(data, name)


def test_a_list_that_never_ends_is_refused() -> None:
    rows = "".join(f"Amt {number};Musterstadt\n" for number in range(MOST_UNITS))
    assert "mehr als 5000 Dienststellen" in refusal("Name;gehört zu\nMusterstadt;\n" + rows)


def test_a_very_deep_list_is_read_within_a_moment() -> None:
    rows = "".join(f"u{n};Amt {n};Sachgebiet;u{n - 1}\n" for n in range(1, MOST_UNITS))
    listed = read("Kurzname;Name;Art;gehört zu\nu0;Amt 0;Stadt;\n" + rows)
    assert len(compare(listed, ()).changed) == MOST_UNITS


def test_the_two_examples_of_the_manual_are_read_and_say_the_same() -> None:
    manual = Path(__file__).parents[2] / "docs" / "handbuch" / "systemverwaltung.md"
    found = dict(re.findall(r"```(csv|yaml)\n(.*?)```", manual.read_text("utf-8"), re.DOTALL))
    changed = [compare(read(found[kind], f"amt.{kind}"), ()).changed for kind in ("csv", "yaml")]
    assert changed[0] == changed[1]
    assert [one.after.name for one in changed[0]] == [
        "Stadt Musterstadt",
        "Fachbereich Soziales",
        "Fachdienst Wohnen",
    ]
