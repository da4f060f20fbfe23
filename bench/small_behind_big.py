"""How long a small run waits behind a big one: seconds from its start to its first page.

Usage: ``python -m bench.small_behind_big [--rounds N] [--files N]``. While a run of a thousand files
goes on, runs of one file are started one after another. Prints the median and the slowest.
"""

import argparse
import statistics
import time

from bench.support.documents import text_pdfs
from bench.support.serving import SQLITE, serving

_AIM_S = 2.0


def main() -> None:
    """Print the figures; exit code 1 if the median misses its aim."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--files", type=int, default=1000)
    given = parser.parse_args()
    waited = []
    with serving(SQLITE) as served:
        big_batch = served.upload(text_pdfs(given.files, pages=10, prefix="big"))
        small_batches = [
            served.upload(text_pdfs(1, prefix=f"small-{number}")) for number in range(given.rounds)
        ]
        big = served.start(big_batch)
        time.sleep(3)
        for batch_id in small_batches:
            began = time.monotonic()
            served.wait(served.start(batch_id), every_s=0.02)
            waited.append(time.monotonic() - began)
        counts = served.counts(big)
    if not counts["queued"]:
        raise SystemExit("The big run ended before the small ones; give it more --files.")
    median = statistics.median(waited)
    print(f"{given.rounds} runs of one file behind one of {given.files} (of which {counts['queued']} waited)")
    print(f"from the start to the end: median {median:.2f} s (aim {_AIM_S:g}), slowest {max(waited):.2f} s")
    if median > _AIM_S:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
