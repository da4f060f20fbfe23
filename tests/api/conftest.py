"""A server for the routes of batches, uploads, files and jobs, with limits that little data reaches."""

import base64
from collections.abc import Iterator

import pytest

from docyard.drives import open_built_in
from tests import databases
from tests.accounts import Account, Site
from tests.api.permissions.world import World, build_world
from tests.server import Organization, Server, running_server
from tests.storages import Storage

PART_BYTES = 100_000
FILE_BYTES = 3_000_000
SIGNING_KEY = bytes(range(32))


@pytest.fixture(scope="session")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The server with its worker, one for all tests here: idle workers take processors, too."""
    data_dir = tmp_path_factory.mktemp("data")
    limits = {"DOCYARD_PART_BYTES": str(PART_BYTES), "DOCYARD_FILE_BYTES": str(FILE_BYTES)}
    webhooks = {
        "DOCYARD_WEBHOOK_BACKOFF_SECONDS": "0",
        "DOCYARD_WEBHOOK_TIMEOUT_SECONDS": "10",
        "DOCYARD_WEBHOOK_SIGNING_SECRET": f"whsec_{base64.b64encode(SIGNING_KEY).decode()}",
    }
    drives = {"DOCYARD_LOCAL_DRIVE_FOLDERS": str(data_dir / "folders")}
    settings = limits | webhooks | drives | {"DOCYARD_LOG_FORMAT": "json"}
    with running_server(data_dir, **settings) as server:
        yield server


# Not those beside the other ``live``: pytest keeps what a fixture gave, whichever server it was founded on.
@pytest.fixture(scope="session")
def tenant(live: Server) -> Organization:
    """An organization of the server."""
    return live.found("tenant")


@pytest.fixture(scope="session")
def rival(live: Server) -> Organization:
    """Another organization of the same server."""
    return live.found("rival")


@pytest.fixture(scope="session")
def site(live: Server) -> Iterator[Site]:
    """The same server and its insides; founding organizations goes past it, straight into its database."""
    with databases.opened_database(live.data_dir) as database:
        yield Site(live.url, live.data_dir, database, open_built_in(root=live.data_dir / "drive"))


@pytest.fixture(scope="session")
def proxied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Another server, which believes loopback as a proxy, so that every browser can have an address.

    No worker is beside it, and anybody may read its figures.
    """
    data_dir = tmp_path_factory.mktemp("proxied")
    settings = {
        "DOCYARD_TRUSTED_PROXIES": "127.0.0.1",
        "DOCYARD_SIGN_IN_FAILURES_PER_ADDRESS": "12",
        "DOCYARD_METRICS": "public",
    }
    with (
        running_server(data_dir, "--no-worker", **settings) as server,
        databases.opened_database(data_dir) as database,
    ):
        yield Site(server.url, data_dir, database, open_built_in(root=data_dir / "drive"))


@pytest.fixture(scope="session")
def world(site: Site, s3: Storage) -> World:
    """An organization with something of everything, and everybody around it."""
    return build_world(site, s3)


@pytest.fixture
def jane(site: Site) -> Account:
    """The admin of an organization that no other test knows."""
    return site.found()


@pytest.fixture
def otto(site: Site) -> Account:
    """The admin of another organization."""
    return site.found()
