"""The only place where settings meet parts: the server, the worker and their supervision."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog
import uvicorn
from fastapi import FastAPI

from docyard.api.app import create_app
from docyard.api.backend import Backend, Limits
from docyard.domain.deliveries import Retries
from docyard.domain.identity import Caller
from docyard.drives import open_built_in
from docyard.engine.processes import EnginePool
from docyard.errors import Unavailable
from docyard.integrations.documents import Documents, build_client
from docyard.integrations.oidc import Oidc
from docyard.integrations.signed_tokens import read_keys
from docyard.integrations.webhook import WebhookRules, read_signing_secret
from docyard.services import prebuilt_apps
from docyard.services.organizations import Founding, found_organization
from docyard.services.password_checks import PasswordChecks
from docyard.services.rate_limits import RateLimit
from docyard.services.sign_in_gate import FailuresByAddress, SignInGate, SignInRules
from docyard.services.signed_tokens import IssuerKeys
from docyard.settings import Settings
from docyard.store import organizations, schema
from docyard.store.database import Database
from docyard.store.keyring import Keyring
from docyard.workflows import queue, registry
from docyard.workflows.archives import ExtractionLimits
from docyard.workflows.deletions import sweep_uploads
from docyard.workflows.drives import Drives
from docyard.workflows.queue import WorkQueue
from docyard.workflows.worker import Worker, run_worker

_log = structlog.get_logger()

# Seconds that requests under way, and then the worker, are given to end; together below the five
# within which SIGTERM ends the server.
_REQUESTS_GRACE_S = 2
_WORKER_GRACE_S = 1.5


class CannotListen(Unavailable):
    """The server's address is not this machine's, or its port is taken."""

    code = "cannot_listen"


@dataclass(frozen=True, slots=True)
class Parts:
    """What server, worker and CLI share below the doors."""

    database: Database
    drives: Drives
    queue: WorkQueue
    keyring: Keyring


@contextmanager
def open_parts(settings: Settings) -> Iterator[Parts]:
    """Open the data directory, brought up to date; closed again after the block."""
    settings.drive_root.mkdir(parents=True, exist_ok=True)
    keyring = Keyring(given=settings.given_secret_keys, file=settings.secret_key_file)
    database = Database(settings.effective_database_url)
    database.check()
    _bring_up_to_date(database)
    work = WorkQueue(database.url)
    try:
        yield Parts(
            database=database,
            drives=Drives(
                built_in=open_built_in(root=settings.drive_root, name=settings.drive_name),
                keyring=keyring,
                local_folders=settings.allowed_drive_folders,
            ),
            queue=work,
            keyring=keyring,
        )
    finally:
        work.close()
        database.close()


def serve(settings: Settings, *, announce: Callable[[str, Founding | None], None]) -> None:
    """Serve the API from this process, by default with one supervised worker beside it, until told to stop.

    ``announce`` gets the URL and, on a fresh data directory, what its first admin was given.

    Raises:
        CannotListen: The address is not this machine's, or the port is taken; nothing has changed.
    """
    _webhook_rules(settings)  # the worker would be started in vain again and again
    with open_parts(settings) as parts, socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        _bind(listener, host=settings.host, port=settings.port)
        founding = _found_first(parts)
        server = build_server(build_api(parts, settings), settings)
        with _supervised_worker(settings) if settings.serve_worker else nullcontext():
            announce(f"http://{settings.host}:{listener.getsockname()[1]}", founding)
            server.run(sockets=[listener])


def work(settings: Settings) -> None:
    """Run a worker in this process until SIGTERM or Ctrl-C, then end the process at once.

    Nothing is wound down: the next worker takes up what is unfinished, as after a crash.
    """
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with open_parts(settings) as parts:
        engine = EnginePool(
            settings.processes,
            wall_limit_s=settings.file_seconds,
            memory_limit_bytes=settings.process_memory_bytes,
        )
        now = datetime.now(UTC)
        parts.drives.built_in.sweep(now=now)
        sweep_uploads(parts.database, parts.drives.built_in, now=now)
        worker = Worker(
            database=parts.database,
            drives=parts.drives,
            queue=parts.queue,
            engine=engine,
            pages_per_file=settings.pages_per_file,
            keyring=parts.keyring,
            webhooks=_webhook_rules(settings),
            retries=Retries(attempts=settings.webhook_attempts, backoff_s=settings.webhook_backoff_seconds),
            journal_kept=timedelta(seconds=settings.journal_seconds),
            extraction=ExtractionLimits(
                files=settings.extract_files,
                total_bytes=settings.extract_bytes,
                file_bytes=settings.file_bytes,
                ratio=settings.extract_ratio,
            ),
        )
        run_worker(worker, registry.bind(worker), stop=stop)
        os._exit(0)


def _webhook_rules(settings: Settings) -> WebhookRules:
    secret = settings.webhook_signing_secret
    return WebhookRules(
        timeout_s=settings.webhook_timeout_seconds,
        private_addresses=settings.webhook_private_addresses,
        signing_key=read_signing_secret(secret) if secret else None,
    )


def _bring_up_to_date(database: Database) -> None:
    schema.migrate(database)
    queue.migrate_journal(database.url)
    with database.write() as session:
        prebuilt_apps.ship_prebuilt_apps(session, now=datetime.now(UTC))


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


@contextmanager
def _supervised_worker(settings: Settings) -> Iterator[None]:
    """Keep one worker process alive during the block."""
    stopping = threading.Event()
    supervisor = threading.Thread(target=_keep_alive, args=(settings, stopping))
    supervisor.start()
    try:
        yield
    finally:
        stopping.set()
        supervisor.join()


def _keep_alive(settings: Settings, stopping: threading.Event) -> None:
    while not stopping.is_set():
        process = _start_worker(settings)
        while process.poll() is None and not stopping.wait(0.2):
            pass
        if stopping.is_set():
            _end(process)
        else:
            _log.error("worker.died", exit_code=process.returncode)
            stopping.wait(1.0)


def _start_worker(settings: Settings) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "docyard", "worker", "--parent", str(os.getpid())]
    given = {f"DOCYARD_{name.upper()}": str(value) for name, value in settings if value is not None}
    return subprocess.Popen(  # noqa: S603 - our own program
        command, env=os.environ | given, stdin=subprocess.DEVNULL
    )


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(_WORKER_GRACE_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
