"""Tax identifiers: VAT numbers of the EU, GST and SST numbers, US EIN and SSN, other long numbers."""

import re
from collections.abc import Iterator

from docyard.engine.extraction.candidates.candidate import Candidate, cut
from docyard.engine.extraction.layout import Layout

VAT = re.compile(
    r"(?<![A-Za-z0-9])(?:ATU|AT|BE|BG|CHE|CY|CZ|DE|DK|EE|EL|ES|FI|FR|GB|HR|HU|IE|IT|LT|LU|LV|MT|NL|PL|PT|RO|SE|SI|SK)"
    r"[-\s]?(?=[A-Z0-9 .\-]{7,16})(?:[A-Z0-9][ .\-]?){7,13}(?![A-Za-z0-9])"
)
US = re.compile(r"(?<![\d-])(?:\d{3}-\d{2}-\d{4}|\d{2}-\d{7})(?![\d-])")
COMB = re.compile(r"(?<![\d-])\d(?:[ –—-]{1,3}\d){8}(?![\d-])")
MALAYSIA = re.compile(r"(?<![A-Z0-9])(?:[A-Z]\d{2}-\d{4}-\d{8}|[A-Z]\d{2}\s\d{4}\s\d{8})(?!\d)")
LONG = re.compile(r"(?<![\d.,/-])(?:\d{9,15}|\d{2,3}[/ ]\d{3}[/ ]\d{4,5}|\d{6,9}-[A-Z0-9])(?![\d.,/-]*\d)")


def find(layout: Layout) -> Iterator[Candidate | None]:
    """Give EU (0), US (1), Malaysian (2) forms, other long numbers (3), digits in boxes of their own (4)."""
    for segment in layout.segments:
        for variant, pattern in enumerate((VAT, US, MALAYSIA, LONG, COMB)):
            for match in pattern.finditer(segment.text):
                if sum(c.isdigit() for c in match.group()) >= 7:
                    yield cut(segment, *match.span(), variant=variant)
