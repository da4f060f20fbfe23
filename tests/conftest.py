"""Fixtures over a real ``docyard serve`` process with a worker."""

from collections.abc import Iterator

import pytest

from tests.server import Organization, Server, running_server


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
