"""The drives that work and requests reach, by the ids that rows hold."""

import json
import threading
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

from docyard.domain.drives import BUILT_IN_DRIVE_ID, ConnectedDrive
from docyard.domain.identity import Workspace
from docyard.drives import Connection, Drive, open_connected
from docyard.errors import Conflict
from docyard.integrations.addresses import Addresses, AddressForbidden
from docyard.store import default_drives, drives
from docyard.store.database import Session
from docyard.store.keyring import Keyring

_SETTING = "drive_private_addresses"


class DriveDisconnected(Conflict):
    """Something lies on a drive that is not connected any more."""

    code = "drive_disconnected"


class Drives:
    """All drives of the server; safe to use from many threads.

    Attributes:
        built_in: the drive that the server itself has. It alone holds the server's own files, under
            keys that begin with an underscore.
    """

    def __init__(
        self,
        *,
        built_in: Drive,
        keyring: Keyring,
        local_folders: tuple[Path, ...] = (),
        private_addresses: bool = True,
    ) -> None:
        """Take what opening drives needs.

        Args:
            built_in: the server's own drive.
            keyring: decrypts credentials.
            local_folders: where local drives may be.
            private_addresses: whether endpoints may be in private networks and on this machine.
        """
        self.built_in = built_in
        self._private_addresses = private_addresses
        self._keyring = keyring
        self._local_folders = local_folders
        self._lock = threading.Lock()
        self._opened: dict[UUID, tuple[ConnectedDrive, Drive]] = {}

    def find(self, session: Session, *, drive_id: UUID) -> Drive | None:
        """Return the drive of that id while it is connected; nothing is sent to it yet.

        Raises:
            SecretUnreadable: The key that its credentials were encrypted with is gone.
        """
        if drive_id == BUILT_IN_DRIVE_ID:
            return self.built_in
        connected = drives.find_drive(session, drive_id=drive_id)
        if connected is None:
            with self._lock:
                self._opened.pop(drive_id, None)
            return None
        return self._open(connected)

    def find_named(self, session: Session, *, workspace: Workspace, name: str) -> Drive | None:
        """Return the drive that members of a workspace see under that name, if there is one.

        Raises:
            SecretUnreadable: The key that its credentials were encrypted with is gone.
        """
        if name == self.built_in.name:
            return self.built_in
        connected = drives.find_named_drive(session, workspace=workspace, name=name)
        return None if connected is None else self._open(connected)

    def open(self, session: Session, *, drive_id: UUID, path: str) -> Drive:
        """Return the drive of that id; ``path`` is what lies there, for the message.

        Raises:
            DriveDisconnected: It is not connected any more.
            SecretUnreadable: The key that its credentials were encrypted with is gone.
        """
        drive = self.find(session, drive_id=drive_id)
        if drive is None:
            raise DriveDisconnected(f"{path!r} lies on a drive that is not connected any more.")
        return drive

    def find_default(self, session: Session, *, workspace: Workspace) -> Drive:
        """Return the drive for a workspace's new batches and results.

        Raises:
            SecretUnreadable: The key that its credentials were encrypted with is gone.
        """
        organization_id = workspace.organization_id
        chosen = default_drives.find_default(
            session, organization_id=organization_id, workspace_id=workspace.id
        )
        if chosen is None:
            chosen = default_drives.find_default(session, organization_id=organization_id, workspace_id=None)
        found = None if chosen is None else self.find(session, drive_id=chosen)
        return self.built_in if found is None else found

    def open_to_check(self, connected: ConnectedDrive, *, credentials: dict[str, str | bool]) -> Drive:
        """Open a drive, connected or not yet, that gives up soon; it is not kept.

        Raises:
            Unsupported: There is no such type.
            Invalid: The options and credentials do not go together.
            AddressForbidden: The endpoint is where the server does not call.
        """
        return self._connect(connected, credentials, is_check=True)

    def read_credentials(self, connected: ConnectedDrive) -> dict[str, str | bool]:
        """Return a drive's credentials, field by field.

        Raises:
            SecretUnreadable: The key that they were encrypted with is gone.
        """
        text = self._keyring.decrypt(
            connected.encrypted_credentials, what=f"the credentials of drive {connected.name!r}"
        )
        credentials: dict[str, str | bool] = json.loads(text)
        return credentials

    def _open(self, connected: ConnectedDrive) -> Drive:
        """Open a drive once, and anew after it was changed."""
        with self._lock:
            known = self._opened.get(connected.id)
        if known is not None and known[0] == connected:
            return known[1]
        drive = self._connect(connected, self.read_credentials(connected), is_check=False)
        with self._lock:
            self._opened[connected.id] = (connected, drive)
        return drive

    def _connect(
        self, connected: ConnectedDrive, credentials: dict[str, str | bool], *, is_check: bool
    ) -> Drive:
        self._check_endpoint(connected.options)
        connection = Connection(
            name=connected.name,
            values=connected.options | credentials,
            drive_id=connected.id,
            scope=connected.scope,
            is_check=is_check,
            local_folders=self._local_folders,
        )
        return open_connected(connected.type, connection)

    def _check_endpoint(self, options: Mapping[str, str | bool]) -> None:
        """Refuse an endpoint that must not be called.

        The storage's library looks the name up again. Where private addresses are forbidden, a name that
        means another one by then is of no use: nobody there has its certificate.
        """
        url = options.get("endpoint")
        if not isinstance(url, str):
            return
        if not self._private_addresses and (options.get("allow_http") or options.get("verify_tls") is False):
            raise AddressForbidden(
                "The endpoint must be HTTPS with a certificate that is checked: leave 'allow_http' and "
                f"'verify_tls' out. The server's owner decides that with the setting {_SETTING!r}."
            )
        try:
            host = urlsplit(url).hostname
        except ValueError:  # the storage's library says what is wrong with it
            return
        if host:
            Addresses(self._private_addresses, setting=_SETTING).check(host)
