"""What server, worker and commands share below the doors."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from docyard.domain.sweeps import Keeping
from docyard.drives import open_built_in
from docyard.integrations.webhook import WebhookRules, read_signing_secret
from docyard.services import prebuilt_apps
from docyard.settings import Settings
from docyard.store import schema
from docyard.store.database import Database
from docyard.store.keyring import Keyring
from docyard.workflows import queue
from docyard.workflows.drives import Drives
from docyard.workflows.model_endpoints import ModelEndpoints
from docyard.workflows.queue import WorkQueue


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts, opened."""

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
                built_in=open_built_in(
                    root=settings.drive_root,
                    name=settings.drive_name,
                    reserved_bytes=settings.free_bytes,
                ),
                keyring=keyring,
                local_folders=settings.allowed_drive_folders,
                private_addresses=settings.drive_private_addresses,
            ),
            queue=work,
            keyring=keyring,
        )
    finally:
        work.close()
        database.close()


def model_endpoints(parts: Parts, settings: Settings) -> ModelEndpoints:
    """Return what opens language models."""
    return ModelEndpoints(parts.keyring, private_addresses=settings.model_private_addresses)


def webhook_rules(settings: Settings) -> WebhookRules:
    """Return how webhooks are told of things.

    Raises:
        SigningSecretInvalid: The settings hold no secret to sign with.
    """
    secret = settings.webhook_signing_secret
    return WebhookRules(
        timeout_s=settings.webhook_timeout_seconds,
        private_addresses=settings.webhook_private_addresses,
        signing_key=read_signing_secret(secret) if secret else None,
    )


def keeping_of(settings: Settings) -> Keeping:
    """Return how long is kept what no workspace decides on."""
    pages, audit = settings.digitization_seconds, settings.audit_seconds
    return Keeping(
        pages=timedelta(seconds=pages) if pages else None,
        audit_events=timedelta(seconds=audit) if audit else None,
        idle=timedelta(seconds=settings.session_idle_seconds),
        attempts=timedelta(seconds=settings.sign_in_lock_seconds),
    )


def _bring_up_to_date(database: Database) -> None:
    schema.migrate(database)
    queue.migrate_journal(database.url)
    with database.write() as session:
        prebuilt_apps.ship_prebuilt_apps(session, now=datetime.now(UTC))
