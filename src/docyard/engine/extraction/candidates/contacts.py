"""Telephone numbers and e-mail addresses."""

import re
from collections.abc import Iterator

from docyard.engine.extraction.candidates.candidate import Candidate, cut
from docyard.engine.extraction.layout import Layout

PHONE = re.compile(r"(?<![\w.,/])(?:\+|00)?\(?\d{1,4}\)?(?:[\s./-]{0,3}\(?\d{1,8}\)?){1,5}(?![\w]|[.,]\d)")
EMAIL = re.compile(r"[\w.+%-]+\s?@\s?[\w-]+(?:\.[\w-]+)+")


def find_phones(layout: Layout) -> Iterator[Candidate | None]:
    """Give runs of 7 to 15 digits; variant 1 for those that begin like an international number."""
    for segment in layout.segments:
        for match in PHONE.finditer(segment.text):
            if 7 <= sum(c.isdigit() for c in match.group()) <= 15:
                yield cut(segment, *match.span(), variant=int(match.group().startswith(("+", "00", "(+"))))


def find_emails(layout: Layout) -> Iterator[Candidate | None]:
    """Give every e-mail address."""
    for segment in layout.segments:
        for match in EMAIL.finditer(segment.text):
            yield cut(segment, *match.span())
