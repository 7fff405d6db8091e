"""A migrated, empty database of both kinds."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from audit.store.engine import Engine, open_engine
from audit.store.migrating import bring_up_to_date
from tests.databases import Cluster, Databases


@pytest.fixture
def engine(databases: Databases) -> Iterator[Engine]:
    """A database of its own for each test, with all tables and nothing in them."""
    with _opened(databases) as engine:
        yield engine


@pytest.fixture
def postgres_engine(postgres: Cluster) -> Iterator[Engine]:
    """The same in PostgreSQL only."""
    with _opened(postgres) as engine:
        yield engine


@contextmanager
def _opened(databases: Databases) -> Iterator[Engine]:
    with databases.copy_of("tables", _migrated) as url:
        engine = open_engine(url)
        yield engine
        engine.dispose()


def _migrated(url: str) -> None:
    engine = open_engine(url)
    bring_up_to_date(engine)
    engine.dispose()
