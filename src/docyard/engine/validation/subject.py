"""What a rule looks at."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from docyard.domain.apps import Field
from docyard.domain.results import FieldResult
from docyard.engine.functions import Caller
from docyard.engine.inference import Inquiry
from docyard.engine.shapes import Shape


@dataclass(frozen=True, slots=True)
class Subject:
    """A value and what rules may compare it with.

    Attributes:
        result: has a value, but for rules that look at absent ones.
        others: all fields of the document by their names in the app file.
        fields: what the app file says of them.
        today: the date of the run.
        functions: calls those of the app; None where they do not run.
        inquiry: asks language models; None where that is not done.
    """

    field: Field
    result: FieldResult
    others: Mapping[str, FieldResult]
    fields: Mapping[str, Field]
    today: date
    functions: Caller | None = None
    inquiry: Inquiry | None = None

    @property
    def value(self) -> str:
        """The value; empty text if there is none."""
        return self.result.value or ""


@dataclass(frozen=True, slots=True)
class RuleKind:
    """A rule of app files.

    Attributes:
        check: gets what it looks at and its options; returns what is wrong in a sentence, or None.
        options: their shape in app files.
        note: what it asks for, for people.
        on_absent: whether it also looks at fields without a value.
        on_lists: whether fields of kind list may have it.
    """

    check: Callable[[Subject, Any], str | None]
    options: Shape
    note: str
    on_absent: bool = False
    on_lists: bool = False
