"""The whole value must match a regular expression."""

from docyard.engine.shapes import Text
from docyard.engine.validation.subject import RuleKind, Subject
from docyard.engine.values.patterns import compile_pattern, pattern_fault


def _check(subject: Subject, pattern: str) -> str | None:
    if compile_pattern(pattern).fullmatch(subject.value):
        return None
    return f"{subject.field.name!r} does not have the form {pattern!r}."


PATTERN = RuleKind(
    _check,
    Text(max_length=500, fault=pattern_fault),
    "The whole value must match a regular expression in RE2's dialect, which has no look-around and no "
    "back-references, so that no value can make it slow.",
)
