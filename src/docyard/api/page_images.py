"""Pictures of the pages of a run's files, in the pixels that results refer to."""

import asyncio
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Header, Path, Query
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from docyard.api.backend import Backend, WithBackend, WithCaller
from docyard.api.idempotency_keys import Route
from docyard.api.ids import parse_id
from docyard.domain.identity import Caller
from docyard.domain.page_images import MEDIA_TYPE
from docyard.errors import Unavailable
from docyard.services import page_images
from docyard.services.page_images import PageImage, PageRequest

router = APIRouter(prefix="/v2/apps/runs", tags=["runs"], route_class=Route)

_CONTENT: dict[str, Any] = {MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}}}
_MOST = 2**31 - 1
_PATIENCE_S = 30.0


class DrawingBusy(Unavailable):
    """Too many pages wait to be drawn."""

    code = "drawing_busy"


@router.get(
    "/{run_id}/files/{position}/pages/{page}/image",
    operation_id="getPageImage",
    response_class=Response,
    responses={200: {"description": "The picture", "content": _CONTENT}, 304: {"description": "As before"}},
)
async def read_image(
    run_id: str,
    position: Annotated[int, Path(ge=0, le=_MOST, description="Of the file in the run, from 0.")],
    page: Annotated[int, Path(ge=0, le=_MOST, description="From 0, as ``page_number`` in results.")],
    backend: WithBackend,
    caller: WithCaller,
    width: Annotated[
        int | None, Query(ge=1, le=_MOST, description="Pixels that it is wide at least; else as the page is.")
    ] = None,
    attachment: Annotated[
        int | None,
        Query(ge=0, le=_MOST, description="Of the mail, from 0; pages then count from its first."),
    ] = None,
    if_none_match: Annotated[str | None, Header(include_in_schema=False)] = None,
) -> Response:
    """Read a page as a picture (WebP), upright and in the pixels of its boxes in results, or smaller."""
    wanted = PageRequest(parse_id(run_id, noun="run"), position, page, attachment, width)
    image = await run_in_threadpool(_find, backend, caller, wanted)
    # Shared caches may not have it; a browser's own asks each time whether it may still be seen.
    headers = {"ETag": f'"{image.etag}"', "Cache-Control": "private, no-cache"}
    if image.etag in (if_none_match or ""):
        return Response(status_code=304, headers=headers)
    found = await run_in_threadpool(page_images.find_kept, backend.drives, image=image)
    return Response(found or await _draw(backend, image), media_type=MEDIA_TYPE, headers=headers)


def _find(backend: Backend, caller: Caller, wanted: PageRequest) -> PageImage:
    with backend.database.read() as session:
        return page_images.get_image(session, caller, wanted=wanted)


async def _draw(backend: Backend, image: PageImage) -> bytes:
    """Draw in a thread of few, so that many pictures at a time keep no other request waiting.

    Raises:
        DrawingBusy: Its turn did not come.
    """
    draw = partial(
        page_images.draw_image, backend.database, backend.drives, engine=backend.drawing, image=image
    )
    turn = asyncio.get_running_loop().run_in_executor(backend.drawings, draw)
    try:
        return await asyncio.wait_for(turn, _PATIENCE_S)
    except TimeoutError:
        raise DrawingBusy(
            "Many pages wait to be drawn just now, or this one takes long. Ask for it again in a moment."
        ) from None
