"""Pages to documents where one file holds several, by what tells first pages from others."""

from collections.abc import Sequence
from functools import cache

from docyard.domain.pages import Page
from docyard.engine.classification import Classifier
from docyard.engine.splitting.profiles import Profile, profile
from docyard.engine.splitting.starts import Starts

# Above one half: pages that do not begin a document are more varied than what was learned from.
_LEAST = 0.6


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
    before: Profile | None = None
    for page in pages:
        if not page.words and found:
            found.append(0.0)
            continue
        now = profile(page, classifier)
        found.append(1.0 if before is None else starts.probability(before, now))
        before = now
    return found


@cache
def _shipped() -> Starts:
    return Starts.load()
