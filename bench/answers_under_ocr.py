"""How fast the API answers while every core reads scans: statuses and results, fifty requests a second.

Usage: ``python -m bench.answers_under_ocr [--seconds S] [--rate R]``. Requests leave on a fixed clock,
whether earlier ones are answered or not, and their time counts from when they should have left. Prints
percentiles, and how busy the engine processes were meanwhile.
"""

import argparse
import http.client
import statistics
import threading
import time
from urllib.parse import urlsplit

from bench.support.consumption import cpu_seconds
from bench.support.documents import scans, text_pdfs
from bench.support.serving import Served, serving

_CLIENTS = 10
_AIM_MS = 100.0


def main() -> None:
    """Print the percentiles; exit code 1 if the 99th misses its aim."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--rate", type=float, default=50.0)
    given = parser.parse_args()
    with serving() as served:
        ended = served.start(served.upload(text_pdfs(40)))
        served.wait(ended)
        running = served.start(served.upload(scans(200, dpi=200)))
        time.sleep(8)  # until the engine processes have loaded their models
        busy_before = cpu_seconds(served)["engines"]
        times_ms = _ask(served, [ended, running], rate=given.rate, seconds=given.seconds)
        busy = (cpu_seconds(served)["engines"] - busy_before) / given.seconds
        if not served.counts(running)["queued"]:
            raise SystemExit("The scans were read before the last request.")
    for kind in sorted({kind for kind, _ in times_ms}):
        _print(kind, [ms for found, ms in times_ms if found == kind])
    marks = _print("all", [ms for _, ms in times_ms])
    print(f"{len(times_ms)} requests, {given.rate:g} a second, engine processes took {busy:.2f} cores")
    if marks[98] > _AIM_MS:
        raise SystemExit(1)


def _print(kind: str, times_ms: list[float]) -> list[float]:
    """Print percentiles of a kind of request and return all of them."""
    marks = statistics.quantiles(times_ms, n=100)
    print(
        f"{kind:<20}ms: p50 {marks[49]:.1f}, p95 {marks[94]:.1f}, p99 {marks[98]:.1f}, "
        f"slowest {max(times_ms):.1f}"
    )
    return marks


def _ask(served: Served, run_ids: list[str], *, rate: float, seconds: float) -> list[tuple[str, float]]:
    times_ms: list[tuple[str, float]] = []
    began = time.monotonic() + 0.5
    total = int(rate * seconds)
    clients = [
        threading.Thread(
            target=_repeat,
            args=(served, run_ids, times_ms),
            kwargs={"due": [(number, began + number / rate) for number in range(first, total, _CLIENTS)]},
        )
        for first in range(_CLIENTS)
    ]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    return times_ms


def _repeat(
    served: Served, run_ids: list[str], times_ms: list[tuple[str, float]], *, due: list[tuple[int, float]]
) -> None:
    """Send one client's requests over one connection, statuses and results in turns."""
    connection = http.client.HTTPConnection(urlsplit(served.server.url).netloc, timeout=30)
    ended, running = run_ids
    paths = [
        ("status, ended", f"/{ended}"),
        ("results", f"/{ended}/results"),
        ("status, running", f"/{running}"),
        ("details, running", f"/{running}/details"),
    ]
    for number, at in due:
        time.sleep(max(0.0, at - time.monotonic()))
        kind, path = paths[number % len(paths)]
        path = f"/api/v2/apps/runs{path}"
        connection.request("GET", path, headers=served.organization.headers)
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise ValueError(f"{path} was answered with {answer.status}.")
        times_ms.append((kind, (time.monotonic() - at) * 1000))
    connection.close()


if __name__ == "__main__":
    main()
