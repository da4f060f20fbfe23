"""Results of runs as files for other programs."""

import re
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse

from docyard.api.backend import WithBackend, WithCaller
from docyard.api.idempotency_keys import Route
from docyard.api.ids import parse_id
from docyard.services.exports import FORMATS, ExportFormat, write_export
from docyard.services.exports.table import Extras, open_table

router = APIRouter(prefix="/v2/apps/runs", tags=["runs"], route_class=Route)

_CONTENT: dict[str, Any] = {
    kind.media_type: {"schema": {"type": "string", "format": "binary"}} for kind in FORMATS.values()
}

_NOT_IN_PLAIN_NAMES = re.compile(r"[^A-Za-z0-9 ._-]")


@router.get(
    "/{run_id}/export",
    operation_id="exportRun",
    response_class=StreamingResponse,
    responses={200: {"description": "The file", "content": _CONTENT}},
)
def export_run(
    run_id: str,
    backend: WithBackend,
    caller: WithCaller,
    kind: Annotated[ExportFormat, Query(alias="format")] = ExportFormat.CSV,
    include_confidence_scores: Annotated[bool, Query()] = False,
    include_validation_results: Annotated[bool, Query()] = False,
) -> StreamingResponse:
    """Export a run's results as a table with one row per document and one column per field."""
    extras = Extras(confidence=include_confidence_scores, validation=include_validation_results)
    table = open_table(backend.database, caller, run_id=parse_id(run_id, noun="run"), extras=extras)
    return StreamingResponse(
        write_export(table, to=kind),
        media_type=FORMATS[kind].media_type,
        headers={"Content-Disposition": _disposition(f"{table.name}.{kind}")},
    )


def _disposition(name: str) -> str:
    """Return a header that names a file in any script (RFC 6266), and plainly for old clients."""
    plain = _NOT_IN_PLAIN_NAMES.sub("_", name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
