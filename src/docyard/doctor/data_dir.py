"""The folder that holds what a server keeps."""

import os
from collections.abc import Iterator
from pathlib import Path

from docyard.doctor.finding import Finding, State
from docyard.settings import Settings

# File systems of other machines, on which SQLite's write-ahead log does not work.
_OF_NETWORKS = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "9p", "ceph", "glusterfs"})


def examine_data_dir(settings: Settings) -> Iterator[Finding]:
    """See whether the data directory is there, may be written to and is on a disk that suits SQLite."""
    folder = settings.data_dir
    if not folder.is_dir():
        mend = "Name another with --data-dir, or make one with 'docyard init'."
        yield Finding(State.FAILED, f"{str(folder)!r} is no folder.", mend)
        return
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        mend = f"Run docyard as its owner, or: chown -R {os.geteuid()} {folder.resolve()}"
        yield Finding(State.FAILED, f"{str(folder)!r} is not writable for you.", mend)
        return
    kind = _file_system_of(folder.resolve())
    if settings.database_file is not None and kind in _OF_NETWORKS:
        mend = "Move it to a local disk, or use PostgreSQL (DOCYARD_DATABASE_URL)."
        yield Finding(State.FAILED, f"{folder.resolve()} is on {kind}, where SQLite loses data.", mend)
        return
    yield Finding(State.OK, f"{folder.resolve()}" + (f" on {kind}" if kind else ""))


def _file_system_of(folder: Path) -> str:
    """Return the type of the file system that a folder is on, empty where the machine does not tell."""
    mounts = Path("/proc/self/mounts")
    if not mounts.is_file():
        return ""
    types = {}
    for line in mounts.read_text(errors="replace").splitlines():
        _, place, kind, *_ = line.split(" ")
        types[Path(place.replace("\\040", " "))] = kind
    return next((types[above] for above in (folder, *folder.parents) if above in types), "")
