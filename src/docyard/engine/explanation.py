"""Why the values of a document are what they are: candidates, cleaning steps and rules, field by field."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from docyard.domain.apps import DocumentClass, Field, Rule
from docyard.domain.pages import Page
from docyard.domain.results import FieldResult
from docyard.engine.cleaning import trace_steps
from docyard.engine.extraction import Scorer, extract
from docyard.engine.extraction.explain import Weighing, weigh
from docyard.engine.validation import rules_of


@dataclass(frozen=True, slots=True)
class Explanation:
    """How a field came to its value.

    Attributes:
        weighing: what was weighed; None for fields that are not read from one place.
        read: the value before cleaning, ``result`` the field as it is in results.
        steps: each cleaning step's name and what it left, or why it does not fit.
        rules: each rule's name and options, and the alert's message if it is broken.
    """

    field: str
    weighing: Weighing | None
    read: str | None
    result: FieldResult
    steps: tuple[tuple[str, str], ...]
    rules: tuple[tuple[str, Any, str | None], ...]


def explain_document(
    pages: Sequence[Page],
    document_class: DocumentClass,
    *,
    scorer: Scorer,
    results: Sequence[FieldResult],
    general: Sequence[Rule],
) -> tuple[Explanation, ...]:
    """Explain every field of a document, in class order.

    Args:
        pages: of the document.
        document_class: its class.
        scorer: the one that read it.
        results: what all stages made of it.
        general: the app's own rules.
    """
    read = extract(pages, document_class, scorer=scorer)
    weighings = {each.field: each for each in weigh(pages, document_class, scorer=scorer)}
    shared = (*general, *document_class.validation)
    return tuple(
        Explanation(
            field=field.name,
            weighing=weighings.get(field.name),
            read=before.value,
            result=after,
            steps=_steps(field, before.value, error=after.error),
            rules=tuple((r.name, r.options, _broken(r, after)) for r in rules_of(field, shared)),
        )
        for field, before, after in zip(document_class.fields, read, results, strict=True)
    )


def _steps(field: Field, value: str | None, *, error: str | None) -> tuple[tuple[str, str], ...]:
    return () if field.kind.has_rows or not value else trace_steps(value, field.cleaning, error=error)


def _broken(rule: Rule, result: FieldResult) -> str | None:
    return next(
        (a.message for a in result.alerts if a.type == rule.name and (rule.message in {None, a.message})),
        None,
    )
