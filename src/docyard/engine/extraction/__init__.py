"""Extraction: a document's pages to one value per field, with confidence and the words it stands on.

Purpose: find typed candidates over the words, score them with the shipped scorer or by rules, choose.
May import: ``domain``; its own parts. NumPy and rapidfuzz live here; no training library is loaded.
To add a value type: ``candidates``. To teach the shipped scorer a concept: ``training/README.md``.
To add label words of a language: ``lexicon``. Tests: ``tests/engine/extraction``.
"""

from collections.abc import Sequence

from docyard.domain.apps import DocumentClass, FieldKind
from docyard.domain.pages import Page
from docyard.domain.results import FieldResult
from docyard.engine.extraction.answers import answer
from docyard.engine.extraction.labels import target
from docyard.engine.extraction.layout import lay_out
from docyard.engine.extraction.lists import list_result
from docyard.engine.extraction.marks import MARK_TYPES, mark_results
from docyard.engine.extraction.results import field_result
from docyard.engine.extraction.scorer import Scorer
from docyard.engine.extraction.table_fields import table_result

__all__ = ["Scorer", "extract"]


def extract(
    pages: Sequence[Page], document_class: DocumentClass, *, scorer: Scorer
) -> tuple[FieldResult, ...]:
    """Find a value for each field of a class.

    The same input gives the same result; one thread. Of a document of more than twelve pages, the first eight
    and the last four are read, but tables on all.

    Args:
        pages: of one document, in order.
        document_class: the fields to find.
        scorer: what was learned; ``Scorer.untrained()`` reads by rules alone.

    Returns:
        one result per field, in class order, without alerts. ``confidence`` is the share of such answers that
        were right on documents of issuers the scorer had not seen.
    """
    layout = lay_out(pages)
    single = [f for f in document_class.fields if f.kind is FieldKind.TEXT and f.value_type not in MARK_TYPES]
    answers = answer(layout, [target(f, scorer.lexicon) for f in single], scorer)
    results = {f.name: field_result(layout, f.name, a) for f, a in zip(single, answers, strict=True)}
    texts = [f for f in document_class.fields if f.kind is FieldKind.TEXT]
    results |= mark_results(pages, [f for f in texts if f.value_type in MARK_TYPES], scorer.lexicon)
    for field in document_class.fields:
        if field.kind is FieldKind.LIST:
            results[field.name] = list_result(layout, field, scorer.lexicon)
        elif field.kind is FieldKind.TABLE:
            results[field.name] = table_result(pages, field, scorer.lexicon)
        elif field.kind is not FieldKind.TEXT:
            results[field.name] = FieldResult(field.name, None)  # a later stage fills it
    return tuple(results[f.name] for f in document_class.fields)
