"""The drives: each is listed, written to, read and deleted from."""

from collections.abc import Iterator

from docyard.doctor.finding import Finding, State
from docyard.doctor.opening import opened_current_database
from docyard.domain.drives import ConnectedDrive
from docyard.drives import Drive, open_built_in
from docyard.errors import DocyardError
from docyard.settings import Settings
from docyard.store import drives
from docyard.store.keyring import Keyring
from docyard.workflows.drives import Drives


def examine_drives(settings: Settings) -> Iterator[Finding]:
    """Try out the built-in drive and all connected ones with a small file.

    Raises:
        DatabaseUnavailable: The database, which knows the connected ones, cannot be used.
    """
    with opened_current_database(settings) as database, database.read() as session:
        connected = drives.list_all_drives(session)
    built_in = open_built_in(root=settings.drive_root, name=settings.drive_name)
    yield _tried(built_in, shown=f"{built_in.name!r} (built in)")
    opener = Drives(
        built_in=built_in,
        keyring=Keyring(given=settings.given_secret_keys, file=settings.secret_key_file),
        local_folders=settings.allowed_drive_folders,
        private_addresses=settings.drive_private_addresses,
    )
    for each in connected:
        yield _examine_connected(opener, each)


def _examine_connected(opener: Drives, connected: ConnectedDrive) -> Finding:
    shown = f"{connected.name!r} ({connected.type}, organization {connected.organization_id!r})"
    try:
        drive = opener.open_to_check(connected, credentials=opener.read_credentials(connected))
    except DocyardError as refusal:
        return Finding(State.FAILED, f"{shown}: {refusal.message}", f"docyard drives update {connected.id}")
    return _tried(drive, shown=shown)


def _tried(drive: Drive, *, shown: str) -> Finding:
    try:
        drive.check()
    except DocyardError as refusal:
        return Finding(State.FAILED, f"{shown}: {refusal.message}", f"docyard drives check {drive.id}")
    except OSError as fault:
        return Finding(State.FAILED, f"{shown}: {fault.strerror}", "Mend the disk or its permissions.")
    return Finding(State.OK, f"{shown}: list, write, read and delete work")
