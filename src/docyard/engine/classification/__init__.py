"""Pages to documents: where one ends and the next begins, and of which class each is.

May import: ``domain``, ``errors`` and its own parts. To add a way of splitting: one function
and one line in ``SPLITTERS``. Tests: ``tests/engine/test_pipeline.py``.
"""

from collections.abc import Callable, Mapping, Sequence

from docyard.domain.apps import Splitting
from docyard.domain.pages import Page
from docyard.engine.classification.lexical import OTHER, Choice, choose_class

__all__ = ["OTHER", "SPLITTERS", "Choice", "choose_class", "split"]


def split(pages: Sequence[Page], splitting: Splitting) -> tuple[tuple[Page, ...], ...]:
    """Return the pages of each document, in order; a file without pages has no document."""
    return SPLITTERS[splitting](pages) if pages else ()


def _whole_file(pages: Sequence[Page]) -> tuple[tuple[Page, ...], ...]:
    return (tuple(pages),)


def _page_by_page(pages: Sequence[Page]) -> tuple[tuple[Page, ...], ...]:
    return tuple((page,) for page in pages)


SPLITTERS: Mapping[Splitting, Callable[[Sequence[Page]], tuple[tuple[Page, ...], ...]]] = {
    Splitting.OFF: _whole_file,
    Splitting.EVERY_PAGE: _page_by_page,
}
