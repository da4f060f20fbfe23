"""Functions in pydantic-monty: an interpreter of its own, in a process of its own, with nothing of the host.

https://github.com/pydantic/monty. It is given no files, no clock but a set one, no chance and no waiting, so
that the same call gives the same answer. Every call has a session of its own: no state passes between calls.
"""

from datetime import UTC, datetime, time

from pydantic_monty import (
    Monty,
    MontyCrashedError,
    MontyError,
    MontyRuntimeError,
    MontySyntaxError,
    OSPolicy,
    ResourceLimits,
)

from docyard.engine.functions.calls import MAX_MESSAGE, Answer, Call, Failed, Limits, Returned
from docyard.engine.functions.printed import MAX_PRINTED_BYTES, shortened

_ARGUMENTS = "docyard_arguments"
_MAX_RECURSION = 300

# Beyond the interpreter's own limit, for operations that it cannot stop in the middle.
_GRACE_S = 1.0


class Interpreter:
    """One interpreter process; started with the first call, replaced when it dies."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._pool: Monty | None = None

    def run(self, call: Call) -> Answer:
        """Call a function."""
        printed = _Prints()
        try:
            with self._started().checkout(limits=self._resources(), os_policy=_policy(call)) as session:
                value = session.feed_run(
                    f"{call.source}\n{call.function}(**{_ARGUMENTS})",
                    inputs={_ARGUMENTS: dict(call.arguments)},
                    print_callback=printed.take,
                    skip_type_check=True,
                )
        except MontyError as error:
            return self._failed(error, printed.text)
        except (ValueError, RecursionError):
            return Failed("returned what cannot be handed over", printed=printed.text)
        return Returned(value, printed.text)

    def close(self) -> None:
        """End the process."""
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.__exit__(None, None, None)

    def _started(self) -> Monty:
        if self._pool is None:
            pool = Monty(
                min_processes=1,
                max_processes=1,
                feed_duration_limit_grace=_GRACE_S,
                max_checkouts_per_worker=1_000,
            )
            pool.__enter__()
            self._pool = pool
        return self._pool

    def _resources(self) -> ResourceLimits:
        return {
            "max_feed_duration_secs": self._limits.wall_s,
            "max_memory": self._limits.memory_bytes,
            "max_recursion_depth": _MAX_RECURSION,
            "max_suspensions": 1,
        }

    def _failed(self, error: MontyError, printed: str) -> Failed:
        seconds = f"ran longer than {self._limits.wall_s:g} s"
        if isinstance(error, MontyCrashedError):
            return Failed(
                seconds if error.timed_out else "ended its interpreter; it asks for too much",
                printed=printed,
                took_too_long=error.timed_out,
            )
        if not isinstance(error, MontyRuntimeError | MontySyntaxError):
            return Failed("was given or returned what cannot be handed over", printed=printed)
        line = error.traceback()[-1].line if error.traceback() else None
        message = error.display("type-msg").partition("\n")[0]
        if message.startswith("TimeoutError: feed time limit"):
            return Failed(seconds, line, printed, took_too_long=True)
        if message.startswith("MemoryError: memory limit"):
            message = f"MemoryError: it may take {self._limits.memory_bytes // 1_000_000} MB"
        return Failed(f"failed with {message[:MAX_MESSAGE]}", line, printed)


def _policy(call: Call) -> OSPolicy:
    return {
        "datetime": datetime.combine(call.today, time(), UTC),
        "timezone": "utc",
        "sleep": "zero",
        "random_start": {"seed": 0},
    }


class _Prints:
    """Takes what a function prints and forgets what is too much."""

    def __init__(self) -> None:
        self.text = ""

    def take(self, stream: str, text: str) -> None:
        del stream
        if len(self.text) < MAX_PRINTED_BYTES:
            self.text = shortened(self.text + text[:MAX_PRINTED_BYTES], max_bytes=MAX_PRINTED_BYTES)
