"""Language models of an organization, and what goes to and comes from one."""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

_MILLION = 1_000_000

_TOKENS_PER_IMAGE = 1_500


class AnswerMode(StrEnum):
    """How a model is made to answer in a schema."""

    JSON_SCHEMA = "json_schema"
    TOOL = "tool"


@dataclass(frozen=True, slots=True)
class LanguageModel:
    """An endpoint that speaks OpenAI's chat completions, and what may be asked of it.

    Attributes:
        name: as app files call it; unique in the organization.
        model: as the endpoint calls it.
        secret_alias: of the secret with its key; None sends none.
        input_price_micros: millionths of a currency unit per million tokens that are sent.
        output_price_micros: the same for tokens that come back.
        context_tokens: most tokens of question and answer together.
        output_tokens: most tokens of an answer.
        requests_at_a_time: all workers together send no more.
        vision: whether it looks at pictures.
        timeout_s: longest time of one request.
    """

    id: UUID
    organization_id: str
    name: str
    base_url: str
    model: str
    secret_alias: str | None
    input_price_micros: int
    output_price_micros: int
    context_tokens: int
    output_tokens: int
    requests_at_a_time: int
    vision: bool
    timeout_s: float
    answer_mode: AnswerMode
    created_at: datetime
    updated_at: datetime

    def cost_micros(self, *, input_tokens: int, output_tokens: int) -> int:
        """Return what so many tokens cost, in millionths of a currency unit, rounded up."""
        pico = input_tokens * self.input_price_micros + output_tokens * self.output_price_micros
        return -(-pico // _MILLION)


@dataclass(frozen=True, slots=True)
class ModelReach:
    """What those who put questions must know of a model: how much it takes, and whether it sees."""

    context_tokens: int
    output_tokens: int
    vision: bool


@dataclass(frozen=True, slots=True)
class Question:
    """Something to ask a model, complete: the same question has the same digest.

    Attributes:
        model: name of the model in its organization.
        instructions: docyard's own and the app's; the only part that a model is to obey.
        content: what it is about, with document text between markers.
        schema: JSON Schema of the answer, as JSON text; an object.
        images: pages as JPEG.
        output_tokens: most tokens of the answer.
    """

    model: str
    instructions: str
    content: str = field(repr=False)
    schema: str = field(repr=False)
    output_tokens: int
    images: tuple[bytes, ...] = field(default=(), repr=False)

    BYTES_PER_TOKEN: ClassVar[int] = 3
    """Of UTF-8, in most tokenizers and scripts; rather low, so that questions fit."""

    @property
    def digest(self) -> str:
        """SHA-256 over all of it, in hexadecimal digits."""
        text = json.dumps([self.model, self.instructions, self.content, self.schema, self.output_tokens])
        whole = hashlib.sha256(text.encode())
        for image in self.images:
            whole.update(hashlib.sha256(image).digest())
        return whole.hexdigest()

    @property
    def input_tokens(self) -> int:
        """How many tokens it has at most, nearly; the endpoint counts exactly, but later."""
        size = sum(len(text.encode()) for text in (self.instructions, self.content, self.schema))
        return size // self.BYTES_PER_TOKEN + len(self.images) * _TOKENS_PER_IMAGE + 200


@dataclass(frozen=True, slots=True)
class Reply:
    """What an endpoint sent: an answer as JSON text, not looked at so far, and what it counted."""

    text: str = field(repr=False)
    input_tokens: int
    output_tokens: int
    mode: AnswerMode


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a question.

    Attributes:
        body: JSON text that fits the question's schema; None if there is no answer.
        code: why there is none, a stable word.
        message: the same in a sentence.
    """

    body: str | None = field(repr=False)
    code: str | None = None
    message: str | None = None


@dataclass(frozen=True, slots=True)
class ModelUse:
    """What a run asked of one model.

    Attributes:
        requests: sent to the endpoint, retries among them.
        cost_micros: millionths of a currency unit; requests without an answer count with what they
            could have cost, unless the endpoint refused them.
    """

    model: str
    requests: int
    input_tokens: int
    output_tokens: int
    cost_micros: int
