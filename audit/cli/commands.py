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
    language: Language = None,
) -> None:
    """Start the app for a real administration."""
    from audit.cli import serving

    speech = translator(language)
    with told_in(speech):
        serving.serve(serving.own_settings(), serving.Place(port, address), speech)


@app.command()
def translations() -> None:
    """Collect what there is to translate into `languages/`, and list what is missing."""
    speech = translator(None)
    with told_in(speech):
        translating.update(speech)


def _names(written: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in written.split(",") if name.strip())
