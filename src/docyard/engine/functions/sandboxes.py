"""The sandboxes of one engine process, each started with the first function that asks for it."""

from typing import TYPE_CHECKING

from docyard.domain.apps import FunctionEngine
from docyard.engine.functions.calls import Answer, Call, Failed, Limits

if TYPE_CHECKING:
    from docyard.engine.functions.interpreter import Interpreter


class Sandboxes:
    """Runs functions, one at a time."""

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._interpreter: Interpreter | None = None

    def run(self, call: Call, *, engine: FunctionEngine) -> Answer:
        """Call a function in the sandbox that it asks for."""
        if engine is FunctionEngine.PYTHON:
            return Failed("asks for the engine python, which this server does not have")
        return self._monty().run(call)

    def close(self) -> None:
        """End the sandboxes' processes."""
        if self._interpreter is not None:
            self._interpreter.close()

    def _monty(self) -> "Interpreter":
        from docyard.engine.functions.interpreter import Interpreter  # noqa: PLC0415 - few apps need it

        if self._interpreter is None:
            self._interpreter = Interpreter(self._limits)
        return self._interpreter
