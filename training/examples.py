"""Labelled documents become examples of concepts, described exactly as at extraction time."""

from collections.abc import Iterable, Sequence

import numpy as np

from docyard.domain.apps import DocumentClass, FieldKind
from docyard.engine.extraction.candidates import FINDERS
from docyard.engine.extraction.describe import Described, describe
from docyard.engine.extraction.labels import Lexicon, target
from docyard.engine.extraction.layout import lay_out
from docyard.engine.extraction.sparse import candidate_buckets, segment_buckets
from training.fit import Example
from training.labelled import Labelled
from training.matching import TEXT_TYPES, right_candidates


def examples_by_concept(
    documents: Iterable[Labelled], document_class: DocumentClass, *, lexicon: Lexicon
) -> dict[str, list[tuple[Labelled, Example]]]:
    """Describe every labelled value of a class's fields that have a concept (``model``)."""
    wanted = [f for f in document_class.fields if f.kind is FieldKind.TEXT and f.value_type in FINDERS]
    targets = [target(f, lexicon) for f in wanted]
    found: dict[str, list[tuple[Labelled, Example]]] = {f.model: [] for f in wanted if f.model}
    for document in documents:
        described = describe(lay_out(document.pages), targets, lexicon)
        for field, view in zip(wanted, described, strict=True):
            value = document.values.get(field.name)
            if field.model and value:
                found[field.model].append((document, _example(document, view, value)))
    return found


def _example(document: Labelled, view: Described, value: str) -> Example:
    right = np.zeros(len(view.evidence.candidates), bool)
    right[right_candidates(view.evidence.candidates, value, view.target.value_type)] = True
    is_text = view.target.value_type in TEXT_TYPES
    return Example(
        issuer=document.issuer,
        value=value,
        view=view,
        right=right,
        buckets=candidate_buckets(view.evidence),
        segment_buckets=segment_buckets(view.evidence.layout) if is_text else None,
    )


def concepts(document_class: DocumentClass) -> Sequence[str]:
    """List the concepts of a class's fields."""
    return [f.model for f in document_class.fields if f.model]
