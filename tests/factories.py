"""One function per noun, with sensible defaults."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

from docyard.domain.apps import App, AppState, AppVersion, AppVisibility
from docyard.domain.deployments import Deployment
from docyard.domain.drives import BUILT_IN_DRIVE_ID
from docyard.domain.identity import Caller
from docyard.domain.results import FileFailure
from docyard.domain.runs import FileEnd, FileStatus, Run, RunFile, RunSettings, RunStatus
from docyard.services.organizations import found_organization
from docyard.store import app_versions, apps, deployments, runs, workspaces
from docyard.store.database import Session

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)

APP_FILE = 'name: Notes\nversion: "1.0.0"\nfields:\n  - name: total\n    type: amount\n'


def make_organization(session: Session, organization_id: str = "acme") -> Caller:
    """Found an organization and return its admin."""
    founding = found_organization(
        session, organization_id=organization_id, admin_email=f"admin@{organization_id}.com", now=NOW
    )
    return Caller(organization_id=organization_id, user_id=founding.user_id, is_admin=True)


def make_app_version(session: Session, caller: Caller, *, name: str = "Notes") -> AppVersion:
    """Add an app of the caller with one version in production."""
    workspace = workspaces.find_workspace(
        session, organization_id=caller.organization_id, name=caller.user_id
    )
    assert workspace is not None
    app = App(
        id=uuid4(),
        organization_id=caller.organization_id,
        workspace_id=workspace.id,
        owner=caller.user_id,
        name=name,
        description="",
        visibility=AppVisibility.WORKSPACE,
        created_at=NOW,
    )
    apps.add_app(session, app=app)
    version = AppVersion(
        id=uuid4(),
        app_id=app.id,
        version="1.0.0",
        state=AppState.PRODUCTION,
        file=APP_FILE,
        created_at=NOW,
    )
    app_versions.add_version(session, version=version)
    return version


def make_run(
    session: Session,
    caller: Caller,
    *,
    files: int = 3,
    started_at: datetime = NOW,
    review_enabled: bool = False,
) -> Run:
    """Add a running run of the caller with queued files; of a deployment if it is to be reviewed."""
    version = make_app_version(session, caller, name=f"app {uuid4()}")
    workspace = workspaces.find_workspace(
        session, organization_id=caller.organization_id, name=caller.user_id
    )
    assert workspace is not None
    run_id = uuid4()
    run = Run(
        id=run_id,
        organization_id=caller.organization_id,
        workspace_id=workspace.id,
        app_id=version.app_id,
        app_version_id=version.id,
        deployment_id=_make_deployment(session, caller, version, workspace.id) if review_enabled else None,
        started_by=caller.user_id,
        batch_id=1,
        input_path="acme/w/fs/d/batches/1",
        input_drive_id=BUILT_IN_DRIVE_ID,
        input_key="acme/x/batches/1",
        output_path=f"acme/w/fs/d/app-runs/{run_id}",
        output_drive_id=BUILT_IN_DRIVE_ID,
        output_key=f"acme/x/app-runs/{run_id}",
        status=RunStatus.RUNNING,
        message=None,
        settings=RunSettings(passwords={"a.pdf": "secret"}, tags=("one",)),
        started_at=started_at,
        finished_at=None,
    )
    runs.add_run(session, run=run, files=[make_run_file(run.id, position) for position in range(files)])
    return run


def _make_deployment(session: Session, caller: Caller, version: AppVersion, workspace_id: UUID) -> UUID:
    deployment = Deployment(
        id=uuid4(),
        organization_id=caller.organization_id,
        workspace_id=workspace_id,
        app_version_id=version.id,
        name="Reviewed",
        description="",
        custom_keys={},
        secret_keys={},
        tags=(),
        output_dir=None,
        created_by=caller.user_id,
        created_at=NOW,
        review_enabled=True,
    )
    assert deployments.add_deployment(session, deployment=deployment)
    return deployment.id


def make_run_file(run_id: UUID, position: int) -> RunFile:
    """Return a queued file of a run."""
    return RunFile(
        run_id=run_id, position=position, name=f"{position}.pdf", size_bytes=10, status=FileStatus.QUEUED
    )


def make_end(failure: FileFailure | None = None, *, pages: int = 2) -> FileEnd:
    """Return the end of a file."""
    return FileEnd(failure=failure, page_count=pages, document_count=0 if failure else 1, engine_s=0.5)
