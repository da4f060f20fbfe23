"""Language models of an organization: admins set them up, app files name them."""

import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from uuid import UUID, uuid4

from docyard.domain.audit_events import AuditCategory
from docyard.domain.identity import Caller
from docyard.domain.models import AnswerMode, LanguageModel, Question
from docyard.errors import Conflict, DocyardError, Invalid, NotFound
from docyard.integrations.model_endpoints import Endpoint, ModelFailed
from docyard.integrations.models import ask_model, check_base_url
from docyard.services import access
from docyard.services.audit_events import note
from docyard.services.secrets import SecretNotFound
from docyard.store import models, secrets
from docyard.store.database import Database, Session
from docyard.workflows.model_endpoints import ModelEndpoints

NAME_PATTERN = r"[a-z0-9][a-z0-9._-]{0,63}"

_WORD_LENGTH = 255
_CHECK_TOKENS = 200
_LONGEST_CHECK_S = 60.0


class ModelNotFound(NotFound):
    """The organization has no model of that id."""

    code = "model_not_found"


class ModelExists(Conflict):
    """The organization has a model of that name."""

    code = "model_exists"


@dataclass(frozen=True, slots=True)
class ModelContent:
    """What a request says of a model; None where it says nothing, and an empty alias for no secret."""

    name: str | None
    base_url: str | None
    model: str | None
    secret_alias: str | None
    input_price: float | None
    output_price: float | None
    context_tokens: int | None
    output_tokens: int | None
    requests_at_a_time: int | None
    vision: bool | None
    timeout_s: float | None
    answer_mode: AnswerMode | None


@dataclass(frozen=True, slots=True)
class ModelCheck:
    """What asking a model something small led to; ``message`` says what is wrong, None if nothing is."""

    message: str | None
    answer_mode: AnswerMode


def list_models(session: Session, caller: Caller, *, limit: int, offset: int) -> Sequence[LanguageModel]:
    """Return a page of the organization's models by name; every member may know them."""
    return models.list_models(session, organization_id=caller.organization_id, limit=limit, offset=offset)


def get_model(session: Session, caller: Caller, *, model_id: UUID) -> LanguageModel:
    """Return a model of the organization.

    Raises:
        ModelNotFound: There is none of that id.
    """
    model = models.find_model(session, model_id=model_id)
    if model is None or model.organization_id != caller.organization_id:
        raise ModelNotFound(f"There is no model {str(model_id)!r}.")
    return model


def create_model(session: Session, caller: Caller, *, content: ModelContent, now: datetime) -> LanguageModel:
    """Make a model known to the organization's apps; nothing is sent to it.

    Raises:
        AdminsOnly: The caller is no admin.
        Invalid: Something breaks its rule.
        SecretNotFound: There is no secret of that alias.
        ModelExists: The name is taken.
    """
    access.require_admin(caller, to="set up language models")
    empty = LanguageModel(
        id=uuid4(),
        organization_id=caller.organization_id,
        name="",
        base_url="",
        model="",
        secret_alias=None,
        input_price_micros=0,
        output_price_micros=0,
        context_tokens=8_192,
        output_tokens=2_048,
        requests_at_a_time=4,
        vision=False,
        timeout_s=120.0,
        answer_mode=AnswerMode.JSON_SCHEMA,
        created_at=now,
        updated_at=now,
    )
    return _put(session, caller, _changed(empty, content), action="model.created", now=now)


def update_model(
    session: Session, caller: Caller, *, model_id: UUID, content: ModelContent, now: datetime
) -> LanguageModel:
    """Change what ``content`` says of a model; runs that go on use it so from their next question.

    Raises:
        ModelNotFound: There is none of that id.
        AdminsOnly, Invalid, SecretNotFound, ModelExists: As for a new one.
    """
    old = get_model(session, caller, model_id=model_id)
    access.require_admin(caller, to="change language models")
    new = replace(_changed(old, content), updated_at=now)
    return _put(session, caller, new, action="model.updated", now=now)


def delete_model(session: Session, caller: Caller, *, model_id: UUID, now: datetime) -> None:
    """Forget a model; fields that name it get an alert instead of an answer.

    Raises:
        ModelNotFound: There is none of that id.
        AdminsOnly: The caller is no admin.
    """
    model = get_model(session, caller, model_id=model_id)
    access.require_admin(caller, to="delete language models")
    models.remove_model(session, model_id=model.id)
    _note(session, caller, model.name, action="model.deleted", now=now)


def check_model(
    database: Database, caller: Caller, *, endpoints: ModelEndpoints, model_id: UUID, now: datetime
) -> ModelCheck:
    """Ask a model something small, by JSON schema and else by a tool, and note which of them works.

    No transaction is open while the model is waited for.

    Raises:
        ModelNotFound: There is none of that id.
        AdminsOnly: The caller is no admin.
    """
    with database.read() as session:
        model = get_model(session, caller, model_id=model_id)
        access.require_admin(caller, to="check language models")
        try:
            endpoint = endpoints.open(session, model)
        except DocyardError as refusal:
            return ModelCheck(refusal.message, model.answer_mode)
    finding = _try_out(replace(endpoint, timeout_s=min(endpoint.timeout_s, _LONGEST_CHECK_S)), model)
    if finding.message is None and finding.answer_mode is not model.answer_mode:
        with database.write() as session:
            models.set_answer_mode(session, model_id=model.id, mode=finding.answer_mode)
            _note(session, caller, model.name, action="model.updated", now=now)
    return finding


def _try_out(endpoint: Endpoint, model: LanguageModel) -> ModelCheck:
    question = Question(
        model=model.name,
        instructions="You are checked. Answer in the given schema.",
        content="What is two plus two? Give the digit.",
        schema=json.dumps(
            {
                "type": "object",
                "properties": {"digit": {"type": "string"}},
                "required": ["digit"],
                "additionalProperties": False,
            }
        ),
        output_tokens=min(_CHECK_TOKENS, model.output_tokens),
    )
    try:
        fault = _ask(endpoint, question, AnswerMode.JSON_SCHEMA)
        if fault is None:
            return ModelCheck(None, AnswerMode.JSON_SCHEMA)
        if _ask(endpoint, question, AnswerMode.TOOL) is None:
            return ModelCheck(None, AnswerMode.TOOL)
    except ModelFailed as failed:
        return ModelCheck(failed.message, model.answer_mode)
    return ModelCheck(fault, model.answer_mode)


def _ask(endpoint: Endpoint, question: Question, mode: AnswerMode) -> str | None:
    """Return why the model does not answer in this mode; None if it does."""
    try:
        reply = ask_model(endpoint, question, mode=mode, again=None)
    except ModelFailed as failed:
        if not failed.wants_other_mode:
            raise
        return failed.message
    try:
        answer = json.loads(reply.text)
    except ValueError:
        answer = None
    if not isinstance(answer, dict) or not isinstance(answer.get("digit"), str):
        return "The model answers, but not in the schema that it is given. Choose another model."
    return None


def _changed(old: LanguageModel, content: ModelContent) -> LanguageModel:
    sent = {name: value for name, value in asdict(content).items() if value is not None}
    for price in ("input_price", "output_price"):
        if price in sent:
            sent[f"{price}_micros"] = _micros(price, sent.pop(price))
    if "base_url" in sent:
        sent["base_url"] = check_base_url(sent["base_url"])
    if sent.get("secret_alias") == "":
        sent["secret_alias"] = None
    return replace(old, **sent)


def _micros(name: str, price: float) -> int:
    if not 0 <= price <= 1_000_000:
        raise Invalid(f"{name!r} is from 0 to 1,000,000 per million tokens; {price:g} was sent.")
    return round(price * 1_000_000)


def _put(
    session: Session, caller: Caller, model: LanguageModel, *, action: str, now: datetime
) -> LanguageModel:
    _check(model)
    alias = model.secret_alias
    if alias is not None and (
        secrets.find_secret(session, organization_id=model.organization_id, alias=alias) is None
    ):
        raise SecretNotFound(f"There is no secret {alias[:80]!r} for the model's key. Set it first.")
    if not models.put_model(session, model=model):
        raise ModelExists(f"A model {model.name!r} exists already. Change that one, or choose another name.")
    _note(session, caller, model.name, action=action, now=now)
    return model


def _check(model: LanguageModel) -> None:
    if not re.fullmatch(NAME_PATTERN, model.name):
        raise Invalid(
            "A model's 'name' has 1 to 64 small letters, digits, dots, dashes and underscores, and begins "
            f"with a letter or digit; {model.name[:80]!r} was sent."
        )
    if not 0 < len(model.model) <= _WORD_LENGTH:
        raise Invalid(f"'model' has 1 to {_WORD_LENGTH} characters; {len(model.model)} were sent.")
    for name, least, most in (
        ("context_tokens", 1_024, 20_000_000),
        ("output_tokens", 64, 1_000_000),
        ("requests_at_a_time", 1, 1_000),
        ("timeout_s", 1, 1_800),
    ):
        value = getattr(model, name)
        if not least <= value <= most:
            raise Invalid(f"{name!r} is from {least} to {most}; {value:g} was sent.")
    if model.output_tokens * 2 > model.context_tokens:
        raise Invalid(
            f"'output_tokens' is {model.output_tokens}, but may be at most half of 'context_tokens', which "
            f"is {model.context_tokens}: a question needs room, too."
        )


def _note(session: Session, caller: Caller, target: str, *, action: str, now: datetime) -> None:
    note(
        session,
        caller,
        category=AuditCategory.ORGANIZATION,
        action=action,
        target=target,
        workspace=None,
        now=now,
    )
