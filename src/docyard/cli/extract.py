"""``docyard extract``: the engine alone, without data directory and server."""

import logging
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from docyard.cli import explanations, output, readings, refusals
from docyard.cli.data import read_settings
from docyard.cli.files import read_bytes, read_text
from docyard.cli.options import AsJson, Processes, example
from docyard.errors import DocyardError, Invalid

if TYPE_CHECKING:
    from docyard.domain.apps import AppDefinition
    from docyard.domain.packets import PacketFieldResult
    from docyard.domain.results import FileResult
    from docyard.engine.pipeline import FileOutcome, FileTask
    from docyard.engine.processes import EnginePool
    from docyard.settings import Settings


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog=example("docyard extract scans/*.pdf --app Invoice --csv > invoices.csv"))(extract)


def extract(
    files: Annotated[list[Path], typer.Argument(metavar="FILE", help="Documents to read.")],
    *,
    app: Annotated[str, typer.Option(help="A prebuilt app, e.g. Receipt, or the path of an app file.")],
    as_json: AsJson = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV, one row per field.")] = False,
    password: Annotated[
        list[str] | None, typer.Option(help="Tried on encrypted files; may be given several times.")
    ] = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Say for each value what was weighed, cleaned and checked.")
    ] = False,
    processes: Processes = None,
) -> None:
    """Read files right here and print their fields; no data directory, no server.

    Exit code 1 means that none of the files could be read.
    """
    if as_json and as_csv:
        raise Invalid("--json and --csv exclude each other; give one.")
    if explain and as_csv:
        raise Invalid("--explain has no place in CSV; leave --csv out or give --json.")
    definition = _load_app(app)
    settings = read_settings(None, processes=processes)
    outcomes, packet = _read_all(
        files, definition, settings=settings, passwords=tuple(password or ()), explain=explain
    )
    results = [outcome.result for outcome in outcomes]
    if as_json:
        why = {"explanations": explanations.as_json(outcomes)} if explain else {}
        output.print_json(readings.as_json(files, results, packet) | why)
    elif as_csv:
        typer.echo(readings.as_csv(results), nl=False)
    else:
        readings.print_tables(results, packet)
        explanations.print_text(outcomes)
    for result in results:
        if result.failure:
            typer.echo(f"error: {result.failure.message}", err=True)
    if all(result.failure for result in results):
        raise typer.Exit(refusals.FAILED)


def _load_app(app: str) -> "AppDefinition":
    """Take the name of a prebuilt app, or the path of an app file, for what it is."""
    from docyard.engine import appfiles

    path = Path(app)
    if path.suffix.lower() in {".yaml", ".yml"} or os.sep in app:
        with refusals.problems_located(path):
            return appfiles.load_app(read_text(path))
    return appfiles.load_app(appfiles.prebuilt_app_file(app))


def _read_all(
    files: Sequence[Path],
    app: "AppDefinition",
    *,
    settings: "Settings",
    passwords: tuple[str, ...],
    explain: bool,
) -> "tuple[list[FileOutcome], Sequence[PacketFieldResult]]":
    """Read all files, side by side in engine processes, and put their packet together there.

    Outcomes are in the order of ``files``; the packet has no fields where the app has none.
    """
    from docyard.cli.logs import configure_logs
    from docyard.engine.processes import EnginePool

    configure_logs(settings.log_format, level=logging.WARNING)
    pool = EnginePool(
        min(settings.processes, len(files)),
        wall_limit_s=settings.file_seconds,
        cpu_limit_s=settings.file_cpu_seconds,
        memory_limit_bytes=settings.process_memory_bytes,
        functions=settings.function_limits,
    )
    with output.progress("Reading", total=len(files)) as advance, ThreadPoolExecutor(pool.size) as threads:

        def read(path: Path) -> "FileOutcome":
            try:
                limit = settings.file_bytes
                return _read(path, app, run=pool.run, limit_bytes=limit, passwords=passwords, explain=explain)
            finally:
                advance()

        try:
            outcomes = list(threads.map(read, files))
            return outcomes, _packet(app, [outcome.result for outcome in outcomes], pool)
        finally:
            # After Ctrl-C this ends the files under way; else they are all done.
            threads.shutdown(wait=False, cancel_futures=True)
            pool.close()


def _packet(
    app: "AppDefinition", results: "Sequence[FileResult]", pool: "EnginePool"
) -> "Sequence[PacketFieldResult]":
    from docyard.engine.packets import PacketTask, read_records

    if not app.packet_fields:
        return ()
    records = read_records(app, results)
    return pool.run_packet(PacketTask("packet", app, records, datetime.now(UTC).date())).fields


def _read(
    path: Path,
    app: "AppDefinition",
    *,
    run: "Callable[[FileTask], FileOutcome]",
    limit_bytes: int,
    passwords: tuple[str, ...],
    explain: bool,
) -> "FileOutcome":
    import structlog

    from docyard.domain.results import FileFailure, FileResult
    from docyard.engine.pipeline import FileOutcome, FileTask

    try:
        data = read_bytes(path, limit_bytes=limit_bytes)
        today = datetime.now(UTC).date()
        return run(
            FileTask(name=path.name, data=data, app=app, today=today, passwords=passwords, explain=explain)
        )
    except DocyardError as refusal:
        failure = FileFailure(refusal.code, refusal.message, refusal.retryable)
    except Exception:  # noqa: BLE001 - one file's bug must not take the others along
        structlog.get_logger().exception("file.failed", file=str(path))
        message = f"{path.name!r} met an internal fault of docyard; the log above says which."
        failure = FileFailure("internal", message, retryable=True)
    return FileOutcome(FileResult(file_name=path.name, failure=failure))
