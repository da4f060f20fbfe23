"""No other document of the workspace may have the same values; decided where the others are known."""

import hashlib
import json
from collections.abc import Iterator, Sequence

from docyard.domain.apps import AppDefinition, Field, Rule
from docyard.domain.fingerprints import Fingerprint
from docyard.domain.results import Alert, DocumentResult, FieldResult
from docyard.engine.shapes import Many, Text
from docyard.engine.validation.subject import RuleKind

NAME = "duplicate"

_MAX_OTHERS = 10


def has_duplicate_rule(app: AppDefinition) -> bool:
    """Tell whether any field of an app has the rule."""
    return any(_rule(field) for document_class in app.classes for field in document_class.fields)


def fingerprints(documents: Sequence[DocumentResult], app: AppDefinition) -> tuple[Fingerprint, ...]:
    """Return one fingerprint for each value with the rule, of the documents of a file."""
    return tuple(
        found for number, document in enumerate(documents) for found in _of_document(number, document, app)
    )


def duplicate_alert(field: FieldResult, app: AppDefinition, class_name: str | None) -> Alert:
    """Return the alert of a value that another document has, too."""
    document_class = next(each for each in app.classes if each.name == class_name)
    rule = next(rule for each in document_class.fields if each.name == field.name if (rule := _rule(each)))
    together = f" together with {', '.join(repr(name) for name in rule.options)}" if rule.options else ""
    sentence = f"Another document of this class has the same {field.name!r}{together}."
    return Alert(NAME, rule.message or sentence, rule.is_blocking)


def _of_document(number: int, document: DocumentResult, app: AppDefinition) -> Iterator[Fingerprint]:
    document_class = next((each for each in app.classes if each.name == document.class_name), None)
    values = {result.name: result.value or "" for result in document.fields}
    for field in () if document_class is None else document_class.fields:
        rule = _rule(field)
        if rule is not None and values.get(field.name):
            names = (field.name, *sorted(rule.options))
            parts = [document.class_name, *names, *(_same(values.get(name, "")) for name in names)]
            yield Fingerprint(number, field.name, hashlib.sha256(json.dumps(parts).encode()).hexdigest())


def _rule(field: Field) -> Rule | None:
    return next((rule for rule in field.validation if rule.name == NAME), None)


def _same(value: str) -> str:
    """Return a value without what does not count: case and the amount of white space."""
    return " ".join(value.casefold().split())


DUPLICATE = RuleKind(
    # The other documents are known when a run ends, not here.
    lambda subject, options: None,
    Many(Text(max_length=255), noun="field", max_items=_MAX_OTHERS),
    "No other document of the class, of an earlier run of the workspace or before it in the same run, may "
    "have the same value, together with those of the listed fields; case and white space do not count.",
)
