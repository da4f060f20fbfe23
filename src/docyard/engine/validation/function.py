"""A function of the app judges the value."""

from docyard.engine.functions import argument, arguments_of
from docyard.engine.shapes import Text
from docyard.engine.validation.subject import RuleKind, Subject


def _check(subject: Subject, function: str) -> str | None:
    if subject.functions is None:
        return None
    arguments = arguments_of(subject.others.values()) | {"value": argument(subject.result.value)}
    otherwise = f"{function!r} does not accept the value of {subject.field.name!r}."
    return subject.functions.call_for_fault(function, arguments, otherwise=otherwise)


FUNCTION = RuleKind(
    _check,
    Text(max_length=100),
    "The app's function of that name must accept the value: it returns None or True, else False or what is "
    "wrong. It is also called where there is no value.",
    on_absent=True,
    on_lists=True,
)
