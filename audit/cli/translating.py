"""`translations`: what there is to translate, and what is missing."""

from contextlib import chdir
from pathlib import Path

from audit.cli.terminal import HOME, LANGUAGES, say
from audit.files.characters import in_one_line
from audit.files.questionnaires import load_questionnaires
from audit.files.translations import update_translations
from audit.model.messages import Translator, message
from audit.model.texts import Placed, texts_of

SHOWN = 20
"""So many missing texts are named; the rest stand in the file."""


def update(language: Translator) -> None:
    """Bring `languages/` up to date with the code and all questionnaires, the made-up ones too."""
    with chdir(HOME):
        coverages = update_translations(LANGUAGES, *sources())
    for coverage in coverages:
        say(
            language,
            message(
                "{language}: {done} von {all} Texten übersetzt.",
                language=coverage.language,
                done=coverage.texts - len(coverage.missing),
                all=coverage.texts,
            ),
        )
        for place, german in coverage.missing[:SHOWN]:
            say(
                language,
                message("  fehlt: {place} {german}", place=place, german=in_one_line(german)),
            )


def sources() -> tuple[list[Path], dict[str, list[Placed]]]:
    """List the code that speaks, and the texts of all questionnaires with their places."""
    code = [path.relative_to(HOME) for path in sorted((HOME / "audit").rglob("*.py"))]
    texts = {
        f"{folder}/{questionnaire.id}-{questionnaire.version}": list(texts_of(questionnaire))
        for folder in ("questionnaires", "data/demo/questionnaires", "data/example")
        for questionnaire in load_questionnaires([HOME / folder])
    }
    return code, texts
