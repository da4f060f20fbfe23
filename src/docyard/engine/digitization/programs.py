"""Other programs, run on files of strangers: within limits, without network, in a folder of their own."""

import os
import shutil
import signal
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

# CPU seconds and KiB of address space: they hold even if the process that waits is killed.
_WITHIN_LIMITS = ("/bin/sh", "-c", 'ulimit -t "$1"; ulimit -v "$2"; shift 2; exec "$@"', "sh")
_MOST_KIB = 3_000_000
_WITHOUT_NETWORK = ("unshare", "--map-root-user", "--net")


@dataclass(frozen=True, slots=True)
class Ended:
    """How a program ended: its exit code, negative for a signal, and its standard output."""

    code: int
    output: bytes


def run_program(command: Sequence[str], *, folder: Path, limit_s: int) -> Ended:
    """Run a program to its end, whatever its exit code is.

    Args:
        command: the program and its arguments; no part of a file's content.
        folder: where it works, and its home.
        limit_s: most seconds, and most seconds of processor time, that it may take.

    Raises:
        subprocess.TimeoutExpired: if it takes longer.
    """
    with subprocess.Popen(  # noqa: S603 - the caller's constant words and paths of our own
        [*_WITHIN_LIMITS, str(limit_s), str(_MOST_KIB), *_prefix(), *command],
        cwd=folder,
        env={
            "HOME": str(folder),
            "PATH": os.environ.get("PATH", os.defpath),
            "LANG": "C.UTF-8",
            "OMP_THREAD_LIMIT": "1",
        },
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        try:
            said, _ = process.communicate(timeout=limit_s)
        except BaseException:
            # What it has started itself goes with it.
            os.killpg(process.pid, signal.SIGKILL)
            raise
    return Ended(code=process.returncode, output=said)


def _prefix() -> Sequence[str]:
    """Return what takes the network away, where the system lets a user do that."""
    if shutil.which(_WITHOUT_NETWORK[0]) is None:
        return ()
    tried = subprocess.run(  # noqa: S603 - constant words
        [*_WITHOUT_NETWORK, "true"], stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    return _WITHOUT_NETWORK if tried.returncode == 0 else ()
