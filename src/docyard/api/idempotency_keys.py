"""``Idempotency-Key``: routes that change things, carried out once per key."""

from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Annotated, Any

from fastapi import Depends, Header, Request, Response
from starlette.concurrency import run_in_threadpool

from docyard.api.backend import Backend, WithBackend, WithCaller, now
from docyard.api.body import BoundedRoute
from docyard.domain.idempotency_keys import KeyedRequest
from docyard.services import idempotency_keys
from docyard.services.idempotency_keys import Answer
from docyard.store.database import Session

Key = Annotated[
    str | None,
    Header(
        pattern="^[!-~]{1,255}$",
        description="Carries the request out once: the same request under the same key gets the first one's "
        "answer for 24 hours.",
    ),
]

_Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class AnsweredBefore(Exception):
    """Ends a request whose answer is known already."""

    def __init__(self, answer: Answer) -> None:
        super().__init__()
        self.answer = answer


class Route(BoundedRoute):
    """A route that bounds bodies and, where it is a POST, heeds ``Idempotency-Key``.

    For routes that ask for a caller, to whom the key belongs.
    """

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        if "POST" in (options.get("methods") or ()):
            # The first to be entered is the last to be left: by then the route's session is committed
            # or rolled back.
            options["dependencies"] = [
                Depends(_hold_key, scope="function"),
                *(options.get("dependencies") or ()),
            ]
        super().__init__(path, endpoint, **options)

    def get_route_handler(self) -> _Handler:
        """Return the handler; it ends before the route's session commits, and so keeps the answer in it."""
        handle = super().get_route_handler()

        async def handle_once(request: Request) -> Response:
            response = await handle(request)
            if getattr(request.state, "keyed", None) is not None:
                await run_in_threadpool(_keep, request, response)
            return response

        return handle_once


def repeat_answer(_: Request, reason: Exception) -> Response:
    """Answer as before."""
    assert isinstance(reason, AnsweredBefore)
    answer = reason.answer
    return Response(answer.body, answer.status, answer.headers | {"Idempotency-Replayed": "true"})


async def _hold_key(
    request: Request, backend: WithBackend, caller: WithCaller, idempotency_key: Key = None
) -> AsyncIterator[None]:
    if idempotency_key is None:
        yield
        return
    keyed = idempotency_keys.describe_request(
        caller,
        method=request.method,
        path=request.scope["raw_path"],
        query=request.scope["query_string"],
        body=await request.body(),
        key=idempotency_key,
        now=now(),
    )
    answer = await run_in_threadpool(
        idempotency_keys.begin_request, backend.database, backend.keyring, request=keyed
    )
    if answer is not None:
        raise AnsweredBefore(answer)
    request.state.keyed = keyed
    try:
        yield
    finally:
        # Harmless where the answer is kept.
        await run_in_threadpool(idempotency_keys.give_up, backend.database, request=keyed)


def _keep(request: Request, response: Response) -> None:
    body = getattr(response, "body", None)
    # What is streamed is not kept, nor what was refused.
    if body is None or not 200 <= response.status_code < 300:
        return
    session: Session | None = getattr(request.state, "writing", None)
    if session is not None:
        _keep_in(session, request, response)
    else:
        backend: Backend = request.app.state.backend
        with backend.database.write() as own:
            _keep_in(own, request, response)


def _keep_in(session: Session, request: Request, response: Response) -> None:
    backend: Backend = request.app.state.backend
    keyed: KeyedRequest = request.state.keyed
    idempotency_keys.keep_answer(
        session,
        backend.keyring,
        request=keyed,
        status=response.status_code,
        headers={name: value for name, value in response.headers.items() if name != "content-length"},
        body=bytes(response.body),
    )
