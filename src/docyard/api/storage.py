"""What workspaces and the organization hold on the built-in drive."""

from fastapi import APIRouter

from docyard.api.backend import WithBackend, WithCaller
from docyard.api.body import BoundedRoute
from docyard.api.ids import parse_id
from docyard.api.wire.storage import StorageBody
from docyard.services import storage

router = APIRouter(prefix="/v2", route_class=BoundedRoute)


@router.get("/workspaces/{workspace_id}/storage", operation_id="getWorkspaceStorage", tags=["workspaces"])
def read_storage(workspace_id: str, backend: WithBackend, caller: WithCaller) -> StorageBody:
    """Read how many bytes a workspace holds and may hold."""
    found = storage.get_workspace_storage(
        backend.database,
        caller,
        drive=backend.drives.built_in,
        workspace_id=parse_id(workspace_id, noun="workspace"),
    )
    return StorageBody.of(found)


@router.get("/organization/storage", operation_id="getOrganizationStorage", tags=["organization"])
def read_organization_storage(backend: WithBackend, caller: WithCaller) -> StorageBody:
    """Read how many bytes all workspaces hold together and may hold; for admins."""
    found = storage.get_organization_storage(backend.database, caller, drive=backend.drives.built_in)
    return StorageBody.of(found)
