"""Postal addresses: runs of up to six lines, with what is before and after them cut off."""

import re
from collections.abc import Iterator

from docyard.engine.extraction import words
from docyard.engine.extraction.candidates.candidate import Candidate, Span, chains, join
from docyard.engine.extraction.candidates.names import TRAILING
from docyard.engine.extraction.layout import Layout

SHORTEST, LONGEST = 8, 200
LINES = 6
# Text up to a colon, unless it is the address's own "No: 28" or "Lot: 5".
LABEL = re.compile(r"^(?!\W*(?:no|lot|unit|hq|blok|block)\W)[^:：]{1,40}[:：]\s*", re.IGNORECASE)
HEAD = re.compile(
    r"^(?:[^()]*\([^)]*\)\s*|(?:address|addr|alamat|adresse|anschrift)\b[\s.:]*)", re.IGNORECASE
)


def find(layout: Layout) -> Iterator[Candidate]:
    """Give whole runs (0), runs without a label (3) or bracket (4) before, or trailing matter (5 to 8)."""
    for chain in chains(layout, longest=LINES):
        length = sum(len(s.text) + 1 for s in chain)
        if not SHORTEST <= length <= LONGEST or not any(_speaks_of_a_place(s.text) for s in chain):
            continue
        first, last = chain[0], chain[-1]
        heads = [(0, 0)]
        for variant, pattern in ((3, LABEL), (4, HEAD)):
            match = pattern.match(first.text)
            if match and match.end() < len(first.text) and match.end() not in [h for _, h in heads]:
                heads.append((variant, match.end()))
        tails = [(0, len(last.text))]
        for k, pattern in enumerate(TRAILING[:4]):
            match = pattern.search(last.text)
            if match and match.start() > 0 and match.start() not in [t for _, t in tails]:
                tails.append((5 + k, match.start()))
        for head_variant, head in heads:
            for tail_variant, tail in tails:
                if (len(chain) == 1 and tail - head < SHORTEST) or (head and tail_variant):
                    continue
                spans = [
                    Span(s.index, head if s is first else 0, tail if s is last else len(s.text))
                    for s in chain
                ]
                yield join(layout, spans, variant=max(head_variant, tail_variant))


def _speaks_of_a_place(text: str) -> bool:
    return "," in text or any(c.isdigit() for c in text) or words.ADDRESS.search(text) is not None
