"""Whether a run comes through kill -9: random processes die thirty times, and nothing is lost or there twice.

Usage: ``python -m bench.killed_runs [--files N] [--kills K] [--database sqlite|postgresql] [--seed S]``.
Text PDFs and scans go through two fresh servers as one run each. The first is left alone. In the
second, from the start of the run on, either the whole server (started again at once), or its worker,
or one engine process gets SIGKILL again and again. Prints what was lost, what was there twice, and
whether the results are the same, byte for byte.
"""

import argparse
import contextlib
import json
import random
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any

import psutil

from bench.support.documents import scans, text_pdfs
from bench.support.serving import POSTGRESQL, SQLITE, Served, serving

# Shorter than a worker takes to start now and then, so that starting is killed, too.
_PAUSE_S = (0.5, 6.0)


def main() -> None:
    """Print what came of it; exit code 1 if anything was lost, twice, or different."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--files", type=int, default=200)
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--database", choices=(SQLITE, POSTGRESQL), default=SQLITE)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    files = list(_files(given.files))
    with serving(given.database) as served:
        undisturbed, quiet_s, _ = _run(served, files, kills=0, chance=random.Random(given.seed))
    with serving(given.database) as served:
        disturbed, killed_s, killed = _run(served, files, kills=given.kills, chance=random.Random(given.seed))
    same = json.dumps(undisturbed.files) == json.dumps(disturbed.files)
    lost = len(files) - disturbed.ended
    print(f"{len(files)} files on {given.database}: {quiet_s:.0f} s undisturbed, {killed_s:.0f} s with kills")
    print(f"killed          {sum(killed.values())} times: {', '.join(f'{k} {n}' for k, n in killed.items())}")
    print(f"status          {disturbed.status}")
    print(f"lost            {lost}")
    print(f"done twice      {disturbed.twice}")
    print(f"usage counted   {disturbed.usage}, undisturbed {undisturbed.usage}")
    print(f"byte-identical  {'yes' if same else 'no'} ({len(json.dumps(disturbed.files))} bytes)")
    if lost or disturbed.twice or not same or disturbed.usage != undisturbed.usage:
        raise SystemExit(1)


class _Outcome:
    """What a run left behind, as the API tells it."""

    def __init__(self, served: Served, run_id: str) -> None:
        self.status = served.status(run_id)
        self.files = served.results(run_id)
        events = Counter(
            event["file_name"]
            for event in _events(served, run_id)
            if event["kind"] in ("file.done", "file.failed")
        )
        self.ended = len(events)
        self.twice = sum(1 for count in events.values() if count > 1)
        usage = served.call("GET", "/v2/usage").json()["usage"]
        self.usage = {
            name: sum(row[name] for row in usage) for name in ("runs", "files", "failed_files", "pages")
        }


def _files(count: int) -> Iterator[tuple[str, bytes]]:
    yield from text_pdfs(count - count // 5, pages=5)
    yield from scans(count // 5)


def _run(
    served: Served, files: list[tuple[str, bytes]], *, kills: int, chance: random.Random
) -> tuple[_Outcome, float, Counter[str]]:
    batch_id = served.upload(files)
    began = time.monotonic()
    run_id = served.start(batch_id)
    killed: Counter[str] = Counter()
    while sum(killed.values()) < kills:
        time.sleep(chance.uniform(*_PAUSE_S))
        killed[_kill_something(served, chance)] += 1
    served.wait(run_id)
    return _Outcome(served, run_id), time.monotonic() - began, killed


def _kill_something(served: Served, chance: random.Random) -> str:
    """Kill the server, its worker or an engine process, and return which."""
    _, *workers = served.family()
    which = chance.choice(("server", "worker", "engine process"))
    if which == "server" or not workers:
        served.server.kill()
        served.server.start()
        return "server"
    # Workers come before their engine processes; a worker that starts has none yet.
    victim = workers[0] if which == "worker" or len(workers) == 1 else chance.choice(workers[1:])
    with contextlib.suppress(psutil.NoSuchProcess):
        victim.kill()
    return "worker" if victim == workers[0] else "engine process"


def _events(served: Served, run_id: str) -> list[dict[str, Any]]:
    events: list[dict[str, Any]] = []
    while True:
        query = {"limit": 1000, "offset": len(events)}
        page = served.call("GET", f"/v2/apps/runs/{run_id}/logs", params=query).json()["logs"]
        events += page
        if not page:
            return events


if __name__ == "__main__":
    main()
