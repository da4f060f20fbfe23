"""Derived fields: values computed from others by expressions and functions.

An expression is a small part of Python's: numbers, texts in quotes, fields by name, ``+ - * /``, comparisons,
``and or not``, ``… if … else …`` and the functions of ``FUNCTIONS``. It is never run as Python.

May import: ``domain``, ``errors``, ``engine.functions`` and ``engine.values``.
Tests: ``tests/engine/test_derivation.py``.
"""

from docyard.engine.derivation.derive import ALERT, FUNCTION_ALERT, derive
from docyard.engine.derivation.evaluate import FUNCTIONS, Absent, NotDerived, evaluate
from docyard.engine.derivation.parse import Fault, find_cycle, parse

__all__ = [
    "ALERT",
    "FUNCTIONS",
    "FUNCTION_ALERT",
    "Absent",
    "Fault",
    "NotDerived",
    "derive",
    "evaluate",
    "find_cycle",
    "parse",
]
