"""Translations are complete and up to date, and what is not translated stays German."""

import shutil
from collections.abc import Iterable
from pathlib import Path
from string import Formatter
from textwrap import dedent

import pytest
from babel.messages.pofile import read_po

from audit.cli.translating import sources
from audit.files.translations import Coverage, load_translator, update_translations
from audit.model.messages import Translator, message
from audit.model.problems import Refused

HOME = Path(__file__).parents[2]
LANGUAGES = sorted(path.stem for path in (HOME / "languages").glob("*.po"))

HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'


def write_po(folder: Path, text: str) -> Path:
    path = folder / "en.po"
    path.write_text(HEADER + dedent(text), "utf-8")
    return path


def updated(
    folder: Path, code: str = "", texts: Iterable[tuple[str, str]] = (), file: str = "q.yaml"
) -> Coverage:
    """Bring `en.po` in the folder up to date with this code and these texts of a questionnaire."""
    path = folder / "code.py"
    path.write_text(code, "utf-8")
    (coverage,) = update_translations(folder, [path], {file: texts})
    return coverage


def told(folder: Path) -> list[str]:
    with pytest.raises(Refused) as refusal:
        load_translator("en", folder)
    return [problem.show().removeprefix(f"{folder}/") for problem in refusal.value.problems]


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home") / "languages"
    shutil.copytree(HOME / "languages", folder)
    return folder


@pytest.fixture(scope="module")
def coverages(copy: Path) -> list[Coverage]:
    """Bring the copy of `languages/` up to date with the code and the questionnaires."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(HOME)
        return update_translations(copy, *sources())


def test_there_is_an_english_translation() -> None:
    assert "en" in LANGUAGES


def test_the_files_are_up_to_date_with_code_and_questionnaires(
    coverages: list[Coverage], copy: Path
) -> None:
    assert [coverage.language for coverage in coverages] == LANGUAGES
    assert all(coverage.texts > 1000 for coverage in coverages)
    for path in sorted(copy.iterdir()):
        is_up_to_date = path.read_bytes() == (HOME / "languages" / path.name).read_bytes()
        assert is_up_to_date, f"languages/{path.name}: bring it up to date with make translations"


def test_everything_the_program_says_is_translated(coverages: list[Coverage]) -> None:
    missing = {c.language: [text for place, text in c.missing if not place] for c in coverages}
    assert missing == {language: [] for language in LANGUAGES}


def test_every_text_of_every_questionnaire_is_translated(coverages: list[Coverage]) -> None:
    missing = {c.language: [entry for entry in c.missing if entry[0]] for c in coverages}
    assert missing == {language: [] for language in LANGUAGES}


def placeholders(text: str) -> list[str]:
    return sorted(name for _, name, _, _ in Formatter().parse(text) if name is not None)


@pytest.mark.parametrize("language", LANGUAGES)
def test_translated_sentences_have_the_same_placeholders_and_the_same_rim(language: str) -> None:
    with (HOME / "languages" / f"{language}.po").open("rb") as file:
        entries = [entry for entry in read_po(file, locale=language) if entry.id]
    for entry in entries:
        german, translated = str(entry.id), str(entry.string)
        if translated and not entry.context:
            assert placeholders(translated) == placeholders(german), german
        if translated:
            assert [text != text.strip() for text in (german, translated)].count(True) != 1, german


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_translation_can_be_loaded(language: str) -> None:
    translator = load_translator(language, HOME / "languages")
    assert translator.language == language
    assert translator.catalogue


def test_german_needs_no_file(tmp_path: Path) -> None:
    assert load_translator("de", tmp_path) == Translator("de")


def test_a_sentence_and_a_text_are_said_in_the_language(tmp_path: Path) -> None:
    write_po(
        tmp_path,
        """
        msgid "Es gibt keine Frage „{question}“."
        msgstr "There is no question ‘{question}’."

        msgctxt "open.ramp"
        msgid "Gibt es eine Rampe?"
        msgstr "Is there a ramp?"
        """,
    )
    english = load_translator("en", tmp_path)
    said = english.say(message("Es gibt keine Frage „{question}“.", question="x"))
    assert said == "There is no question ‘x’."
    assert english.text("open.ramp", "Gibt es eine Rampe?") == "Is there a ramp?"


def test_the_place_tells_apart_what_is_the_same_in_german(tmp_path: Path) -> None:
    write_po(
        tmp_path,
        """
        msgid "Stufe"
        msgstr "Level"

        msgctxt "open.ramp"
        msgid "Stufe"
        msgstr "Step"

        msgctxt "open.lift"
        msgid "Stufe"
        msgstr ""
        """,
    )
    english = load_translator("en", tmp_path)
    assert english.say(message("Stufe")) == "Level"
    assert english.text("open.ramp", "Stufe") == "Step"
    assert english.text("open.lift", "Stufe") == "Stufe"


def test_when_the_german_wording_changes_german_is_said_and_the_text_is_missing(
    tmp_path: Path,
) -> None:
    path = write_po(
        tmp_path,
        """
        #: q.yaml
        msgctxt "open.ramp"
        msgid "Gibt es bei Ihnen eine Rampe?"
        msgstr "Is there a ramp?"
        """,
    )
    now = ("open.ramp", "Gibt es bei Ihnen eine feste Rampe?")
    coverage = updated(tmp_path, texts=[now])
    assert coverage == Coverage("en", 1, (now,))
    assert load_translator("en", tmp_path).text(*now) == now[1]
    assert "Is there a ramp?" in path.read_text("utf-8")


def test_what_a_person_has_marked_as_doubtful_is_not_said(tmp_path: Path) -> None:
    write_po(tmp_path, '#, fuzzy\nmsgid "Stufe"\nmsgstr "Stair"\n')
    assert load_translator("en", tmp_path).say(message("Stufe")) == "Stufe"
    assert updated(tmp_path, 'message("Stufe")').missing == (("", "Stufe"),)


def test_new_sentences_of_the_code_come_without_a_translation(tmp_path: Path) -> None:
    path = write_po(tmp_path, 'msgid "Ja"\nmsgstr "Yes"\n')
    code = 'message("Ja")\nmessage("Die Zeile {row} "\n  "ist leer.", row=3)\nprint("Nein")\n'
    assert updated(tmp_path, code) == Coverage("en", 2, (("", "Die Zeile {row} ist leer."),))
    assert load_translator("en", tmp_path).say(message("Ja")) == "Yes"
    assert "Nein" not in path.read_text("utf-8")


def test_a_translation_that_is_needed_no_more_is_kept_aside(tmp_path: Path) -> None:
    path = write_po(tmp_path, 'msgid "Ja"\nmsgstr "Yes"\n')
    assert updated(tmp_path) == Coverage("en", 0, ())
    assert '#~ msgstr "Yes"' in path.read_text("utf-8")
    assert load_translator("en", tmp_path).say(message("Ja")) == "Ja"


def test_a_text_that_comes_twice_is_translated_once(tmp_path: Path) -> None:
    write_po(tmp_path, "")
    place = ("open.scale:steps", "teils")
    assert updated(tmp_path, texts=[place, place]) == Coverage("en", 1, (place,))


def test_an_update_without_news_leaves_the_file_alone(tmp_path: Path) -> None:
    path = write_po(tmp_path, "")
    updated(tmp_path, 'message("Ja")\n', [("open", "Titel")])
    written = path.read_bytes()
    path.chmod(0o444)
    stamp = path.stat().st_mtime_ns
    assert updated(tmp_path, 'message("Ja")\n', [("open", "Titel")]).texts == 2
    assert updated(tmp_path, '\n\n\nmessage("Ja")\n', [("open", "Titel")]).texts == 2
    assert (path.read_bytes(), path.stat().st_mtime_ns) == (written, stamp)


def test_the_file_holds_no_dates_and_no_line_numbers(tmp_path: Path) -> None:
    path = write_po(tmp_path, "")
    updated(tmp_path, '\n\nmessage("Ja")\n')
    text = path.read_text("utf-8")
    assert "code.py\n" in text
    assert "Date" not in text


def test_a_language_without_a_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refusal:
        load_translator("xx", tmp_path)
    assert str(refusal.value) == f"{tmp_path / 'xx.po'}: Diese Sprache gibt es nicht."


@pytest.mark.parametrize("language", ["../en", "", "a/b", "x" * 300])
def test_only_the_name_of_a_language_is_a_language(tmp_path: Path, language: str) -> None:
    folder = tmp_path / "languages"
    folder.mkdir()
    write_po(tmp_path, "")
    with pytest.raises(Refused):
        load_translator(language, folder)


@pytest.mark.parametrize(
    "content",
    [
        b'msgid "Ja"\nmsgtext "Yes"\n',
        b"Ja = Yes\n",
        b'msgstr "Yes"\n\xff\xfe',
        'msgid "Möglich"\nmsgstr "Possible"\n'.encode("utf-16"),
        b"\0\1\2",
    ],
    ids=["unknown word", "no .po", "no UTF-8", "UTF-16", "bytes"],
)
def test_a_broken_file_gives_one_sentence(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "en.po").write_bytes(content)
    (line,) = told(tmp_path)
    assert line.startswith("en.po:")
    assert line.endswith(": Das ist keine gültige .po-Datei.")


def test_the_line_of_a_broken_file_is_the_one_that_an_editor_shows(tmp_path: Path) -> None:
    (tmp_path / "en.po").write_text('msgid "Ja"\nmsgstr "Yes"\n\nNein = No\n')
    assert told(tmp_path) == ["en.po:4: Das ist keine gültige .po-Datei."]


def test_an_open_quotation_mark_does_not_cost_the_last_letter(tmp_path: Path) -> None:
    write_po(tmp_path, 'msgid "Ja"\nmsgstr "Yes\n')
    assert told(tmp_path)


def test_a_broken_file_is_not_written_over(tmp_path: Path) -> None:
    path = write_po(tmp_path, "Ja = Yes\n")
    before = path.read_bytes()
    with pytest.raises(Refused):
        updated(tmp_path, 'message("Ja")')
    assert path.read_bytes() == before


def test_translations_with_other_placeholders_are_told_with_their_lines(tmp_path: Path) -> None:
    write_po(
        tmp_path,
        """
        msgid "{a} von {b}"
        msgstr "{b} holds {a}"

        msgid "Zeile {row}"
        msgstr "Row {line}"

        msgid "Datei {file}"
        msgstr "A file"

        msgid "Fertig."
        msgstr "Done {now}."

        msgid "Wert {value}"
        msgstr "Value {value"
        """,
    )
    sentence = "Die Übersetzung hat andere Platzhalter als der deutsche Text."
    assert told(tmp_path) == [f"en.po:{line}: {sentence}" for line in (8, 11, 14, 17)]


@pytest.mark.parametrize("translated", ["Value {value!x}", "Value {value:zzz}", "Value {value.a}"])
def test_a_translation_that_could_not_be_said_is_told_when_it_is_read(
    tmp_path: Path, translated: str
) -> None:
    write_po(tmp_path, f'msgid "Wert {{value}}"\nmsgstr "{translated}"\n')
    assert told(tmp_path)


@pytest.mark.parametrize(
    ("german", "english"),
    [("Welche Form {Herr/Frau}?", "Which form {Mr/Ms}?"), ("Zahlen > {5", "Numbers > {5 and up")],
)
def test_braces_in_a_questionnaire_are_plain_text(
    tmp_path: Path, german: str, english: str
) -> None:
    write_po(tmp_path, f'msgctxt "open.form"\nmsgid "{german}"\nmsgstr "{english}"\n')
    assert load_translator("en", tmp_path).text("open.form", german) == english
