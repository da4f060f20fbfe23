"""What house-keeping drops, beside what jobs delete (``tests/api/test_jobs.py``)."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from docyard.domain.batches import UploadPart, UploadSession
from docyard.domain.identity import Workspace
from docyard.drives import Drive, open_built_in
from docyard.store import batches, uploads, workspaces
from docyard.store.database import Database
from docyard.workflows.deletions import sweep_uploads
from tests import databases
from tests.factories import NOW, make_organization


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    databases.furnish(tmp_path)
    with databases.opened_database(tmp_path) as opened:
        yield opened


def open_upload(database: Database, drive: Drive, workspace: Workspace, *, age: timedelta) -> UploadSession:
    """Add an upload session of that age with one part."""
    part = UploadPart(number=1, id="part", size_bytes=3)
    with database.write() as session:
        batch = batches.add_batch(
            session,
            workspace=workspace,
            drive_id=drive.id,
            drive_name=drive.name,
            name="b",
            owner="o",
            now=NOW - age,
        )
        upload = UploadSession(
            id=uuid4(),
            batch_id=batch.id,
            file_name="a.pdf",
            file_size_bytes=6,
            part_size_bytes=3,
            created_at=NOW - age,
        )
        uploads.add_upload(session, upload=upload)
        uploads.replace_part(session, session_id=upload.id, part=part)
    drive.write(upload.key_of_part(part), [b"abc"])
    return upload


def test_uploads_left_open_for_a_week_are_dropped(database: Database, tmp_path: Path) -> None:
    drive = open_built_in(root=tmp_path / "drive")
    with database.write() as session:
        caller = make_organization(session)
        (workspace,) = workspaces.list_workspaces(
            session, organization_id=caller.organization_id, user_id=None
        )
    old = open_upload(database, drive, workspace, age=timedelta(days=8))
    recent = open_upload(database, drive, workspace, age=timedelta(days=6))
    assert sweep_uploads(database, drive, now=NOW) == 1
    assert sweep_uploads(database, drive, now=NOW) == 0
    with database.read() as session:
        assert uploads.find_upload(session, session_id=old.id) is None
        assert uploads.list_parts(session, session_id=old.id) == ()
        assert uploads.find_upload(session, session_id=recent.id) == recent
        assert batches.find_batch(session, batch_id=old.batch_id) is not None
    assert drive.find(old.key) is None
    assert drive.find(recent.key) is not None
