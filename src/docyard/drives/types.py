"""What a type of drive declares about itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from docyard.domain.drives import BUILT_IN_DRIVE_ID, DriveField, DriveScope
from docyard.drives.drive import Drive


@dataclass(frozen=True, slots=True)
class Connection:
    """Everything that opening a drive takes.

    Attributes:
        values: field → text or flag, options and credentials together; each is known to the type and
            no needed one is missing.
        is_check: the drive is opened to try the values, so it gives up soon.
        local_folders: folders of this machine in which local drives may be connected.
    """

    name: str
    values: Mapping[str, str | bool] = field(repr=False)
    drive_id: UUID = BUILT_IN_DRIVE_ID
    scope: DriveScope = DriveScope.WORKSPACE
    is_check: bool = False
    local_folders: tuple[Path, ...] = ()

    def text(self, name: str) -> str | None:
        """Return the text of a field, None if it is not given or empty."""
        value = self.values.get(name)
        return value if isinstance(value, str) and value else None

    def flag(self, name: str, *, default: bool) -> bool:
        """Return whether a flag is set."""
        value = self.values.get(name)
        return value if isinstance(value, bool) else default


@dataclass(frozen=True, slots=True)
class DriveType:
    """A kind of storage.

    Attributes:
        title: what people call it.
        fields: options and credentials, in the order in which to ask for them.
        may_be_default: whether new batches and results may be kept there.
        open: returns the drive; nothing is sent to the storage yet. Raises Invalid where the values do
            not go together.
    """

    title: str
    fields: tuple[DriveField, ...]
    may_be_default: bool
    open: Callable[[Connection], Drive]


BUCKET = DriveField("bucket", "Name of the bucket.", is_needed=True)
PREFIX = DriveField("prefix", "Folder of the storage below which the drive begins; empty means all of it.")
ENDPOINT = DriveField("endpoint", "URL of the service, for others than the provider's own.")
ALLOW_HTTP = DriveField(
    "allow_http", "Whether the endpoint may be plain HTTP; false unless set.", is_flag=True
)
