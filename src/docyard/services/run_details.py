"""A run in full: where its files stand, what it runs, what it led to."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from docyard.domain.apps import App, AppVersion
from docyard.domain.deployments import Deployment
from docyard.domain.identity import Caller, Workspace
from docyard.domain.models import ModelUse
from docyard.domain.runs import EndedFile, FileStatus, Run, RunPace, RunProgress
from docyard.services.runs import get_run
from docyard.store import app_versions, apps, deployments, model_requests, run_details, runs, workspaces
from docyard.store.database import Session
from docyard.store.run_pace import measure_pace


@dataclass(frozen=True, slots=True)
class RunDetails:
    """A run and what stands around it.

    Attributes:
        page_count: pages of the files that have ended.
        document_count: documents found in them.
        retry_ids: runs that took the input again, oldest first.
        model_uses: what language models were asked, by name.
    """

    run: Run
    workspace: Workspace
    app: App
    version: AppVersion
    deployment: Deployment | None
    progress: RunProgress
    pace: RunPace
    page_count: int
    document_count: int
    retry_ids: Sequence[UUID]
    model_uses: Sequence[ModelUse]


def get_details(session: Session, caller: Caller, *, run_id: UUID, now: datetime) -> RunDetails:
    """Return a run with what stands around it.

    Raises:
        RunNotFound: There is none in a workspace that the caller may enter.
    """
    run = get_run(session, caller, run_id=run_id)
    pages, documents = run_details.count_contents(session, run_id=run_id)
    return RunDetails(
        run=run,
        workspace=workspaces.get_workspace(session, workspace_id=run.workspace_id),
        app=apps.get_app(session, app_id=run.app_id),
        version=app_versions.get_version(session, version_id=run.app_version_id),
        deployment=(
            deployments.find_deployment(session, deployment_id=run.deployment_id)
            if run.deployment_id
            else None
        ),
        progress=runs.progress(session, run_id=run_id),
        pace=measure_pace(session, run=run, now=now),
        page_count=pages,
        document_count=documents,
        retry_ids=run_details.list_retry_ids(session, run_id=run_id),
        model_uses=model_requests.list_uses(session, run_id=run_id),
    )


def list_files(
    session: Session,
    caller: Caller,
    *,
    run_id: UUID,
    statuses: Collection[FileStatus],
    limit: int,
    offset: int,
) -> Sequence[EndedFile]:
    """Return a page of a run's files in order, of those statuses or of all.

    Raises:
        RunNotFound: There is no such run in a workspace that the caller may enter.
    """
    get_run(session, caller, run_id=run_id)
    return run_details.list_ended_files(session, run_id=run_id, statuses=statuses, limit=limit, offset=offset)
