"""Machine-readable zones: two or three lines of one length, full of fillers, at the foot of a page."""

import re
from collections.abc import Iterator

from docyard.engine.extraction.candidates.candidate import Candidate, Span
from docyard.engine.extraction.layout import Layout, Segment
from docyard.engine.values.mrz import read_mrz, tidy

FIRST = re.compile(r"[ACIPV][A-Z0-9<][A-Z0-9<]{3}[A-Z0-9<]*<[A-Z0-9<]*")
SHORTEST = 24


def find(layout: Layout) -> Iterator[Candidate | None]:
    """Give zones with right check digits (variant 0) and with wrong ones (1), look-alikes mended."""
    rows: dict[int, list[Segment]] = {}
    for segment in layout.segments:
        rows.setdefault(segment.row, []).append(segment)
    lines = {row: tidy("".join(s.text for s in segments)) for row, segments in rows.items()}
    for row, line in lines.items():
        if len(line) < SHORTEST or not FIRST.fullmatch(line):
            continue
        for count in (3, 2):
            group = [r for r in range(row, row + count) if r in lines]
            zone = read_mrz(" ".join(lines[r] for r in group))
            if zone is not None:
                spans = tuple(Span(s.index, 0, len(s.text)) for r in group for s in rows[r])
                yield Candidate(" ".join(zone.lines), spans, variant=0 if zone.is_right else 1)
                break
