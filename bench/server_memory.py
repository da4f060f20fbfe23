"""Memory of a running server: the API, the worker and its engine processes, before and after work.

Usage: ``python -m bench.server_memory [--files N]``. Sends N text PDFs and N/4 scans made here
through the API and prints the resident memory of every process, idle and after the run.
"""

import argparse
import io
import tempfile
import time
from pathlib import Path

import psutil
import pypdfium2

from tests.documents import invoice_pdf
from tests.server import Organization, Server, running_server

_MB = 1024 * 1024


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--files", type=int, default=100)
    files = parser.parse_args().files
    with tempfile.TemporaryDirectory() as folder, running_server(Path(folder)) as server:
        idle = _memory(server)
        seconds = _run(server, server.found("bench"), files)
        busy = _memory(server)
    print(f"{'process':<12}{'idle MB':>10}{'after MB':>10}")
    for name in busy:
        print(f"{name:<12}{idle.get(name, 0):>10.0f}{busy[name]:>10.0f}")
    print(f"{'all':<12}{sum(idle.values()):>10.0f}{sum(busy.values()):>10.0f}")
    print(f"{files} text PDFs and {files // 4} scans in {seconds:.1f} s")


def _run(server: Server, organization: Organization, files: int) -> float:
    client = server.client(organization)
    batch = client.batches.create(name="bench")
    for number in range(files):
        client.batches.add_file(batch.id, f"{number}.pdf", invoice_pdf(number=f"B-{number}"))
    for number in range(files // 4):
        client.batches.add_file(batch.id, f"{number}.png", _scan(invoice_pdf(number=f"S-{number}")))
    began = time.monotonic()
    run = client.apps.runs.create(app_name="Invoice", batch_id=batch.id)
    while client.apps.runs.status(run.id).status == "RUNNING":
        time.sleep(0.2)
    return time.monotonic() - began


def _scan(pdf: bytes) -> bytes:
    document = pypdfium2.PdfDocument(pdf)
    buffer = io.BytesIO()
    document[0].render(scale=150 / 72).to_pil().save(buffer, "PNG")
    document.close()
    return buffer.getvalue()


def _memory(server: Server) -> dict[str, float]:
    """Return resident megabytes by process: the API, its worker, the worker's children."""
    assert server.process is not None
    api = psutil.Process(server.process.pid)
    (worker,) = api.children()
    sizes = {"API": api.memory_info().rss / _MB, "worker": worker.memory_info().rss / _MB}
    for number, engine in enumerate(worker.children(), start=1):
        sizes[f"engine {number}"] = engine.memory_info().rss / _MB
    return sizes


if __name__ == "__main__":
    main()
