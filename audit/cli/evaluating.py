"""`score` and `example`: from a table of answers to a table of results."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from rich.progress import Progress

from audit.assessment.explain import Step, explain
from audit.assessment.groups import sum_of
from audit.assessment.plan import Plan, plan_of
from audit.assessment.results import CodedAnswers, assess
from audit.cli.showing import readable_table, show_steps
from audit.cli.terminal import HOME, errors, output, say
from audit.files.ahead import ahead
from audit.files.answer_tables import AnswerTable, Block
from audit.files.questionnaires import load_questionnaire
from audit.files.result_files import check_place, save_tables
from audit.files.table_files import open_table
from audit.model.messages import Translator, message
from audit.model.problems import Problem, Refused
from audit.tables.results import group_table, result_table
from scoring.kernel import blocks
from scoring.summaries import Summary

EXAMPLE = HOME / "data" / "example"
"""A small made-up questionnaire with made-up answers."""

MIN_GROUP = 5
"""Fewer people could be recognised: the lowest threshold that German authorities use."""


@dataclass(frozen=True)
class Job:
    """What is to be evaluated, and where the results go."""

    questionnaire: Path
    answers: Path
    out: Path
    group_by: Sequence[str] = ()
    min_group: int = MIN_GROUP
    ignore: Sequence[str] = ()
    explain: str | None = None


def evaluate(job: Job, language: Translator, *, on_spark: bool = False) -> None:
    """Score the answers and write the results; raises `Refused` and then writes nothing."""
    check_place(job.out)
    _check_options(job)
    plan = plan_of(load_questionnaire(job.questionnaire))
    if not plan.reported:
        sentence = message("In diesem Fragebogen wird nichts gewertet.")
        raise Refused([Problem(str(job.questionnaire), None, sentence)])
    if on_spark:
        save_tables(job.out, [_grouped(job, plan, _summary_on_spark(job, plan))])
    elif job.group_by:
        save_tables(job.out, [_grouped(job, plan, _summary(job, plan))])
    else:
        explained: list[Step] = []
        save_tables(job.out, _result_tables(job, plan, language, explained))
        show_steps(explained, language)
    say(language, message("Die Ergebnisse stehen in {file}.", file=job.out))


def _check_options(job: Job) -> None:
    if job.explain is not None and job.group_by:
        sentence = message("--explain zeigt eine Person oder Einheit, keine Gruppen.")
        raise Refused([Problem(str(job.answers), None, sentence)])
    if _is_same(job.out, job.answers):
        sentence = message("Hier stehen die Antworten; nennen Sie für die Ergebnisse eine andere.")
        raise Refused([Problem(str(job.out), None, sentence)])


def _is_same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False


def show_example(language: Translator) -> None:
    """Score the shipped example and show the results of all subjects."""
    job = Job(EXAMPLE / "questionnaire.yaml", EXAMPLE / "answers.csv", Path())
    plan = plan_of(load_questionnaire(job.questionnaire))
    tables = list(_result_tables(job, plan, language, []))
    title = language.text(plan.questionnaire.id, plan.questionnaire.title)
    say(language, message("Erfundenes Beispiel: {title}", title=title))
    output.print(readable_table(pd.concat(tables), plan, language))


def _grouped(job: Job, plan: Plan, summary: Summary) -> pd.DataFrame:
    return group_table(summary, plan, job.group_by, job.min_group)


def _summary(job: Job, plan: Plan) -> Summary:
    """Add up the groups block by block, so that the file may be larger than memory."""
    return sum_of(plan, _blocks(job, plan))


def _summary_on_spark(job: Job, plan: Plan) -> Summary:
    if not job.group_by:
        sentence = message("Spark wertet Gruppen aus; nennen Sie sie mit --group-by.")
        raise Refused([Problem(str(job.answers), None, sentence)])
    try:
        from audit.files.spark_tables import summary_on_spark
    except ImportError:
        sentence = message("Spark ist nicht installiert; das geht mit: make spark")
        raise Refused([Problem(str(job.answers), None, sentence)]) from None
    return summary_on_spark(job.answers, plan, job.group_by, job.ignore)


def _result_tables(
    job: Job, plan: Plan, language: Translator, explained: list[Step]
) -> Iterator[pd.DataFrame]:
    """Score block by block; the steps of the subject to explain are added to `explained`."""
    is_empty = True
    for block in _blocks(job, plan):
        subjects = block.subjects.to_pylist()
        is_empty = is_empty and not subjects
        for part in blocks(len(subjects)):
            names = [str(subject) for subject in subjects[part]]
            results = assess(CodedAnswers(plan, names, block.codes[:, part]))
            if job.explain in names:
                explained.extend(explain(results, job.explain, language))
            yield result_table(results)
    if is_empty:
        nobody = np.zeros((len(plan.columns), 0), np.int8)
        yield result_table(assess(CodedAnswers(plan, [], nobody)))
    if job.explain is not None and not explained:
        sentence = message("Es gibt keine Antworten von „{subject}“.", subject=job.explain)
        raise Refused([Problem(str(job.answers), None, sentence)])


def _blocks(job: Job, plan: Plan) -> Iterator[Block]:
    """Read the answers and show how far it has got."""
    file = open_table(job.answers)
    table = AnswerTable(file, plan, job.group_by, job.ignore)
    with Progress(console=errors, transient=True, disable=not errors.is_terminal) as progress:
        task = progress.add_task(job.answers.name, total=file.size)
        for block in ahead(table.blocks()):
            yield block
            progress.advance(task, block.rows_read)
