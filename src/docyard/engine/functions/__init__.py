"""Functions: Python that customers write into app files, run where it can do no harm.

May import: ``domain``, ``errors``. ``source.py`` reads functions without running them, ``caller.py`` calls
those of a document, ``interpreter.py`` runs them in pydantic-monty, ``jail`` in locked-in Python.
Tests: ``tests/engine/functions``.
"""

from docyard.engine.functions.arguments import argument, arguments_of
from docyard.engine.functions.caller import Caller, FileCalls, FunctionFailed
from docyard.engine.functions.calls import Limits
from docyard.engine.functions.facts import DocumentFacts, FileFacts
from docyard.engine.functions.lacks import MONTY_MODULES
from docyard.engine.functions.printed import Printed
from docyard.engine.functions.sandboxes import ClosedSandboxes, FunctionEngineOff, Sandboxes
from docyard.engine.functions.source import MAX_CHARACTERS, Signature, SourceFault, read_source

__all__ = [
    "MAX_CHARACTERS",
    "MONTY_MODULES",
    "Caller",
    "ClosedSandboxes",
    "DocumentFacts",
    "FileCalls",
    "FileFacts",
    "FunctionEngineOff",
    "FunctionFailed",
    "Limits",
    "Printed",
    "Sandboxes",
    "Signature",
    "SourceFault",
    "argument",
    "arguments_of",
    "read_source",
]
