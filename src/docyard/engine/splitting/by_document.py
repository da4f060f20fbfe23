"""Pages to documents where one file holds several, by what tells first pages from others."""

from collections.abc import Sequence
from functools import cache

from docyard.domain.pages import Page
from docyard.engine.classification import Classifier
from docyard.engine.splitting.profiles import profile
from docyard.engine.splitting.starts import Starts

# Above one half: pages that do not begin a document are more varied than what was learned from.
_LEAST = 0.65
_FEWEST_WORDS = 4
"""Pages that say less are as good as blank: specks of a scan, a stamp."""


def split_by_document(pages: Sequence[Page], classifier: Classifier) -> tuple[tuple[Page, ...], ...]:
    """Return the pages of each document, in order; blank pages belong to the document before."""
    documents: list[list[Page]] = []
    for page, start in zip(pages, start_probabilities(pages, classifier), strict=True):
        if start >= _LEAST or not documents:
            documents.append([])
        documents[-1].append(page)
    return tuple(map(tuple, documents))


def start_probabilities(pages: Sequence[Page], classifier: Classifier) -> list[float]:
    """Return how likely each page begins a document, 0 to 1; the first one does, blank ones never do."""
    starts = _shipped()
    found: list[float] = []
    before = first = None
    for page in pages:
        if len(page.words) < _FEWEST_WORDS and found:
            found.append(0.0)
            continue
        now = profile(page, classifier)
        start = 1.0 if before is None or first is None else starts.probability(before, now, first)
        found.append(start)
        before, first = now, now if start >= _LEAST or first is None else first
    return found


@cache
def _shipped() -> Starts:
    return Starts.load()
