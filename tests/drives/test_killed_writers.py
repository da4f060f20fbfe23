"""A writer that is killed publishes nothing, and what it leaves is swept."""

import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from docyard.drives import Drive, open_built_in

OLD, NEW = b"o" * 3_000_000, b"n" * 4_000_000

WRITER = """
import sys
from pathlib import Path
from docyard.drives import open_built_in

drive = open_built_in(root=Path(sys.argv[1]))
print("ready", flush=True)
versions = [b"o" * 3_000_000, b"n" * 4_000_000]
while True:
    for data in versions:
        drive.write("folder/file", (data[at : at + 100_000] for at in range(0, len(data), 100_000)))
"""


def kill_while_writing(root: Path, *, after_s: float) -> None:
    with subprocess.Popen([sys.executable, "-c", WRITER, str(root)], stdout=subprocess.PIPE) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == b"ready\n"
        time.sleep(after_s)
        os.kill(writer.pid, signal.SIGKILL)


def test_kill_leaves_the_old_or_the_new_file_whole(tmp_path: Path) -> None:
    drive = open_built_in(root=tmp_path)
    drive.write("folder/file", [OLD])
    torn = 0
    for attempt in range(8):
        kill_while_writing(tmp_path, after_s=0.02 + 0.007 * attempt)
        assert drive.read("folder/file") in (OLD, NEW)
        assert [entry.key for entry in drive.walk("")] == ["folder/file"]
        torn = leftovers(tmp_path)
    # Writing is nearly all the child does, so some of the kills must have hit it in the middle.
    assert torn > 0
    assert drive.sweep(now=datetime.now(UTC)) == 0
    assert drive.sweep(now=datetime.now(UTC) + timedelta(days=2)) == torn
    assert leftovers(tmp_path) == 0


def test_sweeping_spares_what_is_published(tmp_path: Path) -> None:
    drive: Drive = open_built_in(root=tmp_path)
    drive.write("folder/file", [OLD])
    assert drive.sweep(now=datetime.now(UTC) + timedelta(days=400)) == 0
    assert drive.read("folder/file") == OLD


def leftovers(root: Path) -> int:
    """Count all files below the root but the published one."""
    return sum(1 for path in root.rglob("*") if path.is_file()) - 1
