"""One fixture for all drive types; every test of the contract runs once for each."""

from pathlib import Path
from uuid import uuid4

import pytest

from docyard.drives import DRIVES, Connection, Drive, open_built_in, open_connected
from tests.storages import Storage

# Nothing that runs on one machine speaks Google's protocol well enough.
WITHOUT_SERVER = {"gcs"}


@pytest.fixture(params=["built_in", *sorted(DRIVES.keys() - WITHOUT_SERVER)])
def drive(request: pytest.FixtureRequest, tmp_path: Path) -> Drive:
    """An empty drive."""
    if request.param == "built_in":
        return open_built_in(root=tmp_path / "drive")
    if request.param == "local":
        folder = tmp_path / "drive"
        folder.mkdir()
        connection = Connection(name="Scans", values={"folder": str(folder)}, local_folders=(tmp_path,))
        return open_connected("local", connection)
    storage: Storage = request.getfixturevalue(request.param)
    values = storage.options | storage.credentials | {"prefix": f"tests/{uuid4().hex}"}
    return open_connected(storage.type, Connection(name="Scans", values=values))
