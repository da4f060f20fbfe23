"""Batches and the files in them."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from docyard.api.backend import Reading, WithBackend, WithCaller, Writing, now
from docyard.api.body import BINARY_BODY, Body
from docyard.api.idempotency_keys import Route
from docyard.api.jobs import url_of_job
from docyard.api.wire.batches import BatchBody, BatchFileList, BatchInfoBody, BatchList, CreateBatch
from docyard.api.wire.jobs import JobIdBody
from docyard.api.wire.text import Text
from docyard.services import batches

router = APIRouter(prefix="/v2/batches", tags=["batches"], route_class=Route)

_LARGEST_PAGE = 1000

PageSize = Annotated[int, Query(ge=1, description=f"Larger pages are cut to {_LARGEST_PAGE}.")]
Offset = Annotated[int | None, Query(ge=0, le=2**62)]


@router.post("", operation_id="createBatch")
def create_batch(body: CreateBatch, backend: WithBackend, caller: WithCaller, session: Writing) -> BatchBody:
    """Create an empty batch."""
    batch = batches.create_batch(
        session, caller, drives=backend.drives, name=body.name, workspace=body.workspace, now=now()
    )
    return BatchBody(id=batch.id)


@router.get("", operation_id="listBatches")
def list_batches(
    caller: WithCaller,
    session: Reading,
    workspace: Annotated[Text | None, Query()] = None,
    username: Annotated[Text | None, Query()] = None,
    limit: PageSize = 100,
    offset: Offset = None,
    file_offset: Annotated[Offset, Query(description="What ``offset`` was once called.")] = None,
) -> BatchList:
    """List batches, newest first, of one workspace or of all that the caller may enter."""
    found = batches.list_batches(
        session,
        caller,
        workspace=workspace,
        owner=username,
        limit=min(limit, _LARGEST_PAGE),
        offset=offset or file_offset or 0,
    )
    return BatchList(batches=[BatchInfoBody.of(batch) for batch in found])


@router.get("/{batch_id}", operation_id="getBatch")
def read_batch(batch_id: int, caller: WithCaller, session: Reading) -> BatchInfoBody:
    """Read what is known of a batch."""
    return BatchInfoBody.of(batches.get_batch(session, caller, batch_id=batch_id))


@router.delete("/{batch_id}", operation_id="deleteBatch", status_code=202)
def delete_batch(batch_id: int, backend: WithBackend, caller: WithCaller, session: Writing) -> JobIdBody:
    """Delete a batch and all its files by a job."""
    job = batches.delete_batch(session, caller, queue=backend.queue, batch_id=batch_id, now=now())
    return JobIdBody(job_id=str(job.id))


@router.get("/{batch_id}/files", operation_id="listFiles")
def list_files(
    batch_id: int,
    backend: WithBackend,
    caller: WithCaller,
    session: Reading,
    page_size: PageSize = 100,
    start_token: str | None = None,
) -> BatchFileList:
    """List the files of a batch in the order of their names."""
    page = batches.list_files(
        session,
        caller,
        drives=backend.drives,
        batch_id=batch_id,
        start_token=start_token,
        page_size=min(page_size, _LARGEST_PAGE),
    )
    return BatchFileList.of(page)


@router.put(
    "/{batch_id}/files/{filename:path}",
    operation_id="addFileToBatch",
    status_code=204,
    openapi_extra=BINARY_BODY,
)
def add_file(batch_id: int, filename: str, backend: WithBackend, caller: WithCaller, body: Body) -> Response:
    """Upload a file, or replace the one of that name."""
    batches.add_file(
        backend.database,
        caller,
        drives=backend.drives,
        batch_id=batch_id,
        name=filename,
        body=body.file,
        size_bytes=body.size_bytes,
        now=now(),
    )
    return Response(status_code=204)


@router.delete("/{batch_id}/files/{filename:path}", operation_id="deleteFileFromBatch", status_code=202)
def delete_file(
    batch_id: int, filename: str, request: Request, backend: WithBackend, caller: WithCaller
) -> Response:
    """Delete a file; ``Location`` names a job to poll."""
    job = batches.delete_file(
        backend.database,
        caller,
        drives=backend.drives,
        queue=backend.queue,
        batch_id=batch_id,
        name=filename,
        now=now(),
    )
    return Response(status_code=202, headers={"Location": url_of_job(request, job)})
