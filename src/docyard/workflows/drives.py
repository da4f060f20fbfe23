"""The drives that work and requests reach, by the ids that rows hold."""

from uuid import UUID

from docyard.domain.drives import BUILT_IN_DRIVE_ID
from docyard.drives import Drive
from docyard.errors import Conflict
from docyard.store.database import Session


class DriveDisconnected(Conflict):
    """Something lies on a drive that is not connected any more."""

    code = "drive_disconnected"


class Drives:
    """All drives of the server; safe to use from many threads.

    Attributes:
        built_in: the drive that the server itself has. It alone holds the server's own files, under
            keys that begin with an underscore.
    """

    def __init__(self, *, built_in: Drive) -> None:
        self.built_in = built_in

    def find(self, session: Session, *, drive_id: UUID) -> Drive | None:
        """Return the drive of that id while it is connected; nothing is sent to it yet."""
        return self.built_in if drive_id == BUILT_IN_DRIVE_ID else None

    def open(self, session: Session, *, drive_id: UUID, path: str) -> Drive:
        """Return the drive of that id; ``path`` is what lies there, for the message.

        Raises:
            DriveDisconnected: It is not connected any more.
        """
        drive = self.find(session, drive_id=drive_id)
        if drive is None:
            raise DriveDisconnected(f"{path!r} lies on a drive that is not connected any more.")
        return drive
