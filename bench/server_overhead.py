"""What server, queue and database cost: files through a run, and through the engine in a plain process pool.

Usage: ``python -m bench.server_overhead [--files N] [--processes P] [--database sqlite|postgresql]``.
One-page text PDFs go through ``docyard serve`` as one run, then, from the same bytes, through
``process_file`` in a pool of as many processes. Uploads and the start of processes are not counted:
both sides read a few files first. Prints pages per second and their ratio.
"""

import argparse
import time

from bench.support.consumption import cpu_seconds
from bench.support.documents import text_pdfs
from bench.support.plain_pool import through_plain_pool
from bench.support.serving import POSTGRESQL, SQLITE, serving

_WARM_UP = 20

_AIM = 0.7


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--files", type=int, default=1000)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--database", choices=(SQLITE, POSTGRESQL), default=SQLITE)
    given = parser.parse_args()
    files = list(text_pdfs(given.files))
    server_s, shares = _through_server(files, processes=given.processes, database=given.database)
    warm_up = list(text_pdfs(_WARM_UP, prefix="warm"))
    pool_s = through_plain_pool(files, processes=given.processes, warm_up=warm_up)
    for name, seconds in (("server", server_s), ("plain pool", pool_s)):
        print(f"{name:<12}{seconds:>8.1f} s{len(files) / seconds:>9.1f} pages/s")
    print("CPU seconds of the server: " + ", ".join(f"{name} {cpu_s:.1f}" for name, cpu_s in shares.items()))
    print(f"{'ratio':<12}{pool_s / server_s:>8.2f} (aim {_AIM:g} or more), {given.database}")


def _through_server(
    files: list[tuple[str, bytes]], *, processes: int, database: str
) -> tuple[float, dict[str, float]]:
    with serving(database, "--processes", str(processes)) as served:
        served.wait(served.start(served.upload(text_pdfs(_WARM_UP, prefix="warm"))))
        batch_id = served.upload(files)
        before = cpu_seconds(served)
        began = time.monotonic()
        run_id = served.start(batch_id)
        status = served.wait(run_id)
        seconds = time.monotonic() - began
        shares = {name: cpu_s - before[name] for name, cpu_s in cpu_seconds(served).items()}
        counts = served.counts(run_id)
    if status != "COMPLETE" or counts["done"] != len(files):
        raise SystemExit(f"The run is {status} with files {counts}.")
    return seconds, shares


if __name__ == "__main__":
    main()
