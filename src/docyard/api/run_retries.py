"""Retrying runs."""

from fastapi import APIRouter

from docyard.api.backend import WithBackend, WithCaller, Writing, now
from docyard.api.idempotency_keys import Route
from docyard.api.ids import parse_id
from docyard.api.wire.run_retries import RetryRun
from docyard.api.wire.runs import RunBody
from docyard.services import deliveries, run_retries

router = APIRouter(prefix="/v2/apps/runs", tags=["runs"], route_class=Route)


@router.post("/{run_id}/retry", operation_id="retryRun", status_code=202)
def retry_run(
    run_id: str,
    backend: WithBackend,
    caller: WithCaller,
    session: Writing,
    body: RetryRun | None = None,
) -> RunBody:
    """Start a new run over all files of a run that is over, or over those that failed."""
    wanted = body or RetryRun()
    run = run_retries.retry_run(
        session,
        caller,
        database=backend.database,
        drives=backend.drives,
        queue=backend.queue,
        retry=run_retries.Retry(
            run_id=parse_id(run_id, noun="run"),
            only_failed=wanted.files == "failed",
            settings=wanted.settings.to_domain() if wanted.settings else None,
            webhook=deliveries.seal(backend.keyring, wanted.settings.webhook()) if wanted.settings else None,
        ),
        now=now(),
    )
    return RunBody.of(run)
