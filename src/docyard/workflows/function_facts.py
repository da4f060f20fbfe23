"""What functions of a run's file get to know; secrets are decrypted here and nowhere before."""

from collections.abc import Mapping

import structlog

from docyard.domain.apps import AppDefinition
from docyard.domain.runs import Run
from docyard.engine.functions import FileFacts
from docyard.errors import Unavailable
from docyard.store import secrets, workspaces
from docyard.workflows.worker import Worker

_log = structlog.get_logger()


def file_facts(worker: Worker, run: Run, app: AppDefinition, *, path: str) -> FileFacts:
    """Return the facts for one file, or a packet's folder; empty ones where the app has no functions."""
    if not app.functions:
        return FileFacts()
    with worker.database.read() as session:
        workspace = workspaces.get_workspace(session, workspace_id=run.workspace_id)
    return FileFacts(
        file_path=path,
        run_id=str(run.id),
        deployment_id=None if run.deployment_id is None else str(run.deployment_id),
        organization=run.organization_id,
        workspace=workspace.name,
        user=run.started_by,
        custom_keys=run.settings.custom_keys,
        secret_keys=_secrets(worker, run),
    )


def _secrets(worker: Worker, run: Run) -> Mapping[str, str]:
    """Decrypt what the run's keys name; a secret that is gone or closed by now gives no value."""
    values = {}
    with worker.database.read() as session:
        workspace = workspaces.get_workspace(session, workspace_id=run.workspace_id)
        for key, alias in run.settings.secret_keys.items():
            secret = secrets.find_secret(session, organization_id=run.organization_id, alias=alias)
            stored = secrets.find_encrypted(session, organization_id=run.organization_id, alias=alias)
            if secret is None or stored is None or not secret.is_open_to(workspace):
                _log.warning("secret.missing", run_id=str(run.id), alias=alias)
                continue
            try:
                values[key] = worker.keyring.decrypt(stored, what=f"the secret {alias!r}")
            except Unavailable as refusal:
                _log.error("secret.unreadable", run_id=str(run.id), alias=alias, code=refusal.code)
    return values
