"""The worker's process."""

import os
import signal
import threading
from datetime import UTC, datetime, timedelta

from docyard.domain.deliveries import Retries
from docyard.engine.processes import EnginePool
from docyard.main.parts import keeping_of, model_endpoints, open_parts, webhook_rules
from docyard.settings import Settings
from docyard.workflows import registry
from docyard.workflows.archives import ExtractionLimits
from docyard.workflows.worker import Worker, run_worker


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
            cpu_limit_s=settings.file_cpu_seconds,
            memory_limit_bytes=settings.process_memory_bytes,
            functions=settings.function_limits,
        )
        parts.drives.built_in.sweep(now=datetime.now(UTC))
        worker = Worker(
            database=parts.database,
            drives=parts.drives,
            queue=parts.queue,
            engine=engine,
            pages_per_file=settings.pages_per_file,
            starts_per_file=settings.starts_per_file,
            keyring=parts.keyring,
            models=model_endpoints(parts, settings),
            webhooks=webhook_rules(settings),
            retries=Retries(attempts=settings.webhook_attempts, backoff_s=settings.webhook_backoff_seconds),
            journal_kept=timedelta(seconds=settings.journal_seconds),
            keeping=keeping_of(settings),
            sweep_hour=settings.sweep_hour,
            extraction=ExtractionLimits(
                files=settings.extract_files,
                total_bytes=settings.extract_bytes,
                file_bytes=settings.file_bytes,
                ratio=settings.extract_ratio,
            ),
        )
        run_worker(worker, registry.bind(worker), stop=stop)
        os._exit(0)
