"""Identifiers: numbers of documents, customers, orders; anything short with a digit in it."""

import re
from collections.abc import Iterator

from docyard.engine.extraction.candidates.candidate import Candidate, cut
from docyard.engine.extraction.candidates.names import AFTER_LABEL
from docyard.engine.extraction.layout import Layout
from docyard.engine.values.dates import NUMERIC

TOKEN = re.compile(r"[A-Za-z0-9#][\w/.\-#]*")
GROUPS = re.compile(r"(?:[A-Z]{0,4}\d[\w.\-/]*)(?:[ \-]{1,2}[\w\-/]*\d[\w\-/]*)+")
GLUED = re.compile(r"(?<=[a-z:.])\d{4,}\b")
LONGEST = 40
FULL_YEAR = 4


def find(layout: Layout) -> Iterator[Candidate | None]:
    """Give tokens (0), groups (1), whole short segments (2), what follows a label (3), glued digits (4)."""
    for segment in layout.segments:
        text = segment.text
        if not any(c.isdigit() for c in text):
            continue
        for match in TOKEN.finditer(text):
            token = match.group().rstrip(".#-/")
            if any(c.isdigit() for c in token) and len(token) <= LONGEST and not _is_date(token):
                start = match.start() + (len(token) - len(token.lstrip("#")))
                yield cut(segment, start, match.start() + len(token), variant=0)
        if len(text) <= LONGEST:
            yield from (cut(segment, *m.span(), variant=1) for m in GROUPS.finditer(text))
            if " " in text:
                yield cut(segment, 0, len(text), variant=2)
            label = AFTER_LABEL.match(text)
            if label and any(c.isdigit() for c in text[label.end() :]):
                yield cut(segment, label.end(), len(text), variant=3)
        yield from (cut(segment, *m.span(), variant=4) for m in GLUED.finditer(text))


def _is_date(token: str) -> bool:
    """Tell whether a token is a day, a month and a year of four digits with marks between: no number."""
    match = NUMERIC.match(token)
    return (
        match is not None and match[1] == token and bool(match["y1"] or len(match["y2"] or "") == FULL_YEAR)
    )
