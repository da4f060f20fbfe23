"""Rules over a document's fields; every broken one is an alert.

May import: ``domain``, ``errors``, ``engine.functions``, ``engine.inference``, ``engine.shapes`` and
``engine.values``. To add a rule: one file here and one line in ``RULES``; app files, JSON Schema and manual
follow. Tests: ``tests/engine/test_validation.py``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from docyard.domain.apps import DocumentClass, Field, Rule
from docyard.domain.results import Alert, FieldResult
from docyard.engine.functions import Caller
from docyard.engine.inference import Inquiry, Unanswered, Waiting
from docyard.engine.validation.compare import COMPARE
from docyard.engine.validation.confidence import CONFIDENCE, OCR_CONFIDENCE, class_fault
from docyard.engine.validation.date_range import DATE_RANGE
from docyard.engine.validation.date_window import DATE_WINDOW
from docyard.engine.validation.duplicate import (
    DUPLICATE,
    duplicate_alert,
    fingerprints,
    has_duplicate_rule,
)
from docyard.engine.validation.duplicate import NAME as DUPLICATE_ALERT
from docyard.engine.validation.function import FUNCTION
from docyard.engine.validation.length import LENGTH
from docyard.engine.validation.one_of import ONE_OF
from docyard.engine.validation.pattern import PATTERN
from docyard.engine.validation.prompt import PROMPT
from docyard.engine.validation.range import RANGE
from docyard.engine.validation.required import REQUIRED
from docyard.engine.validation.subject import RuleKind, Subject
from docyard.engine.validation.sum import SUM
from docyard.engine.validation.type import TYPE

__all__ = [
    "CLASS_CONFIDENCE",
    "DUPLICATE_ALERT",
    "JUDGED_ANEW",
    "RULES",
    "THRESHOLDS",
    "RuleKind",
    "class_alerts",
    "duplicate_alert",
    "fingerprints",
    "has_duplicate_rule",
    "rules_of",
    "validate",
]

RULES: Mapping[str, RuleKind] = {
    "required": REQUIRED,
    "type": TYPE,
    "pattern": PATTERN,
    "one_of": ONE_OF,
    "length": LENGTH,
    "range": RANGE,
    "date_range": DATE_RANGE,
    "date_window": DATE_WINDOW,
    "sum": SUM,
    "compare": COMPARE,
    "function": FUNCTION,
    "prompt": PROMPT,
    "duplicate": DUPLICATE,
    "confidence": CONFIDENCE,
    "ocr_confidence": OCR_CONFIDENCE,
}
"""Rule, which is also its alerts' type, to what it does."""

JUDGED_ANEW = frozenset(RULES) - {"function", "prompt", DUPLICATE_ALERT}
"""Rules that need nothing but the document, so that reviews find their alerts anew."""

THRESHOLDS = ("confidence", "ocr_confidence")
"""Rules that classes and apps may have as well, for all of their fields: the strictest counts."""

CLASS_CONFIDENCE = "class_confidence"
"""Threshold of classes and apps for the class of a document."""


def validate(
    results: Sequence[FieldResult],
    document_class: DocumentClass,
    *,
    general: Sequence[Rule],
    today: date,
    functions: Caller | None = None,
    inquiry: Inquiry | None = None,
) -> tuple[FieldResult, ...]:
    """Return the results, each with an alert for every rule that it breaks after those it has.

    Args:
        results: of the class's fields.
        document_class: says what the values must fulfil.
        general: the app's own rules, for every class.
        today: the date of the run.
        functions: calls those of the app; None leaves out rules that ask one.
        inquiry: asks language models; None leaves out rules that ask one.
    """
    fields = {field.name: field for field in document_class.fields}
    others = {result.name: result for result in results}
    shared = (*general, *document_class.validation)
    return tuple(
        replace(
            result,
            alerts=(
                *result.alerts,
                *_alerts(
                    Subject(fields[result.name], result, others, fields, today, functions, inquiry),
                    rules_of(fields[result.name], shared),
                ),
            ),
        )
        for result in results
    )


def class_alerts(confidence: float | None, rules: Sequence[Rule]) -> tuple[Alert, ...]:
    """Return the alert that a document's class is not sure enough, by the strictest of the rules."""
    thresholds = [rule for rule in rules if rule.name == CLASS_CONFIDENCE]
    rule = max(thresholds, key=lambda rule: float(rule.options), default=None)
    fault = None if rule is None else class_fault(confidence, rule.options)
    if rule is None or fault is None:
        return ()
    return (_alert(rule, fault),)


def rules_of(field: Field, shared: Sequence[Rule]) -> list[Rule]:
    """Return a field's rules, of each threshold only the strictest that holds for it."""
    own = [rule for rule in field.validation if rule.name not in THRESHOLDS]
    if field.required and not any(rule.name == "required" for rule in own):
        own.insert(0, Rule("required", True))
    least = [Rule("confidence", field.minimum_confidence)] if field.minimum_confidence else []
    every = (*least, *shared, *field.validation)
    for name in THRESHOLDS:
        some = [rule for rule in every if rule.name == name]
        if some:
            own.append(max(some, key=lambda rule: float(rule.options)))
    return own


def _alerts(subject: Subject, rules: Sequence[Rule]) -> list[Alert]:
    alerts = []
    for rule in rules:
        kind = RULES[rule.name]
        if not (subject.value or kind.on_absent):
            continue
        try:
            fault = kind.check(subject, rule.options)
        except Waiting:
            continue  # with an answer, all is judged again
        except Unanswered as reason:
            # Not the rule's own message, for nobody knows whether the value breaks it.
            alerts.append(Alert(rule.name, str(reason), rule.is_blocking))
            continue
        if fault is not None:
            alerts.append(_alert(rule, fault))
    return alerts


def _alert(rule: Rule, fault: str) -> Alert:
    return Alert(type=rule.name, message=rule.message or fault, is_blocking=rule.is_blocking)
