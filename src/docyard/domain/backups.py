"""What a backup says of itself."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class BackedUpFile:
    """A file of a backup.

    Attributes:
        path: below the backup's folder, and below the data directory it came from; with slashes.
        sha256: of its bytes, in hexadecimal.
    """

    path: str
    size_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """A whole backup.

    Attributes:
        version: of docyard, that made it.
        has_database: False where PostgreSQL keeps the database, which is dumped apart.
    """

    version: str
    made_at: datetime
    has_database: bool
    has_keys: bool
    files: tuple[BackedUpFile, ...]

    @property
    def size_bytes(self) -> int:
        """Bytes of all files."""
        return sum(file.size_bytes for file in self.files)
