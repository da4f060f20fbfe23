"""Documents with the values of their derived fields."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from docyard.domain.apps import DocumentClass, Field, FieldKind
from docyard.domain.results import Alert, FieldResult
from docyard.engine.derivation.evaluate import Absent, NotDerived, evaluate
from docyard.engine.derivation.parse import identifier, parse

ALERT = "derived"
"""Type of the alert that a value could not be derived."""


def derive(results: Sequence[FieldResult], document_class: DocumentClass) -> tuple[FieldResult, ...]:
    """Return the results with the values of derived fields; those that people edited stay.

    Where an input has no value, there is none. Where inputs do not fit, the value is ``ERROR``, with an error
    and an alert of type ``derived``. Sources are those of the inputs.
    """
    own = {result.name: result for result in results}
    # Names may fall together here only where nothing is derived; app files see to that.
    found = {identifier(result.name): result for result in results}
    waiting = {
        identifier(field.name): field for field in document_class.fields if field.kind is FieldKind.DERIVED
    }
    while waiting:
        for name, field in tuple(waiting.items()):
            _, used = parse(field.expression or "", names=found)
            if not waiting.keys() & used:
                own[field.name] = found[name] = _derived(field, own[field.name], found, used)
                del waiting[name]
    return tuple(own[result.name] for result in results)


def _derived(
    field: Field, old: FieldResult, found: Mapping[str, FieldResult], used: Sequence[str]
) -> FieldResult:
    if old.edits:
        return old
    tree, _ = parse(field.expression or "", names=found)
    blank = FieldResult(field.name, None, sources=tuple(box for name in used for box in found[name].sources))
    try:
        return replace(blank, value=evaluate(tree, {name: found[name].value for name in used}) or None)
    except Absent:
        return FieldResult(field.name, None)
    except NotDerived as reason:
        message = str(reason)
        return replace(blank, value="ERROR", error=message, alerts=(Alert(ALERT, message),))
