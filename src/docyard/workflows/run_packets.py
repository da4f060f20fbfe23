"""The packet of a run, put together in an engine process where functions of its app are to be called."""

from datetime import UTC

from docyard.domain.apps import AppDefinition
from docyard.domain.packets import PacketFieldResult
from docyard.domain.runs import Run, RunStatus
from docyard.engine.packets import (
    PacketOutcome,
    PacketTask,
    calls_functions,
    read_records,
)
from docyard.store import packets, results, runs
from docyard.workflows.app_versions import open_app
from docyard.workflows.function_facts import file_facts
from docyard.workflows.packets import make_packet
from docyard.workflows.printed import keep_printed
from docyard.workflows.run_files import is_over
from docyard.workflows.worker import Worker


def keep_packet(worker: Worker, run: Run) -> tuple[PacketFieldResult, ...] | None:
    """Put the packet together and keep it; None if the app has none.

    Raises:
        FileStopped: Nobody waits for the run any more.
    """
    with worker.database.read() as session:
        app = open_app(session, version_id=run.app_version_id)
        packet = None if calls_functions(app) else make_packet(session, run_id=run.id, app=app)
    if packet is None and not calls_functions(app):
        return None
    outcome = _with_functions(worker, run, app) if packet is None else PacketOutcome(packet)
    with worker.database.write() as session:
        runs.lock_run(session, run_id=run.id)
        present = runs.find_run(session, run_id=run.id)
        if present is not None and present.status is RunStatus.RUNNING:
            if packets.find_packet(session, run_id=run.id) != outcome.fields:
                # Else this was done before: workflows may be repeated.
                keep_printed(session, run_id=run.id, printed=outcome.printed, file=None, now=worker.now())
            packets.save_packet(session, run_id=run.id, fields=outcome.fields)
    return outcome.fields


def _with_functions(worker: Worker, run: Run, app: AppDefinition) -> PacketOutcome:
    with worker.database.read() as session:
        found = (result for _, result in results.walk_results(session, run_id=run.id))
        records = read_records(app, found)
        earlier = packets.find_packet(session, run_id=run.id) or ()
    task = PacketTask(
        name="packet",
        app=app,
        records=records,
        today=run.started_at.astimezone(UTC).date(),
        earlier=earlier,
        facts=file_facts(worker, run, app, path=run.input_path),
    )
    return worker.engine.run_packet(task, should_stop=lambda: is_over(worker, run.id))
