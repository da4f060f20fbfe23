"""Versions of apps: list, read, publish, export, compare."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from docyard.api.backend import Reading, WithCaller, Writing, now
from docyard.api.idempotency_keys import Route
from docyard.api.ids import parse_id
from docyard.api.paging import Limit, Offset
from docyard.api.wire.app_versions import (
    AppVersionBody,
    AppVersionDetails,
    AppVersionList,
    ComparisonBody,
)
from docyard.api.wire.text import Text
from docyard.domain.apps import App
from docyard.domain.identity import Caller
from docyard.engine.appfiles import load_app
from docyard.services import app_versions, apps
from docyard.store.database import Session

router = APIRouter(prefix="/v2/apps/{app_id}", tags=["apps"], route_class=Route)

_YAML = "application/yaml"


@router.get("/versions", operation_id="listAppVersions")
def list_versions(
    app_id: str, caller: WithCaller, session: Reading, limit: Limit = 100, offset: Offset = 0
) -> AppVersionList:
    """List an app's versions, latest first; pre-production ones for its own workspace alone."""
    app = _app(session, caller, app_id)
    found = app_versions.list_versions(session, caller, app, limit=limit, offset=offset)
    return AppVersionList(versions=[AppVersionBody.of(version) for version in found])


@router.get("/versions/{version}", operation_id="getAppVersion")
def read_version(app_id: str, version: Text, caller: WithCaller, session: Reading) -> AppVersionDetails:
    """Read a version with its classes, fields and keys."""
    app = _app(session, caller, app_id)
    found = app_versions.get_version(session, caller, app, version=version)
    return AppVersionDetails.of_file(found, load_app(found.file))


@router.get(
    "/versions/{version}/file",
    operation_id="exportAppVersion",
    response_class=Response,
    responses={200: {"content": {_YAML: {"schema": {"type": "string"}}}, "description": "The app file"}},
)
def export_app(app_id: str, version: Text, caller: WithCaller, session: Reading) -> Response:
    """Export a version's app file, byte by byte as it was pushed."""
    app = _app(session, caller, app_id)
    found = app_versions.get_version(session, caller, app, version=version)
    return Response(found.file.encode("utf-8"), media_type=_YAML)


@router.post("/versions/{version}/publish", operation_id="publishAppVersion")
def publish_app(app_id: str, version: Text, caller: WithCaller, session: Writing) -> AppVersionBody:
    """Move a version from pre-production to production; harmless when it is there."""
    published = app_versions.publish_version(
        session, caller, app_id=parse_id(app_id, noun="app"), version=version, now=now()
    )
    return AppVersionBody.of(published)


@router.get("/diff", operation_id="diffAppVersions")
def diff_app(
    app_id: str,
    before: Annotated[Text, Query(alias="from", description="A version's number.")],
    after: Annotated[Text, Query(alias="to", description="Another version's number.")],
    caller: WithCaller,
    session: Reading,
) -> ComparisonBody:
    """Compare two versions: parts added, removed and changed, and the app files line by line."""
    app = _app(session, caller, app_id)
    return ComparisonBody.of(app_versions.compare_versions(session, caller, app, before=before, after=after))


def _app(session: Session, caller: Caller, app_id: str) -> App:
    return apps.get_app(session, caller, app_id=parse_id(app_id, noun="app"))
