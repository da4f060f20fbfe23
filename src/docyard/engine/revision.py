"""Documents that people corrected, looked at again: what follows from the new values."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from docyard.domain.apps import AppDefinition, DocumentClass, Rule
from docyard.domain.results import Alert, DocumentResult, FieldResult, FileResult
from docyard.engine.derivation import ALERT, derive
from docyard.engine.functions import Caller
from docyard.engine.inference import Inquiry
from docyard.engine.validation import JUDGED_ANEW, validate


def needs_file(app: AppDefinition, result: FileResult) -> bool:
    """Tell whether the file itself is needed for what follows from corrections of its documents."""
    asks = bool(app.functions or app.model_names)
    return any(
        document.is_unread or (document.is_edited and asks) for document in _of_known_classes(app, result)
    )


def lacks_example(app: AppDefinition, result: FileResult) -> bool:
    """Tell whether the app could learn of a reviewed document that was not looked at for that yet."""
    return len(app.classes) > 1 and any(
        document.is_reviewed and not document.example for document in _of_known_classes(app, result)
    )


def revise(
    fields: Sequence[FieldResult],
    document_class: DocumentClass,
    *,
    general: Sequence[Rule],
    today: date,
    functions: Caller | None = None,
    inquiry: Inquiry | None = None,
) -> tuple[FieldResult, ...]:
    """Return a document's fields with all that is made from others made anew, and all rules asked again.

    Values that were read or written by people stay. Without ``functions``, what those made and said stays,
    and so does what models said without ``inquiry``.

    Args:
        fields: of the class, in its order.
        document_class: says what follows from what.
        general: the app's own rules.
        today: the date of the run.
        functions: calls those of the app.
        inquiry: asks language models.
    """
    found_anew = {ALERT, *JUDGED_ANEW}
    found_anew |= set() if functions is None else {"function"}
    found_anew |= set() if inquiry is None else {"prompt"}
    lasting = [replace(field, alerts=_except(field.alerts, found_anew)) for field in fields]
    return validate(
        derive(lasting, document_class, functions=functions),
        document_class,
        general=general,
        today=today,
        functions=functions,
        inquiry=inquiry,
    )


def _of_known_classes(app: AppDefinition, result: FileResult) -> Iterator[DocumentResult]:
    classes = {each.name for each in app.classes}
    return (document for document in result.documents if document.class_name in classes)


def _except(alerts: Sequence[Alert], types: set[str]) -> tuple[Alert, ...]:
    return tuple(alert for alert in alerts if alert.type not in types)
