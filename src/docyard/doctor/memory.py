"""Memory for the engine processes."""

import os
from collections.abc import Iterator
from pathlib import Path

from docyard.doctor.finding import Finding, State, in_bytes
from docyard.settings import Settings

# What an engine process takes while it reads a scanned page, and server and worker beside them.
_PER_PROCESS_BYTES = 600_000_000
_BESIDE_BYTES = 500_000_000


def examine_memory(settings: Settings) -> Iterator[Finding]:
    """Compare what there is with what the engine processes usually take."""
    total = _memory_bytes()
    needed = _BESIDE_BYTES + settings.processes * _PER_PROCESS_BYTES
    shown = (
        f"{in_bytes(total)}; {settings.processes} engine processes usually take "
        f"up to {in_bytes(needed)} with the server"
    )
    if total < needed:
        fitting = max(1, (total - _BESIDE_BYTES) // _PER_PROCESS_BYTES)
        yield Finding(State.WARNING, shown, f"Add memory, or set DOCYARD_PROCESSES to {fitting}.")
    else:
        yield Finding(State.OK, shown)


def _memory_bytes() -> int:
    """Return what this machine has, or what its container may use of it."""
    machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    limit = Path("/sys/fs/cgroup/memory.max")
    allowed = limit.read_text().strip() if limit.is_file() else ""
    return min(machine, int(allowed)) if allowed.isdigit() else machine
