"""A disk without room: refused in words, and what was there stays."""

import resource
import shutil
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


def test_a_reserve_is_kept_from_uploads_and_left_to_work_under_way(tmp_path: Path) -> None:
    free = shutil.disk_usage(tmp_path).free
    drive = open_built_in(root=tmp_path, reserved_bytes=free // 2)
    drive.check_room(1_000)
    with pytest.raises(DiskFull, match="keeps"):
        drive.check_room(free)
    full = open_built_in(root=tmp_path, reserved_bytes=2 * free)
    with pytest.raises(DiskFull, match="Free some space"):
        full.check_room(0)
    full.write("results.json", [b"work under way"])
