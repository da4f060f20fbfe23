"""A commit that is killed leaves the file whole or absent, and can be done again."""

import os
import random
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from uuid import UUID

from docyard.domain.identity import Caller
from docyard.errors import NotFound
from docyard.services import uploads
from docyard.store.keyring import Keyring
from docyard.workflows.drives import Drives
from docyard.workflows.queue import WorkQueue
from tests.accounts import Account, Site

PART_BYTES, PARTS = 4_000_000, 5

COMMITTER = """
import resource
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID
from docyard.domain.identity import Caller
from docyard.drives import open_built_in
from docyard.services import uploads
from docyard.settings import load_settings
from docyard.store.database import Database
from docyard.store.keyring import Keyring
from docyard.workflows.drives import Drives
from docyard.workflows.queue import WorkQueue
from tests.waiting import wait_until

killed_at_bytes, data_dir, organization_id, user_id, session_id, *ids = sys.argv[1:]
database = Database(load_settings(Path(data_dir)).effective_database_url)
keyring = Keyring(given=(), file=Path(data_dir) / "secret.keys")
drives = Drives(built_in=open_built_in(root=Path(data_dir) / "drive"), keyring=keyring)
queue = WorkQueue(database.url)
caller = Caller(organization_id, user_id, True)
parts = [uploads.NamedPart(number, part_id) for number, part_id in enumerate(ids, start=1)]
# A file that grows beyond this kills the process.
signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(killed_at_bytes), resource.RLIM_INFINITY))
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
print("ready", flush=True)
now = datetime.now(UTC)
uploads.commit_upload(
    database, caller, drives=drives, queue=queue, session_id=UUID(session_id), parts=parts, now=now
)
"""


def test_a_killed_commit_leaves_the_file_whole_or_absent(jane: Account) -> None:
    site, caller = jane.site, Caller(jane.organization_id, jane.user_id, is_admin=True)
    batch_id, data = jane.create_batch(), os.urandom(PART_BYTES) * PARTS
    queue, chance = WorkQueue(site.database.url), random.Random(4)
    for killed_at_bytes in (None, None, None, len(data) // 2, len(data) - 1):
        session_id, parts = upload_parts(caller, jane, batch_id=batch_id, data=data)
        if killed_at_bytes is None:
            kill_while_committing(jane, session_id, parts, after_s=chance.uniform(0.005, 0.05))
        else:
            commit_until_killed(jane, session_id, parts, at_bytes=killed_at_bytes)
        key = next((entry.key for entry in site.drive.walk(jane.organization_id)), None)
        assert killed_at_bytes is None or key is None
        assert key is None or site.drive.read(key) == data
        try:
            uploads.commit_upload(
                site.database,
                caller,
                drives=open_drives(site),
                queue=queue,
                session_id=session_id,
                parts=parts,
                now=datetime.now(UTC),
            )
        except NotFound:  # the killed one had got to its end
            assert key is not None
        (entry,) = site.drive.walk(jane.organization_id)
        assert site.drive.read(entry.key) == data
        site.drive.delete(entry.key)
    queue.close()


def open_drives(site: Site) -> Drives:
    """Open the drives of a running server a second time."""
    keyring = Keyring(given=(), file=site.data_dir / "secret.keys")
    return Drives(built_in=site.drive, keyring=keyring)


def upload_parts(
    caller: Caller, account: Account, *, batch_id: int, data: bytes
) -> tuple[UUID, list[uploads.NamedPart]]:
    """Open a session and send all its parts."""
    site = account.site
    with site.database.write() as session:
        upload = uploads.start_upload(
            session,
            caller,
            drives=open_drives(site),
            batch_id=batch_id,
            file_name="big.bin",
            file_size_bytes=len(data),
            limits=uploads.UploadLimits(part_bytes=PART_BYTES, file_bytes=len(data)),
            now=datetime.now(UTC),
        )
    parts = []
    for number in range(1, PARTS + 1):
        piece = data[(number - 1) * PART_BYTES : number * PART_BYTES]
        part = uploads.add_part(
            site.database,
            caller,
            drives=open_drives(site),
            session_id=upload.id,
            number=number,
            body=[piece],
            size_bytes=len(piece),
        )
        parts.append(uploads.NamedPart(number, part.id))
    return upload.id, parts


def kill_while_committing(
    account: Account, session_id: UUID, parts: list[uploads.NamedPart], *, after_s: float
) -> None:
    with committing(account, session_id, parts, until_bytes=2 * PARTS * PART_BYTES) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"ready\n"
        time.sleep(after_s)
        os.kill(child.pid, signal.SIGKILL)


def commit_until_killed(
    account: Account, session_id: UUID, parts: list[uploads.NamedPart], *, at_bytes: int
) -> None:
    with committing(account, session_id, parts, until_bytes=at_bytes) as child:
        assert child.wait() == -signal.SIGXFSZ


def committing(
    account: Account, session_id: UUID, parts: list[uploads.NamedPart], *, until_bytes: int
) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-c", COMMITTER, str(until_bytes), str(account.site.data_dir)]
    command += [account.organization_id, account.user_id, str(session_id), *(part.id for part in parts)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
