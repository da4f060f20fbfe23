"""Questions as requests of chat completions, and answers or faults as they come back.

Loads the model library, and is loaded by ``models`` with the first request.
"""

import asyncio
import json
import logging
from typing import Any

import httpx2
from openai import AsyncOpenAI
from pydantic_ai import exceptions, messages
from pydantic_ai.direct import model_request
from pydantic_ai.messages import ModelMessage, ModelResponse
from pydantic_ai.models import ModelRequestParameters
from pydantic_ai.models.openai import OpenAIChatModel
from pydantic_ai.output import OutputObjectDefinition
from pydantic_ai.profiles.openai import OpenAIModelProfile
from pydantic_ai.providers.openai import OpenAIProvider
from pydantic_ai.settings import ModelSettings
from pydantic_ai.tools import ToolDefinition

from docyard.domain.models import AnswerMode, Question, Reply
from docyard.integrations.addresses import AddressForbidden
from docyard.integrations.model_endpoints import Again, Endpoint, ModelFailed
from docyard.integrations.model_transport import open_client

_ANSWER = "answer"

# What an endpoint says where it does not know how to answer in a schema; the other way is tried then.
_UNKNOWN_REQUEST = (400, 404, 405, 415, 422, 501)

# Statuses after which the same request may succeed.
_PASSING = (408, 409, 425, 429)


async def ask(endpoint: Endpoint, question: Question, *, mode: AnswerMode, again: Again | None) -> Reply:
    """Send one question once.

    Raises:
        ModelFailed: There is no answer.
    """
    logging.getLogger("httpx2").setLevel(logging.WARNING)  # it logs every URL that is called
    try:
        async with asyncio.timeout(endpoint.timeout_s), open_client(endpoint) as client:
            response = await _request(_chat_model(endpoint, client), question, mode, again)
    except TimeoutError:
        raise ModelFailed(
            f"The model did not answer within {endpoint.timeout_s:g} s.", retryable=True
        ) from None
    except ModelFailed:
        raise
    except Exception as fault:
        raise _translated(fault) from fault
    return _reply(response, mode)


def _chat_model(endpoint: Endpoint, client: Any) -> OpenAIChatModel:
    # Retries are the caller's: each is counted before it is sent.
    openai = AsyncOpenAI(
        base_url=endpoint.base_url, api_key=endpoint.key or "none", http_client=client, max_retries=0
    )
    # Servers other than OpenAI's often know the older name of the limit only, and then have no limit.
    is_openai = httpx2.URL(endpoint.base_url).host.endswith((".openai.com", ".azure.com"))
    profile = OpenAIModelProfile(openai_chat_supports_max_completion_tokens=is_openai)
    return OpenAIChatModel(endpoint.model, provider=OpenAIProvider(openai_client=openai), profile=profile)


async def _request(
    model: OpenAIChatModel, question: Question, mode: AnswerMode, again: Again | None
) -> ModelResponse:
    return await model_request(
        model,
        _messages(question, again),
        model_settings=ModelSettings(temperature=0.0, max_tokens=question.output_tokens),
        model_request_parameters=_parameters(question, mode),
    )


def _messages(question: Question, again: Again | None) -> list[ModelMessage]:
    images = [messages.BinaryContent(image, media_type="image/jpeg") for image in question.images]
    asked: list[ModelMessage] = [
        messages.ModelRequest(
            parts=[
                messages.SystemPromptPart(question.instructions),
                messages.UserPromptPart([question.content, *images] if images else question.content),
            ]
        )
    ]
    if again is not None:
        asked.append(messages.ModelResponse(parts=[messages.TextPart(again.text)]))
        asked.append(messages.ModelRequest(parts=[messages.UserPromptPart(again.complaint)]))
    return asked


def _parameters(question: Question, mode: AnswerMode) -> ModelRequestParameters:
    schema = json.loads(question.schema)
    if mode is AnswerMode.JSON_SCHEMA:
        described = OutputObjectDefinition(json_schema=schema, name=_ANSWER)
        return ModelRequestParameters(output_mode="native", output_object=described)
    # The one tool stands for the answer; nothing is done when a model calls it.
    tool = ToolDefinition(name=_ANSWER, parameters_json_schema=schema, kind="output")
    return ModelRequestParameters(output_mode="tool", output_tools=[tool], allow_text_output=False)


def _reply(response: ModelResponse, mode: AnswerMode) -> Reply:
    calls = [part.args_as_json_str() for part in response.parts if part.part_kind == "tool-call"]
    texts = [part.content for part in response.parts if part.part_kind == "text"]
    return Reply(
        text=calls[0] if calls else "".join(texts),
        input_tokens=response.usage.input_tokens,
        output_tokens=response.usage.output_tokens,
        mode=mode,
    )


def _translated(fault: Exception) -> ModelFailed:
    """Say what went wrong; answers of endpoints may quote documents and keys, and are not repeated."""
    for cause in _causes(fault):
        if isinstance(cause, AddressForbidden):
            return ModelFailed(cause.message, is_free=True)
        if isinstance(cause, ModelFailed):
            return cause
    if isinstance(fault, exceptions.ModelHTTPError):
        return _refused(fault)
    if isinstance(fault, exceptions.ModelAPIError):
        return ModelFailed("The endpoint cannot be reached, or its answer broke off.", retryable=True)
    if isinstance(fault, exceptions.UnexpectedModelBehavior | ValueError):
        return ModelFailed("The endpoint's answer is none of chat completions.", retryable=True)
    raise fault


def _causes(fault: BaseException) -> list[BaseException]:
    found: list[BaseException] = [fault]
    while (cause := found[-1].__cause__ or found[-1].__context__) is not None and len(found) < 20:
        found.append(cause)
    return found


def _refused(fault: Any) -> ModelFailed:
    status: int = fault.status_code
    meanings = {
        401: "; its key is missing or wrong",
        403: "; its key may not use the model",
        404: "; the base URL or the model's name is wrong",
        413: "; the question is too long for it",
        429: "; too many requests, or no credit left",
    }
    is_passing = status in _PASSING or (status >= 500 and status != 501)
    return ModelFailed(
        f"The endpoint answered {status}{meanings.get(status, '')}.",
        retryable=is_passing if fault.provider_retry_hint is None else fault.provider_retry_hint,
        retry_after_s=fault.retry_after,
        is_free=True,
        wants_other_mode=status in _UNKNOWN_REQUEST,
    )
