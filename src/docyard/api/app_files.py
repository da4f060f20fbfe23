"""App files in requests: as the body itself (YAML), or as ``file`` in a JSON object."""

from typing import Annotated, Any, Literal, TypeVar

from fastapi import Depends, Query, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError

from docyard.api.body import Body, Received
from docyard.api.ids import parse_id
from docyard.api.wire.apps import PushApp, ValidateApp
from docyard.api.wire.text import Text
from docyard.domain.apps import AppState
from docyard.errors import FileTooLarge, Invalid
from docyard.services.app_versions import Push

# Far above what the check of app files lets through, also where JSON escapes every character.
_MOST_BYTES = 12_000_000

_YAML = ("application/yaml", "application/x-yaml", "text/yaml", "text/x-yaml")


_Shape = TypeVar("_Shape", bound=BaseModel)


def describe_body(shape: type[BaseModel]) -> dict[str, Any]:
    """Return what the API's own description says of such a body, which is no declared parameter."""
    content: dict[str, Any] = {_YAML[0]: {"schema": {"type": "string"}}}
    return {
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": shape.model_json_schema()}, **content},
        }
    }


def read_push(
    request: Request,
    body: Body,
    workspace: Annotated[Text | None, Query(description="For YAML bodies.")] = None,
    app_id: Annotated[str | None, Query(description="For YAML bodies.")] = None,
    state: Annotated[
        Literal["PRODUCTION", "PRE_PRODUCTION"] | None, Query(description="For YAML bodies.")
    ] = None,
) -> Push:
    """Return an app file and where it is to go."""
    if _is_yaml(request):
        asked = PushApp(file=_text(body), workspace=workspace, app_id=app_id, state=state)
    else:
        asked = _parse(PushApp, body)
    return Push(
        file=asked.file,
        workspace=asked.workspace,
        app_id=parse_id(asked.app_id, noun="app") if asked.app_id else None,
        state=AppState(asked.state or AppState.PRODUCTION),
    )


def read_file(request: Request, body: Body) -> str:
    """Return an app file."""
    return _text(body) if _is_yaml(request) else _parse(ValidateApp, body).file


def _is_yaml(request: Request) -> bool:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in (*_YAML, "application/json"):
        raise Invalid(f"Send the app file as application/yaml, or in application/json; not as {kind[:80]!r}.")
    return kind in _YAML


def _parse(shape: type[_Shape], body: Received) -> _Shape:
    try:
        return shape.model_validate_json(_bytes(body))
    except ValidationError as refusal:
        raise RequestValidationError(refusal.errors(include_url=False, include_context=False)) from None


def _text(body: Received) -> str:
    try:
        return _bytes(body).decode("utf-8")
    except UnicodeDecodeError:
        raise Invalid("The app file is not text in UTF-8.") from None


def _bytes(body: Received) -> bytes:
    if body.size_bytes > _MOST_BYTES:
        raise FileTooLarge(f"An app file takes {_MOST_BYTES} bytes at most; {body.size_bytes} were sent.")
    return body.file.read()


PushedFile = Annotated[Push, Depends(read_push)]
AppFileText = Annotated[str, Depends(read_file)]
