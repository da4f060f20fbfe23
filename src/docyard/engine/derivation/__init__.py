"""Derived fields: values computed from others by expressions.

An expression is a small part of Python's: numbers, texts in quotes, fields by name, ``+ - * /``, comparisons,
``and or not``, ``… if … else …`` and the functions of ``FUNCTIONS``. It is never run as Python.

May import: ``domain``, ``errors`` and ``engine.values``. Tests: ``tests/engine/test_derivation.py``.
"""

from docyard.engine.derivation.derive import ALERT, derive
from docyard.engine.derivation.evaluate import FUNCTIONS, Absent, NotDerived, evaluate
from docyard.engine.derivation.parse import Fault, find_cycle, identifier, parse

__all__ = [
    "ALERT",
    "FUNCTIONS",
    "Absent",
    "Fault",
    "NotDerived",
    "derive",
    "evaluate",
    "find_cycle",
    "identifier",
    "parse",
]
