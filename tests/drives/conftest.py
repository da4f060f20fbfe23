"""One fixture per drive type; every test of the contract runs once for each."""

from pathlib import Path

import pytest

from docyard.drives import DRIVES, Drive, open_drive


@pytest.fixture(params=sorted(DRIVES))
def drive(request: pytest.FixtureRequest, tmp_path: Path) -> Drive:
    return open_drive(request.param, root=tmp_path / "drive")
