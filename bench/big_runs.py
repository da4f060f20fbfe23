"""Whether size costs: a run of ten thousand files, and lists among ten thousand runs.

Usage: ``python -m bench.big_runs [--files N] [--runs N]``. One run of N one-page text PDFs goes through
a fresh server; memory of API and worker after its first files is compared with that at its end. Then
the same run's neighbours are written into the database, first a hundred, then N, and lists of runs and
results are asked for at both sizes.
"""

import argparse
import random
import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

from bench.support.consumption import megabytes
from bench.support.documents import text_pdfs
from bench.support.serving import Served, serving

_FIRST = 500
_FEW_RUNS = 100
_MEMORY_AIM = 1.1
_TIME_AIM = 2.0
_REQUESTS = 300


def main() -> None:
    """Print both tables; exit code 1 if an aim is missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=10_000)
    given = parser.parse_args()
    with serving(DOCYARD_FILES_PER_RUN=str(given.files)) as served:
        is_flat = _grow_a_run(served, given.files)
        is_quick = _grow_the_list(served, given.runs)
    if not (is_flat and is_quick):
        raise SystemExit(1)


def _grow_a_run(served: Served, count: int) -> bool:
    run_id = served.start(served.upload(text_pdfs(count)))
    began = time.monotonic()
    while (counts := served.counts(run_id))["done"] + counts["failed"] < min(_FIRST, count // 2):
        time.sleep(0.5)
    early = megabytes(served)
    status = served.wait(run_id, every_s=1.0)
    seconds = time.monotonic() - began
    late, counts = megabytes(served), served.counts(run_id)
    ratios = {name: late[name] / early[name] for name in ("API", "worker")}
    print(f"{count} files in {seconds:.0f} s, {count / seconds:.1f} files/s: {status}, {counts}")
    print(f"{'process':<10}{f'MB after {_FIRST}':>14}{'MB at the end':>14}{'ratio':>8}")
    for name, ratio in ratios.items():
        print(f"{name:<10}{early[name]:>14.0f}{late[name]:>14.0f}{ratio:>8.2f}")
    return max(ratios.values()) <= _MEMORY_AIM and counts["done"] == count


def _grow_the_list(served: Served, count: int) -> bool:
    small = served.start(served.upload(text_pdfs(1, prefix="model")))
    served.wait(small)
    runs = [small, *_copy(served, small, _FEW_RUNS - 1)]
    few = _measure(served, runs)
    runs += _copy(served, small, count - _FEW_RUNS)
    many = _measure(served, runs)
    print(f"{'p95 in ms':<24}{f'{_FEW_RUNS} runs':>12}{f'{count} runs':>12}{'ratio':>8}")
    for name, before in few.items():
        print(f"{name:<24}{before:>12.1f}{many[name]:>12.1f}{many[name] / before:>8.2f}")
    return all(many[name] <= _TIME_AIM * before for name, before in few.items())


def _copy(served: Served, run_id: str, count: int) -> list[str]:
    """Write copies of a finished run into the database and return their ids."""
    from docyard.store import results, runs
    from docyard.store.database import Database, sqlite_url

    database = Database(sqlite_url(served.server.data_dir / "docyard.db"))
    with database.read() as session:
        model = runs.find_run(session, run_id=UUID(run_id))
        assert model is not None
        files = runs.list_run_files(session, run_id=model.id, offset=0, limit=1)
        result = results.find_result(session, run_id=model.id, position=0)
        assert result is not None
    copies = []
    with database.write() as session:
        for number in range(count):
            run = replace(model, id=uuid4(), started_at=model.started_at - timedelta(seconds=number))
            runs.add_run(session, run=run, files=[replace(file, run_id=run.id) for file in files])
            results.add_result(session, run_id=run.id, position=0, result=result)
            copies.append(str(run.id))
    database.close()
    return copies


def _measure(served: Served, runs: list[str]) -> dict[str, float]:
    """Return the 95th percentile of each kind of request, in milliseconds."""
    chance = random.Random(1)
    last_page = {"limit": 20, "offset": max(0, len(runs) - 20)}
    requests: dict[str, Callable[[], tuple[str, dict[str, int]]]] = {
        "first page of runs": lambda: ("/v2/apps/runs", {"limit": 20}),
        "last page of runs": lambda: ("/v2/apps/runs", last_page),
        "results of a run": lambda: (f"/v2/apps/runs/{chance.choice(runs)}/results", {}),
        "status of a run": lambda: (f"/v2/apps/runs/{chance.choice(runs)}", {}),
    }
    return {
        name: _p95([_ask(served, *request()) for _ in range(_REQUESTS)]) for name, request in requests.items()
    }


def _ask(served: Served, path: str, query: dict[str, int]) -> float:
    began = time.perf_counter()
    served.call("GET", path, params=query)
    return (time.perf_counter() - began) * 1000


def _p95(times_ms: list[float]) -> float:
    return statistics.quantiles(times_ms, n=20)[-1]


if __name__ == "__main__":
    main()
