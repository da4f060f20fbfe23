"""The keys that secrets are encrypted with."""

import os
import stat
from collections.abc import Iterator

from docyard.doctor.finding import Finding, State
from docyard.doctor.opening import opened_current_database
from docyard.errors import DocyardError
from docyard.settings import Settings
from docyard.store import drives, secrets
from docyard.store.database import Database
from docyard.store.keyring import Keyring

_BRING_BACK = "Bring the key back from a backup, or set up again what was encrypted with it."


def examine_secret_keys(settings: Settings) -> Iterator[Finding]:
    """See whether the keys decrypt what is kept, and whether others may read their file.

    Raises:
        SecretKeysInvalid: A key in the settings is none.
        DatabaseUnavailable: The database cannot be used.
    """
    keyring = Keyring(given=settings.given_secret_keys, file=settings.secret_key_file)
    if keyring.has_key_file and keyring.has_keys():
        yield _examine_file(settings)
    with opened_current_database(settings) as database:
        encrypted = _encrypted_values(database)
    unreadable = []
    for what, value in encrypted:
        try:
            keyring.decrypt(value, what=what)
        except DocyardError:
            unreadable.append(what)
    if unreadable:
        shown = f"No key decrypts {len(unreadable)} of {len(encrypted)} values, among them {unreadable[0]}"
        yield Finding(State.FAILED, shown, _BRING_BACK)
    else:
        yield Finding(State.OK, f"{len(encrypted)} values are encrypted, all can be decrypted")


def _examine_file(settings: Settings) -> Finding:
    file = settings.secret_key_file
    status = file.stat()
    mode = stat.S_IMODE(status.st_mode)
    if mode & 0o077:
        return Finding(
            State.FAILED, f"{file} may be read by others ({mode:04o})", f"chmod 600 {file.resolve()}"
        )
    if not os.access(file, os.R_OK):
        mend = f"chown {os.geteuid()} {file.resolve()}"
        return Finding(State.FAILED, f"{file} is not readable for you", mend)
    return Finding(State.OK, f"{file} is readable for its owner alone")


def _encrypted_values(database: Database) -> list[tuple[str, str]]:
    with database.read() as session:
        found = [(f"secret {each.alias!r}", each.value) for each in secrets.list_encrypted(session)]
        found += [
            (f"the credentials of drive {each.name!r}", each.encrypted_credentials)
            for each in drives.list_all_drives(session)
        ]
    return found
