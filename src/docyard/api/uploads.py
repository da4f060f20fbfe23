"""Multipart uploads of large files into batches."""

from fastapi import APIRouter, Request, Response

from docyard.api.backend import WithBackend, WithCaller, Writing, now
from docyard.api.body import BINARY_BODY, Body
from docyard.api.idempotency_keys import Route
from docyard.api.ids import parse_id
from docyard.api.wire.uploads import EndUpload, PartBody, StartUpload, UploadBody
from docyard.services import uploads

router = APIRouter(prefix="/v2/batches/multipart-upload", tags=["batches"], route_class=Route)


@router.post("", operation_id="createMultipartUploadSession", status_code=201)
def start_upload(
    body: StartUpload,
    request: Request,
    response: Response,
    backend: WithBackend,
    caller: WithCaller,
    session: Writing,
) -> UploadBody:
    """Open an upload session; ``Location`` is the URL that its parts and its commit go to."""
    upload = uploads.start_upload(
        session,
        caller,
        drives=backend.drives,
        batch_id=body.batch_id,
        file_name=body.filename,
        file_size_bytes=body.file_size,
        limits=uploads.UploadLimits(
            part_bytes=backend.limits.part_bytes, file_bytes=backend.limits.file_bytes
        ),
        now=now(),
    )
    response.headers["Location"] = str(request.url_for("end_upload", session_id=str(upload.id)))
    return UploadBody(session_id=str(upload.id), part_size=upload.part_size_bytes)


@router.put(
    "/sessions/{session_id}/parts/{part_num}",
    operation_id="uploadMultipartPart",
    status_code=201,
    openapi_extra=BINARY_BODY,
)
def add_part(
    session_id: str, part_num: int, backend: WithBackend, caller: WithCaller, body: Body
) -> PartBody:
    """Upload a part, or replace the one of that number."""
    part = uploads.add_part(
        backend.database,
        caller,
        drives=backend.drives,
        session_id=parse_id(session_id, noun="upload session"),
        number=part_num,
        body=body.file,
        size_bytes=body.size_bytes,
    )
    return PartBody(part_id=part.id, part_num=part.number)


@router.post("/sessions/{session_id}", operation_id="commitMultipartUploadSession", status_code=201)
def end_upload(session_id: str, body: EndUpload, backend: WithBackend, caller: WithCaller) -> Response:
    """Make the parts a file of the batch, or drop them; either way the session is over."""
    upload_id = parse_id(session_id, noun="upload session")
    if body.action == "commit":
        uploads.commit_upload(
            backend.database,
            caller,
            drives=backend.drives,
            queue=backend.queue,
            session_id=upload_id,
            parts=body.named_parts(),
            now=now(),
        )
    else:
        with backend.database.write() as session:
            uploads.abort_upload(session, caller, queue=backend.queue, session_id=upload_id, now=now())
    return Response(status_code=201)
