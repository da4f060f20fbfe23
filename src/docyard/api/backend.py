"""What routes work with: built once at start, reached through ``Depends``."""

from collections.abc import AsyncIterator, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Header, Request
from fastapi.security import APIKeyCookie, HTTPAuthorizationCredentials, HTTPBearer
from starlette.concurrency import run_in_threadpool

from docyard.api.same_origin import check_same_origin
from docyard.domain.identity import Caller
from docyard.engine.processes import EnginePool
from docyard.integrations.oidc import Oidc
from docyard.integrations.signed_tokens import looks_signed
from docyard.services import sessions, signed_tokens, tokens
from docyard.services.rate_limits import RateLimit
from docyard.services.sign_in_gate import SignInGate
from docyard.services.signed_tokens import IssuerKeys
from docyard.store.database import Database, Session
from docyard.store.keyring import Keyring
from docyard.workflows.drives import Drives
from docyard.workflows.model_endpoints import ModelEndpoints
from docyard.workflows.queue import WorkQueue


@dataclass(frozen=True, slots=True)
class Limits:
    """Largest sizes a request may have; each message that refuses names its limit."""

    file_bytes: int
    files_per_run: int
    part_bytes: int
    request_bytes: int


@dataclass(frozen=True, slots=True)
class Backend:
    """The server's parts below the routes.

    Attributes:
        rates: how often a token may ask.
        metrics: who may read the figures: ``local``, ``public`` or ``off``.
        drawing: processes that draw pages, where hostile files do no harm.
        errands: does what no request should wait for, one thing at a time.
    """

    database: Database
    drives: Drives
    queue: WorkQueue
    keyring: Keyring
    limits: Limits
    gate: SignInGate
    issuer_keys: IssuerKeys
    oidc: Oidc
    rates: RateLimit
    metrics: str
    model_endpoints: ModelEndpoints
    drawing: EnginePool
    errands: Executor = field(default_factory=lambda: ThreadPoolExecutor(1, thread_name_prefix="errands"))
    drawings: Executor = field(init=False)

    def __post_init__(self) -> None:
        """Give each drawing process a thread, in whose queue pages wait without one of their own."""
        threads = ThreadPoolExecutor(self.drawing.size, thread_name_prefix="drawings")
        object.__setattr__(self, "drawings", threads)


async def get_backend(request: Request) -> Backend:
    """Return what ``create_app`` was given; not worth a thread's while."""
    backend: Backend = request.app.state.backend
    return backend


SESSION_COOKIE = "docyard_session"

_bearer = HTTPBearer(auto_error=False, description="An API token.")
_cookie = APIKeyCookie(name=SESSION_COOKIE, auto_error=False, description="The session of who signed in.")


def get_caller(
    request: Request,
    backend: Annotated[Backend, Depends(get_backend)],
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
    cookie: Annotated[str | None, Depends(_cookie)],
    ib_context: Annotated[str | None, Header(description="Your organization ID, usually.")] = None,
) -> Caller:
    """Return who makes the request, by token or else by session; open routes alone do not ask for it."""
    if cookie and "authorization" not in request.headers:
        check_same_origin(request)
        caller = _caller_of_session(backend, cookie, context=ib_context, ip=get_ip(request))
    else:
        value = credentials.credentials if credentials else ""
        caller = _caller_of_token(backend, value, context=ib_context, ip=get_ip(request))
    request.state.caller = caller  # for the log
    backend.rates.take(caller.token_id or caller.session_id or (caller.organization_id, caller.user_id))
    return caller


def _caller_of_token(backend: Backend, value: str, *, context: str | None, ip: str | None) -> Caller:
    if looks_signed(value):
        return signed_tokens.authenticate(
            backend.database, backend.issuer_keys, value=value, context=context, ip=ip, now=now()
        )

    def on_use(token_id: UUID) -> None:
        backend.errands.submit(tokens.note_use, backend.database, token_id=token_id, now=now())

    with backend.database.read() as session:
        return tokens.authenticate(session, value=value, context=context, ip=ip, now=now(), on_use=on_use)


def _caller_of_session(backend: Backend, cookie: str, *, context: str | None, ip: str | None) -> Caller:
    def on_use(session_id: UUID) -> None:
        backend.errands.submit(sessions.note_use, backend.database, session_id=session_id, now=now())

    with backend.database.read() as session:
        return sessions.authenticate(
            session, backend.gate.rules, value=cookie, context=context, ip=ip, now=now(), on_use=on_use
        )


def get_ip(request: Request) -> str | None:
    """Return where the request came from, as far as proxies that are trusted say."""
    return request.client.host if request.client else None


async def get_reading(backend: Annotated[Backend, Depends(get_backend)]) -> AsyncIterator[Session]:
    """Give a route a session that only reads; it connects with its first query, in the route's thread."""
    with backend.database.read() as session:
        try:
            yield session
        finally:
            if not backend.database.is_local and session.in_transaction():
                await run_in_threadpool(session.rollback)


def get_writing(request: Request, backend: Annotated[Backend, Depends(get_backend)]) -> Iterator[Session]:
    """Give a route a session that commits before the response is sent, or rolls back on a refusal."""
    with backend.database.write() as session:
        request.state.writing = session  # for the answer under an idempotency key
        yield session


def now() -> datetime:
    """Read the clock; routes hand the time down."""
    return datetime.now(UTC)


WithBackend = Annotated[Backend, Depends(get_backend)]
WithCaller = Annotated[Caller, Depends(get_caller)]
Reading = Annotated[Session, Depends(get_reading, scope="function")]
Writing = Annotated[Session, Depends(get_writing, scope="function")]
