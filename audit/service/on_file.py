"""The questionnaires in the folder, and how one of them comes to be kept in the database."""

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from audit.files.questionnaires import load_questionnaire, read_questionnaire
from audit.model.messages import message
from audit.model.problems import Refused
from audit.model.questionnaire import Questionnaire
from audit.model.waves import Edition
from audit.service.actions import Act, NotDone
from audit.store import waves


def on_file(folder: Path) -> Mapping[Edition, Questionnaire]:
    """Read the questionnaires of a folder that can be used; of two versions the newer one."""
    newest: dict[str, Questionnaire] = {}
    for file in _files(folder):
        try:
            found = load_questionnaire(file)
        except Refused:
            continue  # the screen on which questionnaires are tried out says what is wrong
        if found.id not in newest or newest[found.id].version < found.version:
            newest[found.id] = found
    return {Edition(one.id, one.version): one for one in newest.values()}


def keep(act: Act, edition: Edition, folder: Path) -> None:
    """Keep the text of a questionnaire as it is written today, with its fingerprint.

    Raises `NotDone` when the file is gone, has another version by now, or has the version of a
    questionnaire that is kept with other words.
    """
    text = _text(edition, folder)
    kept = waves.load_questionnaire(act.connection, edition)
    if kept is None:
        fingerprint = sha256(text).hexdigest()
        waves.keep_questionnaire(act.connection, waves.Written(edition, text, fingerprint))
    elif kept.text != text:
        raise NotDone(
            message(
                "Der Fragebogen „{id}“ wurde geändert, heißt aber noch Fassung {version}. Bitte "
                "erhöhen Sie in der Datei die Fassung, und wählen Sie ihn dann neu aus.",
                id=edition.questionnaire,
                version=edition.version,
            )
        )


def _text(edition: Edition, folder: Path) -> bytes:
    for file in _files(folder):
        text = file.read_bytes()
        try:
            found = read_questionnaire(text, str(file))
        except Refused:
            continue
        if Edition(found.id, found.version) == edition:
            return text
    raise NotDone(
        message(
            "Den Fragebogen „{id}“ gibt es nicht mehr in Fassung {version}. Bitte sehen Sie den "
            "Plan noch einmal durch, und speichern Sie ihn.",
            id=edition.questionnaire,
            version=edition.version,
        )
    )


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.y*ml"))
