"""Runs in full: their details and their files."""

from typing import Annotated

from fastapi import APIRouter, Query

from docyard.api.backend import Reading, WithCaller, now
from docyard.api.idempotency_keys import Route
from docyard.api.ids import parse_id
from docyard.api.wire.run_details import RunDetailsBody, RunFileList
from docyard.domain.runs import FileStatus
from docyard.services import run_details

router = APIRouter(prefix="/v2/apps/runs", tags=["runs"], route_class=Route)


@router.get("/{run_id}/details", operation_id="getRunDetails")
def read_details(run_id: str, caller: WithCaller, session: Reading) -> RunDetailsBody:
    """Read a run in full: where its files stand, what it runs, what it is a retry of."""
    return RunDetailsBody.of(
        run_details.get_details(session, caller, run_id=parse_id(run_id, noun="run"), now=now())
    )


@router.get("/{run_id}/files", operation_id="listRunFiles")
def list_files(
    run_id: str,
    caller: WithCaller,
    session: Reading,
    status: Annotated[list[FileStatus], Query(default_factory=list)],
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    offset: Annotated[int, Query(ge=0, le=2**62)] = 0,
) -> RunFileList:
    """List a run's files with what became of each."""
    found = run_details.list_files(
        session,
        caller,
        run_id=parse_id(run_id, noun="run"),
        statuses=status,
        limit=limit,
        offset=offset,
    )
    return RunFileList.of(found)
