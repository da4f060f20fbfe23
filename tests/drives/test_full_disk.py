"""A disk without room: refused in words, and what was there stays."""

import resource
from pathlib import Path

import pytest

from docyard.drives import open_built_in
from docyard.errors import DiskFull


def test_a_full_disk_is_refused_and_harms_nothing(tmp_path: Path) -> None:
    drive = open_built_in(root=tmp_path)
    drive.write("a/scan", [b"before"])
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
    try:
        with pytest.raises(DiskFull, match="full"):
            drive.write("a/scan", [b"x" * 60_000] * 3)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert drive.read("a/scan") == b"before"
    assert list((tmp_path / "incoming").iterdir()) == []
    drive.write("a/scan", [b"x" * 60_000] * 3)
    assert drive.read("a/scan") == b"x" * 180_000
