"""Room on the disks."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from docyard.doctor.finding import Finding, State, in_bytes
from docyard.settings import Settings

# Below these, writes fail soon or the database has no room to tidy itself up.
_FEW_BYTES = 5_000_000_000
_TOO_FEW_BYTES = 500_000_000
_FEW_FILES = 50_000


def examine_disk(settings: Settings) -> Iterator[Finding]:
    """Look how much room is left for the data directory and for files on their way."""
    places = {"data directory": settings.data_dir, "temporary files": Path(tempfile.gettempdir())}
    for what, folder in places.items():
        there = next(above for above in (folder.resolve(), *folder.resolve().parents) if above.exists())
        kept = settings.free_bytes if folder == settings.data_dir else 0
        yield _examine_place(what, there, kept=kept)


def _examine_place(what: str, folder: Path, *, kept: int) -> Finding:
    room = shutil.disk_usage(folder)
    entries = os.statvfs(folder)
    shown = f"{what}: {in_bytes(room.free)} of {in_bytes(room.total)} free"
    mend = f"Free space on the disk of {folder}, or move it to a larger one."
    if room.free < kept:
        return Finding(
            State.FAILED, f"{shown}; uploads are refused below {in_bytes(kept)} (DOCYARD_FREE_BYTES)", mend
        )
    if room.free < _TOO_FEW_BYTES:
        return Finding(State.FAILED, shown, mend)
    if entries.f_files and entries.f_favail < _FEW_FILES:
        return Finding(State.WARNING, f"{what}: room for {entries.f_favail} more files", mend)
    if room.free < _FEW_BYTES:
        return Finding(State.WARNING, shown, mend)
    return Finding(State.OK, shown)
