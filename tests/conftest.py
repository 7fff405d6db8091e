"""What all tests share: which of them need more than a fresh machine has, and how skips are judged.

`make test` leaves out what this machine cannot run and says so. With REQUIRE_ALL=1, as in CI, a
test that was left out has failed. `make soak` runs the tests that repeat something very often,
or need more programs.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Generator, Iterator
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling
from xdist.workermanage import WorkerController

from tests.databases import (
    Cluster,
    Databases,
    Files,
    quick_place,
    running_postgres,
    what_postgres_lacks,
)
from tests.published import MISSING

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

ROUNDS = int(os.environ.get("ROUNDS", "1000"))
BROWSER = "tests/ui/"
REQUIRE_ALL = os.environ.get("REQUIRE_ALL") == "1"

settings.register_profile("calm", deadline=None, print_blob=True)
settings.register_profile(
    "soak", deadline=None, print_blob=True, max_examples=max(ROUNDS // 20, 100)
)


@pytest.fixture(scope="session")
def rounds() -> int:
    """How often a soak test repeats itself; `make soak ROUNDS=...` sets it."""
    return ROUNDS


@pytest.fixture(scope="session")
def spark() -> "Iterator[SparkSession]":
    """A Spark on this machine with two workers, reachable from nowhere else.

    The workers run this very Python: without being told, they take the `python3` that comes first.
    """
    from pyspark.sql import SparkSession

    local = {
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.sql.shuffle.partitions": "2",
        "spark.ui.enabled": "false",
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYSPARK_PYTHON", sys.executable)
        session = SparkSession.builder.master("local[2]").config(map=local).getOrCreate()
        yield session
        session.stop()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """A PostgreSQL that lives as long as the tests."""
    if reason := what_postgres_lacks():
        pytest.skip(reason)
    with running_postgres() as cluster:
        yield cluster


@pytest.fixture(scope="session")
def sqlite() -> Iterator[Files]:
    """A folder of SQLite files."""
    with TemporaryDirectory(prefix="audit-sqlite-", dir=quick_place()) as folder:
        yield Files(Path(folder))


@pytest.fixture(params=["sqlite", "postgres"])
def databases(request: pytest.FixtureRequest) -> Databases:
    """Both kinds of database, one after the other."""
    kind: Databases = request.getfixturevalue(request.param)
    return kind


def pytest_configure(config: pytest.Config) -> None:
    for size in ("COLUMNS", "LINES"):  # of the terminal, as told to processes side by side
        os.environ.pop(size, None)
    settings.load_profile("soak" if _asks_for_soak(config) else "calm")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not _asks_for_soak(config):
        soak = [item for item in items if item.get_closest_marker("soak")]
        config.hook.pytest_deselected(items=soak)
        items[:] = [item for item in items if item not in soak]
    spark = [item for item in items if item.get_closest_marker("spark")]
    if spark and (reason := _what_spark_lacks()):
        for item in spark:
            item.add_marker(pytest.mark.skip(reason=reason))


class ByFile(LoadScopeScheduling):  # type: ignore[misc]
    """Keeps a file of tests in one process. The first process takes the browser tests, from the
    largest file on, because they share servers; the others help from the smallest file on when
    nothing else is left."""

    def _split_scope(self, nodeid: str) -> str:
        return nodeid.partition("::")[0]

    def _assign_work_unit(self, node: WorkerController) -> None:
        browser = [file for file in self.workqueue if file.startswith(BROWSER)]
        other = [file for file in self.workqueue if not file.startswith(BROWSER)]
        own_order = [*browser, *other] if node is self.nodes[0] else [*other, *reversed(browser)]
        self.workqueue.move_to_end(own_order[0], last=False)
        super()._assign_work_unit(node)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByFile:
    return ByFile(config, log)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if not hasattr(report, "wasxfail"):
        _forbid_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    _forbid_skip(report)
    return report


def _asks_for_soak(config: pytest.Config) -> bool:
    return "soak" in str(config.getoption("markexpr"))


def _forbid_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    """Turn a skip into a failure when everything is required."""
    if not (REQUIRE_ALL and report.skipped and isinstance(report.longrepr, tuple)):
        return
    file, line, reason = report.longrepr
    reason = reason.removeprefix("Skipped: ")
    if not reason.startswith(MISSING):
        report.outcome = "failed"
        report.longrepr = f"{file}:{line}: skipped, but REQUIRE_ALL=1 forbids it: {reason}"


def _what_spark_lacks() -> str | None:
    """Say what this machine lacks to run Spark; None when nothing is missing."""
    if find_spec("pyspark") is None:
        return "pyspark is missing; install it with: make spark"
    home = os.environ.get("JAVA_HOME")
    java = shutil.which(Path(home, "bin", "java") if home else "java")
    if java is None:
        return "Java is missing; Spark needs version 17 or newer"
    told = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    version = re.search(r'version "(\d+)', told)
    if version is None or int(version[1]) < 17:
        return f"Spark needs Java 17 or newer, but {java} says: {told.strip() or 'nothing'}"
    return None
