"""Cleaning: values as read to values as wanted, step by step.

May import: ``domain``, ``errors``, ``engine.functions``, ``engine.inference``, ``engine.shapes`` and
``engine.values``. To add a step: one file here and one line in ``CLEANINGS``; app files, JSON Schema and
manual follow. Tests: ``tests/engine/test_cleaning.py``.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from docyard.domain.apps import CleaningStep, DocumentClass
from docyard.domain.rendering import field_names
from docyard.domain.results import Alert, FieldResult
from docyard.engine.cleaning.case import CASE
from docyard.engine.cleaning.collapse import COLLAPSE
from docyard.engine.cleaning.currency import CURRENCY
from docyard.engine.cleaning.date import DATE
from docyard.engine.cleaning.function import FUNCTION
from docyard.engine.cleaning.number import NUMBER
from docyard.engine.cleaning.prompt import PROMPT
from docyard.engine.cleaning.remove import REMOVE
from docyard.engine.cleaning.replacement import REPLACE
from docyard.engine.cleaning.step import ALERT, Cleaning, Helpers, NotCleaned
from docyard.engine.cleaning.trim import TRIM
from docyard.engine.functions import Caller
from docyard.engine.inference import LOCATED, Inquiry, Waiting

__all__ = ["CLEANINGS", "Cleaning", "clean", "trace_steps"]

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
    "prompt": PROMPT,
}
"""Step to what it does."""


def clean(
    results: Sequence[FieldResult],
    document_class: DocumentClass,
    *,
    functions: Caller | None = None,
    inquiry: Inquiry | None = None,
) -> tuple[FieldResult, ...]:
    """Return the results with their values cleaned as the class says; sources and confidences stay.

    A step that does not fit a value ends its chain: the value stays as the step before left it, the result
    gets an error and an alert of type ``cleaning``, or of what kept a model from its answer. What a model
    made of a value is no surer than what one reads. Where a model is to be asked first, ``inquiry`` is
    waiting, and the value means nothing so far.
    """
    fields = {field.name: field for field in document_class.fields}
    return tuple(_cleaned(result, Helpers(fields[result.name], functions, inquiry)) for result in results)


@dataclass(frozen=True, slots=True)
class _Text:
    """A value after its steps; ``fault`` is that of the step that ended the chain before."""

    value: str
    fault: NotCleaned | None = None
    step: str = ""
    is_rewritten: bool = False

    @property
    def complaint(self) -> str:
        return f"{self.fault} ('{self.step}')"


def _cleaned(result: FieldResult, helpers: Helpers) -> FieldResult:
    if not result.value:
        return result
    if helpers.field.kind.has_rows:
        return _with_rows(result, helpers)
    try:
        text = _clean_text(result.value, helpers.field.cleaning, helpers)
    except Waiting:
        return result
    if text.is_rewritten and result.confidence is not None:
        result = replace(result, confidence=min(result.confidence, LOCATED))
    if text.fault is None:
        return replace(result, value=text.value or None)
    message = f"{helpers.field.name!r} {text.complaint}."
    return _faulty(result, text.value, Alert(text.fault.alert, message))


def _faulty(result: FieldResult, value: str, alert: Alert) -> FieldResult:
    return replace(result, value=value, error=alert.message, alerts=(*result.alerts, alert))


def _clean_text(text: str, steps: Sequence[CleaningStep], helpers: Helpers) -> _Text:
    """Return the value after all steps; or as it is before one that does not fit, and why that does not.

    Raises:
        Waiting: A model is to be asked first.
    """
    is_rewritten = False
    for step in steps:
        if not text:
            break
        try:
            after = _after(text, step, helpers)
        except NotCleaned as fault:
            return _Text(text, fault, step.name, is_rewritten)
        is_rewritten |= CLEANINGS[step.name] is PROMPT and after != text
        text = after
    return _Text(text, is_rewritten=is_rewritten)


def _after(text: str, step: CleaningStep, helpers: Helpers) -> str:
    kind = CLEANINGS[step.name]
    if kind.clean is not None:
        return kind.clean(text, step.options)
    assert kind.clean_with is not None
    return kind.clean_with(text, step.options, helpers)


def trace_steps(
    text: str, steps: Sequence[CleaningStep], *, error: str | None = None
) -> tuple[tuple[str, str], ...]:
    """Return each step's name with what it leaves of a text; the last one may say why it does not fit.

    ``error`` is that of the result.
    """
    trace: list[tuple[str, str]] = []
    for step in steps:
        if not text:
            break
        change = CLEANINGS[step.name].clean
        if change is None:
            # Not done again: a function may print, a model costs, and what they made is in the value.
            has_failed = f"('{step.name}')" in (error or "")
            trace.append((step.name, f"{error}" if has_failed else f"what the {step.name} made of it"))
            break
        try:
            text = change(text, step.options)
        except NotCleaned as fault:
            trace.append((step.name, f"{fault} ('{step.name}')"))
            break
        trace.append((step.name, text))
    return tuple(trace)


def _with_rows(result: FieldResult, helpers: Helpers) -> FieldResult:
    field = helpers.field
    names = field_names([attribute.name for attribute in field.attributes])
    entries, faults = json.loads(result.value or "[]"), []
    for number, entry in enumerate(entries, start=1):
        for name, attribute in zip(names, field.attributes, strict=True):
            if not attribute.cleaning or not entry.get(name):
                continue
            text = _clean_text(entry[name], attribute.cleaning, helpers)
            entry[name] = text.value or None
            if text.fault is not None:
                faults.append(f"{attribute.name!r} in row {number} of {field.name!r} {text.complaint}")
    value = json.dumps(entries, ensure_ascii=False)
    if not faults:
        return replace(result, value=value)
    message = "; ".join(faults[:5]) + ("; …" if len(faults) > 5 else "") + "."
    return _faulty(result, value, Alert(ALERT, message))
