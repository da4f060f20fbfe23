"""Language models that app files may name; admins set them up."""

from fastapi import APIRouter

from docyard.api.backend import Reading, WithBackend, WithCaller, Writing, now
from docyard.api.idempotency_keys import Route
from docyard.api.ids import parse_id
from docyard.api.paging import Limit, Offset
from docyard.api.wire.models import CreateModel, ModelBody, ModelCheckBody, ModelList, UpdateModel
from docyard.services import models

router = APIRouter(prefix="/v2/models", tags=["models"], route_class=Route)


@router.get("", operation_id="listModels")
def list_models(caller: WithCaller, session: Reading, limit: Limit = 100, offset: Offset = 0) -> ModelList:
    """List the language models that apps of the organization may name, by name."""
    found = models.list_models(session, caller, limit=limit, offset=offset)
    return ModelList(models=[ModelBody.of(model) for model in found])


@router.post("", operation_id="createModel", status_code=201)
def create_model(body: CreateModel, caller: WithCaller, session: Writing) -> ModelBody:
    """Make a language model known to apps; nothing is sent to it before it is checked or used."""
    return ModelBody.of(models.create_model(session, caller, content=body.content(), now=now()))


@router.get("/{model_id}", operation_id="getModel")
def read_model(model_id: str, caller: WithCaller, session: Reading) -> ModelBody:
    """Read what is known of a language model."""
    return ModelBody.of(models.get_model(session, caller, model_id=parse_id(model_id, noun="model")))


@router.patch("/{model_id}", operation_id="updateModel")
def update_model(model_id: str, body: UpdateModel, caller: WithCaller, session: Writing) -> ModelBody:
    """Change a language model; runs that go on use it so from their next question."""
    model = models.update_model(
        session, caller, model_id=parse_id(model_id, noun="model"), content=body.content(), now=now()
    )
    return ModelBody.of(model)


@router.delete("/{model_id}", operation_id="deleteModel", status_code=204)
def delete_model(model_id: str, caller: WithCaller, session: Writing) -> None:
    """Forget a language model; fields that name it get an alert instead of an answer."""
    models.delete_model(session, caller, model_id=parse_id(model_id, noun="model"), now=now())


@router.post("/{model_id}/check", operation_id="checkModel")
def check_model(model_id: str, backend: WithBackend, caller: WithCaller) -> ModelCheckBody:
    """Ask a language model something small and tell what is wrong with it, if anything."""
    finding = models.check_model(
        backend.database,
        caller,
        endpoints=backend.model_endpoints,
        model_id=parse_id(model_id, noun="model"),
        now=now(),
    )
    return ModelCheckBody(
        is_usable=finding.message is None, message=finding.message, answer_mode=finding.answer_mode
    )
