"""Connecting drives the old way."""

from fastapi import APIRouter

from docyard.api.backend import WithBackend, WithCaller, Writing, now
from docyard.api.idempotency_keys import Route
from docyard.api.wire.errors import OldErrorBody
from docyard.api.wire.mounts import Mount, MountAnswer
from docyard.errors import NotFound
from docyard.services import drives

router = APIRouter(prefix="/v1/drives", tags=["drives"], route_class=Route)


@router.post(
    "/{organization_id}/{workspace}/fs", operation_id="mountDrive", response_model=MountAnswer | OldErrorBody
)
def mount_drive(
    organization_id: str,
    workspace: str,
    body: Mount,
    backend: WithBackend,
    caller: WithCaller,
    session: Writing,
) -> MountAnswer:
    """Connect an S3 storage as a drive of a workspace. Refusals are told in the body, with status 200."""
    if organization_id != caller.organization_id:
        raise NotFound("There is no such organization for you.")
    drives.connect_drive(
        session,
        caller,
        database=backend.database,
        drives_of_server=backend.drives,
        keyring=backend.keyring,
        content=body.to_content(workspace=workspace),
        now=now(),
    )
    return MountAnswer()
