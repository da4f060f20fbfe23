"""What a second worker brings: scans through one run on PostgreSQL with one ``docyard worker``, and with two.

Usage: ``python -m bench.many_workers [--files N]``. Every worker has one engine process. Each side is a
fresh server without a worker of its own; workers read one scan each before the clock starts. Prints
seconds and the speed-up, beside that of the engine in a plain process pool: what the machine gives at most.
"""

import argparse
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from bench.support.documents import scans
from bench.support.plain_pool import through_plain_pool
from bench.support.serving import POSTGRESQL, Served, serving

_AIM = 1.7


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--files", type=int, default=120)
    given = parser.parse_args()
    files = list(scans(given.files))
    seconds = {count: _measure(files, workers=count) for count in (1, 2)}
    for count, took in seconds.items():
        print(f"{count} worker{'s' if count > 1 else ' '}{took:>10.1f} s{len(files) / took:>8.2f} scans/s")
    print(f"speed-up{seconds[1] / seconds[2]:>11.2f} (aim {_AIM:g} or more), {os.cpu_count()} cores")
    warm_up = list(scans(4, prefix="warm"))
    plain = [through_plain_pool(files, processes=count, warm_up=warm_up) for count in (1, 2)]
    print(f"of a plain process pool{plain[0] / plain[1]:>7.2f} ({plain[0]:.1f} s and {plain[1]:.1f} s)")


def _measure(files: list[tuple[str, bytes]], *, workers: int) -> float:
    with serving(POSTGRESQL, "--no-worker") as served, _workers(served, workers):
        _warm_up(served, workers)
        batch_id = served.upload(files)
        run_id = served.start(batch_id)
        # Looked for rarely, as that takes of the cores, too; the run says itself how long it took.
        status = served.wait(run_id, every_s=2.0)
        run = served.call("GET", f"/v2/apps/runs/{run_id}").json()
        seconds: float = (run["finish_timestamp"] - run["start_timestamp"]) / 1e9
        logs = served.call("GET", f"/v2/apps/runs/{run_id}/logs", params={"limit": 1000}).json()["logs"]
    ends = Counter(event["file_name"] for event in logs if event["kind"] in ("file.done", "file.failed"))
    twice = sum(1 for count in ends.values() if count > 1)
    if status != "COMPLETE" or len(ends) != len(files) or twice:
        raise SystemExit(f"The run is {status}; {len(ends)} files ended, {twice} of them twice.")
    return seconds


@contextmanager
def _workers(served: Served, count: int) -> Iterator[None]:
    command = [sys.executable, "-m", "docyard", "worker", "--data-dir", str(served.server.data_dir)]
    with (served.server.data_dir / "workers.log").open("w") as log:
        started = [subprocess.Popen([*command, "--processes", "1"], stderr=log) for _ in range(count)]
    try:
        yield
    finally:
        for worker in started:
            worker.send_signal(signal.SIGTERM)
        for worker in started:
            worker.wait(10)


def _warm_up(served: Served, workers: int) -> None:
    """Have every worker's engine process read some scans, so that its models are loaded."""
    for number in range(3):
        served.wait(served.start(served.upload(scans(2 * workers, prefix=f"warm-{number}"))))


if __name__ == "__main__":
    main()
