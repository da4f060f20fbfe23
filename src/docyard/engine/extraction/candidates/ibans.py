"""IBANs, printed in groups or in one piece."""

import re
from collections.abc import Iterator

from docyard.engine.extraction.candidates.candidate import Candidate, cut
from docyard.engine.extraction.layout import Layout
from docyard.engine.values.ibans import is_iban

IBAN = re.compile(r"(?<![A-Z0-9])[A-Z]{2}\d{2}(?:\s?[A-Z0-9]{4}){2,7}(?:\s?[A-Z0-9]{1,4})?(?![A-Z0-9])")
LOOSE = re.compile(r"(?<![A-Z0-9])[A-Z]{2}\s?\d(?:\s?[A-Z0-9]){9,32}(?![A-Z0-9])")


def find(layout: Layout) -> Iterator[Candidate | None]:
    """Give numbers whose check digits are right (variant 0) and others of the right form (1)."""
    for segment in layout.segments:
        seen: set[tuple[int, int]] = set()
        for pattern in (IBAN, LOOSE):
            for match in pattern.finditer(segment.text):
                if match.span() in seen or sum(c.isdigit() for c in match.group()) < 10:
                    continue
                seen.add(match.span())
                yield cut(segment, *match.span(), variant=0 if is_iban(match.group()) else 1)
