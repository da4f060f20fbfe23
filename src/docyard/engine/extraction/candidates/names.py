"""Free text, organizations and people: lines, what follows a label, lines without what trails the name."""

import re
from collections.abc import Iterator, Sequence

from docyard.engine.extraction import words
from docyard.engine.extraction.candidates.candidate import Candidate, Span, chains, cut, join
from docyard.engine.extraction.layout import Layout, Segment

AFTER_LABEL = re.compile(r"^.{1,45}?(?:[:#：=]|\bNo\.?)\s*", re.IGNORECASE)
# What trails a name: a registration number in brackets, any bracket, a number with a check letter, contacts.
TRAILING = (
    re.compile(r"\s*\(\s*[^()]*\d[^()]*\)?\s*\w*$"),
    re.compile(r"\s*[(\[].*$"),
    re.compile(r"[\s(:]+\d{4,}\s?-?\s?[A-Z]?\)?.*$"),
    re.compile(
        r"[\s,;|•·-]*\b(?:tel|fax|phone|gst|hp|h/p|tax|co\.? ?reg|co\.? ?no|reg|roc|company|ust|e-?mail|www)"
        r"\b.*$",
        re.I,
    ),
    re.compile(r"\s+[•·|–-]\s.*$"),
    re.compile(r"[,;.:*]+\s*$"),
    re.compile(r"\s*,.*$"),
)
LEADING = re.compile(
    r"^(?:[^\w(]+|(?:welcome to|from|to|an|herrn|herr|frau|firma|m/s)\b[\s:.]*)", re.IGNORECASE
)
BRACKETS = re.compile(r"[(\[][^()\[\]]*[)\]]?$")
LONGEST_TEXT = 120
FEWEST_LETTERS = 3
SHORTEST_CUT = 2


def find_names(layout: Layout) -> Iterator[Candidate]:
    """Give what ``find`` gives, as far as it may name somebody: mostly letters, not in brackets."""
    for candidate in find(layout):
        if candidate is not None and _may_be_name(candidate.text):
            yield candidate
    yield from _with_legal_forms(layout)


def _may_be_name(text: str) -> bool:
    letters = sum(c.isalpha() for c in text)
    is_rest = BRACKETS.match(text) or words.LEGAL_FORM.fullmatch(text)
    return letters >= FEWEST_LETTERS and letters > sum(c.isdigit() for c in text) and not is_rest


def _with_legal_forms(layout: Layout) -> Iterator[Candidate]:
    """Give names whose legal form stands apart, further from them than words of a line do."""
    for segment in layout.segments:
        left = layout.left[segment.index]
        if left and words.LEGAL_FORM.fullmatch(segment.text.rstrip(".")):
            spans = [Span(i, 0, len(layout.segments[i].text)) for i in (left[-1], segment.index)]
            yield join(layout, spans, variant=15)


def find(layout: Layout) -> Iterator[Candidate | None]:
    """Give lines and runs of up to three lines."""
    for chain in chains(layout, longest=3):
        whole = [Span(s.index, 0, len(s.text)) for s in chain]
        if len(chain) > 1 and sum(len(s.text) for s in chain) > LONGEST_TEXT:
            continue
        if not any(c.isalpha() for c in chain[-1].text):
            continue
        yield join(layout, whole, variant=0 if len(chain) == 1 else 1)
        yield from _without_trailing(layout, chain)
        yield from _without_leading(layout, chain[0], whole[1:])


def _without_trailing(layout: Layout, chain: Sequence[Segment]) -> Iterator[Candidate]:
    last = chain[-1]
    before = [Span(s.index, 0, len(s.text)) for s in chain[:-1]]
    ends = {len(last.text)}
    for k, pattern in enumerate(TRAILING):
        match = pattern.search(last.text)
        end = len(last.text[: match.start()].rstrip(" -–—·•|")) if match else 0
        if end >= SHORTEST_CUT and end not in ends:
            ends.add(end)
            yield join(layout, [*before, Span(last.index, 0, end)], variant=5 + k)


def _without_leading(layout: Layout, first: Segment, rest: Sequence[Span]) -> Iterator[Candidate | None]:
    label = AFTER_LABEL.match(first.text)
    if label and label.end() < len(first.text):
        yield join(
            layout, [Span(first.index, label.end(), len(first.text)), *rest], variant=13 if rest else 3
        )
        if not rest:
            for pattern in TRAILING[:4]:
                match = pattern.search(first.text, label.end())
                if match and match.start() > label.end() + 1:
                    yield cut(first, label.end(), match.start(), variant=14)
    lead = LEADING.match(first.text)
    if lead and lead.end() < len(first.text):
        yield join(layout, [Span(first.index, lead.end(), len(first.text)), *rest], variant=4)
