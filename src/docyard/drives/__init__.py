"""Where files lie: one module per storage type behind one ``Drive``.

May import: ``domain``, ``errors``. obstore lives here and nowhere else. Keys are slash-separated
names without slashes around, in whatever characters users chose. The built-in drive's root holds
``<organization>/<workspace id>/…`` for users' files and ``_<name>/…`` for the server's own; a
connected drive holds people's files under their own names.
To add a type: a module with a ``DriveType`` like ``s3.S3``, a line in ``DRIVES``.
Tests: the one contract suite in ``tests/drives``, which every type joins with a fixture.
"""

from importlib import import_module

from obstore.exceptions import BaseError

from docyard.drives.drive import Drive, FileStream
from docyard.drives.faults import DriveUnavailable
from docyard.drives.local import open_built_in
from docyard.drives.types import Connection, DriveType
from docyard.errors import Invalid, Unsupported

__all__ = [
    "DRIVES",
    "Connection",
    "Drive",
    "DriveType",
    "DriveUnavailable",
    "FileStream",
    "get_drive_type",
    "open_built_in",
    "open_connected",
]

# Type → module and its ``DriveType``, imported on first use.
DRIVES: dict[str, str] = {
    "s3": "docyard.drives.s3:S3",
    "azure": "docyard.drives.azure:AZURE",
    "gcs": "docyard.drives.gcs:GCS",
    "local": "docyard.drives.local:LOCAL",
}

_GOOGLE_DRIVE = frozenset({"google_drive", "google drive", "googledrive", "gdrive"})


def get_drive_type(name: str) -> DriveType:
    """Return what a type declares about itself.

    Raises:
        Unsupported: There is no such type.
    """
    if name.strip().lower() in _GOOGLE_DRIVE:
        raise Unsupported(
            "Google Drive cannot be connected: its files have no unique names and cannot be written by "
            "programs as other storages' can. Copy them to Google Cloud Storage, type 'gcs'."
        )
    target = DRIVES.get(name)
    if target is None:
        known = ", ".join(repr(known) for known in DRIVES)
        raise Unsupported(f"There is no drive type {name[:80]!r}; docyard knows {known}.")
    module, attribute = target.split(":")
    found: DriveType = getattr(import_module(module), attribute)
    return found


def open_connected(type_name: str, connection: Connection) -> Drive:
    """Open a drive of that type; nothing is sent to the storage yet.

    Raises:
        Unsupported: There is no such type.
        Invalid: A value is not of the form that the type has for it, or values do not go together.
    """
    drive_type = get_drive_type(type_name)
    try:
        return drive_type.open(connection)
    except (ValueError, BaseError) as refusal:
        raise Invalid(
            f"The options or credentials are not of the form that {drive_type.title} has for them. "
            "Check each, the credentials foremost."
        ) from refusal
