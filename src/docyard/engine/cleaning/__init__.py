"""Cleaning: values as read to values as wanted, step by step.

May import: ``domain``, ``errors``, ``engine.functions``, ``engine.shapes`` and
``engine.values``. To add a step: one file here and
one line in ``CLEANINGS``; app files, JSON Schema and manual follow. Tests: ``tests/engine/test_cleaning.py``.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace

from docyard.domain.apps import CleaningStep, DocumentClass, Field
from docyard.domain.rendering import field_names
from docyard.domain.results import Alert, FieldResult
from docyard.engine.cleaning.case import CASE
from docyard.engine.cleaning.collapse import COLLAPSE
from docyard.engine.cleaning.currency import CURRENCY
from docyard.engine.cleaning.date import DATE
from docyard.engine.cleaning.function import FUNCTION, call_function
from docyard.engine.cleaning.number import NUMBER
from docyard.engine.cleaning.remove import REMOVE
from docyard.engine.cleaning.replacement import REPLACE
from docyard.engine.cleaning.step import Cleaning, NotCleaned
from docyard.engine.cleaning.trim import TRIM
from docyard.engine.functions import Caller

__all__ = ["ALERT", "CLEANINGS", "Cleaning", "clean", "trace_steps"]

CLEANINGS: Mapping[str, Cleaning] = {
    "trim": TRIM,
    "collapse": COLLAPSE,
    "case": CASE,
    "remove": REMOVE,
    "replace": REPLACE,
    "date": DATE,
    "number": NUMBER,
    "currency": CURRENCY,
    "function": FUNCTION,
}
"""Step to what it does."""

ALERT = "cleaning"
"""Type of the alert that a step does not fit a value."""


def clean(
    results: Sequence[FieldResult], document_class: DocumentClass, *, functions: Caller | None = None
) -> tuple[FieldResult, ...]:
    """Return the results with their values cleaned as the class says; sources and confidences stay.

    A step that does not fit a value ends its chain: the value stays as the step before left it, the result
    gets an error and an alert of type ``cleaning``.
    """
    fields = {field.name: field for field in document_class.fields}
    return tuple(_cleaned(result, fields[result.name], functions) for result in results)


def _cleaned(result: FieldResult, field: Field, functions: Caller | None) -> FieldResult:
    if not result.value:
        return result
    if field.kind.has_rows:
        value, faults = _clean_rows(result.value, field, functions)
    else:
        value, fault = _clean_text(result.value, field.cleaning, functions)
        faults = [] if fault is None else [f"{field.name!r} {fault}"]
    if not faults:
        return replace(result, value=value or None)
    message = "; ".join(faults[:5]) + ("; …" if len(faults) > 5 else "") + "."
    return replace(result, value=value, error=message, alerts=(*result.alerts, Alert(ALERT, message)))


def _clean_text(text: str, steps: Sequence[CleaningStep], functions: Caller | None) -> tuple[str, str | None]:
    """Return the value after all steps; or as it is before one that does not fit, and why that does not."""
    for step in steps:
        if not text:
            break
        try:
            change = CLEANINGS[step.name].clean
            text = (
                call_function(text, step.options, functions) if change is None else change(text, step.options)
            )
        except NotCleaned as reason:
            return text, f"{reason} ('{step.name}')"
    return text, None


def trace_steps(text: str, steps: Sequence[CleaningStep]) -> tuple[tuple[str, str], ...]:
    """Return each step's name with what it leaves of a text; the last one may say why it does not fit."""
    trace: list[tuple[str, str]] = []
    for step in steps:
        if not text:
            break
        if CLEANINGS[step.name].clean is None:
            # Not called again: it may print, and its result is in the value.
            trace.append((step.name, "what the function made of it"))
            break
        text, fault = _clean_text(text, (step,), None)
        trace.append((step.name, fault or text))
        if fault:
            break
    return tuple(trace)


def _clean_rows(rows: str, field: Field, functions: Caller | None) -> tuple[str, list[str]]:
    names = field_names([attribute.name for attribute in field.attributes])
    entries, faults = json.loads(rows), []
    for number, entry in enumerate(entries, start=1):
        for name, attribute in zip(names, field.attributes, strict=True):
            if not attribute.cleaning or not entry.get(name):
                continue
            value, fault = _clean_text(entry[name], attribute.cleaning, functions)
            entry[name] = value or None
            if fault is not None:
                faults.append(f"{attribute.name!r} in row {number} of {field.name!r} {fault}")
    return json.dumps(entries, ensure_ascii=False), faults
