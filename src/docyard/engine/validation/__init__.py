"""Rules over a document's fields; every broken one is an alert.

May import: ``domain``, ``errors``. To add a rule: one function here and one line in ``RULES``.
Tests: ``tests/engine/test_pipeline.py``.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from docyard.domain.apps import DocumentClass, Field
from docyard.domain.results import Alert, FieldResult

__all__ = ["RULES", "validate"]


def validate(results: Sequence[FieldResult], document_class: DocumentClass) -> tuple[FieldResult, ...]:
    """Return the results, each with an alert for every rule that its field breaks."""
    fields = {field.name: field for field in document_class.fields}
    return tuple(replace(result, alerts=_alerts(fields[result.name], result)) for result in results)


def _alerts(field: Field, result: FieldResult) -> tuple[Alert, ...]:
    messages = ((name, rule(field, result)) for name, rule in RULES.items())
    return tuple(Alert(type=name, message=message) for name, message in messages if message is not None)


def _has_a_value(field: Field, result: FieldResult) -> str | None:
    if field.required and not result.value:
        return f"{field.name!r} is required and has no value."
    return None


def _is_sure_enough(field: Field, result: FieldResult) -> str | None:
    if result.value is None or result.confidence is None or result.confidence >= field.minimum_confidence:
        return None
    return (
        f"{field.name!r} has a confidence of {result.confidence:.2f}; "
        f"at least {field.minimum_confidence:.2f} is asked for."
    )


RULES: Mapping[str, Callable[[Field, FieldResult], str | None]] = {
    "required": _has_a_value,
    "confidence": _is_sure_enough,
}
"""Alert type to the rule, which returns what is wrong or None."""
