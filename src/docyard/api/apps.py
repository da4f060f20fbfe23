"""Apps: list, read, push, check, share, delete."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from fastapi.responses import JSONResponse

from docyard.api.app_files import AppFileText, PushedFile, describe_body
from docyard.api.backend import Reading, WithCaller, Writing, now
from docyard.api.idempotency_keys import Route
from docyard.api.ids import parse_id
from docyard.api.paging import Limit, Offset
from docyard.api.wire.app_versions import PushedBody
from docyard.api.wire.apps import AppBody, AppList, AppSummary, PushApp, ShareApp, ValidateApp, ValidationBody
from docyard.api.wire.errors import AppFileErrorBody, ErrorBody, ProblemBody
from docyard.api.wire.text import Text
from docyard.domain.apps import App, AppVisibility
from docyard.domain.identity import Caller
from docyard.engine.appfiles import app_file_schema, load_app
from docyard.errors import InvalidAppFile
from docyard.services import app_versions, apps
from docyard.store.database import Session

# https://json-schema.org/draft/2020-12/json-schema-core#section-14.1
SCHEMA_TYPE = "application/schema+json"

router = APIRouter(prefix="/v2/apps", tags=["apps"], route_class=Route)


@router.get("", operation_id="listApps")
def list_apps(
    caller: WithCaller,
    session: Reading,
    name: Annotated[Text | None, Query()] = None,
    owner: Annotated[Text | None, Query(description="User ID; ``docyard`` for prebuilt apps.")] = None,
    workspace: Annotated[Text | None, Query(description="Only apps that belong to this workspace.")] = None,
    limit: Limit = 100,
    offset: Offset = 0,
) -> AppList:
    """List the apps that you can run, by name; prebuilt ones stand last."""
    found = apps.list_apps(
        session, caller, name=name, owner=owner, workspace=workspace, limit=limit, offset=offset
    )
    return AppList(apps=[AppBody.of(entry) for entry in apps.describe_apps(session, caller, found)])


@router.post(
    "",
    operation_id="pushApp",
    status_code=201,
    openapi_extra=describe_body(PushApp),
    responses={
        200: {"model": PushedBody, "description": "The version was there already"},
        400: {"model": AppFileErrorBody | ErrorBody, "description": "The app file is wrong"},
    },
)
def push_app(push: PushedFile, response: Response, caller: WithCaller, session: Writing) -> PushedBody:
    """Push an app file as a version of an app; pushing the same file again is harmless."""
    pushed = app_versions.push_app(session, caller, push=push, now=now())
    if not pushed.is_new:
        response.status_code = 200
    return PushedBody.of_push(pushed)


@router.post("/validate", operation_id="validateApp", openapi_extra=describe_body(ValidateApp))
def validate_app(file: AppFileText, _: WithCaller) -> ValidationBody:
    """Check an app file without keeping it; every problem has its line and column."""
    try:
        definition = load_app(file)
    except InvalidAppFile as refusal:
        problems = [ProblemBody.of(problem) for problem in refusal.problems]
        return ValidationBody(valid=False, app=None, problems=problems)
    return ValidationBody(valid=True, app=AppSummary.of(definition), problems=[])


@router.get(
    "/schema",
    operation_id="getAppFileSchema",
    response_class=JSONResponse,
    responses={200: {"description": "JSON Schema, draft 2020-12", "content": {SCHEMA_TYPE: {}}}},
)
def read_schema() -> JSONResponse:
    """Read the JSON Schema of app files; open to everybody, since editors send no tokens."""
    return JSONResponse(app_file_schema(), media_type=SCHEMA_TYPE)


@router.get("/{app_id}", operation_id="getApp")
def read_app(app_id: str, caller: WithCaller, session: Reading) -> AppBody:
    """Read what is known of an app."""
    return _body(session, caller, apps.get_app(session, caller, app_id=parse_id(app_id, noun="app")))


@router.delete("/{app_id}", operation_id="deleteApp", status_code=204)
def delete_app(app_id: str, caller: WithCaller, session: Writing) -> None:
    """Delete an app that no deployment uses; its runs keep their results."""
    apps.delete_app(session, caller, app_id=parse_id(app_id, noun="app"), now=now())


@router.put("/{app_id}/sharing", operation_id="shareApp")
def share_app(app_id: str, body: ShareApp, caller: WithCaller, session: Writing) -> AppBody:
    """Say who beside its own workspace may use an app; replaces what was said before."""
    app = apps.share_app(
        session,
        caller,
        app_id=parse_id(app_id, noun="app"),
        visibility=AppVisibility(body.visibility),
        shared_with=body.workspaces or (),
        now=now(),
    )
    return _body(session, caller, app)


def _body(session: Session, caller: Caller, app: App) -> AppBody:
    (entry,) = apps.describe_apps(session, caller, [app])
    return AppBody.of(entry)
