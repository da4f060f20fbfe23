"""One table from kinds of refusal to statuses; every error body is ``{"message": …}``.

But for version 1 of the API, which answers everything with 200 and tells failures in the body.
"""

from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from docyard.api.wire.errors import AppFileErrorBody, ProblemBody
from docyard.errors import (
    Conflict,
    DiskFull,
    DocyardError,
    Forbidden,
    Invalid,
    InvalidAppFile,
    LimitExceeded,
    NotFound,
    PreconditionFailed,
    QuotaExceeded,
    RangeNotSatisfiable,
    TooManyRequests,
    Unauthenticated,
    Unavailable,
    Unsupported,
)

# The first entry that the refusal is an instance of decides; special cases stand before their kind.
_STATUS: tuple[tuple[type[DocyardError], int], ...] = (
    (PreconditionFailed, 412),
    (RangeNotSatisfiable, 416),
    (Invalid, 400),
    (Unauthenticated, 401),
    (Forbidden, 403),
    (NotFound, 404),
    (Conflict, 409),
    (QuotaExceeded, 507),
    (LimitExceeded, 413),
    (Unsupported, 422),
    (TooManyRequests, 429),
    (DiskFull, 507),
    (Unavailable, 503),
)

# Types of errors that say of a body as a whole that it is not what a route takes.
_OF_BODIES = frozenset({"json_invalid", "missing", "model_type", "model_attributes_type", "dict_type"})

_LISTED = "/api/docs lists the operations there are"
NO_OPERATION = f"There is no operation at this path; {_LISTED}."
"""What requests hear that meet no route."""


def install(app: FastAPI) -> None:
    """Make the app answer every failure in one shape."""
    app.add_exception_handler(InvalidAppFile, _refuse_app_file)
    app.add_exception_handler(DocyardError, _refuse)
    app.add_exception_handler(RequestValidationError, _refuse_shape)
    app.add_exception_handler(HTTPException, _refuse_route)


def status_of(refusal: DocyardError) -> int:
    """Return the HTTP status of a refusal."""
    return next(status for kind, status in _STATUS if isinstance(refusal, kind))


def confess(request: Request) -> JSONResponse:
    """Answer for a bug, without details."""
    return _answer(request, 500, "Something went wrong on the server; its log says what.")


def _refuse(request: Request, refusal: Exception) -> JSONResponse:
    assert isinstance(refusal, DocyardError)
    headers = {"Retry-After": str(refusal.retry_after_s)} if isinstance(refusal, TooManyRequests) else None
    return _answer(request, status_of(refusal), refusal.message, headers=headers)


def _refuse_app_file(_: Request, refusal: Exception) -> JSONResponse:
    assert isinstance(refusal, InvalidAppFile)
    problems = [ProblemBody.of(problem) for problem in refusal.problems]
    body = AppFileErrorBody(message=refusal.message, problems=problems)
    return JSONResponse(body.model_dump(), status_of(refusal))


def _refuse_shape(request: Request, refusal: Exception) -> JSONResponse:
    assert isinstance(refusal, RequestValidationError)
    first = refusal.errors()[0]
    reason = first["msg"].removeprefix("Value error, ")
    if first["type"] in _OF_BODIES and (first["loc"] in ((), ("body",)) or first["type"] == "json_invalid"):
        return _answer(request, 400, _about_body(request, first))
    where = ".".join(str(part) for part in first["loc"] if part not in ("body", "query", "path", "header"))
    return _answer(request, 400, f"{where}: {reason}." if where else f"{reason}.")


def _about_body(request: Request, fault: dict[str, Any]) -> str:
    """Say what is wrong with a body as a whole; its fields are not looked at by then."""
    if fault["type"] == "json_invalid":
        where = f" at character {fault['loc'][-1]}" if fault["loc"] else ""
        reason = fault.get("ctx", {}).get("error") or fault["msg"].removeprefix("Invalid JSON: ")
        return f"The body is not JSON: {reason}{where}."
    if fault["type"] == "missing":
        return "The request needs a JSON object as its body; none was sent."
    if "json" not in request.headers.get("content-type", ""):
        return "The body is not read as JSON; send it with 'Content-Type: application/json'."
    return "The body should be a JSON object."


def _refuse_route(request: Request, refusal: Exception) -> JSONResponse:
    assert isinstance(refusal, HTTPException)
    sentences: dict[int, str] = {
        400: "The body is not JSON in UTF-8.",
        404: NO_OPERATION,
        405: f"This path does not take {request.method}; {_LISTED}.",
    }
    message = sentences.get(refusal.status_code, f"{refusal.detail}.")
    return _answer(request, refusal.status_code, message, headers=dict(refusal.headers or {}))


def _answer(
    request: Request, status: int, message: str, headers: dict[str, str] | None = None
) -> JSONResponse:
    if status >= 500:
        message += f" Name request id {request.state.request_id} when you ask for help."
    if request.url.path.startswith("/api/v1/"):
        return JSONResponse({"status": "ERROR", "msg": message}, 200, headers)
    return JSONResponse({"message": message}, status, headers)
