"""Reviewing runs that stopped at their checkpoint."""

from fastapi import APIRouter

from docyard.api.backend import WithBackend, WithCaller, Writing, now
from docyard.api.idempotency_keys import Route
from docyard.api.ids import parse_id
from docyard.api.wire.reviews import ReviewRun
from docyard.api.wire.runs import RunBody
from docyard.services import reviews

router = APIRouter(prefix="/v2/apps/runs", tags=["runs"], route_class=Route)


@router.post("/{run_id}/review", operation_id="reviewRun")
def review_run(
    run_id: str, body: ReviewRun, backend: WithBackend, caller: WithCaller, session: Writing
) -> RunBody:
    """Correct values and classes of a run that stopped at its checkpoint, and accept them: it goes on."""
    run = reviews.review_run(
        session,
        caller,
        queue=backend.queue,
        run_id=parse_id(run_id, noun="run"),
        review=body.to_service(),
        now=now(),
    )
    return RunBody.of(run)
