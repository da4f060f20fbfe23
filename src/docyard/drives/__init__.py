"""Where files lie: one module per storage type behind one ``Drive``.

May import: ``domain``, ``errors``. obstore lives here and nowhere else. Keys are slash-separated
names without slashes around, in whatever characters users chose; a drive's root holds
``<organization>/<workspace id>/…`` for users' files and ``_<name>/…`` for the server's own.
To add a type: a module with a builder like ``local.open_local`` and a line in ``DRIVES``.
Tests: the one contract suite in ``tests/drives``, which every type joins with a fixture.
"""

from importlib import import_module
from pathlib import Path

from docyard.drives.drive import Drive, FileStream
from docyard.errors import Unsupported

__all__ = ["DRIVES", "Drive", "FileStream", "open_drive"]

# Type → module and builder; a builder takes ``root`` and ``name`` and is imported on first use.
DRIVES: dict[str, str] = {
    "local": "docyard.drives.local:open_local",
}


def open_drive(kind: str, *, root: Path, name: str = "Instabase Drive") -> Drive:
    """Open the drive of that type below ``root``; ``name`` is what users write in paths.

    Raises:
        Unsupported: There is no such type.
    """
    target = DRIVES.get(kind)
    if target is None:
        known = ", ".join(repr(known) for known in DRIVES)
        raise Unsupported(f"There is no drive type {kind!r}; docyard knows {known}.")
    module, builder = target.split(":")
    drive: Drive = getattr(import_module(module), builder)(root=root, name=name)
    return drive
