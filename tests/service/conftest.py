"""The town in both kinds of database."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.databases import Cluster, Databases, Files
from tests.service.town import Town, build, open_town


@pytest.fixture
def town(databases: Databases) -> Iterator[Town]:
    """A town of its own for each test, once in SQLite and once in PostgreSQL."""
    with _town_in(databases) as town:
        yield town


@pytest.fixture
def town_in_a_file(sqlite: Files) -> Iterator[Town]:
    """The same in SQLite only: for what it alone can do, or where it makes no difference."""
    with _town_in(sqlite) as town:
        yield town


@pytest.fixture
def town_in_postgres(postgres: Cluster) -> Iterator[Town]:
    """The same in PostgreSQL only."""
    with _town_in(postgres) as town:
        yield town


@contextmanager
def _town_in(databases: Databases) -> Iterator[Town]:
    with databases.copy_of("town", build) as url:
        town = open_town(url)
        yield town
        town.house.close()
