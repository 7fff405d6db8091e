"""The commands. Each reads its arguments, calls one function below, and speaks with the person."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from audit.cli import checking, evaluating, translating, writing
from audit.cli.terminal import told_in, translator

app = typer.Typer(
    help="Self-assessment of a municipality's intercultural opening.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

Language = Annotated[
    str | None, typer.Option("--language", help="de or en; otherwise the terminal's language.")
]


class Engine(StrEnum):
    """Where the numbers are calculated; the formulas are the same."""

    LOCAL = "local"
    SPARK = "spark"


@app.command()
def check(
    paths: Annotated[list[Path], typer.Argument(help="Questionnaires, or folders of them.")],
    language: Language = None,
) -> None:
    """Check questionnaires: show all problems, or a summary. Exit code 1 on problems."""
    speech = translator(language)
    with told_in(speech):
        checking.check(paths, speech)


@app.command()
def schema() -> None:
    """Write the JSON schema and the written reference of the questionnaire format."""
    writing.write_format(translator(None))


@app.command()
def score(
    questionnaire: Annotated[Path, typer.Option(help="The questionnaire (YAML).")],
    answers: Annotated[Path, typer.Option(help="The answers (CSV or Parquet), wide or long.")],
    out: Annotated[Path, typer.Option(help="Where to write the results (CSV or Parquet).")],
    explain: Annotated[
        str | None,
        typer.Option(metavar="SUBJECT", help="Show how this subject's results came about."),
    ] = None,
    group_by: Annotated[
        str, typer.Option(metavar="COLUMN,...", help="Summarise groups instead of subjects.")
    ] = "",
    min_group: Annotated[
        int, typer.Option(min=1, help="Groups with fewer results are withheld.")
    ] = evaluating.MIN_GROUP,
    ignore: Annotated[
        str,
        typer.Option(metavar="COLUMN,...", help="Columns of a wide table that are no questions."),
    ] = "",
    engine: Annotated[Engine, typer.Option(help="Calculate here, or on Spark.")] = Engine.LOCAL,
    language: Language = None,
) -> None:
    """Score a table of answers."""
    speech = translator(language)
    with told_in(speech):
        job = evaluating.Job(
            questionnaire, answers, out, _names(group_by), min_group, _names(ignore), explain
        )
        evaluating.evaluate(job, speech, on_spark=engine is Engine.SPARK)


@app.command()
def example(language: Language = None) -> None:
    """Score the made-up example and show the results."""
    speech = translator(language)
    with told_in(speech):
        evaluating.show_example(speech)


@app.command()
def demo(
    port: Annotated[int, typer.Option(help="Where the app answers.")] = 8501,
    serve: Annotated[bool, typer.Option(help="Start the app, or only make the city.")] = True,
    language: Language = None,
) -> None:
    """Make the made-up city Musterstadt and start the app with it."""
    from audit.cli import serving

    speech = translator(language)
    with told_in(speech):
        settings = serving.demo_settings()
        serving.make_demo(settings, speech)
        if serve:
            serving.serve(settings, serving.Place(port), speech)


@app.command(name="serve")
def serve_app(
    port: Annotated[int, typer.Option(help="Where the app answers.")] = 8501,
    address: Annotated[
        str, typer.Option(help="127.0.0.1: only this machine; 0.0.0.0: the network.")
    ] = "127.0.0.1",
    processes: Annotated[
        int | None, typer.Option(min=1, help="How many make pages at once; else one for each core.")
    ] = None,
    language: Language = None,
) -> None:
    """Start the app for a real administration."""
    from audit.cli import serving

    speech = translator(language)
    with told_in(speech):
        serving.serve(serving.own_settings(), serving.Place(port, address, processes), speech)


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(help="Where to write the backup (ZIP).")],
    language: Language = None,
) -> None:
    """Write everything that is stored into one file, while people go on working."""
    from audit.cli import keeping

    speech = translator(language)
    with told_in(speech):
        keeping.back_up(file, speech)


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A backup.")],
    dry_run: Annotated[bool, typer.Option(help="Only try whether it can be done.")] = False,
    replace: Annotated[bool, typer.Option(help="Give up what is stored now.")] = False,
    language: Language = None,
) -> None:
    """Put a backup into the database: all of it, compared by its hashes, or nothing."""
    from audit.cli import keeping

    speech = translator(language)
    with told_in(speech):
        keeping.restore(file, speech, dry_run=dry_run, replace=replace)


@app.command()
def move(
    to: Annotated[str, typer.Option(help="The address of the other database.")],
    replace: Annotated[bool, typer.Option(help="Give up what is stored there.")] = False,
    language: Language = None,
) -> None:
    """Copy everything into another database, e.g. from SQLite to PostgreSQL."""
    from audit.cli import keeping

    speech = translator(language)
    with told_in(speech):
        keeping.move(to, speech, replace_all=replace)


@app.command()
def verify(language: Language = None) -> None:
    """Look for changed or lost data. Exit code 1 when there are any."""
    from audit.cli import keeping

    speech = translator(language)
    with told_in(speech):
        keeping.verify_database(speech)


@app.command()
def doctor(
    address: Annotated[str, typer.Option(help="Where the app is to answer.")] = "127.0.0.1",
    language: Language = None,
) -> None:
    """Say what is wrong with this installation, and what to do. Exit code 1 when something is."""
    from audit.cli import keeping

    speech = translator(language)
    with told_in(speech):
        keeping.doctor(address, speech)


@app.command()
def retention(
    dry_run: Annotated[bool, typer.Option(help="Only count what would be deleted.")] = False,
    language: Language = None,
) -> None:
    """Delete what is no longer needed, class by class. Meant for every night."""
    from audit.cli import forgetting

    speech = translator(language)
    with told_in(speech):
        forgetting.forget_what_is_over(speech, dry_run=dry_run)


@app.command()
def admin(
    name: Annotated[str, typer.Argument(help='Name of the person, e.g. "Eva Moos".')],
    sign_in: Annotated[
        str | None, typer.Option(help="What the person signs in with, e.g. an e-mail address.")
    ] = None,
    language: Language = None,
) -> None:
    """Add the first administrator, or let one in again; prints a one-time code."""
    from audit.cli import administering

    speech = translator(language)
    with told_in(speech):
        administering.make_admin(name, sign_in, speech)


@app.command()
def translations() -> None:
    """Collect what there is to translate into `languages/`, and list what is missing."""
    speech = translator(None)
    with told_in(speech):
        translating.update(speech)


def _names(written: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in written.split(",") if name.strip())
