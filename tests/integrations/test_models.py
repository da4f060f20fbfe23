"""Requests to language models against a server that misbehaves."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import pytest

from docyard.domain.models import AnswerMode, Question
from docyard.errors import Invalid
from docyard.integrations.model_endpoints import Again, Endpoint, ModelFailed
from docyard.integrations.models import ask_model, check_base_url
from tests.model_server import ModelServer, filled, running_model

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "total": {
            "type": "object",
            "properties": {"value": {"type": ["string", "null"]}, "quote": {"type": ["string", "null"]}},
            "required": ["value", "quote"],
            "additionalProperties": False,
        }
    },
    "required": ["total"],
    "additionalProperties": False,
}
KEY = "sk-very-secret"


@pytest.fixture(scope="module")
def running() -> Iterator[ModelServer]:
    with running_model() as model:
        yield model


@pytest.fixture
def model(running: ModelServer) -> ModelServer:
    running.behave("good")
    running.answers = filled(total="12.50")
    return running


def ask(
    model: ModelServer,
    *,
    mode: AnswerMode = AnswerMode.JSON_SCHEMA,
    images: tuple[bytes, ...] = (),
    again: Again | None = None,
    **changes: Any,
) -> Any:
    values: dict[str, Any] = {
        "base_url": model.url,
        "model": "qwen3",
        "key": KEY,
        "timeout_s": 60.0,
        "private_addresses": True,
    }
    question = Question("house", "Answer.", "Total 12.50", json.dumps(SCHEMA), 500, images)
    return ask_model(Endpoint(**(values | changes)), question, mode=mode, again=again)


@pytest.mark.parametrize("mode", AnswerMode)
def test_a_model_answers_in_the_schema_either_way(model: ModelServer, mode: AnswerMode) -> None:
    reply = ask(model, mode=mode)
    assert json.loads(reply.text) == {"total": {"value": "12.50", "quote": "12.50"}}
    assert (reply.input_tokens, reply.output_tokens, reply.mode) == (1000, 100, mode)
    [asked] = model.asked
    assert asked.is_tool == (mode is AnswerMode.TOOL)
    assert asked.headers["authorization"] == f"Bearer {KEY}"
    assert asked.body["model"] == "qwen3"
    assert (asked.body["max_tokens"], asked.body["temperature"]) == (500, 0.0)
    assert asked.schema == SCHEMA


def test_images_travel_with_the_question(model: ModelServer) -> None:
    ask(model, images=(b"\xff\xd8", b"\xff\xd8"))
    assert model.asked[0].images == 2


def test_a_model_gets_to_see_its_bad_answer_and_the_complaint(model: ModelServer) -> None:
    ask(model, again=Again('{"wrong": 1}', "'total' is missing."))
    roles = [message["role"] for message in model.asked[0].body["messages"]]
    assert roles == ["system", "user", "assistant", "user"]
    assert "'total' is missing." in model.asked[0].text


@pytest.mark.parametrize(
    ("behaviour", "retryable", "is_free", "words"),
    [
        (500, True, True, "answered 500"),
        (503, True, True, "answered 503"),
        (429, True, True, "too many requests"),
        (401, False, True, "key is missing or wrong"),
        (404, False, True, "base URL or the model's name"),
        ("html", True, False, "none of chat completions"),
        ("empty", True, False, "broke off"),
        ("packed", True, False, "broke off"),
        ("huge", False, False, "too long"),
        ("drop", True, False, "broke off"),
    ],
)
def test_what_goes_wrong_is_told_in_a_sentence_without_secrets(
    model: ModelServer, behaviour: int | str, retryable: bool, is_free: bool, words: str
) -> None:
    model.behave(behaviour)
    with pytest.raises(ModelFailed) as refusal:
        ask(model)
    assert words in refusal.value.message
    assert (refusal.value.retryable, refusal.value.is_free) == (retryable, is_free)
    assert KEY not in refusal.value.message
    assert len(model.asked) == 1


def test_an_endpoint_says_when_to_come_again(model: ModelServer) -> None:
    model.behave("throttled")
    with pytest.raises(ModelFailed) as refusal:
        ask(model)
    assert (refusal.value.retryable, refusal.value.retry_after_s) == (True, 1.0)


def test_an_endpoint_that_knows_no_schemas_is_asked_by_a_tool(model: ModelServer) -> None:
    model.behave("no_schema")
    with pytest.raises(ModelFailed) as refusal:
        ask(model)
    assert refusal.value.wants_other_mode
    assert json.loads(ask(model, mode=AnswerMode.TOOL).text)["total"]["value"] == "12.50"


@pytest.mark.parametrize("behaviour", ["silent", "trickle"])
def test_a_request_ends_in_time(model: ModelServer, behaviour: str) -> None:
    model.behave(behaviour)
    began = time.monotonic()
    with pytest.raises(ModelFailed) as refusal:
        ask(model, timeout_s=0.6)
    assert time.monotonic() - began < 20
    assert "within 0.6 s" in refusal.value.message
    assert refusal.value.retryable
    assert not refusal.value.is_free


def test_private_addresses_are_called_only_where_the_owner_allows(model: ModelServer) -> None:
    with pytest.raises(ModelFailed, match="model_private_addresses"):
        ask(model, private_addresses=False)
    with pytest.raises(ModelFailed, match="does not call"):
        ask(model, base_url="http://169.254.169.254/v1")
    assert model.asked == []


@pytest.mark.parametrize(
    "url", ["ftp://host/v1", "host/v1", "http://", "http://a:b@host/v1", "http://host/v1?key=x", "http://[::"]
)
def test_base_urls_that_cannot_be_called_are_refused(url: str) -> None:
    with pytest.raises(Invalid, match="base_url"):
        check_base_url(url)


def test_base_urls_at_addresses_that_are_never_called_are_refused() -> None:
    with pytest.raises(Invalid, match="never calls"):
        check_base_url("http://169.254.169.254/latest")
    assert check_base_url("http://localhost:11434/v1/ ") == "http://localhost:11434/v1"


def test_the_library_is_loaded_with_the_first_request_only() -> None:
    program = (
        "import sys, docyard.main.server, docyard.main.worker, docyard.integrations.models; "
        "import docyard.engine.processes.child; "
        "print([name for name in ('openai', 'pydantic_ai', 'httpx2') if name in sys.modules])"
    )
    printed = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert printed.stdout.strip() == "[]"
