"""The HTTP application: one router per noun under ``/api``."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI

from docyard import __version__
from docyard.api import (
    app_versions,
    apps,
    audit_events,
    batches,
    copies,
    deliveries,
    deployments,
    docs,
    drives,
    examples,
    exports,
    files,
    groups,
    health,
    invitations,
    jobs,
    legacy_runs,
    me,
    members,
    metrics,
    models,
    mounts,
    organizations,
    page_images,
    passwords,
    refusals,
    reviews,
    run_details,
    run_events,
    run_retries,
    runs,
    secrets,
    service_accounts,
    sessions,
    sign_in,
    sign_in_providers,
    storage,
    sweeps,
    token_issuers,
    tokens,
    uploads,
    usage,
    workspaces,
)
from docyard.api.backend import Backend, get_caller
from docyard.api.idempotency_keys import AnsweredBefore, repeat_answer
from docyard.api.log_watch import LogWatch
from docyard.api.request_log import RequestLog, name_templates
from docyard.api.security_headers import SecurityHeaders
from docyard.api.wire.errors import ErrorBody
from docyard.domain.identity import Caller

# Uploads stand before batches: ``/v2/batches/multipart-upload`` would else be read as a batch;
# copies before files, for the same reason.
# Apps stand behind runs and deployments for the same reason.
_NOUNS = (
    uploads,
    batches,
    copies,
    files,
    jobs,
    legacy_runs,
    runs,
    run_details,
    page_images,
    run_events,
    reviews,
    examples,
    run_retries,
    exports,
    deployments,
    app_versions,
    apps,
    drives,
    mounts,
    deliveries,
    secrets,
    audit_events,
    tokens,
    workspaces,
    groups,
    members,
    invitations,
    service_accounts,
    organizations,
    me,
    sessions,
    passwords,
    usage,
    storage,
    sweeps,
    token_issuers,
    models,
    sign_in_providers,
    sign_in,
)

_BESIDE_API = (health.router, docs.router, metrics.router)


def describe_api() -> dict[str, Any]:
    """Return the OpenAPI document of the application."""
    return create_app(None).openapi()


def create_app(backend: Backend | None, *, caller: Caller | None = None) -> FastAPI:
    """Return the application over its parts; without them it can only be described.

    ``caller`` makes all requests theirs, with no token asked: for whoever serves it to nobody else.
    """
    app = FastAPI(
        title="docyard",
        version=__version__,
        description="Documents in, fields out. Compatible with the Instabase AI Hub API.",
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=_ending_drawings,
    )
    app.state.backend = backend
    app.state.log_watch = None if backend is None else LogWatch(backend)
    if caller is not None:
        app.dependency_overrides[get_caller] = lambda: caller
    refusals.install(app)
    app.add_exception_handler(AnsweredBefore, repeat_answer)
    refused: dict[int | str, dict[str, Any]] = {"default": {"model": ErrorBody, "description": "A refusal"}}
    for noun in _NOUNS:
        app.include_router(noun.router, prefix="/api", responses=refused)
    for router in _BESIDE_API:
        app.include_router(router)
    app.state.figures = metrics.RequestFigures()
    app.state.templates = {
        **name_templates(*(noun.router for noun in _NOUNS), prefix="/api"),
        **name_templates(app.router, *_BESIDE_API, prefix=""),
    }
    # The one added last is the outermost.
    app.add_middleware(RequestLog)
    app.add_middleware(SecurityHeaders)
    return app


@asynccontextmanager
async def _ending_drawings(app: FastAPI) -> AsyncIterator[None]:
    """End the processes that draw pages with the server; who waits for them holds it up no longer."""
    yield
    backend: Backend | None = app.state.backend
    if backend is not None:
        backend.drawing.close()
