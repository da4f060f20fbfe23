"""The packet of a run, put together in an engine process where functions of its app are to be called."""

from datetime import UTC

from docyard.domain.apps import AppDefinition
from docyard.domain.packets import PacketFieldResult
from docyard.domain.runs import Run
from docyard.engine.packets import PacketOutcome, PacketTask, calls_functions, read_records
from docyard.store import packets, results, runs
from docyard.workflows.app_versions import open_app
from docyard.workflows.function_facts import file_facts
from docyard.workflows.packets import make_packet
from docyard.workflows.printed import keep_printed
from docyard.workflows.run_files import is_as_before
from docyard.workflows.worker import Worker


def keep_packet(worker: Worker, run: Run) -> tuple[PacketFieldResult, ...] | None:
    """Put the packet together and keep it while the run stays as it is; None if the app has none.

    Raises:
        FileStopped: The run has gone on, or the worker ends.
    """
    with worker.database.read() as session:
        app = open_app(session, version_id=run.app_version_id)
        earlier = packets.find_packet(session, run_id=run.id) or ()
        packet = None if calls_functions(app) else make_packet(session, run_id=run.id, app=app)
    if not app.packet_fields:
        return None
    outcome = _with_functions(worker, run, app, earlier) if packet is None else PacketOutcome(packet)
    with worker.database.write() as session:
        runs.lock_run(session, run_id=run.id)
        present = runs.find_run(session, run_id=run.id)
        held = packets.find_packet(session, run_id=run.id) or ()
        if present is None or present.status is not run.status or held != earlier:
            # Whoever changed that has the packet made again.
            return outcome.fields
        if held != outcome.fields:
            # Else this was done before: workflows may be repeated.
            keep_printed(session, run_id=run.id, printed=outcome.printed, file=None, now=worker.now())
            packets.save_packet(session, run_id=run.id, fields=outcome.fields)
    return outcome.fields


def _with_functions(
    worker: Worker, run: Run, app: AppDefinition, earlier: tuple[PacketFieldResult, ...]
) -> PacketOutcome:
    with worker.database.read() as session:
        found = (result for _, result in results.walk_results(session, run_id=run.id))
        records = read_records(app, found)
    task = PacketTask(
        name="packet",
        app=app,
        records=records,
        today=run.started_at.astimezone(UTC).date(),
        earlier=earlier,
        facts=file_facts(worker, run, app, path=run.input_path),
    )
    return worker.engine.run_packet(
        task, group=str(run.id), should_stop=lambda: not is_as_before(worker, run)
    )
