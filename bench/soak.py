"""Whether memory stays flat: thousands of documents, run after run, through one server.

Usage: ``python -m bench.soak [--documents N]``. Runs of a hundred documents each, most of them text
PDFs of their own, one in ten a scan. Prints the resident memory of API, worker and engine processes
after the first two runs and after every fifth; compares the last with the first.
"""

import argparse

from bench.support.consumption import megabytes
from bench.support.documents import scans, text_pdfs
from bench.support.serving import serving

_PER_RUN = 100
_SCANS = 10
_SETTLED_AFTER = 2
_AIM = 1.1


def main() -> None:
    """Print the table; exit code 1 if memory grew."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--documents", type=int, default=2000)
    rounds = parser.parse_args().documents // _PER_RUN
    measured: list[dict[str, float]] = []
    print(f"{'documents':>9}{'API MB':>10}{'worker MB':>10}{'engines MB':>11}{'all MB':>9}")
    with serving() as served:
        for number in range(1, rounds + 1):
            files = [
                *text_pdfs(_PER_RUN - _SCANS, prefix=f"T{number}"),
                *scans(_SCANS, dpi=100, prefix=f"S{number}"),
            ]
            run_id = served.start(served.upload(files))
            served.wait(run_id)
            if served.counts(run_id)["done"] != _PER_RUN:
                raise SystemExit(f"Files of round {number} failed: {served.counts(run_id)}.")
            measured.append(megabytes(served))
            if number == _SETTLED_AFTER or number % 5 == 0:
                _print(number * _PER_RUN, measured[-1])
    grown = sum(measured[-1].values()) / sum(measured[_SETTLED_AFTER - 1].values())
    print(f"at the end {grown:.2f} of the memory after {_SETTLED_AFTER * _PER_RUN} documents (aim {_AIM:g})")
    if grown > _AIM:
        raise SystemExit(1)


def _print(documents: int, held: dict[str, float]) -> None:
    print(
        f"{documents:>9}{held['API']:>10.0f}{held['worker']:>10.0f}{held['engines']:>11.0f}"
        f"{sum(held.values()):>9.0f}",
        flush=True,
    )


if __name__ == "__main__":
    main()
