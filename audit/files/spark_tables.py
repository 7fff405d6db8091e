"""Sums up groups on Spark, for the day a state or the nation compares its municipalities.

Every partition runs the same kernel on the same blocks as one machine does and sends back its sums;
adding them up is exact, so the result does not depend on how Spark cut the table.
"""

import os
import pickle
import sys
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
from py4j.protocol import Py4JJavaError
from pyspark.errors import AnalysisException
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as sf

from audit.assessment.groups import nothing, sum_of
from audit.assessment.plan import Plan
from audit.files.answer_tables import ONE_ROW, AnswerTable, is_long
from audit.files.subjects import comes_twice
from audit.files.table_files import Rows, TableFile
from audit.model.messages import message
from audit.model.problems import MOST_PROBLEMS, TOO_MANY, Problem, Refused, at_most
from scoring.summaries import Summary, merge


def summary_on_spark(
    path: Path, plan: Plan, group_by: Sequence[str], ignore: Sequence[str]
) -> Summary:
    """Sum up the groups of a Parquet file, or of a folder of them. Raises `Refused`."""
    if path.suffix.lower() != ".parquet" or not path.exists():
        sentence = message("Spark liest eine Datei oder einen Ordner, der auf .parquet endet.")
        raise Refused([Problem(str(path), None, sentence)])
    try:
        answers = _whole_subjects(_session().read.parquet(str(path)))
    except (AnalysisException, Py4JJavaError):
        sentence = message("Diese Tabelle lässt sich nicht lesen.")
        raise Refused([Problem(str(path), None, sentence)]) from None
    partition = _Partition(str(path), tuple(answers.columns), plan, tuple(group_by), tuple(ignore))
    rows = _parts(answers, partition).collect()
    parts: list[Summary | Refused] = [pickle.loads(row.part) for row in rows]
    found = [p for part in parts if isinstance(part, Refused) for p in part.problems]
    problems = [problem for problem in found if problem.sentence != TOO_MANY]
    problems.extend(_twice(path, answers))
    if problems:
        raise Refused(at_most(_each_once(problems)))
    sums = [part for part in parts if isinstance(part, Summary)]
    return merge([nothing(plan), *sums])


@dataclass(frozen=True)
class _Partition:
    """What a worker does with its part of the table."""

    file: str
    columns: tuple[str, ...]
    plan: Plan
    group_by: tuple[str, ...]
    ignore: tuple[str, ...]

    def __call__(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Turn batches of answers into one row: the sums, or what is wrong with the answers."""
        try:
            part: Summary | Refused = self._summary(batches)
        except Refused as refused:
            part = refused
        yield pa.RecordBatch.from_pydict({"part": [pickle.dumps(part)]})

    def _summary(self, batches: Iterator[pa.RecordBatch]) -> Summary:
        def read(_: TableFile) -> Iterator[tuple[Rows, pa.RecordBatch]]:
            named = (batch.rename_columns(list(self.columns)) for batch in batches)
            return ((np.zeros(batch.num_rows, np.int64), batch) for batch in named)

        file = TableFile(Path(self.file), self.columns, None, read, stands_together=True)
        table = AnswerTable(file, self.plan, self.group_by, self.ignore)
        return sum_of(self.plan, table.blocks())


def _parts(answers: DataFrame, partition: _Partition) -> DataFrame:
    with warnings.catch_warnings():
        # Only Arrow's batches go to the workers, no data frames of pandas.
        warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas")
        plain = answers.toDF(*[str(place) for place in range(len(answers.columns))])
        return plain.mapInArrow(partition, "part binary")


def _session() -> SparkSession:
    """Start Spark, or take the running one.

    Workers on this machine get this Python and this code. On a cluster both must be there already,
    e.g. by `spark.executorEnv.PYTHONPATH`.
    """
    home = str(Path(__file__).parents[2])
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [home, os.environ.get("PYTHONPATH")]))
    builder = SparkSession.builder.appName("audit").config("spark.ui.enabled", "false")
    spark = builder.getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    return spark


def _whole_subjects(answers: DataFrame) -> DataFrame:
    """Bring the rows of each subject of a long table together."""
    if not is_long(answers.columns):
        return answers
    return answers.repartition("subject").sortWithinPartitions("subject")


def _twice(path: Path, answers: DataFrame) -> list[Problem]:
    """Find subjects with several rows in a wide table; in a long one they stand together."""
    if is_long(answers.columns) or "subject" not in answers.columns:
        return []
    counted = answers.groupBy("subject").count().where(sf.col("count") > 1).dropna()
    names = [str(row.subject) for row in counted.limit(MOST_PROBLEMS + 1).collect()]
    return [Problem(str(path), None, comes_twice(name), ONE_ROW) for name in sorted(names)]


def _each_once(problems: Sequence[Problem]) -> list[Problem]:
    """Leave out what several partitions found."""
    found: list[Problem] = []
    for problem in problems:
        if problem not in found:
            found.append(problem)
    return found
