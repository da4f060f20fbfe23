"""How much workspaces and organizations hold, and may hold."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from docyard.domain.identity import Caller, Workspace
from docyard.domain.storage import Storage
from docyard.drives import Drive
from docyard.services import access
from docyard.services.organizations import get_settings
from docyard.services.workspaces import get_workspace
from docyard.store import storage
from docyard.store.database import Database
from docyard.workflows.quotas import measure_old

# Where no quota is set, nothing counts what is written.
_FRESH = timedelta(minutes=1)


def get_workspace_storage(database: Database, caller: Caller, *, drive: Drive, workspace_id: UUID) -> Storage:
    """Return what a workspace holds on the built-in drive, at most a minute ago.

    Raises:
        WorkspaceNotFound: There is none that the caller may enter.
    """
    with database.read() as session:
        workspace = get_workspace(session, caller, workspace_id=workspace_id).workspace
    return _storage(database, drive, (workspace,), quota_bytes=workspace.quota_bytes)


def get_organization_storage(database: Database, caller: Caller, *, drive: Drive) -> Storage:
    """Return what all workspaces hold together.

    Raises:
        AdminsOnly: The caller is no admin.
    """
    access.require_admin(caller, to="see what the organization holds")
    with database.read() as session:
        quota_bytes = get_settings(session, caller).organization.quota_bytes
        rooms = access.list_open_workspaces(session, caller)
    return _storage(database, drive, rooms, quota_bytes=quota_bytes)


def _storage(
    database: Database, drive: Drive, rooms: Sequence[Workspace], *, quota_bytes: int | None
) -> Storage:
    measure_old(database, drive, rooms=rooms, older_than=_FRESH)
    ids = [room.id for room in rooms]
    with database.read() as session:
        used = storage.sum_used(session, workspace_ids=ids)
        measured_at = storage.find_oldest_measurement(session, workspace_ids=ids)
    return Storage(used_bytes=sum(used.values()), quota_bytes=quota_bytes, measured_at=measured_at)
