"""Handing work over, in the transaction that makes it necessary."""

import json
from enum import StrEnum
from typing import Any

from dbos import DBOS, DBOSClient, EnqueueOptions, Serializer

from docyard.store.database import Session

APPLICATION = "docyard"

# Work queued under one version is taken only by workers of that version; it counts up when a workflow
# is added, for older workers fail what they do not know, and when a workflow's arguments or steps change
# in a way that they cannot follow. Newer workers take over what no older one is left for, so a workflow
# keeps its name and goes on accepting the arguments of before.
APPLICATION_VERSION = "2"


class Queue(StrEnum):
    """The queues that workers listen to.

    ``files`` holds the chunks of runs, one partition per run, so that a small run never waits
    behind a big one; ``deliveries`` holds what waits for receivers outside, one partition per
    workspace, so that a silent receiver holds up its own workspace only; ``copies`` holds jobs that
    move many bytes, partitioned likewise, so that no run waits for one to end; ``model_files`` holds
    the chunks of runs that ask language models and what follows their reviews, partitioned as
    ``files`` are, so that no other run waits for a model; ``jobs`` holds everything else.
    """

    FILES = "files"
    MODEL_FILES = "model_files"
    JOBS = "jobs"
    DELIVERIES = "deliveries"
    COPIES = "copies"


class JsonSerializer(Serializer):
    """Journals as JSON; pickles would run code found in the database."""

    def name(self) -> str:
        """Name the format in the journal."""
        return "docyard_json"

    def serialize(self, data: Any) -> str:
        """Write what a workflow takes or gives; an exception is kept as its text."""
        return json.dumps(data, default=repr)

    def deserialize(cls, serialized_data: str) -> Any:  # noqa: N805 - DBOS declares it so
        """Read what ``serialize`` wrote."""
        return json.loads(serialized_data)


class WorkQueue:
    """The way from a request to a worker."""

    def __init__(self, database_url: str) -> None:
        self._client = DBOSClient(
            system_database_url=dbos_url(database_url),
            serializer=JsonSerializer(),
            application_name=APPLICATION,
            lazy=True,
        )

    def enqueue(
        self,
        session: Session,
        workflow: str,
        *args: str | int,
        workflow_id: str,
        queue: Queue = Queue.JOBS,
        partition: str | None = None,
        pause_s: float = 0.0,
    ) -> None:
        """Queue a workflow; it exists once ``session`` commits, and only then.

        A second call with the same ``workflow_id`` queues nothing. ``jobs`` has no partitions, the
        other queues have nothing else. The work begins ``pause_s`` seconds from now at the earliest.
        """
        options = EnqueueOptions(
            workflow_name=workflow,
            queue_name=queue,
            workflow_id=workflow_id,
            app_version=APPLICATION_VERSION,
        )
        if partition is not None:
            options["queue_partition_key"] = partition
        if pause_s > 0:
            options["delay_seconds"] = pause_s
        self._client.enqueue_in_transaction(session, options, *args)

    def close(self) -> None:
        """Drop the connections."""
        self._client.destroy()


def migrate_journal(database_url: str) -> None:
    """Create or update the tables of DBOS; harmless when there is nothing to do."""
    DBOS.migrate(dbos_url(database_url))


def dbos_url(database_url: str) -> str:
    """Return the database's URL as DBOS wants it, without a driver's name."""
    return database_url.replace("postgresql+psycopg://", "postgresql://", 1)
