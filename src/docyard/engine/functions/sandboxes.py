"""The sandboxes of one engine process, each started with the first function that asks for it."""

from typing import TYPE_CHECKING

from docyard.domain.apps import AppDefinition, FunctionEngine
from docyard.engine.functions.calls import Answer, Call, Failed, Limits
from docyard.errors import Unsupported

if TYPE_CHECKING:
    from docyard.engine.functions.interpreter import Interpreter
    from docyard.engine.functions.jail.jail import Jail


class FunctionEngineOff(Unsupported):
    """An app has functions for an engine that the server does not allow, or the machine does not have."""

    code = "function_engine_off"


class Sandboxes:
    """Runs functions, one at a time."""

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._interpreter: Interpreter | None = None
        self._jail: Jail | None = None

    def require(self, app: AppDefinition) -> None:
        """See that all functions of an app can run here.

        Raises:
            FunctionEngineOff: one asks for an engine that is not to be had.
        """
        asking = [each.name for each in app.functions if each.engine is FunctionEngine.PYTHON]
        if not asking or self._jail is not None:
            return
        if not self._limits.python_allowed:
            raise FunctionEngineOff(
                f"The function {asking[0]!r} asks for the engine python, which this server does not allow. "
                "Write it for monty, or have the server's owner set DOCYARD_FUNCTIONS=python."
            )
        weakness = self._start_jail()
        if weakness is not None:
            raise FunctionEngineOff(
                f"The function {asking[0]!r} asks for the engine python, which cannot be locked in on this "
                f"machine: {weakness}. Write it for monty; 'docyard doctor' tells more."
            )

    def run(self, call: Call, *, engine: FunctionEngine) -> Answer:
        """Call a function in the sandbox that it asks for."""
        if engine is FunctionEngine.MONTY:
            return self._monty().run(call)
        from docyard.engine.functions.jail.jail import JailBroken  # noqa: PLC0415 - few apps need it

        if self._jail is None:
            return Failed("asks for the engine python, which does not run here")
        try:
            return self._jail.run(call)
        except JailBroken as reason:
            return Failed(f"did not run: {reason}")

    def close(self) -> None:
        """End the sandboxes' processes."""
        if self._interpreter is not None:
            self._interpreter.close()
        if self._jail is not None:
            self._jail.close()

    def _monty(self) -> "Interpreter":
        from docyard.engine.functions.interpreter import Interpreter  # noqa: PLC0415 - few apps need it

        if self._interpreter is None:
            self._interpreter = Interpreter(self._limits)
        return self._interpreter

    def _start_jail(self) -> str | None:
        """Start the jail and try to break out; return why it does not hold, if so."""
        from docyard.engine.functions.jail.jail import Jail  # noqa: PLC0415 - few apps need it
        from docyard.engine.functions.jail.trial import find_weakness  # noqa: PLC0415

        jail = Jail(self._limits)
        weakness = find_weakness(jail)
        if weakness is None:
            self._jail = jail
        else:
            jail.close()
        return weakness


class ClosedSandboxes(Sandboxes):
    """Runs nothing: every call fails for the reason that is given, a sentence."""

    def __init__(self, reason: str) -> None:
        super().__init__()
        self._reason = reason

    def run(self, call: Call, *, engine: FunctionEngine) -> Answer:
        """Say why nothing is called."""
        del call, engine
        return Failed(f"was not called: {self._reason.removesuffix('.')}")
