"""How fast cancelling is: fifty runs, each cancelled at a random moment.

Usage: ``python -m bench.cancelled_runs [--cancels N] [--seed S]``. Every run has text PDFs of many
pages and scans. After the answer to each cancel, the bench watches until no engine process works any
more, and looks whether a result, an event or a file was added after the acknowledgement. Prints the
slowest of each.
"""

import argparse
import random
import statistics
import time

from bench.support.consumption import cpu_seconds
from bench.support.documents import scans, text_pdfs
from bench.support.serving import Served, serving

_ACKNOWLEDGED_S = 1.0
_IDLE_S = 5.0
_FILES = 6
_LATEST_SHARE = 0.9

# An engine process that used less of a core than this since the last look does nothing.
_BUSY_SHARE = 0.15
_LOOK_S = 0.25


def main() -> None:
    """Print the table; exit code 1 if a bound is broken."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--cancels", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    chance = random.Random(given.seed)
    acknowledged, idle, late, over = [], [], 0, 0
    with serving() as served:
        served.wait(served.start(_upload(served, "warm")))
        longest_s = _duration(served)
        for number in range(given.cancels):
            run_id = served.start(_upload(served, f"{number}"))
            time.sleep(chance.uniform(0, _LATEST_SHARE * longest_s))
            began = time.monotonic()
            answer = served.session.post(
                f"{served.server.url}/api/v2/apps/runs/{run_id}/cancel",
                headers=served.organization.headers,
                timeout=30,
            )
            acknowledged.append(time.monotonic() - began)
            over += answer.status_code == 409
            before = _trace(served, run_id)
            idle.append(_idle_after(served))
            late += _trace(served, run_id) != before
    print(f"{'':<14}{'median s':>10}{'slowest s':>10}{'bound s':>10}")
    for name, seconds, bound in (("acknowledged", acknowledged, _ACKNOWLEDGED_S), ("idle", idle, _IDLE_S)):
        print(f"{name:<14}{statistics.median(seconds):>10.2f}{max(seconds):>10.2f}{bound:>10.1f}")
    print(f"{given.cancels} cancels, {over} of them of runs that were just over; late changes: {late}")
    if max(acknowledged) > _ACKNOWLEDGED_S or max(idle) > _IDLE_S or late:
        raise SystemExit(1)


def _upload(served: Served, prefix: str) -> int:
    """Make a batch of files that no run has read yet, so that none is done at once."""
    return served.upload(
        [*text_pdfs(_FILES, pages=60, prefix=f"T{prefix}"), *scans(_FILES, prefix=f"S{prefix}")]
    )


def _duration(served: Served) -> float:
    """Return how long an undisturbed run takes."""
    batch_id = _upload(served, "whole")
    began = time.monotonic()
    served.wait(served.start(batch_id), every_s=0.05)
    return time.monotonic() - began


def _trace(served: Served, run_id: str) -> object:
    """Return everything about a run that must not change any more."""
    details = served.call("GET", f"/v2/apps/runs/{run_id}/details").json()
    logs = served.call("GET", f"/v2/apps/runs/{run_id}/logs", params={"limit": 1000}).json()["logs"]
    results = served.results(run_id)
    folder = served.server.data_dir / "drive"
    written = sorted(str(path) for path in folder.rglob(f"*{run_id}*/**/*") if path.is_file())
    return details, logs, results, written


def _idle_after(served: Served) -> float:
    """Return after how many seconds no engine process works any more."""
    began = time.monotonic()
    while True:
        before = cpu_seconds(served)["engines"]
        time.sleep(_LOOK_S)
        if cpu_seconds(served)["engines"] - before < _BUSY_SHARE * _LOOK_S:
            return time.monotonic() - began - _LOOK_S


if __name__ == "__main__":
    main()
