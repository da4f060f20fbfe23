"""Fixtures over a real ``docyard serve`` process with a worker, and the choice of the database."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from tests import databases
from tests.server import Organization, Server, running_server
from tests.storages import Storage, running_azure, running_s3

# The same examples everywhere, however long a busy machine takes over one.
settings.register_profile(
    "docyard", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("docyard")

# Beside the journeys.
_LONG = {"test_processes", "test_deliveries", "test_model_runs"}


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the choice of the database that data directories of tests have."""
    parser.addoption("--database", choices=databases.KINDS, help="the database of servers and commands")


def pytest_configure(config: pytest.Config) -> None:
    """Hand the choice to whatever opens a data directory."""
    if chosen := config.getoption("--database"):
        os.environ[databases.CHOICE] = chosen


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One process more than there are cores: tests wait for others half of their time."""
    return (os.cpu_count() or 1) + 1


def pytest_unconfigure() -> None:
    """Leave nothing behind."""
    databases.clear_away()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin with what takes long and mostly waits, so that no process is alone with it at the end.

    On PostgreSQL, what is about SQLite's file is left out, and what runs on both in any case.
    """
    items.sort(key=lambda item: item.path.parent.name != "journeys" and item.path.stem not in _LONG)
    if databases.chosen_kind() == "sqlite":
        return
    left_out = [item for item in items if item.get_closest_marker("sqlite") or _chooses_database(item)]
    items[:] = [item for item in items if item not in left_out]
    config.hook.pytest_deselected(items=left_out)


def _chooses_database(item: pytest.Item) -> bool:
    """Whether one of the test's parameters is the kind of its database."""
    chosen = getattr(item, "callspec", None)
    return chosen is not None and any(str(value) in databases.KINDS for value in chosen.params.values())


@pytest.fixture(scope="session")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server process with its worker, shared by all tests that kill nothing."""
    with running_server(tmp_path_factory.mktemp("live")) as server:
        yield server


@pytest.fixture(scope="session")
def tenant(live: Server) -> Organization:
    """An organization of the live server."""
    return live.found("tenant")


@pytest.fixture(scope="session")
def rival(live: Server) -> Organization:
    """Another organization of the same server."""
    return live.found("rival")


@pytest.fixture(scope="session")
def s3() -> Iterator[Storage]:
    """A bucket of S3."""
    with running_s3() as storage:
        yield storage


@pytest.fixture(scope="session")
def azure() -> Iterator[Storage]:
    """A container of Azure Blob."""
    with running_azure() as storage:
        yield storage


@pytest.fixture
def postgresql_url() -> Iterator[str]:
    """URL of a database of PostgreSQL's own, with all migrations applied, as settings have it."""
    url = databases.create_postgresql()
    yield url
    databases.drop_postgresql(url)
