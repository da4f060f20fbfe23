"""Times of day, with or without seconds and AM or PM."""

import re
from collections.abc import Iterator

from docyard.engine.extraction.candidates.candidate import Candidate, cut
from docyard.engine.extraction.layout import Layout

CLOCK = re.compile(
    r"(?<![:.\d])(?:[01]?\d|2[0-3])\s?:\s?[0-5]\d(?:\s?:\s?[0-5]\d)?(?:\s?[AP]\.?M\b\.?|\s?Uhr\b)?(?![:\d])",
    re.IGNORECASE,
)
# A year glued before the time, as an OCR may read "2018 10:21".
AFTER_YEAR = re.compile(
    r"(?<=20[0-4]\d)(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?(?:\s?[AP]M\b)?(?![:\d])", re.IGNORECASE
)


def find(layout: Layout) -> Iterator[Candidate | None]:
    """Give every time of day."""
    for segment in layout.segments:
        if ":" not in segment.text:
            continue
        for variant, pattern in enumerate((CLOCK, AFTER_YEAR)):
            for match in pattern.finditer(segment.text):
                yield cut(segment, match.start(), match.end(), variant=variant)
