"""The server's process: the API, and a supervised worker beside it."""

import gc
import socket
import time
from collections.abc import Callable
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta

import structlog
import uvicorn
from fastapi import FastAPI

from docyard.api.app import create_app
from docyard.api.backend import Backend, Limits
from docyard.domain.identity import Caller
from docyard.engine.processes import EnginePool
from docyard.errors import Unavailable
from docyard.integrations.documents import Documents, build_client
from docyard.integrations.oidc import Oidc
from docyard.integrations.signed_tokens import read_keys
from docyard.main.parts import Parts, model_endpoints, open_parts, webhook_rules
from docyard.main.supervision import supervised_worker
from docyard.services.organizations import Founding, found_organization
from docyard.services.password_checks import PasswordChecks
from docyard.services.rate_limits import RateLimit
from docyard.services.sign_in_gate import FailuresByAddress, SignInGate, SignInRules
from docyard.services.signed_tokens import IssuerKeys
from docyard.settings import Settings
from docyard.store import organizations

_log = structlog.get_logger()

# Seconds that requests under way are given to end; with those of the worker below the five within
# which SIGTERM ends the server.
_REQUESTS_GRACE_S = 2

# Starting a process that draws takes half a second; while somebody looks through documents, it stays.
_DRAWING_IDLE_S = 300


class CannotListen(Unavailable):
    """The server's address is not this machine's, or its port is taken."""

    code = "cannot_listen"


def serve(settings: Settings, *, announce: Callable[[str, Founding | None], None]) -> None:
    """Serve the API from this process, by default with one supervised worker beside it, until told to stop.

    ``announce`` gets the URL and, on a fresh data directory, what its first admin was given.

    Raises:
        CannotListen: The address is not this machine's, or the port is taken; nothing has changed.
    """
    webhook_rules(settings)  # the worker would be started in vain again and again
    with open_parts(settings) as parts, socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        _bind(listener, host=settings.host, port=settings.port)
        founding = _found_first(parts)
        with supervised_worker(settings) if settings.serve_worker else nullcontext():
            server = build_server(build_api(parts, settings), settings)
            # What is built by now stays to the end: looking through it for garbage would hold up
            # all requests for a quarter of a second now and then.
            gc.freeze()
            announce(f"http://{settings.host}:{listener.getsockname()[1]}", founding)
            server.run(sockets=[listener])


def build_server(app: FastAPI, settings: Settings) -> uvicorn.Server:
    """Return the server of an application; it listens on the sockets that its ``run`` is given."""
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=settings.trusted_proxies,
        timeout_graceful_shutdown=_REQUESTS_GRACE_S,
    )
    return uvicorn.Server(config)


def build_api(parts: Parts, settings: Settings, *, caller: Caller | None = None) -> FastAPI:
    """Return the API over the parts; ``caller`` makes all requests theirs, with no token asked."""
    limits = Limits(
        file_bytes=settings.file_bytes,
        files_per_run=settings.files_per_run,
        part_bytes=settings.part_bytes,
        request_bytes=settings.request_bytes,
    )
    client = build_client()
    return create_app(
        Backend(
            database=parts.database,
            drives=parts.drives,
            queue=parts.queue,
            keyring=parts.keyring,
            limits=limits,
            gate=_build_gate(settings),
            issuer_keys=IssuerKeys(Documents(client, read=read_keys)),
            oidc=Oidc(client),
            rates=RateLimit(settings.rate_limit_per_minute, clock_s=time.monotonic),
            metrics=settings.metrics,
            model_endpoints=model_endpoints(parts, settings),
            drawing=EnginePool(
                settings.drawing_processes,
                wall_limit_s=settings.drawing_seconds,
                memory_limit_bytes=settings.process_memory_bytes,
                attempts=2,
                drawing_idle_s=_DRAWING_IDLE_S,
            ),
        ),
        caller=caller,
    )


def _build_gate(settings: Settings) -> SignInGate:
    period = timedelta(seconds=settings.sign_in_lock_seconds)
    return SignInGate(
        rules=SignInRules(
            idle=timedelta(seconds=settings.session_idle_seconds),
            lasting=timedelta(seconds=settings.session_seconds),
            failures=settings.sign_in_failures,
            period=period,
        ),
        checks=PasswordChecks(at_once=settings.password_checks),
        addresses=FailuresByAddress(allowed=settings.sign_in_failures_per_address, period=period),
    )


def _bind(listener: socket.socket, *, host: str, port: int) -> None:
    try:
        listener.bind((host, port))
    except OSError as refusal:
        raise CannotListen(
            f"docyard cannot listen on {host}:{port}: {refusal.strerror}. Choose another --host or --port."
        ) from refusal


def _found_first(parts: Parts) -> Founding | None:
    with parts.database.write() as session:
        if organizations.count_organizations(session) > 0:
            return None
        return found_organization(
            session, organization_id="default", admin_email="admin@localhost", now=datetime.now(UTC)
        )
