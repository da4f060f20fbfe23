"""Documents with the values of the fields that are made from others."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from docyard.domain.apps import DocumentClass, Field, FieldKind
from docyard.domain.results import Alert, FieldResult
from docyard.engine.derivation.evaluate import Absent, NotDerived, evaluate
from docyard.engine.derivation.parse import parse
from docyard.engine.functions import Caller, FunctionFailed, arguments_of
from docyard.engine.values.identifiers import identifier

ALERT = "derived"
"""Type of the alert that a value could not be derived."""

FUNCTION_ALERT = "function"
"""Type of the alert that a field's function gave no value."""


def derive(
    results: Sequence[FieldResult], document_class: DocumentClass, *, functions: Caller | None = None
) -> tuple[FieldResult, ...]:
    """Return the results with the values of derived fields; those that people edited stay.

    Where an input of an expression has no value, there is none. Where inputs do not fit, or a function gives
    no value, it is ``ERROR``, with an error and an alert of type ``derived`` or ``function``. Sources are
    those of the inputs. Without ``functions``, the values that those made before stay.
    """
    own = {result.name: result for result in results}
    # Names may fall together here only where nothing is derived; app files see to that.
    found = {identifier(result.name): result for result in results}
    made = {FieldKind.DERIVED} if functions is None else {FieldKind.DERIVED, FieldKind.FUNCTION}
    waiting = {identifier(field.name): field for field in document_class.fields if field.kind in made}
    while waiting:
        for name, field in tuple(waiting.items()):
            used = _inputs(field, tuple(found), functions)
            if not waiting.keys() & used:
                own[field.name] = found[name] = _made(field, own[field.name], found, used, functions)
                del waiting[name]
    return tuple(own[result.name] for result in results)


def _inputs(field: Field, names: Sequence[str], functions: Caller | None) -> Sequence[str]:
    if field.kind is FieldKind.DERIVED:
        return parse(field.expression or "", names=names)[1]
    assert functions is not None
    assert field.function is not None
    own = identifier(field.name)
    return functions.parameters(field.function, [name for name in names if name != own])


def _made(
    field: Field,
    old: FieldResult,
    found: Mapping[str, FieldResult],
    used: Sequence[str],
    functions: Caller | None,
) -> FieldResult:
    if old.edits:
        return old
    blank = FieldResult(field.name, None, sources=tuple(box for name in used for box in found[name].sources))
    try:
        if field.kind is FieldKind.DERIVED:
            tree, _ = parse(field.expression or "", names=found)
            value = evaluate(tree, {name: found[name].value for name in used})
        else:
            assert functions is not None
            assert field.function is not None
            value = functions.call_for_text(field.function, arguments_of([found[name] for name in used]))
    except Absent:
        return FieldResult(field.name, None)
    except NotDerived as reason:
        return _failed(blank, ALERT, str(reason))
    except FunctionFailed as reason:
        return _failed(blank, FUNCTION_ALERT, f"{reason}.")
    return replace(blank, value=value or None)


def _failed(blank: FieldResult, kind: str, message: str) -> FieldResult:
    return replace(blank, value="ERROR", error=message, alerts=(Alert(kind, message),))
