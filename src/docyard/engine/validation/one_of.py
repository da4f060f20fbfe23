"""The value must be one of a list."""

from docyard.engine.shapes import Many, Text
from docyard.engine.validation.subject import RuleKind, Subject

_MOST = 1000


def _check(subject: Subject, words: tuple[str, ...]) -> str | None:
    if subject.value.casefold() in {word.casefold() for word in words}:
        return None
    shown = ", ".join(words[:10]) + (", …" if len(words) > 10 else "")
    return f"{subject.field.name!r} is none of {shown}."


ONE_OF = RuleKind(
    _check,
    Many(Text(max_length=200), noun="word", max_items=_MOST, min_items=1),
    "The value must be one of these, upper or lower case.",
)
