"""Files and folders under their full paths."""

import asyncio
from dataclasses import dataclass
from email.utils import format_datetime
from typing import Annotated, Literal
from urllib.parse import quote

from fastapi import APIRouter, Depends, Header, Query, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse
from starlette.concurrency import run_in_threadpool

from docyard.api.backend import Backend, WithBackend, WithCaller, now
from docyard.api.body import BINARY_BODY, Body
from docyard.api.idempotency_keys import Route
from docyard.api.jobs import url_of_job
from docyard.api.wire.files import (
    CreateNode,
    FolderBody,
    NodeBody,
    read_cursor,
    read_range,
    read_retry_config,
)
from docyard.domain.drives import DriveEntry
from docyard.domain.identity import Caller
from docyard.domain.permissions import Permission
from docyard.errors import FileTooLarge, Invalid
from docyard.services import files, nodes
from docyard.services.files import Location

router = APIRouter(prefix="/v2/files", tags=["files"], route_class=Route)

# Entries in one page of a folder.
_FOLDER_PAGE = 100


@dataclass(frozen=True, slots=True)
class Node:
    """A place on the drive and what is there, if anything."""

    location: Location
    entry: DriveEntry | None


async def find_node(
    path: str,
    backend: WithBackend,
    caller: WithCaller,
    ib_retry_config: Annotated[
        str | None, Header(description="Look again if nothing is there: ``{retries:3,backoff-seconds:5}``.")
    ] = None,
) -> Node:
    """Look up a path, again and again where asked to; waiting holds neither a thread nor a session."""
    retry = read_retry_config(ib_retry_config)
    location = await run_in_threadpool(_locate, backend, caller, path, to=Permission.READ)
    entry = await run_in_threadpool(files.find_node, location)
    for pause in retry.pauses():
        if entry is not None:
            break
        await asyncio.sleep(pause)
        entry = await run_in_threadpool(files.find_node, location)
    return Node(location=location, entry=entry)


Found = Annotated[Node, Depends(find_node)]


@router.get("/{path:path}", operation_id="readFile")
def read_file(
    node: Found,
    expect_node_type: Annotated[Literal["file", "folder"], Query(alias="expect-node-type")] = "file",
    byte_range: Annotated[str | None, Header(alias="Range")] = None,
    start_token: Annotated[str | None, Query(alias="start-token")] = None,
    start_token_too: Annotated[
        str | None, Query(alias="start_token", description="The same, as listings of batches have it.")
    ] = None,
) -> Response:
    """Read a file, or a range of its bytes; or list a folder page by page."""
    if expect_node_type == "folder":
        page = files.list_folder(
            node.location, start_token=start_token or start_token_too, page_size=_FOLDER_PAGE
        )
        return JSONResponse(FolderBody.of(page).model_dump())
    start, end = read_range(byte_range)
    stream = files.open_file(node.location, start=start, end=end)
    headers = _headers_of(stream.entry) | {"Content-Length": str(stream.end - stream.start)}
    if byte_range is not None:
        headers["Content-Range"] = f"bytes {stream.start}-{stream.end - 1}/{stream.entry.size_bytes}"
    return StreamingResponse(
        stream,
        status_code=200 if byte_range is None else 206,
        headers=headers,
        media_type="application/octet-stream",
    )


@router.head("/{path:path}", operation_id="getFileMetadata")
def read_metadata(node: Found) -> Response:
    """Tell whether a file or a folder is there, and a file's size and time of change."""
    entry = node.entry
    if entry is None:
        raise files.PathNotFound(f"There is nothing at {str(node.location.path)!r}.")
    response = Response(media_type="application/json" if entry.is_folder else "application/octet-stream")
    del response.headers["Content-Length"]
    response.headers.update(_headers_of(entry))
    return response


@router.put("/{path:path}", operation_id="writeFile", status_code=204, openapi_extra=BINARY_BODY)
def write_file(
    path: str,
    request: Request,
    backend: WithBackend,
    caller: WithCaller,
    body: Body,
    if_none_match: Annotated[str | None, Header(description="``*`` refuses to overwrite.")] = None,
) -> Response:
    """Write a file; answers 201 with ``Location`` when asked to create only, else 204."""
    if path.endswith("/"):
        raise Invalid(f"{path!r} ends in a slash, as folders do; name a file to write to.")
    if if_none_match not in (None, "*"):
        raise Invalid(f"If-None-Match {if_none_match!r} is not supported; send '*' or leave it out.")
    location = _locate(backend, caller, path, to=Permission.UPLOAD)
    files.write_file(
        backend.database,
        caller,
        location=location,
        body=body.file,
        size_bytes=body.size_bytes,
        create_only=if_none_match == "*",
        now=now(),
    )
    if if_none_match is None:
        return Response(status_code=204)
    return Response(status_code=201, headers={"Location": _own_url(request)})


@router.post("/{path:path}", operation_id="createNode", status_code=201)
def create_node(
    path: str,
    body: CreateNode,
    request: Request,
    response: Response,
    backend: WithBackend,
    caller: WithCaller,
) -> NodeBody:
    """Make an empty file or folder in the folder of the path."""
    parent = _locate(backend, caller, path, to=Permission.UPLOAD)
    location = _locate(backend, caller, f"{path.removesuffix('/')}/{body.name}", to=Permission.UPLOAD)
    made = nodes.create_node(
        backend.database,
        caller,
        parent=parent,
        location=location,
        is_folder=body.node_type == "folder",
        now=now(),
    )
    response.headers["Location"] = f"{_own_url(request).removesuffix('/')}/{quote(body.name, safe='')}"
    return NodeBody.of(made, below=parent.key, path=str(parent.path))


@router.patch("/{path:path}", operation_id="writeFileChunk", status_code=204, openapi_extra=BINARY_BODY)
def write_chunk(
    path: str,
    backend: WithBackend,
    caller: WithCaller,
    body: Body,
    ib_cursor: Annotated[
        str, Header(description="0: the first chunk; -1: the end of the file; else its size so far.")
    ],
) -> Response:
    """Write a file chunk by chunk; readers see it with or without a chunk, never with half of one."""
    cursor = read_cursor(ib_cursor)
    if path.endswith("/"):
        raise Invalid(f"{path!r} ends in a slash, as folders do; name a file to write to.")
    if body.size_bytes > backend.limits.part_bytes:
        raise FileTooLarge(
            f"The chunk has {body.size_bytes} bytes; the limit 'part_bytes' is {backend.limits.part_bytes}. "
            "Send smaller chunks."
        )
    nodes.write_chunk(
        backend.database,
        caller,
        location=_locate(backend, caller, path, to=Permission.UPLOAD),
        chunk=body.file,
        size_bytes=body.size_bytes,
        cursor=cursor,
        limit_bytes=backend.limits.file_bytes,
        now=now(),
    )
    return Response(status_code=204)


@router.delete("/{path:path}", operation_id="deleteFileOrFolder", status_code=202)
def delete_path(path: str, request: Request, backend: WithBackend, caller: WithCaller) -> Response:
    """Delete a file or a folder with all below it; ``Location`` names a job to poll."""
    location = _locate(backend, caller, path, to=Permission.DELETE)
    job = files.delete_path(backend.database, caller, queue=backend.queue, location=location, now=now())
    return Response(status_code=202, headers={"Location": url_of_job(request, job)})


def _locate(backend: Backend, caller: Caller, path: str, *, to: Permission) -> Location:
    with backend.database.read() as session:
        return files.locate(session, caller, drives=backend.drives, path=path, to=to)


def _headers_of(entry: DriveEntry) -> dict[str, str]:
    if entry.is_folder or entry.modified_at is None:
        return {}
    return {
        "Content-Length": str(entry.size_bytes),
        "Last-Modified": format_datetime(entry.modified_at, usegmt=True),
    }


def _own_url(request: Request) -> str:
    """Return the URL of the request as it was encoded; its decoded path would not fit into a header."""
    raw_path: bytes = request.scope["raw_path"]
    return str(request.url.replace(path=raw_path.decode("ascii"), query=""))
