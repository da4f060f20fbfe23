"""Dates: numeric forms of any order, and months by name in the languages of the prebuilt apps."""

import re
from collections.abc import Iterator

from docyard.engine.extraction.candidates.candidate import Candidate, cut
from docyard.engine.extraction.layout import Layout
from docyard.engine.values.dates import FAR_EASTERN, NAMED, NUMERIC


def find(layout: Layout) -> Iterator[Candidate | None]:
    """Give every date of a possible day and month; a time may be glued behind it."""
    for segment in layout.segments:
        if not any(c.isdigit() for c in segment.text):
            continue
        for match in NUMERIC.finditer(segment.text):
            if _possible(match):
                yield cut(segment, match.start(1), match.end(1), variant=0)
        for match in NAMED.finditer(segment.text):
            day = match["d1"] or match["d2"] or match["d3"]
            if 1 <= int(day) <= 31:
                yield cut(segment, match.start(1), match.end(1), variant=1)
        yield from (cut(segment, *match.span(), variant=2) for match in FAR_EASTERN.finditer(segment.text))


def _possible(match: re.Match[str]) -> bool:
    groups = {k: int(v) for k, v in match.groupdict().items() if v is not None and k[0] in "dm"}
    day = next(v for k, v in groups.items() if k[0] == "d")
    month = next(v for k, v in groups.items() if k[0] == "m")
    first_is_day = 1 <= day <= 31 and 1 <= month <= 12
    return first_is_day or (1 <= month <= 31 and 1 <= day <= 12)
