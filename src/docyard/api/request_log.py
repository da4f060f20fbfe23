"""What surrounds every request: its id, its line in the log and the figures, the last word on bugs."""

import re
import time
from uuid import uuid4

import structlog
from fastapi import APIRouter, Request
from starlette.datastructures import MutableHeaders
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from docyard.api import refusals
from docyard.api.metrics import RequestFigures
from docyard.domain.identity import Caller

_log = structlog.get_logger()

REQUEST_ID_HEADER = "X-Request-Id"

# Ids of UUIDs, ULIDs, trace ids and the like; anything else could forge lines of the log.
_WELL_FORMED = re.compile(rb"[A-Za-z0-9._:/+=-]{1,128}")

_UNKNOWN_ROUTE = "(none)"


class RequestLog:
    """Gives a request its id, answers bugs, and writes one line when the answer is out.

    The line has the route's template instead of the path, and no query, body or token: paths and
    queries may hold names of documents.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = scope.setdefault("state", {})["request_id"] = _id_of(scope)
        started, status = time.perf_counter(), 0

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[REQUEST_ID_HEADER] = request_id
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=request_id):
            try:
                await self.app(scope, receive, send_with_id)
            except Exception:
                _log.exception("request.failed", method=scope["method"], route=route_of(scope))
                if status:  # too late for another answer; the server cuts the connection
                    raise
                await refusals.confess(Request(scope))(scope, receive, send_with_id)
            finally:
                _note(scope, status=status, seconds=time.perf_counter() - started)


def route_of(scope: Scope) -> str:
    """Return the path of the route that served a request, with its parameters' names."""
    templates: dict[int, str] = scope["app"].state.templates
    return templates.get(id(scope.get("route")), _UNKNOWN_ROUTE)


def name_templates(*routers: APIRouter, prefix: str) -> dict[int, str]:
    """Return the templates of routes by their identities; a route does not know what it is included under."""
    return {
        id(route): f"{prefix}{route.path_format}"
        for router in routers
        for route in router.routes
        if isinstance(route, Route)
    }


def _id_of(scope: Scope) -> str:
    for name, value in scope["headers"]:
        if name == b"x-request-id" and _WELL_FORMED.fullmatch(value):
            return str(value, "ascii")
    return str(uuid4())


def _note(scope: Scope, *, status: int, seconds: float) -> None:
    method, route = scope["method"], route_of(scope)
    figures: RequestFigures = scope["app"].state.figures
    figures.observe(method=method, route=route, status=status, seconds=seconds)
    caller: Caller | None = scope["state"].get("caller")
    _log.info(
        "request",
        method=method,
        route=route,
        status=status,
        ms=round(seconds * 1000, 1),
        organization=caller and caller.organization_id,
        user=caller and caller.user_id,
    )
