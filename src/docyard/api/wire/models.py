"""Language models."""

from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field

from docyard.api.wire.moments import milliseconds
from docyard.api.wire.numbers import Whole
from docyard.api.wire.text import Text
from docyard.domain.models import AnswerMode, LanguageModel
from docyard.services.models import ModelContent

_CREATE: dict[str, Any] = {
    "name": "house",
    "base_url": "http://localhost:11434/v1",
    "model": "qwen3:32b",
    "secret_alias": None,
    "input_price": 0.0,
    "output_price": 0.0,
    "context_tokens": 32768,
    "output_tokens": 4096,
    "requests_at_a_time": 2,
    "vision": False,
    "timeout_s": 120.0,
    "answer_mode": "json_schema",
}
_EXAMPLE: dict[str, Any] = _CREATE | {
    "id": "2f1e4c7a-53b8-4f0b-9a37-0c8c1d9e7b55",
    "created_at": 1765912514238,
    "updated_at": 1765912514238,
}


class UpdateModel(BaseModel):
    """Body of ``updateModel``; what is left out or null stays as it is."""

    model_config = {"json_schema_extra": {"examples": [{"output_price": 1.6, "requests_at_a_time": 8}]}}

    name: Text | None = Field(None, description="As app files call it: small letters, digits, . _ and -.")
    base_url: Text | None = Field(None, description="Of its OpenAI-compatible API; ends in /v1 usually.")
    model: Text | None = Field(None, description="As the endpoint calls it.")
    secret_alias: Text | None = Field(
        None, description="Secret that holds its key; empty text or none sends no key."
    )
    input_price: float | None = Field(None, description="Price of a million tokens that are sent.")
    output_price: float | None = Field(
        None, description="Price of a million tokens that come back, in the same currency."
    )
    context_tokens: Whole | None = Field(None, description="Most tokens of question and answer together.")
    output_tokens: Whole | None = Field(None, description="Most tokens of an answer.")
    requests_at_a_time: Whole | None = Field(None, description="Most requests under way, of all workers.")
    vision: bool | None = Field(None, description="Whether it looks at pictures.")
    timeout_s: float | None = Field(None, description="Longest time of one request, in seconds.")
    answer_mode: AnswerMode | None = Field(
        None, description="How it is made to answer in a schema; checks and failures find out, too."
    )

    def content(self) -> ModelContent:
        """Return what was sent."""
        return ModelContent(**self.model_dump())


class CreateModel(UpdateModel):
    """Body of ``createModel``; what may be left out is as in the example but for the name and endpoint."""

    model_config = {"json_schema_extra": {"examples": [_CREATE]}}

    name: Text = Field(description="As app files call it: small letters, digits, . _ and -.")
    base_url: Text = Field(description="Of its OpenAI-compatible API; ends in /v1 usually.")
    model: Text = Field(description="As the endpoint calls it.")


class ModelBody(BaseModel):
    """A language model; times in Unix milliseconds."""

    model_config = {"json_schema_extra": {"examples": [_EXAMPLE]}}

    id: UUID
    name: str
    base_url: str
    model: str
    secret_alias: str | None
    input_price: float
    output_price: float
    context_tokens: int
    output_tokens: int
    requests_at_a_time: int
    vision: bool
    timeout_s: float
    answer_mode: AnswerMode
    created_at: int
    updated_at: int

    @classmethod
    def of(cls, model: LanguageModel) -> "ModelBody":
        """Return a model as the wire has it."""
        return cls(
            id=model.id,
            name=model.name,
            base_url=model.base_url,
            model=model.model,
            secret_alias=model.secret_alias,
            input_price=model.input_price_micros / 1_000_000,
            output_price=model.output_price_micros / 1_000_000,
            context_tokens=model.context_tokens,
            output_tokens=model.output_tokens,
            requests_at_a_time=model.requests_at_a_time,
            vision=model.vision,
            timeout_s=model.timeout_s,
            answer_mode=model.answer_mode,
            created_at=milliseconds(model.created_at),
            updated_at=milliseconds(model.updated_at),
        )


class ModelList(BaseModel):
    """A page of models, by name."""

    models: list[ModelBody]


class ModelCheckBody(BaseModel):
    """Answer of ``checkModel``."""

    model_config = {
        "json_schema_extra": {"examples": [{"is_usable": True, "message": None, "answer_mode": "tool"}]}
    }

    is_usable: bool
    message: str | None = Field(description="What is wrong; null if nothing is.")
    answer_mode: AnswerMode = Field(description="How it answers in a schema, as far as known.")
