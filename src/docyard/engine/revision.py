"""Documents that people corrected, looked at again: what follows from the new values."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from docyard.domain.apps import DocumentClass, Rule
from docyard.domain.results import Alert, FieldResult
from docyard.engine.derivation import ALERT, derive
from docyard.engine.functions import Caller
from docyard.engine.inference import Inquiry
from docyard.engine.validation import JUDGED_ANEW, validate


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


def _except(alerts: Sequence[Alert], types: set[str]) -> tuple[Alert, ...]:
    return tuple(alert for alert in alerts if alert.type not in types)
