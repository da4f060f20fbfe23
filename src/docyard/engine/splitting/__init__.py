"""Where one document of a file ends and the next begins.

May import: ``domain``, ``errors``, ``engine.classification``, ``engine.values`` and its own parts. To add a
way of splitting: one function and one line in ``SPLITTERS``. ``starts.json`` is what
``training/train_splitting.py`` learned.
Tests: ``tests/engine/test_splitting.py``; figures: ``python -m bench.classes``.
"""

from collections.abc import Callable, Mapping, Sequence

from docyard.domain.apps import Splitting
from docyard.domain.pages import Page
from docyard.engine.classification import Classifier
from docyard.engine.splitting.by_document import split_by_document

__all__ = ["SPLITTERS", "split"]

Documents = tuple[tuple[Page, ...], ...]


def split(pages: Sequence[Page], splitting: Splitting, *, classifier: Classifier) -> Documents:
    """Return the pages of each document, in order; a file without pages has no document.

    ``classifier`` knows the classes of the app: pages of different ones hardly make up one document.
    """
    return SPLITTERS[splitting](pages, classifier) if pages else ()


def _whole_file(pages: Sequence[Page], classifier: Classifier) -> Documents:
    del classifier
    return (tuple(pages),)


def _page_by_page(pages: Sequence[Page], classifier: Classifier) -> Documents:
    del classifier
    return tuple((page,) for page in pages)


SPLITTERS: Mapping[Splitting, Callable[[Sequence[Page], Classifier], Documents]] = {
    Splitting.OFF: _whole_file,
    Splitting.EVERY_PAGE: _page_by_page,
    Splitting.BY_DOCUMENT: split_by_document,
}
