"""Telling a supervisor whether the server can work."""

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from docyard.api.backend import Reading
from docyard.services import workers

router = APIRouter(tags=["health"])


@router.get("/healthz")
def read_health(session: Reading) -> JSONResponse:
    """Answer 200 once the database is migrated and at least one worker is alive, else 503."""
    if not workers.is_any_alive(session):
        return JSONResponse({"message": "No worker is ready yet."}, status_code=503)
    return JSONResponse({"status": "ok"})
