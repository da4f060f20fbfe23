"""There must be a value."""

from docyard.engine.shapes import Flag
from docyard.engine.validation.subject import RuleKind, Subject


def _check(subject: Subject, is_on: bool) -> str | None:
    if not is_on or subject.value:
        return None
    return f"{subject.field.name!r} is required and has no value."


REQUIRED = RuleKind(_check, Flag(), "There must be a value.", on_absent=True, on_lists=True)
