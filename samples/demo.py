"""Start a server of its own, send it the sample documents through the official SDK, print what it read.

Run it with ``make demo``. Everything it makes lies in ``demo-data/`` and stays there.
"""

import json
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from aihub import AIHub
from aihub.models.document import Document
from aihub.models.file_with_documents import FileWithDocuments
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

HERE = Path(__file__).parent
DATA = Path("demo-data")
LOG = DATA / "server.log"

# Enough for a handful of documents, and it keeps the demo below 1.5 GB of memory on any machine.
ENGINE_PROCESSES = "2"

# Apps whose samples are read; all of them would take minutes.
SHOWN = ("Invoice", "Receipt")

START_S = 180
RUNS_S = 600

# Wide enough for values on one line where the output goes into a file or a pipe.
PIPED_WIDTH = 120


class DemoFailedError(Exception):
    """What went wrong, as a sentence."""


@dataclass(frozen=True, slots=True)
class Server:
    """A running server and the token of its only member."""

    url: str
    organization: str
    token: str


def main() -> None:
    """Run the demo; exit code 1 and a sentence when it fails."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    out = Console(highlight=False)
    if not out.is_terminal:
        out.width = PIPED_WIDTH
    try:
        _run(out)
    except DemoFailedError as failure:
        sys.exit(f"The demo failed: {failure}")


def _run(out: Console) -> None:
    _make_room()
    out.print(f"Starting docyard over [bold]{DATA}/[/] …")
    with _server() as server:
        out.print(f"It listens on [bold]{server.url}[/]; API documentation: {server.url}/api/docs\n")
        client = AIHub(api_root=f"{server.url}/api", api_key=server.token, ib_context=server.organization)
        runs = {app: _start_run(client, app, names) for app, names in _samples_by_app().items()}
        _wait(client, runs, out)
        read = [file for run_id in runs.values() for file in _results(client, run_id)]
    for file in read:
        _print_file(file, out)
    _print_way_on(server, runs, out)


def _make_room() -> None:
    """Remove what an earlier demo left, and nothing else."""
    if DATA.exists() and not (DATA / "docyard.db").exists():
        raise DemoFailedError(f"{DATA}/ is there and not from an earlier demo. Move it away.")
    shutil.rmtree(DATA, ignore_errors=True)


@contextmanager
def _server() -> Iterator[Server]:
    """Found an organization and serve it on a free port; stopped after the block."""
    founding = json.loads(
        _docyard("init", "--data-dir", str(DATA), "--org", "demo", "--admin", "you@example.com", "--json")
    )
    serve = ["serve", "--data-dir", str(DATA), "--port", "0", "--processes", ENGINE_PROCESSES]
    command = [sys.executable, "-m", "docyard", *serve]
    with (
        LOG.open("w") as log,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True) as process,
    ):
        try:
            url = _await_ready(process)
            yield Server(url, founding["organization_id"], founding["api_token"])
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()


def _docyard(*arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "docyard", *arguments], check=False, capture_output=True, text=True
    )
    if done.returncode != 0:
        raise DemoFailedError(f"'docyard {arguments[0]}' says {done.stderr.strip()!r}.")
    return done.stdout


def _await_ready(process: "subprocess.Popen[str]") -> str:
    """Return the server's URL once it and its worker are ready."""
    assert process.stdout is not None
    found = re.search(r"http://\S+", process.stdout.readline())
    if found is None:
        raise DemoFailedError(f"the server did not start; {LOG} ends:\n{_end_of_log()}")
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urlopen(f"{found.group()}/healthz", timeout=5):
                return found.group()
        except (URLError, TimeoutError):
            time.sleep(0.1)
    raise DemoFailedError(f"the server was not ready within {START_S} s; {LOG} ends:\n{_end_of_log()}")


def _end_of_log() -> str:
    return "\n".join(LOG.read_text().splitlines()[-15:])


def _samples_by_app() -> Mapping[str, list[str]]:
    """Return the sample documents of the shown apps, by app."""
    expected = json.loads((HERE / "expected.json").read_text("utf-8"))
    by_app: dict[str, list[str]] = {}
    for name, document in expected.items():
        if document["app"] in SHOWN:
            by_app.setdefault(document["app"], []).append(name)
    return by_app


def _start_run(client: AIHub, app: str, names: list[str]) -> str:
    """Upload the documents as a batch, run the prebuilt app over it and return the run's ID."""
    batch = client.batches.create(name=f"{app} samples")
    for name in names:
        with (HERE / "documents" / name).open("rb") as file:
            client.batches.add_file(batch_id=batch.id, file_name=name, file=file)
    run_id: str = client.apps.runs.create(app_name=app, owner="docyard", batch_id=batch.id).id
    return run_id


def _wait(client: AIHub, runs: Mapping[str, str], out: Console) -> None:
    """Show a bar per run until all are complete."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    deadline = time.monotonic() + RUNS_S
    with Progress(*columns, console=out) as bars:
        tasks = {
            app: bars.add_task(f"{app}: {len(names)} files", total=None)
            for app, names in _samples_by_app().items()
        }
        waiting = dict(runs)
        while waiting:
            if time.monotonic() > deadline:
                raise DemoFailedError(f"{', '.join(waiting)} took longer than {RUNS_S} s.")
            time.sleep(0.5)
            for app, run_id in list(waiting.items()):
                status = client.apps.runs.status(run_id)
                if status.status == "COMPLETE":
                    bars.update(tasks[app], total=1, completed=1)
                    del waiting[app]
                elif status.status != "RUNNING":
                    raise DemoFailedError(f"the run of {app} ended as {status.status}: {status.msg}")
    out.print()


def _results(client: AIHub, run_id: str) -> list[FileWithDocuments]:
    answer = client.apps.runs.results(run_id, include_confidence_scores=True, include_source_info=True)
    for file in answer.files:
        if not file.documents:
            raise DemoFailedError(_reason(str(file.original_file_name)))
    files: list[FileWithDocuments] = answer.files
    return files


def _reason(file_name: str) -> str:
    """Say why a file gave no document; the SDK leaves that out."""
    for path in DATA.rglob("results.json"):
        for file in json.loads(path.read_text("utf-8"))["files"]:
            if file["original_file_name"] == file_name and "error" in file:
                return f"{file['error']['message']} {LOG} may say more."
    return f"{file_name} gave no document; {LOG} may say more."


def _print_file(file: FileWithDocuments, out: Console) -> None:
    table = Table(title=Text(str(file.original_file_name), style="bold"), title_justify="left", expand=True)
    for column, ratio in (("class", 1), ("field", 2), ("value", 6)):
        table.add_column(column, ratio=ratio, overflow="fold")
    table.add_column("confidence", justify="right")
    table.add_column("page", justify="right")
    for document in file.documents or []:
        for row in _rows(document):
            table.add_row(*map(Text, row))
        table.add_section()
    out.print(table)


def _rows(document: Document) -> Iterator[tuple[str, str, str, str, str]]:
    """Yield what was found, field by field."""
    class_name = document.class_name or ""
    for field in document.fields or []:
        if not field.value:
            continue
        model = field.confidence.model if field.confidence else None
        places = field.source_coordinates or []
        page = "" if not places or places[0].page_number is None else str(places[0].page_number + 1)
        yield class_name, str(field.field_name), _readable(field.value), _percent(model), page
        class_name = ""


def _readable(value: str) -> str:
    """Return a value with the rows of a list on lines of their own."""
    try:
        entries = json.loads(value)
    except ValueError:
        return value
    if not isinstance(entries, list):
        return value
    return "\n".join(
        "  ".join(str(cell) for cell in entry.values() if cell) if isinstance(entry, dict) else str(entry)
        for entry in entries
    )


def _percent(share: float | None) -> str:
    return "" if share is None else f"{share:.0%}"


def _print_way_on(server: Server, runs: Mapping[str, str], out: Console) -> None:
    out.print("\nThe same as JSON, written by the runs:")
    for path in sorted(DATA.rglob("results.json")):
        out.print(f"  {path}", soft_wrap=True)
    run_id = next(iter(runs.values()))
    docyard = Path(sys.executable).with_name("docyard")
    if docyard.is_relative_to(Path.cwd()):
        docyard = docyard.relative_to(Path.cwd())
    out.print("\nThe server is stopped. To go on with its data:")
    out.print(f"  {docyard} serve --data-dir {DATA} --port 8080", soft_wrap=True)
    out.print(f"  curl -H 'Authorization: Bearer {server.token}' \\", soft_wrap=True)
    out.print(f"    http://127.0.0.1:8080/api/v2/apps/runs/{run_id}/results", soft_wrap=True)
    out.print("With data of your own: make serve")


if __name__ == "__main__":
    main()
