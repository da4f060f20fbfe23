"""A stretch of printed text that may be a field's value."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from docyard.engine.extraction.layout import Layout, Segment


@dataclass(frozen=True, slots=True)
class Span:
    """Characters ``start`` to ``end`` of one segment's text."""

    segment: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """A possible value.

    Attributes:
        text: as printed, lines joined with one space; an ISO code for currencies.
        spans: where it stands, in reading order.
        variant: which pattern of its finder gave it, small and stable: the scorer learns from it.
    """

    text: str
    spans: tuple[Span, ...]
    variant: int = 0


def cut(
    segment: Segment, start: int, end: int, *, variant: int = 0, text: str | None = None
) -> Candidate | None:
    """Make a candidate of a part of one segment, without white space at its ends; None if nothing is left."""
    while start < end and segment.text[start].isspace():
        start += 1
    while end > start and segment.text[end - 1].isspace():
        end -= 1
    if start >= end:
        return None
    return Candidate(text or segment.text[start:end], (Span(segment.index, start, end),), variant)


def join(layout: Layout, spans: Sequence[Span], *, variant: int) -> Candidate:
    """Make a candidate of spans below each other."""
    return Candidate(
        " ".join(layout.segments[s.segment].text[s.start : s.end] for s in spans), tuple(spans), variant
    )


def chains(layout: Layout, *, longest: int, gap: float = 1.6) -> Iterator[tuple[Segment, ...]]:
    """Give every run of 1 to ``longest`` segments below each other.

    A line further below than ``gap`` line heights ends the run.
    """
    for first in layout.segments:
        chain = [first]
        yield tuple(chain)
        while len(chain) < longest and layout.down[chain[-1].index] >= 0:
            following = layout.segments[layout.down[chain[-1].index]]
            height = max(layout.line_height, chain[-1].box.height)
            if following.box.y0 - chain[-1].box.y1 > gap * height:
                break
            chain.append(following)
            yield tuple(chain)
