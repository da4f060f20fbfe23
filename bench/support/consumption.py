"""What a server's processes take: resident memory and seconds of CPU."""

from collections.abc import Callable

import psutil

from bench.support.serving import Served

_MB = 1024 * 1024


def megabytes(served: Served) -> dict[str, float]:
    """Return the resident memory of API, worker and, together, the engine processes."""
    return _by_kind(served, lambda process: process.memory_info().rss / _MB)


def cpu_seconds(served: Served) -> dict[str, float]:
    """Return the seconds of CPU that API, worker and engine processes have taken so far.

    Engine processes that ended meanwhile are not counted.
    """
    return _by_kind(served, lambda process: sum(process.cpu_times()[:2]))


def _by_kind(served: Served, measure: Callable[[psutil.Process], float]) -> dict[str, float]:
    api, worker, *engines = served.family()
    return {
        "API": _measured(api, measure),
        "worker": _measured(worker, measure),
        "engines": sum(_measured(engine, measure) for engine in engines),
    }


def _measured(process: psutil.Process, measure: Callable[[psutil.Process], float]) -> float:
    try:
        return measure(process)
    except psutil.NoSuchProcess:
        return 0.0
