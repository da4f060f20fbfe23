"""Which pages of a document a model gets to read, and as what text."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby
from math import log

from docyard.domain.apps import Field
from docyard.domain.pages import Page

_WORD = re.compile(r"\w{2,}")


def page_text(page: Page) -> str:
    """Return a page's words, a printed line to a line."""
    lines = groupby(page.words, key=lambda word: word.line)
    return "\n".join(" ".join(word.text for word in words) for _, words in lines)


def choose_pages(pages: Sequence[Page], fields: Sequence[Field], *, most_bytes: int) -> Sequence[Page]:
    """Return the pages that fit, in order: all, or those with most of the fields' own words.

    The first page counts as if it had one rare word more: it says what a document is. There is always
    one page, even if it does not fit.
    """
    sizes = {page.index: len(page_text(page).encode()) + 40 for page in pages}
    if sum(sizes.values()) <= most_bytes:
        return pages
    chosen: list[Page] = []
    left = most_bytes
    for page in _by_promise(pages, fields):
        if not chosen or sizes[page.index] <= left:
            chosen.append(page)
            left -= sizes[page.index]
    return sorted(chosen, key=lambda page: page.index)


def _by_promise(pages: Sequence[Page], fields: Sequence[Field]) -> list[Page]:
    wanted = _words(" ".join((f.name, f.description, *f.aliases)) for f in fields)
    words = {page.index: _words(word.text for word in page.words) for page in pages}
    spread = Counter(word for found in words.values() for word in found & wanted)
    weights = {word: log(1 + len(pages) / count) for word, count in spread.items()}
    first = log(1 + len(pages))

    def promise(page: Page) -> float:
        own = sum(weights[word] for word in words[page.index] & wanted)
        return own + (first if page is pages[0] else 0.0)

    return sorted(pages, key=lambda page: (-promise(page), page.index))


def _words(texts: Iterable[str]) -> set[str]:
    return {word for text in texts for word in _WORD.findall(text.casefold())}
